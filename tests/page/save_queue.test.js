// The queue alone: what each event leads to, and that nothing counts as saved before a save has ended.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { load } from "./setup.js";

const { causeOf, NEXT, PATIENCE, RETRY, SAVE_AFTER, SAVE_AT_MOST, SaveQueue } = await load("recording/save_queue.js");

const EVENTS = ["change", "due", "compared", "began", "ended", "returned", "failed"];
let host;
let queue;

/** Let promises run that need no timer. */
const settle = async () => {
  for (let n = 0; n < 20; n += 1) await Promise.resolve();
};
const pass = async (ms) => {
  mock.timers.tick(ms);
  await settle();
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1.8e12 });
  host = {
    value: 0,
    stamp: 0,
    up: false,
    open: [],
    file: [],
    causes: [],
    compare: () => {},
    save: () => new Promise((resolve, reject) => host.open.push({ resolve, reject })),
    content: () => host.value,
    modified: () => String(host.stamp),
    saved: (content) => host.file.push(content),
    trouble: (cause) => host.causes.push(cause),
    reachable: async () => host.up,
  };
  queue = new SaveQueue(host);
});

const change = (value) => {
  host.value = value;
  queue.change();
};
/** The host ends the save that began first. */
const complete = async () => {
  const asked = host.open.shift();
  host.stamp += 1;
  queue.signal("completed");
  asked?.resolve();
  await settle();
};

test("the table names a state for every event that it takes, and each state can be left", () => {
  const phases = Object.keys(NEXT);
  for (const [phase, ways] of Object.entries(NEXT)) {
    for (const [event, next] of Object.entries(ways)) {
      assert.ok(EVENTS.includes(event), `${phase}: ${event}`);
      assert.ok(phases.includes(next), `${phase}: ${event} leads to ${next}`);
    }
    assert.ok(Object.values(ways).some((next) => next !== phase));
  }
});

test("a change is saved after a pause, and with changes going on at the latest after a while", async () => {
  change(1);
  await pass(SAVE_AFTER - 1);
  assert.equal(host.open.length, 0);
  await pass(1);
  assert.equal(host.open.length, 1);
  queue.signal("started");
  await complete();
  assert.deepEqual([host.file, queue.phase], [[1], "resting"]);
  for (let at = 0; at < SAVE_AT_MOST; at += 250) {
    change(at);
    await pass(250);
  }
  assert.equal(host.open.length, 1);
});

test("what changed while a save is under way is not called saved by it, and another save follows", async () => {
  change(1);
  await pass(SAVE_AFTER);
  queue.signal("started");
  change(2);
  await complete();
  assert.deepEqual(host.file, [1]);
  assert.equal(host.open.length, 1);
  queue.signal("started");
  await complete();
  assert.deepEqual([host.file, queue.phase], [[1, 2], "resting"]);
});

test("one save at a time: ours waits for one that the host began", async () => {
  queue.signal("started");
  change(1);
  await pass(SAVE_AFTER);
  assert.equal(host.open.length, 0);
  await complete();
  assert.equal(host.open.length, 1);
});

test("a save that the host begins while the file is compared goes first", async () => {
  let compared;
  host.compare = () => new Promise((resolve) => (compared = resolve));
  queue.save();
  queue.signal("started");
  compared();
  await settle();
  assert.equal(host.open.length, 0);
  host.compare = () => {};
  await complete();
  assert.equal(host.open.length, 1);
});

test("after two saves at once nothing is called saved before a third that ran alone", async () => {
  change(1);
  await pass(SAVE_AFTER);
  queue.signal("started");
  queue.signal("started");
  await complete();
  await complete();
  assert.deepEqual(host.file, []);
  assert.equal(host.open.length, 1);
  queue.signal("started");
  await complete();
  assert.deepEqual(host.file, [1]);
});

test("Save As writes another file: nothing is saved in this one", async () => {
  queue.signal("started");
  queue.signal("completed");
  assert.deepEqual([host.file, queue.phase], [[], "resting"]);
});

test("a stuck save is said; the next change tries another, and a late end promises nothing", async () => {
  change(1);
  await pass(SAVE_AFTER);
  queue.signal("started");
  const stuck = host.open.shift();
  await pass(PATIENCE);
  assert.deepEqual(host.causes, ["slow"]);
  change(2);
  await pass(SAVE_AFTER);
  assert.equal(host.open.length, 1);
  queue.signal("started");
  queue.signal("completed"); // the stuck one, at last: what it held is older
  stuck.resolve();
  await settle();
  assert.deepEqual(host.file, []);
  host.stamp += 1;
  await complete();
  queue.signal("started");
  await complete();
  assert.equal(host.file.at(-1), 2);
  assert.ok(!host.file.includes(1));
});

