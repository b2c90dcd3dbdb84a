// Fifty clients decide the same requests at once: each is settled once, and every answer is truthful. The
// program that checks the histories is itself given histories that cannot be.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { checkChain, auditLog, submit } from "../harness/api.mjs";
import { linearize, resolutions } from "../harness/history.mjs";
import { signIn } from "../harness/postern.mjs";
import { startLedger } from "../harness/workerd.mjs";

const CLIENTS = 50;
const REQUESTS = 12;
/** How many commands each client sends about one request at a time. */
const COMMANDS = 3;

let postern;
const people = {};
before(async () => {
  postern = await startLedger();
  for (const user of ["alice", "bob", "olga", "rita"]) people[user] = await signIn(postern, user);
});
after(() => postern?.stop());

/** What a client may do, as whom; `rita` reviews, `bob` administers, `alice` asked. */
const COMMAND_KINDS = [
  { command: "review", user: "rita", verdict: "approve" },
  { command: "review", user: "rita", verdict: "deny" },
  { command: "review", user: "bob", verdict: "approve" },
  { command: "resolve", user: "bob", verdict: "approve" },
  { command: "resolve", user: "bob", verdict: "deny" },
  { command: "withdraw", user: "alice" },
  { command: "revoke", user: "bob" },
  { command: "drop", user: "alice" },
  { command: "assume", user: "alice" },
  { command: "read", user: "alice" },
];

/** Where a command goes whose address has another name. */
const ADDRESSES = { review: "reviews", resolve: "resolution" };

/** Sends one command and notes when it was called and answered, and what. */
async function send(id, kind, match) {
  const { command, user, verdict } = kind;
  const path = `/api/v1/requests/${id}`;
  const headers = match === undefined ? {} : { "if-match": `"${match}"` };
  const body = verdict === undefined ? {} : { verdict };
  const called = performance.now();
  const answer =
    command === "read"
      ? await people[user].call("GET", path)
      : await people[user].call("POST", `${path}/${ADDRESSES[command] ?? command}`, body, headers);
  const returned = performance.now();
  const etag = Number((answer.headers.get("etag") ?? "").replaceAll('"', ""));
  let told;
  if (answer.status < 300) {
    const version = answer.body.version ?? (etag || undefined);
    told = { outcome: "done", state: answer.body.state, version };
  } else {
    assert.ok([403, 409, 412].includes(answer.status), `${command}: ${JSON.stringify(answer.body)}`);
    told = { outcome: "refused", code: answer.status === 412 ? "stale" : answer.body.code };
  }
  return { ...kind, match: command === "read" ? undefined : match, called, returned, answer: told };
}

test("fifty clients at once: one resolution each, and an order that explains every answer", async () => {
  for (let round = 0; round < REQUESTS; round += 1) {
    const { id } = await submit(people.alice, ["dba"], `everybody wants ${round}`);
    const client = async () => {
      const calls = [];
      for (let sent = 0; sent < COMMANDS; sent += 1) {
        const kind = COMMAND_KINDS[Math.floor(Math.random() * COMMAND_KINDS.length)];
        const match = Math.random() < 0.3 ? 1 + Math.floor(Math.random() * 4) : undefined;
        calls.push(await send(id, kind, match));
      }
      return calls;
    };
    const calls = (await Promise.all(Array.from({ length: CLIENTS }, client))).flat();
    const what = JSON.stringify(calls);
    assert.ok(resolutions(calls).length <= 1, `settled more than once: ${what}`);
    assert.notEqual(linearize(calls), undefined, `no order explains: ${what}`);
    const seen = await people.bob.call("GET", `/api/v1/requests/${id}`);
    const settling = seen.body.timeline.filter(({ event }) =>
      ["approved", "denied", "withdrawn"].includes(event),
    );
    assert.ok(settling.length <= 1, "the timeline has one resolution");
  }
  const report = await (await postern.fetch("/api/v1/trap/replay")).json();
  assert.deepEqual(report.differing, []);
  checkChain(await auditLog(people.olga));
});

// A history that can be, made by hand: an approval, a withdrawal that came too late, access taken up.
const done = (state, version) => ({ outcome: "done", state, version });
const refused = (code) => ({ outcome: "refused", code });
const HISTORY = [
  { command: "read", user: "alice", called: 0, returned: 1, answer: done("pending", 1) },
  { command: "review", user: "rita", verdict: "approve", called: 2, returned: 5, answer: done("approved", 3) },
  { command: "withdraw", user: "alice", called: 3, returned: 6, answer: refused("settled") },
  { command: "read", user: "alice", called: 3, returned: 4, answer: done("pending", 1) },
  { command: "assume", user: "alice", called: 7, returned: 8, answer: done(undefined, 4) },
  { command: "revoke", user: "bob", match: 3, called: 7, returned: 9, answer: refused("stale") },
  { command: "revoke", user: "bob", match: 4, called: 10, returned: 11, answer: done("revoked", 5) },
];

test("the checker accepts a history that can be, also one that lacks an answer", () => {
  assert.notEqual(linearize(HISTORY), undefined);
  const lost = HISTORY.map((call) => (call.command === "assume" ? { ...call, answer: undefined } : call));
  assert.notEqual(linearize(lost), undefined);
  assert.notEqual(linearize([]), undefined);
});

const changed = (at, changes) => HISTORY.map((call, position) => (position === at ? { ...call, ...changes } : call));
for (const [what, history] of [
  ["where two settle it", changed(2, { answer: done("withdrawn", 2) })],
  ["with a version that nothing made", changed(1, { answer: done("approved", 4) })],
  ["where a later read sees the past", changed(3, { called: 12, returned: 13 })],
  ["where a read sees the future", changed(0, { answer: done("approved", 3) })],
  ["where what happened is refused as stale", changed(6, { answer: refused("stale") })],
  ["where a stale command passes", changed(5, { answer: done("revoked", 5) })],
  ["where access is taken up before it is granted", changed(4, { called: 0, returned: 1 })],
  ["where a refusal had no cause", changed(6, { answer: refused("not-approved") })],
  ["where an acknowledged approval is gone", changed(6, { answer: done("withdrawn", 5) })],
]) {
  test(`the checker rejects a history ${what}`, () => assert.equal(linearize(history), undefined));
}
