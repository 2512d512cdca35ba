// The recorder on an imitated notebook page: what it says of an answer, whatever the server and the browser do.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Host } from "./fake_host.js";
import { happen, load, Storage } from "./setup.js";

const { answersIn, NotebookAnswers } = await load("recording/recorder.js");
const { answersOf } = await load("recording/hosts.js");
const { WORDS } = await load("widgets/page/words.js");
const { statusOf } = await load("widgets/page/status.js");
const { standing } = await load("widgets/page/hand_in.js");
const { family: choice } = await load("families/choice.js");

const EMPTY = { secondsource: { schema: 1, unit: "u" } };
const ITEM = { id: "a", counted: "parts", options: [{ id: "x" }, { id: "y" }] };
const WAIT = 600;

const settle = async () => {
  for (let n = 0; n < 40; n += 1) await Promise.resolve();
};
const pass = async (ms) => {
  mock.timers.tick(ms);
  await settle();
};
const open = (metadata = EMPTY, how = {}) => {
  const host = new Host(metadata, how);
  host.automatic = false;
  return { host, answers: new NotebookAnswers(host.context) };
};
const complete = async (host) => {
  host.saves.shift().complete();
  await settle();
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1.8e12 });
  mock.method(console, "warn", () => {});
  globalThis.localStorage = new Storage();
  globalThis.BroadcastChannel = undefined;
  document.visibilityState = "visible";
  Object.assign(document, { cookie: "" });
});

test("blank, unsaved, saved: an answer is called saved when a save that held it has ended", async () => {
  const { host, answers } = open();
  assert.deepEqual(statusOf(answers, ITEM, choice), { kind: "blank", text: "Not answered." });
  answers.put("a", "x");
  assert.equal(statusOf(answers, ITEM, choice).text, "Answered, not yet saved.");
  await pass(WAIT);
  assert.equal(answers.state("a").kind, "unsaved");
  await complete(host);
  assert.deepEqual(statusOf(answers, ITEM, choice), { kind: "saved", text: "Saved in the notebook." });
  assert.equal(host.file.secondsource.responses.a.value, "x");
  answers.undo("a", null);
  assert.equal(statusOf(answers, ITEM, choice).text, "Answer cleared, not yet saved.");
});

test("a try is counted once for an answer, however often and after what reload it is checked again", async () => {
  const { host, answers } = open();
  const tried = (page, ...values) => {
    for (const value of values) page.tried("a", "u", { value, t: 5, share: value === "x" ? 1 : 0 });
    return page.tries("a");
  };
  assert.equal(tried(answers, "y", "y").count, 1);
  assert.equal(tried(answers, "x", "x", "y").count, 3);
  await pass(WAIT);
  await complete(host);
  const again = open(host.file).answers;
  const { count, first, best } = tried(again, "y");
  assert.deepEqual([count, first.value, best.value], [3, "y", "x"]);
  const old = { schema: 1, unit: "u", tries: { a: { count: 1, first: { value: "y", t: 1, share: 0 } } } };
  const { answers: before } = open({ secondsource: old }); // written before the last one was kept
  assert.equal(tried(before, "y").count, 1);
  assert.equal(tried(before, "x").count, 2);
});

test("a renamed notebook is saved once more: what was saved meanwhile may be under the old name", async () => {
  const { host, answers } = open();
  answers.put("a", "x");
  await pass(WAIT);
  await complete(host);
  host.file = structuredClone(EMPTY); // the file of the new name
  host.context.path = "b.ipynb";
  host.context.pathChanged.emit(host.context, "b.ipynb");
  await settle();
  assert.equal(host.saves.length, 1);
  await complete(host);
  assert.equal(host.file.secondsource.responses.a.value, "x");
  assert.equal(answers.state("a").kind, "saved");
});

test("a stored answer that does not fit, and one without a time", () => {
  const stored = { a: { value: "z", t: 1 }, b: { value: "y" } };
  const { answers } = open({ secondsource: { schema: 1, unit: "u", responses: stored } });
  assert.equal(statusOf(answers, ITEM, choice).kind, "misfit");
  assert.equal(standing(answers, ITEM, choice, "").word, "! stored answer does not fit");
  assert.equal(statusOf(answers, { ...ITEM, id: "b" }, choice).kind, "saved");
});