test("a stuck save that never ends does not stop later ones from being confirmed", async () => {
  change(1);
  await pass(SAVE_AFTER);
  queue.signal("started");
  host.open.shift();
  await pass(PATIENCE);
  change(2);
  await pass(SAVE_AFTER);
  for (let n = 0; n < 2; n += 1) {
    queue.signal("started");
    await complete();
  }
  assert.deepEqual([host.file, queue.phase], [[2], "resting"]);
});

test("a host that is asked to save and neither begins nor answers is asked again", async () => {
  change(1);
  await pass(SAVE_AFTER);
  assert.equal(queue.phase, "asking");
  change(2);
  await pass(PATIENCE);
  assert.equal(host.open.length, 2);
});

const refused = (status) => Object.assign(new Error(), { response: { status } });
const conflict = Object.assign(new Error(), { name: "ModalCancelError" });
for (const [error, cause, again] of [
  [refused(401), 401, true],
  [refused(403), 403, true],
  [refused(404), 404, false],
  [refused(409), 409, false],
  [refused(413), 413, false],
  [refused(500), 500, true],
  [refused(503), 503, true],
  [new TypeError("Failed to fetch"), "unreachable", true],
  [new Error("odd"), "refused", true],
  [conflict, "conflict", false],
]) {
  test(`a save refused by ${cause} is told with its cause, and ${again ? "tried again" : "left to the learner"}`, async () => {
    assert.equal(causeOf(error), cause);
    change(1);
    await pass(SAVE_AFTER);
    queue.signal("started");
    queue.signal("failed");
    host.open.shift().reject(error);
    await settle();
    assert.equal(host.causes.at(-1), cause);
    assert.deepEqual([host.file, queue.phase], [[], "refused"]);
    await pass(RETRY);
    assert.equal(host.open.length, 0); // the server is still away
    host.up = true;
    await pass(4 * RETRY);
    assert.equal(host.open.length, again ? 1 : 0);
    if (!again) queue.save();
    await settle();
    queue.signal("started");
    await complete();
    assert.deepEqual([host.file, queue.phase], [[1], "resting"]);
  });
}

test("when the network is back, what waits for it is saved at once; what is saved is not saved again", async () => {
  queue.online();
  assert.equal(queue.phase, "resting");
  change(1);
  await pass(SAVE_AFTER);
  host.open.shift().reject(new TypeError());
  await settle();
  queue.online();
  await settle();
  assert.equal(host.open.length, 1);
});

test("whatever comes in whatever order, a save is called done only with what it held, and all is saved in the end", async () => {
  let seed = 7;
  const random = (n) => {
    seed = (seed * 48271) % 2147483647;
    return seed % n;
  };
  for (let round = 0; round < 300; round += 1) {
    const server = []; // saves begun: what they hold
    let onDisk = null;
    host.open = [];
    host.file = [];
    host.saved = (content) => {
      assert.equal(content, onDisk, `round ${round}`);
      host.file.push(content);
    };
    host.save = () =>
      new Promise((resolve, reject) => {
        queue.signal("started");
        server.push({ content: host.value, resolve, reject });
      });
    queue = new SaveQueue(host);
    const finish = async (well) => {
      const save = server.shift();
      if (!save) return;
      if (well) {
        onDisk = save.content;
        host.stamp += 1;
      }
      queue.signal(well ? "completed" : "failed");
      if (well) save.resolve();
      else save.reject(refused(500));
      await settle();
    };
    for (let at = 0; at < 30; at += 1) {
      const what = random(6);
      if (what === 0) change(`${round}.${at}`);
      else if (what === 1) await pass(random(1000));
      else if (what === 2) queue.save();
      else if (what === 3) await finish(random(4) > 0);
      else if (what === 4 && random(3) === 0) void host.save().catch(() => {});
      else await pass(100);
    }
    host.up = true;
    change("last");
    for (let n = 0; n < 60 && host.file.at(-1) !== "last"; n += 1) {
      await pass(1000);
      await finish(true);
    }
    assert.equal(host.file.at(-1), "last", `round ${round}: ${queue.phase}`);
  }
});
