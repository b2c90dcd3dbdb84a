// What happened to one request, afterwards: the same as the live stream and the timeline tell.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem, review, submit } from "../harness/api.mjs";
import { bearer, openSocket, signIn, startPostern } from "../harness/postern.mjs";

let postern;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "erin", "olga"]) people[user] = await signIn(postern, user);
});
after(() => postern?.stop());

const events = (person, id, query = "") => person.call("GET", `/api/v1/requests/${id}/events${query}`);

test("the history is the timeline, by the numbers that the stream tells", async () => {
  const { alice, bob } = people;
  const socket = await openSocket(postern, "/api/v1/stream", { cookie: alice.cookie, origin: postern.url });
  assert.equal(JSON.parse(await socket.next()).type, "hello");
  const { id } = await submit(alice, ["dba"], "to be told about");
  await review(bob, id, "approve");
  assert.equal((await alice.call("POST", `/api/v1/requests/${id}/drop`, {})).status, 200);
  const answer = await events(alice, id);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const { items, next_after } = answer.body;
  assert.equal(next_after, null);
  const { body } = await alice.call("GET", `/api/v1/requests/${id}`);
  assert.deepEqual(items.map(({ seq, ...entry }) => entry), body.timeline);
  assert.deepEqual(items.map(({ event }) => event), ["submitted", "reviewed", "approved", "dropped"]);
  const numbers = items.map(({ seq }) => seq);
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
  let told;
  do told = JSON.parse(await socket.next());
  while (told.seq < numbers.at(-1));
  socket.close();
  assert.deepEqual([told.type, told.id, told.seq], ["request", id, numbers.at(-1)]);
});

test("pages follow one another without a gap, and nothing is newer than the last", async () => {
  const { id } = await submit(people.alice, ["dba"], "in pages");
  await review(people.bob, id, "deny");
  const whole = (await events(people.bob, id)).body.items;
  const paged = [];
  let after = 0;
  while (after !== null) {
    const { body } = await events(people.bob, id, `?limit=1&after=${after}`);
    paged.push(...body.items);
    after = body.next_after;
  }
  assert.deepEqual(paged, whole);
  assert.deepEqual((await events(people.bob, id, `?after=${whole.at(-1).seq}`)).body.items, []);
  for (const query of ["?after=-1", "?limit=0", "?cursor=1"]) {
    assertProblem(await events(people.bob, id, query), 400, "invalid-query");
  }
});

test("the history of a request that is hidden from the caller is that of one that does not exist", async () => {
  const { id } = await submit(people.alice, ["dba"], "not erin's");
  const absent = assertProblem(await events(people.erin, "00000000-0000-4000-8000-000000000000"), 404, "not-found");
  const hidden = assertProblem(await events(people.erin, id), 404, "not-found");
  assert.equal(hidden.detail, absent.detail);
  const made = await people.alice.call("POST", "/api/v1/tokens", { name: "t", scopes: ["profile:read"], expires_in: "1h" });
  assertProblem(await events(bearer(postern, made.body.secret), id), 403, "scope-missing");
});
