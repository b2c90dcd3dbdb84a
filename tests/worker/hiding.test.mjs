// Taking requests that are over out of the lists: who may, what of, and that nothing is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem, assertUnchanged, auditLog, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "erin", "olga", "rita"]) people[user] = await signIn(postern, user);
});
after(() => postern?.stop());

const path = (id) => `/api/v1/requests/${id}`;
const hide = (person, id, headers) => person.call("DELETE", path(id), undefined, headers);

async function listed(person, query) {
  const answer = await person.call("GET", `/api/v1/requests${query}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.items.map((item) => item.id);
}

/** A request that was denied. */
async function denied(reason) {
  const { id } = await submit(people.alice, ["dba"], reason);
  await review(people.bob, id, "deny");
  return id;
}

test("a request that is over leaves the lists, and stays readable, audited and undone by nothing", async () => {
  const { alice, bob, olga } = people;
  const id = await denied("hidden once");
  const other = await denied("hidden never");
  const known = await bob.call("GET", path(id));
  assert.equal(known.body.hidden, undefined);
  assert.equal(known.body.may.hide.allowed, true);
  const hers = await alice.call("GET", path(id));
  assert.equal(hers.body.may.hide.allowed, false);
  assert.equal(hers.body.may.hide.text, "your roles do not let you take requests out of the lists");

  const answer = await hide(bob, id);
  assert.equal(answer.status, 204);
  for (const person of [alice, bob]) assert.deepEqual(await listed(person, "?q=hidden"), [other]);
  assert.deepEqual(await listed(alice, "?requester=alice&state=denied&role=dba&q=hidden"), [other]);
  assert.deepEqual(await listed(bob, "?hidden=false&q=hidden"), [other]);
  assert.deepEqual(await listed(bob, "?hidden=true&q=hidden"), [id]);
  assert.deepEqual(await listed(bob, "?hidden=true&state=denied&requester=alice"), [id]);

  const seen = await alice.call("GET", path(id));
  assert.equal(seen.status, 200, "by its id it is still there");
  assert.equal(seen.body.hidden, true);
  assert.equal((await bob.call("GET", path(id))).body.may.hide.allowed, false, "once is enough");
  assert.equal(seen.body.phase, "denied");
  assert.equal(seen.body.version, known.body.version + 1);
  const { event, by, text } = seen.body.timeline.at(-1);
  assert.deepEqual({ event, by, text }, { event: "hidden", by: "bob", text: "bob took it out of the lists" });

  const again = await assertUnchanged(bob, olga, () => hide(bob, id, { "if-match": known.headers.get("etag") }));
  assert.equal(again.status, 204, "a lost answer can be asked for again");
  assert.equal((await alice.call("GET", path(id))).body.version, seen.body.version, "and nothing happens twice");
  const rows = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);
  const hidings = rows.filter((row) => row.action === "request-hidden");
  assert.deepEqual(hidings.map((row) => [row.subject, row.actor]), [[id, "bob"]]);
});

test("what is not over is settled first, and a stale version is refused", async () => {
  const { alice, bob, olga } = people;
  const { id } = await submit(alice, ["dba"], "open");
  const early = await assertUnchanged(bob, olga, () => hide(bob, id));
  assert.match(assertProblem(early, 409, "deny-instead").detail, /deny it/);
  await review(bob, id, "approve");
  const granted = await assertUnchanged(bob, olga, () => hide(bob, id));
  assert.match(assertProblem(granted, 409, "revoke-instead").detail, /revoke it/);
  await bob.call("POST", `${path(id)}/revoke`, {});
  const stale = await assertUnchanged(bob, olga, () => hide(bob, id, { "if-match": '"1"' }));
  assertProblem(stale, 412, "stale");
  assert.equal((await hide(bob, id)).status, 204);
});

test("only who may delete requests hides them or lists what is hidden", async () => {
  const { alice, bob, erin, olga, rita } = people;
  const id = await denied("not theirs");
  for (const person of [alice, rita]) {
    const answer = await assertUnchanged(bob, olga, () => hide(person, id));
    assertProblem(answer, 403, "not-allowed");
    assertProblem(await person.call("GET", "/api/v1/requests?hidden=true"), 403, "not-allowed");
  }
  assertProblem(await hide(erin, id), 404, "not-found");
  assertProblem(await hide(bob, "11111111-1111-4111-8111-111111111111"), 404, "not-found");
  assertProblem(await bob.call("GET", "/api/v1/requests?hidden=yes"), 400, "invalid-query");
});
