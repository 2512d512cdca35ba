// What the page makes of an answer of the server's that is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./setup.js";

const context = (fetch) => ({
  sessionContext: { sessionManager: { serverSettings: { baseUrl: "http://here/", token: "t", fetch } } },
});
const broken = (error) => async () => ({ ok: true, status: 200, json: () => Promise.reject(error) });

test("a file that comes too slowly is no refusal; a page to log in is one", async () => {
  const { Server } = await load("recording/server.js");
  const file = (error) => new Server(context(broken(error))).file("a.ipynb", { content: true });
  await assert.rejects(file(new DOMException("late", "TimeoutError")), { status: 0 });
  await assert.rejects(file(new TypeError("network error")), { status: 0 });
  await assert.rejects(file(new SyntaxError("<!DOCTYPE html>")), { status: 403 });
});