test("every look at the file carries the server's token and the page's XSRF token", async () => {
  Object.assign(document, { cookie: "other=1; _xsrf=2|ab|cd; last=2" });
  const { host, answers } = open(EMPTY, { server: 200, path: "week 1/a#b.ipynb" });
  answers.put("a", "x");
  await pass(WAIT);
  await complete(host);
  assert.equal(answers.state("a").kind, "saved");
  const [{ address, headers }] = host.requests;
  assert.equal(address, "http://server.example/user/a/api/contents/week%201/a%23b.ipynb?type=notebook&content=0");
  assert.deepEqual(headers, { Authorization: "token secret", "X-XSRFToken": "2|ab|cd" });
});

test("what another browser saved is taken over before this page saves", async () => {
  const { host, answers } = open(EMPTY, { server: 200 });
  host.saveElsewhere({ secondsource: { schema: 1, unit: "u", responses: { b: { value: "y", t: 5 } } } });
  answers.put("a", "x");
  await pass(WAIT);
  await complete(host);
  assert.deepEqual(Object.keys(host.file.secondsource.responses).sort(), ["a", "b"]);
  assert.equal(answers.state("b").kind, "saved");
});

for (const status of [401, 403, 409, 413, 500, 503, "silent"]) {
  test(`a look at the file refused by ${status}: saved all the same, but not called so, until it works again`, async () => {
    const { host, answers } = open(EMPTY, { server: status });
    answers.put("a", "x");
    await pass(WAIT);
    await complete(host);
    assert.equal(host.file.secondsource.responses.a.value, "x");
    const { kind, text } = statusOf(answers, ITEM, choice);
    assert.equal(kind, "problem");
    assert.match(text, status === "silent" ? /no reply/ : new RegExp(`error ${status}`));
    assert.ok(!text.includes(WORDS.saved));
    assert.equal(standing(answers, ITEM, choice, "").unsaved, true);
    host.server = 200;
    answers.save();
    await settle();
    await complete(host);
    assert.equal(answers.state("a").kind, "saved");
  });
}

test("no file by that name at the server: nothing to take over, and the save decides", async () => {
  const { host, answers } = open(EMPTY, { server: 404 });
  answers.put("a", "x");
  await pass(WAIT);
  await complete(host);
  assert.equal(answers.state("a").kind, "saved");
});

for (const [status, said] of [
  [401, /log in again/],
  [403, /log in again/],
  [404, /folder is gone/],
  [409, /changed outside/],
  [413, /too large/],
  [418, /error 418/],
  [500, /error 500/],
  [507, /disk is full/],
]) {
  test(`a save refused by ${status} is said with its cause and is not called saved`, async () => {
    const { host, answers } = open(EMPTY, { server: "silent" });
    answers.put("a", "x");
    await pass(WAIT);
    host.saves[0].refuse(status);
    await settle();
    const { kind, text } = statusOf(answers, ITEM, choice);
    assert.equal(kind, "problem");
    assert.match(text, said);
    assert.ok(text.startsWith("Not saved: "));
  });
}

test("a server that comes back is noticed, and what waited for it is saved", async () => {
  const { host, answers } = open(EMPTY, { server: "silent" });
  answers.put("a", "x");
  await pass(WAIT);
  host.saves.shift().fail(new TypeError("Failed to fetch"));
  await settle();
  assert.match(answers.state("a").text, /cannot be reached/);
  await pass(60000);
  assert.equal(host.saves.length, 0);
  host.server = 200;
  await pass(60000);
  assert.equal(host.saves.length, 1);
  await complete(host);
  assert.equal(answers.state("a").kind, "saved");
});

test("the network's return saves what waits, without a click", async () => {
  const { host, answers } = open();
  answers.put("a", "x");
  await pass(WAIT);
  host.saves.shift().fail(new TypeError("Failed to fetch"));
  await settle();
  happen("online");
  await settle();
  await complete(host);
  assert.equal(answers.state("a").kind, "saved");
});

