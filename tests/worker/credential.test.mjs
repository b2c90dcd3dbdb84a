// What an approval is worth: a signed token that anyone can verify, that holds what was approved and
// ends with the access.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";

import { assertProblem, assertUnchanged, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

const AUDIENCE = "urn:postern:sample";

let postern;
let keys;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "cara", "erin", "gus", "olga", "rita"]) people[user] = await signIn(postern, user);
  const discovery = await (await postern.fetch("/.well-known/openid-configuration")).json();
  assert.equal(discovery.issuer, postern.url);
  keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
});
after(() => postern?.stop());

const assume = (person, id, body = {}, headers) =>
  person.call("POST", `/api/v1/requests/${id}/assume`, body, headers);

const verify = (token, options = {}) =>
  jwtVerify(token, keys, { issuer: postern.url, audience: AUDIENCE, algorithms: ["EdDSA"], ...options });

test("alice's token names contractor and dba, and ends within the hour", async () => {
  const { alice, bob } = people;
  const made = await submit(alice, ["dba"], "a slow query");
  assertProblem(await assume(alice, made.id), 409, "pending");
  await review(bob, made.id, "approve");
  const answer = await assume(alice, made.id);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const { token, roles, logins, expires_at } = answer.body;
  assert.deepEqual(roles, ["contractor", "dba"]);
  assert.deepEqual(logins, ["postgres"]);
  assert.equal(token.audience, AUDIENCE);

  const { payload, protectedHeader } = await verify(token.value);
  assert.equal(protectedHeader.alg, "EdDSA");
  assert.equal(payload.sub, "alice");
  assert.deepEqual(payload.roles, ["contractor", "dba"]);
  assert.deepEqual(payload.logins, ["postgres"]);
  assert.equal(payload.request_id, made.id);
  assert.equal(payload.cluster, "sample");
  assert.match(payload.jti, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(payload.iat <= Date.now() / 1000 + 1);
  assert.ok(payload.exp - payload.iat <= 3600);
  assert.ok(payload.exp * 1000 <= Date.parse(made.access_expires), "never outlives the access");
  assert.ok(Date.parse(expires_at) - payload.exp * 1000 < 1000);
  const seen = await alice.call("GET", `/api/v1/requests/${made.id}`);
  assert.ok(seen.body.timeline.some((entry) => entry.event === "credential-issued"));
  assert.ok(!JSON.stringify(seen.body).includes(token.value.split(".")[2]));
  assert.ok(!postern.log().includes(token.value.split(".")[2]), "the log does not have it");
});

test("a changed token, another audience, another key and another algorithm do not verify", async () => {
  const { alice, bob } = people;
  const made = await submit(alice, ["dba"], "x");
  await review(bob, made.id, "approve");
  const { value } = (await assume(alice, made.id)).body.token;
  const [header, payload, signature] = value.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url"));
  const forged = Buffer.from(JSON.stringify({ ...claims, roles: ["admin"] })).toString("base64url");
  await assert.rejects(verify([header, forged, signature].join(".")), /signature/);
  await assert.rejects(verify(value, { audience: "someone-else" }), /"aud"/);
  const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
  await assert.rejects(verify([none, payload, ""].join(".")));
  assert.match(decodeProtectedHeader(value).kid, /^[A-Za-z0-9_-]{43}$/);
  // Nor does our own API take it for a session.
  const asBearer = await postern.fetch("/api/v1/me", { headers: { authorization: `Bearer ${value}` } });
  assert.equal(asBearer.status, 401);
  const asCookie = await postern.fetch("/api/v1/me", { headers: { cookie: `postern=${value}` } });
  assert.equal(asCookie.status, 401);
});

test("a credential holds only the roles that were approved", async () => {
  const { erin, rita } = people;
  const made = await submit(erin, ["common", "dev-db", "dev-web"], "TICKET-9");
  await review(rita, made.id, "approve", { roles: ["dev-web"] });
  const answer = await assume(erin, made.id);
  const { payload } = await verify(answer.body.token.value);
  assert.deepEqual(payload.roles, ["employee", "on-call", "dev-web"]);
  assert.deepEqual(payload.logins, ["web"]);
});

test("a credential never outlives the access that a reviewer shortened", async () => {
  const { erin, rita } = people;
  const made = await submit(erin, ["common"], "TICKET-10");
  const settled = await review(rita, made.id, "approve", { max_duration: "5m" });
  const { payload } = await verify((await assume(erin, made.id)).body.token.value);
  assert.ok(payload.exp * 1000 <= Date.parse(settled.access_expires));
  assert.ok(payload.exp - payload.iat <= 300);
});

test("only the requester, and only what is granted now", async () => {
  const { alice, bob, cara, erin, rita } = people;
  const made = await submit(alice, ["dba"], "x");
  await review(bob, made.id, "approve");
  for (const person of [bob, cara, rita]) assertProblem(await assume(person, made.id), 404, "not-found");
  await bob.call("POST", `/api/v1/requests/${made.id}/revoke`, {});
  assertProblem(await assume(alice, made.id), 409, "revoked");
  const denied = await submit(alice, ["dba"], "x");
  await review(bob, denied.id, "deny");
  assertProblem(await assume(alice, denied.id), 409, "already-denied");
  const starts = new Date(Date.now() + 10 * 60_000).toISOString();
  const later = await submit(erin, ["common"], "TICKET-11", { starts_at: starts });
  const scheduled = await review(rita, later.id, "approve");
  assert.equal(scheduled.phase, "scheduled");
  assertProblem(await assume(erin, later.id), 409, "not-started");
});

test("audiences are those of the cluster", async () => {
  const { alice, bob, olga } = people;
  const made = await submit(alice, ["dba"], "x");
  await review(bob, made.id, "approve");
  const other = await assertUnchanged(bob, olga, () => assume(alice, made.id, { audience: "urn:other" }));
  const problem = assertProblem(other, 409, "unknown-audience");
  assert.equal(problem.errors[0].pointer, "/audience");
  assert.equal((await assume(alice, made.id, { audience: AUDIENCE })).status, 201);
});

test("a credential is shown once: a repeated call is told which one was issued", async () => {
  const { alice, bob, olga } = people;
  const made = await submit(alice, ["dba"], "x");
  await review(bob, made.id, "approve");
  const key = { "idempotency-key": "assume-once" };
  const first = await assume(alice, made.id, {}, key);
  const { jti } = JSON.parse(Buffer.from(first.body.token.value.split(".")[1], "base64url"));
  const again = await assertUnchanged(bob, olga, () => assume(alice, made.id, {}, key));
  const problem = assertProblem(again, 409, "already-issued");
  assert.match(problem.detail, new RegExp(jti));
  assert.equal(again.body.token, undefined);
});

test("the private key is sealed under the configured secret, and useless under another", async (context) => {
  const storage = await mkdtemp(join(tmpdir(), "postern-kek-"));
  context.after(() => rm(storage, { recursive: true, force: true }));
  const kek = (byte) => Buffer.alloc(32, byte).toString("base64url");
  const issue = async (bindings) => {
    const own = await startPostern({ storage, bindings });
    try {
      const alice = await signIn(own, "alice");
      const bob = await signIn(own, "bob");
      const made = await submit(alice, ["dba"], "x");
      await review(bob, made.id, "approve");
      return await alice.call("POST", `/api/v1/requests/${made.id}/assume`, {});
    } finally {
      await own.stop();
    }
  };
  const kid = (answer) => decodeProtectedHeader(answer.body.token.value).kid;
  const first = await issue({ POSTERN_KEK: kek(1) });
  assert.equal(first.status, 201);
  assert.equal(kid(await issue({ POSTERN_KEK: kek(1) })), kid(first), "the key stays");
  assertProblem(await issue({ POSTERN_KEK: kek(2) }), 503, "not-configured");
  assertProblem(await issue({}), 503, "not-configured");
  assertProblem(await issue({ POSTERN_KEK: "short" }), 503, "not-configured");
});
