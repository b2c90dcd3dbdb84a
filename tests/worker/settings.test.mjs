// What a cluster decides for itself, and the keys that it signs with.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { createLocalJWKSet, jwtVerify } from "jose";

import { assertProblem, auditLog, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern, alice, bob, olga;
before(async () => {
  postern = await startPostern();
  [alice, bob, olga] = await Promise.all(["alice", "bob", "olga"].map((user) => signIn(postern, user)));
});
after(() => postern?.stop());

const read = () => olga.call("GET", "/api/v1/settings");
const write = async (settings, etag) =>
  olga.call("PUT", "/api/v1/settings", settings, { "if-match": etag ?? (await read()).headers.get("etag") });
const keySet = async () => (await postern.fetch("/.well-known/jwks.json")).json();
const verify = async (token, keys) => jwtVerify(token, createLocalJWKSet(keys), { issuer: postern.url, audience: "urn:postern:sample" });

/** A credential for dba, taken up by alice. */
async function credential() {
  const made = await submit(alice, ["dba"], "for a key");
  await review(bob, made.id, "approve");
  const answer = await alice.call("POST", `/api/v1/requests/${made.id}/assume`, {});
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

test("settings are in force at once, and go back to the configuration's where they are left out", async () => {
  const first = await read();
  assert.equal(first.status, 200);
  assert.deepEqual(first.body.settings, {});
  assert.equal(first.body.effective.credential_ceiling_s, 3600);
  const changed = await write({ credential_ceiling: "10m", audiences: ["urn:postern:sample", "urn:other"] });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  assert.equal(changed.body.author, "olga");
  assert.deepEqual(changed.body.effective.audiences, ["urn:postern:sample", "urn:other"]);
  assert.deepEqual((await read()).body, changed.body);
  const { token, expires_at } = await credential();
  const { payload } = await verify(token.value, await keySet());
  assert.ok(payload.exp - payload.iat <= 600, "the shorter ceiling holds");
  assert.ok(Date.parse(expires_at) - Date.now() <= 600_000);
  const back = await write({});
  assert.deepEqual(back.body.effective, first.body.effective);
  assert.equal(back.body.version, 2);
  const entries = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);
  const [one] = entries.filter((entry) => entry.action === "settings-written");
  assert.deepEqual(one.data, { after: { audiences: ["urn:postern:sample", "urn:other"], credential_ceiling: "10m" }, before: {} });
});

test("an administrator settles their own request only where the cluster says so", async () => {
  const policy = await olga.call("GET", "/api/v1/policy");
  const text = policy.body.text.replace("name: bob\n", "name: bob\n").replace("roles: [admin]", "roles: [admin, contractor]");
  const saved = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: { cookie: olga.cookie, origin: postern.url, "content-type": "application/yaml", "if-match": policy.headers.get("etag") },
    body: text,
  });
  assert.equal(saved.status, 200, await saved.text());
  const own = await submit(bob, ["dba"], "mine");
  const resolve = () => bob.call("POST", `/api/v1/requests/${own.id}/resolution`, { verdict: "approve" });
  assertProblem(await resolve(), 403, "own-request");
  await write({ self_resolution: true });
  assert.equal((await resolve()).status, 200);
  await write({});
});

for (const [what, settings, pointer] of [
  ["a ceiling that is too long", { credential_ceiling: "31h" }, "/credential_ceiling"],
  ["a ceiling of nothing", { credential_ceiling: "0" }, "/credential_ceiling"],
  ["no duration", { session_idle: "soon" }, "/session_idle"],
  ["a session that is too short", { session_max: "1s" }, "/session_max"],
  ["a ceiling in another spelling", { credential_ceiling: "0.5h" }, "/credential_ceiling"],
  ["a session of a moment over a week", { session_max: "7d1s" }, "/session_max"],
  ["an audience that is too long", { audiences: ["a".repeat(513)] }, "/audiences"],
  ["an empty audience", { audiences: [""] }, "/audiences"],
  ["an audience with a line break", { audiences: ["a\nb"] }, "/audiences"],
  ["an unknown setting", { ceiling: "1h" }, "/ceiling"],
]) {
  test(`${what} is refused, and nothing changes`, async () => {
    const before = (await read()).body;
    const problem = assertProblem(await write(settings), 400, "invalid-body");
    assert.equal(problem.errors[0].pointer, pointer);
    assert.deepEqual((await read()).body, before);
  });
}

test("a change needs the version it replaces, and a right", async () => {
  assertProblem(await olga.call("PUT", "/api/v1/settings", {}), 428, "precondition-required");
  const stale = await write({}, '"99"');
  assert.deepEqual(assertProblem(stale, 412, "stale").current.settings, {});
  for (const person of [alice, bob]) {
    assertProblem(await person.call("GET", "/api/v1/settings"), 403, "not-allowed");
    assertProblem(await person.call("PUT", "/api/v1/settings", {}, { "if-match": '"0"' }), 403, "not-allowed");
    assertProblem(await person.call("GET", "/api/v1/keys"), 403, "not-allowed");
    assertProblem(await person.call("POST", "/api/v1/keys/rotate"), 403, "not-allowed");
  }
});

test("after a rotation the new key signs, and what the old one signed still verifies", async () => {
  const before = await credential();
  const old = (await keySet()).keys[0].kid;
  const rotated = await olga.call("POST", "/api/v1/keys/rotate");
  assert.equal(rotated.status, 200, JSON.stringify(rotated.body));
  const [current, previous] = rotated.body.items;
  assert.deepEqual([current.current, previous.current, previous.kid], [true, false, old]);
  const hours = (Date.parse(previous.published_until) - Date.parse(current.created)) / 3_600_000;
  assert.equal(hours, 30, "as long as any credential can live");
  const keys = await keySet();
  assert.deepEqual(keys.keys.map((key) => key.kid), [current.kid, old]);
  const next = await credential();
  assert.equal((await verify(before.token.value, keys)).protectedHeader.kid, old);
  assert.equal((await verify(next.token.value, keys)).protectedHeader.kid, current.kid);
  assert.deepEqual((await olga.call("GET", "/api/v1/keys")).body, rotated.body);
  const entry = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry).find((one) => one.action === "key-rotated");
  assert.deepEqual([entry.subject, entry.data.before], [current.kid, old]);
  assert.ok(!JSON.stringify(rotated.body).includes("sealed"));
});

test("settings and keys outlive the runtime", async () => {
  const storage = await mkdtemp(join(tmpdir(), "postern-settings-"));
  try {
    let own = await startPostern({ storage });
    let person = await signIn(own, "olga");
    await person.call("PUT", "/api/v1/settings", { session_max: "2h" }, { "if-match": '"0"' });
    const { body } = await person.call("POST", "/api/v1/keys/rotate");
    await own.kill();
    own = await startPostern({ storage });
    try {
      person = await signIn(own, "olga");
      const me = await person.call("GET", "/api/v1/me");
      assert.ok(Date.parse(me.body.session_expires) - Date.parse(me.body.now) <= 7_200_000);
      assert.deepEqual((await person.call("GET", "/api/v1/keys")).body, body);
    } finally {
      await own.stop();
    }
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
});
