// Live changes: each socket hears of what its owner may see, and of nothing else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { review, submit } from "../harness/api.mjs";
import { openSocket, signIn, startPostern } from "../harness/postern.mjs";

let postern;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "cara", "olga", "rita"]) people[user] = await signIn(postern, user);
});
after(() => postern?.stop());

/** Opens someone's socket; `next` is the next message as data. */
async function watch(person, query = "") {
  const socket = await openSocket(postern, `/api/v1/stream${query}`, { cookie: person.cookie, origin: postern.url });
  return { ...socket, next: async () => JSON.parse(await socket.next()) };
}

test("who may see a change hears of it, others do not", async () => {
  const { alice, bob, cara, rita } = people;
  const sockets = {};
  for (const person of [alice, bob, cara, rita]) {
    sockets[person.user] = await watch(person);
    assert.equal((await sockets[person.user].next()).type, "hello");
  }
  const made = await submit(alice, ["dba"], "x");
  for (const user of ["alice", "bob", "rita"]) {
    const change = await sockets[user].next();
    assert.deepEqual([change.type, change.id], ["request", made.id], user);
  }
  await review(bob, made.id, "approve");
  assert.equal((await sockets.alice.next()).id, made.id);
  // Cara may not see alice's: the first that she hears of is her own.
  const own = await submit(cara, ["common"], "mine");
  const heard = await sockets.cara.next();
  assert.equal(heard.id, own.id);
  for (const socket of Object.values(sockets)) socket.close();
});

test("a socket that comes back hears what it missed, once for each request", async () => {
  const { alice, bob } = people;
  const first = await watch(alice);
  const { seq } = await first.next();
  first.close();
  const made = await submit(alice, ["dba"], "missed");
  await review(bob, made.id, "deny");
  await submit(people.cara, ["common"], "not hers");
  const again = await watch(alice, `?since=${seq}`);
  const missed = await again.next();
  assert.deepEqual([missed.type, missed.id], ["request", made.id]);
  const hello = await again.next();
  assert.equal(hello.type, "hello");
  assert.ok(hello.seq >= missed.seq && missed.seq > seq);
  again.close();
});

test("a socket needs a session, our own page, and to be a socket", async () => {
  const { alice } = people;
  const refused = (headers) =>
    assert.rejects(openSocket(postern, "/api/v1/stream", headers), (error) => {
      refused.status = /(\d{3})/.exec(error.message)?.[1];
      return true;
    });
  await refused({ origin: postern.url });
  assert.equal(refused.status, "401");
  for (const origin of ["https://evil.example", "null", `${postern.url}.evil.example`, undefined]) {
    await refused({ cookie: alice.cookie, ...(origin ? { origin } : {}) });
    assert.equal(refused.status, "403");
  }
  const plain = await alice.call("GET", "/api/v1/stream");
  assert.equal(plain.status, 426);
});

test("a session that ends takes its socket with it, and what is said over it is not heard", async () => {
  const { bob } = people;
  const cara = await signIn(postern, "cara");
  const socket = await watch(cara);
  await socket.next();
  await cara.call("POST", "/auth/logout");
  assert.deepEqual(await socket.next(), { type: "signed-out" });
  await assert.rejects(socket.next(), /4401/);
  const talkative = await watch(bob);
  await talkative.next();
  talkative.send("approve everything");
  await assert.rejects(talkative.next(), /1003/);
});

test("a new policy is told to everybody", async () => {
  const { alice, olga } = people;
  const socket = await watch(alice);
  await socket.next();
  const policy = (await olga.call("GET", "/api/v1/policy")).body;
  const saved = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: {
      cookie: olga.cookie,
      origin: postern.url,
      "content-type": "application/yaml",
      "if-match": `"${policy.digest}"`,
    },
    body: policy.text.replace("What everybody needs", "What all of us need"),
  });
  assert.equal(saved.status, 200);
  const change = await socket.next();
  assert.deepEqual([change.type, change.digest], ["policy", (await saved.json()).digest]);
  socket.close();
});
