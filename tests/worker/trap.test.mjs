// A wasm trap ends one instance of the module, and nothing else: whoever waited has an answer at
// once, and whoever comes next is served.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { openSocket, startPostern } from "../harness/postern.mjs";

/** How soon a caller must know that its request is lost. */
const SOON_MS = 1000;

let postern;
before(async () => {
  postern = await startPostern();
});
after(() => postern?.stop());

const trap = (name, init) => postern.fetch(`/api/v1/trap/${name}`, init);

async function assertFault(response, id) {
  assert.equal(response.status, 500);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const problem = await response.json();
  assert.equal(problem.status, 500);
  assert.equal(problem.code, "internal");
  assert.equal(problem.request_id, response.headers.get("x-request-id"));
  assert.match(problem.request_id, id ?? /^[0-9a-f-]{36}$/);
  assert.doesNotMatch(JSON.stringify(problem), /trap that was asked for|unreachable|wasm/);
}

async function assertServed() {
  assert.equal((await postern.fetch("/healthz")).status, 200);
  const object = await trap("object-well");
  assert.equal(await object.text(), "well");
}

for (const [name, what] of [
  ["handler", "a handler that traps at once"],
  ["handler-later", "a handler that traps after it has waited"],
  ["stack", "a handler that uses up the stack"],
  ["object", "an object that traps at once"],
  ["object-later", "an object that traps after it has waited"],
]) {
  test(`${what} answers 500 with an id within a second, and the next request works`, async () => {
    await assertServed();
    const started = performance.now();
    await assertFault(await trap(name));
    assert.ok(performance.now() - started < SOON_MS, "the answer took too long");
    await assertServed();
  });
}

test("a turn that ends in a trap or a failure leaves nothing of what it wrote", async () => {
  const rowsBefore = async () => Number(await (await trap("turn-whole")).text());
  const first = await rowsBefore();
  assert.equal(await rowsBefore(), first + 1, "a whole turn leaves its row");
  await assertFault(await trap("turn-trapped"));
  assert.equal(await rowsBefore(), first + 2);
  assert.equal((await trap("turn-failed")).status, 500);
  assert.equal(await rowsBefore(), first + 3);
});

test("the id that the caller sent is the one in the answer and in the log", async () => {
  const response = await trap("handler", { headers: { "x-request-id": "case-17.a_b" } });
  await assertFault(response, /^case-17\.a_b$/);
  assert.match(postern.log(), /"request_id":"case-17\.a_b"/);
  const unsafe = await trap("handler", { headers: { "x-request-id": "<script>" } });
  await assertFault(unsafe);
});

test("whoever was waiting when another call trapped has a 500 within a second", async () => {
  const waiting = [trap("wait"), trap("wait"), trap("wait")];
  await new Promise((resolve) => setTimeout(resolve, 200));
  const started = performance.now();
  await assertFault(await trap("object-later"));
  for (const response of await Promise.all(waiting)) await assertFault(response);
  assert.ok(performance.now() - started < SOON_MS, "the answers took too long");
  await assertServed();
});

test("ten traps in a row are ten answers", async () => {
  for (let round = 0; round < 10; round += 1) {
    await assertFault(await trap(round % 2 === 0 ? "handler" : "object"));
  }
  await assertServed();
});

test("calls that arrive together with traps are all answered", async () => {
  const calls = Array.from({ length: 40 }, (_, index) => trap(index % 4 === 0 ? "object-later" : "object-well"));
  const statuses = (await Promise.all(calls)).map((response) => response.status);
  assert.deepEqual(statuses.filter((status) => status !== 200 && status !== 500), []);
  await assertServed();
});

test("a socket survives the trap of a message handler", async () => {
  const socket = await openSocket(postern, "/api/v1/trap/socket");
  socket.send("ping");
  assert.equal(await socket.next(), "pong");
  socket.send("trap");
  await assertServed();
  socket.send("ping");
  assert.equal(await socket.next(), "pong");
  socket.close();
});
