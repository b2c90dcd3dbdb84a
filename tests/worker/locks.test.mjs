// Locks: everything that a user has ends at once, and nobody is locked whom the policy needs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem, auditLog, review, submit } from "../harness/api.mjs";
import { bearer, openSocket, signIn, startPostern } from "../harness/postern.mjs";

let postern;
let olga;
let bob;
before(async () => {
  postern = await startPostern();
  olga = await signIn(postern, "olga");
  bob = await signIn(postern, "bob");
});
after(() => postern?.stop());

const soon = (hours = 1) => new Date(Date.now() + hours * 3_600_000).toISOString();
const lock = (person, user, body = { reason: "laptop stolen" }) => person.call("POST", `/api/v1/users/${user}/lock`, body);
const unlock = (person, user) => person.call("POST", `/api/v1/users/${user}/unlock`);
const log = async () => (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);

async function changePolicy(change) {
  const { body } = await olga.call("GET", "/api/v1/policy");
  const response = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: { cookie: olga.cookie, origin: postern.url, "content-type": "application/yaml", "if-match": `"${body.digest}"` },
    body: change(body.text),
  });
  return { status: response.status, body: await response.json() };
}

const user = (name, roles, more = "") =>
  `---\nkind: user\nversion: v2\nmetadata: {name: ${name}}\nspec: {roles: [${roles}]${more}}\n`;

/** Somebody with a session, a token, a socket, a grant and a pending request. */
async function busy(name) {
  const person = await signIn(postern, name);
  const made = await person.call("POST", "/api/v1/tokens", { name: "t", scopes: ["profile:read"], expires_in: "1h" });
  const socket = await openSocket(postern, "/api/v1/stream", { cookie: person.cookie, origin: postern.url });
  await socket.next();
  const active = await submit(person, ["dba"], "now");
  await review(bob, active.id, "approve");
  const later = await submit(person, ["dba"], "tomorrow", { starts_at: soon(0.5) });
  await review(bob, later.id, "approve");
  const pending = await submit(person, ["dba"], "next");
  return { person, token: bearer(postern, made.body.secret), socket, active, later, pending };
}

/** Fails where a socket is told nothing for too long. */
const silence = () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error("the socket is told nothing")), 20_000).unref());