test("a page that is left saves in the same moment, and asks nothing first", async () => {
  for (const leave of ["pagehide", "visibilitychange"]) {
    const { host, answers } = open(EMPTY, { server: "silent" });
    answers.put("a", "x");
    document.visibilityState = "hidden";
    happen(leave);
    assert.equal(host.saves.length, 1, leave);
    assert.equal(host.requests.length, 0);
    document.visibilityState = "visible";
  }
});

test("an answer whose page was closed before any save is back when the notebook is opened again", async () => {
  for (const metadata of [EMPTY, {}]) {
    const before = open(metadata);
    before.answers.models.set({ get: () => "u" }, "a");
    before.answers.put("a", "x");
    const { host, answers } = open(before.host.file);
    assert.equal(answers.get("a")?.value, "x");
    assert.equal(answers.state("a").kind, "unsaved");
    await pass(WAIT);
    host.saves.at(-1).complete();
    await settle();
    assert.equal(answers.state("a").kind, "saved");
    assert.equal(host.file.secondsource.responses.a.value, "x");
    assert.equal(host.file.secondsource.unit, "u");
    before.answers.journal.write("u", new Map());
  }
});

test("the journal is empty once all is saved, is not read for another notebook, and does not undo a newer answer", async () => {
  const first = open();
  first.answers.put("a", "x");
  assert.equal(localStorage.held.size, 1);
  assert.equal(open(EMPTY, { path: "b.ipynb" }).answers.get("a"), null);
  assert.equal(open({ secondsource: { schema: 1, unit: "v" } }).answers.get("a"), null);
  const newer = { a: { value: "y", t: 1.9e9 } };
  assert.equal(open({ secondsource: { schema: 1, unit: "u", responses: newer } }).answers.get("a").value, "y");
  const later = open({ secondsource: { schema: 2, unit: "u" } });
  assert.equal(later.answers.get("a"), null);
  assert.equal(later.host.metadata.secondsource.schema, 2);
  await pass(WAIT);
  await complete(first.host);
  assert.equal(localStorage.held.size, 0);
});

test("a browser whose channel and storage can't be had records all the same", async () => {
  globalThis.BroadcastChannel = class {
    constructor() {
      throw new Error("denied");
    }
  };
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    get: () => {
      throw new Error("denied");
    },
  });
  try {
    const { host, answers } = open();
    answers.put("a", "x");
    await pass(WAIT);
    await complete(host);
    assert.equal(answers.state("a").kind, "saved");
  } finally {
    Object.defineProperty(globalThis, "localStorage", { configurable: true, writable: true, value: undefined });
  }
});

test("a host brings its own words", async () => {
  const { host, answers } = open(EMPTY, { words: { saved: "Kept in this browser." } });
  answers.put("a", "x");
  await pass(WAIT);
  await complete(host);
  assert.equal(statusOf(answers, ITEM, choice).text, "Kept in this browser.");
  assert.equal(answers.words.notAnswered, WORDS.notAnswered);
});

test("one keeper for all exercises of a notebook; where there is none, the kernel keeps", () => {
  const host = new Host(EMPTY);
  const [one, two] = [host.model({}), host.model({})];
  assert.equal(answersOf(one), answersOf(two));
  assert.ok(answersOf(one).hosted);
  const alone = host.model({}, {});
  assert.ok(!answersOf(alone).hosted);
  assert.throws(
    () =>
      answersIn(host.model({}, {}), () => {
        throw new Error("no notebook");
      }),
    /no notebook/,
  );
});

test("a kernel that keeps the answer says so; one that is silent is told of", async () => {
  const host = new Host({});
  const model = host.model({ response: {}, origin: "" }, {});
  const answers = answersOf(model);
  answers.attach("a", model);
  answers.put("a", "x");
  assert.equal(answers.state("a").kind, "unsaved");
  model.receive({ kind: "kept", t: answers.get("a").t });
  assert.equal(statusOf(answers, ITEM, choice).text, WORDS.answeredSaveIt);
  answers.put("a", "y");
  await pass(5000);
  assert.equal(statusOf(answers, ITEM, choice).text, WORDS.kernelSilent);
});
