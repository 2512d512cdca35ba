// Quick taps on a control don't open a context menu; a finger that rests, a mouse and a key do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const { keepTaps } = await load("widgets/page/taps.js");

/** Whether the menu opens after these events, each a type, a time and what else it has. */
function opens(events, closest = () => ({})) {
  const page = Object.assign(new EventTarget(), { closest });
  keepTaps(page);
  for (const [type, timeStamp, more] of events) {
    const event = new Event(type, { cancelable: true });
    for (const [name, value] of Object.entries({ timeStamp, ...more })) Object.defineProperty(event, name, { value });
    page.dispatchEvent(event);
    if (type === "contextmenu") return !event.defaultPrevented;
  }
  throw new Error("no context menu was asked for");
}

const touch = { pointerType: "touch" };
const tap = (at) => [
  ["pointerdown", at, touch],
  ["pointerup", at + 80, touch],
];
const menu = (at) => ["contextmenu", at];

test("a double tap does not open it", () => {
  assert.equal(opens([...tap(0), ...tap(200), menu(290)]), false);
  assert.equal(opens([...tap(0), ...tap(200), menu(2000)]), false, "on a page that was busy");
});

test("a finger that rests opens it, whether it comes before or after the finger is lifted", () => {
  assert.equal(opens([...tap(0), ["pointerdown", 200, touch], menu(700)]), true);
  assert.equal(opens([["pointerdown", 0, touch], ["pointerup", 700, touch], menu(705)]), true);
});

test("so does a mouse, or a key after a tap", () => {
  const mouse = { pointerType: "mouse" };
  assert.equal(opens([...tap(0), ["pointerdown", 200, mouse], ["pointerup", 250, mouse], menu(255)]), true);
  assert.equal(opens([...tap(0), ["keydown", 200], menu(205)]), true);
});

test("in a text field, and outside of what is ours, it opens", () => {
  assert.equal(
    opens([...tap(0), ...tap(200), menu(290)], () => null),
    true,
  );
});