/** Holds that nothing of it is left. */
async function assertEnded({ person, token, socket, active, later, pending }, reason) {
  assertProblem(await person.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assertProblem(await token.call("GET", "/api/v1/me"), 401, "invalid-token");
  // Whatever was pushed before, this is the end of it.
  let told;
  do told = JSON.parse(await Promise.race([socket.next(), silence()]));
  while (told.type !== "signed-out");
  socket.close();
  for (const [{ id }, state] of [[active, "revoked"], [later, "revoked"], [pending, "denied"]]) {
    const { body } = await bob.call("GET", `/api/v1/requests/${id}`);
    assert.equal(body.state, state);
    assert.ok(JSON.stringify(body).includes(reason), JSON.stringify(body.timeline));
  }
}

test("a lock ends sessions, sockets, tokens, requests and grants in one turn", async () => {
  const alice = await busy("alice");
  const answer = await lock(olga, "alice");
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.equal(answer.body.author, "olga");
  await assertEnded(alice, "laptop stolen");
  const entry = (await log()).find((row) => row.action === "user-locked" && row.subject === "alice");
  assert.equal(entry.actor, "olga");
  assert.deepEqual([entry.data.requests, entry.data.tokens], [3, 1]);
  assert.ok(entry.data.sessions >= 1);
  await assert.rejects(signIn(postern, "alice"), /403.*locked/);
  assert.deepEqual((await olga.call("GET", "/api/v1/locks")).body.items.map((item) => item.user), ["alice"]);
  assert.equal((await unlock(olga, "alice")).status, 204);
  const again = await signIn(postern, "alice");
  assert.equal((await again.call("GET", "/api/v1/me")).body.grants.length, 0, "what ended stays ended");
  assertProblem(await alice.person.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assertProblem(await alice.token.call("GET", "/api/v1/me"), 401, "invalid-token");
});

test("a policy that locks a user, or no longer has them, ends the same", async () => {
  await changePolicy((text) => `${text}${user("lou", "contractor")}${user("gil", "contractor")}`);
  const lou = await busy("lou");
  const locked = await changePolicy((text) => text.replace(user("lou", "contractor"), user("lou", "contractor", ", status: {is_locked: true}")));
  assert.equal(locked.status, 200, JSON.stringify(locked.body));
  await assertEnded(lou, "the policy locks this user");
  const gil = await busy("gil");
  assert.equal((await changePolicy((text) => text.replace(user("gil", "contractor"), ""))).status, 200);
  await assertEnded(gil, "the policy no longer has this user");
  // Whoever gets the name next gets nothing of this one's.
  await changePolicy((text) => `${text}${user("gil", "contractor")}`);
  assertProblem(await gil.person.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assertProblem(await gil.token.call("GET", "/api/v1/me"), 401, "invalid-token");
  const next = await signIn(postern, "gil");
  assert.deepEqual((await next.call("GET", "/api/v1/me")).body.grants, []);
  const actions = (await log()).map((entry) => `${entry.action} ${entry.subject}`);
  assert.ok(actions.includes("user-locked lou") && actions.includes("user-removed gil"));
});

test("only who may update users locks, and nobody learns who exists", async () => {
  const cara = await signIn(postern, "cara");
  for (const act of [lock, unlock]) {
    const known = assertProblem(await act(cara, "rita"), 403, "not-allowed");
    const unknown = assertProblem(await act(cara, "nobody"), 403, "not-allowed");
    assert.equal(known.detail, unknown.detail);
    assertProblem(await act(olga, "nobody"), 404, "not-found");
  }
  assertProblem(await cara.call("GET", "/api/v1/locks"), 403, "not-allowed");
  assertProblem(await lock(bob, "rita"), 403, "not-allowed");
});

test("the last who could change the policy is not locked, by a lock or by a policy", async () => {
  assertProblem(await lock(olga, "olga"), 409, "lockout");
  await changePolicy((text) => `${text}${user("otto", "policy-owner")}`);
  const otto = await signIn(postern, "otto");
  assert.equal((await lock(olga, "otto")).status, 200);
  assertProblem(await otto.call("GET", "/api/v1/me"), 401, "not-signed-in");
  // Otto is locked, so a policy that leaves only him leaves nobody.
  const alone = await changePolicy((text) => text.replace("name: olga\n", "name: olga-2\n").replace("description: owns the policy, and reads the audit log\nspec:\n  roles: [policy-owner]", "description: x\nspec:\n  roles: [contractor]"));
  assert.equal(alone.status, 409, JSON.stringify(alone.body));
  assert.equal(alone.body.code, "lockout");
  assert.equal((await olga.call("GET", "/api/v1/me")).status, 200);
  await unlock(olga, "otto");
});

test("a lock that expires lets the user in again, and one that cannot be is refused", async () => {
  const locked = await lock(olga, "rolf", { reason: "a moment", expires_in: "2s" });
  assert.equal(locked.status, 200);
  await assert.rejects(signIn(postern, "rolf"), /403/);
  while (Date.now() <= Date.parse(locked.body.expires)) await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await (await signIn(postern, "rolf")).call("GET", "/api/v1/me")).status, 200);
  assert.deepEqual((await olga.call("GET", "/api/v1/locks")).body.items, []);
  for (const [body, pointer, code = "invalid-body"] of [
    [{}, "/reason"],
    [{ reason: " " }, "/reason"],
    [{ reason: "x".repeat(4097) }, "/reason", "reason-too-long"],
    [{ reason: "x", expires_in: "-1h" }, "/expires_in"],
    [{ reason: "x", expires_in: "1h90m" }, "/expires_in"],
    [{ reason: "x", expires_in: "36501d" }, "/expires_in"],
  ]) {
    assert.equal(assertProblem(await lock(olga, "rolf", body), 400, code).errors[0].pointer, pointer);
  }
});

test("the token of a service that is locked is dead, and no other is made for it", async () => {
  await changePolicy((text) => `${text}${user("robot", "reviewer")}`);
  const make = () =>
    olga.call("POST", "/api/v1/tokens", { name: "t", scopes: ["profile:read"], expires_in: "1h", owner: "robot" });
  const token = bearer(postern, (await make()).body.secret);
  assert.equal((await token.call("GET", "/api/v1/me")).status, 200);
  await lock(olga, "robot");
  assertProblem(await token.call("GET", "/api/v1/me"), 401, "invalid-token");
  assertProblem(await make(), 409, "conflict");
});
