// Signing in and out, and who may send what from where.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assertProblem } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern;
let storage;
before(async () => {
  storage = await mkdtemp(join(tmpdir(), "postern-session-"));
  postern = await startPostern({ storage });
});
after(async () => {
  await postern?.stop();
  await rm(storage, { recursive: true, force: true });
});

async function ask(path, { method = "POST", headers = {}, body } = {}) {
  const response = await postern.fetch(path, {
    method,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : "" };
}

const asAlice = (headers) => ask("/auth/demo", { body: { user: "alice" }, headers });

test("a session is a cookie that scripts cannot read, and nothing of it is ever shown", async () => {
  const answer = await asAlice({ origin: postern.url });
  assert.equal(answer.status, 200);
  assert.equal(answer.body.user, "alice");
  assert.deepEqual(answer.body.roles, ["contractor"]);
  const [cookie] = answer.headers.getSetCookie();
  const [pair, ...attributes] = cookie.split("; ");
  assert.match(pair, /^postern=[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(attributes.sort(), ["HttpOnly", "Max-Age=86400", "Path=/", "SameSite=Lax"].sort());
  const secret = pair.split("=")[1];
  assert.ok(!JSON.stringify(answer.body).includes(secret));
  await ask("/api/v1/me", { method: "GET", headers: { cookie: pair } });
  assert.ok(!postern.log().includes(secret), "the log does not have it");
});

test("neither the secret of a session nor that of a token is on disk", async () => {
  const alice = await signIn(postern, "alice");
  const body = { name: "kept-on-disk", scopes: ["profile:read"], expires_in: "1h" };
  const made = await alice.call("POST", "/api/v1/tokens", body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const files = readdirSync(storage, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.map((file) => readFileSync(join(file.parentPath ?? file.path, file.name)));
  assert.ok(bytes.some((content) => content.includes("kept-on-disk")), "this is where they are kept");
  for (const secret of [alice.cookie.split("=")[1], made.body.secret]) {
    for (const content of bytes) assert.ok(!content.includes(secret));
  }
});

test("nobody signs in as someone who is not there", async () => {
  assertProblem(await ask("/auth/demo", { body: { user: "mallory" } }), 404, "not-found");
  assertProblem(await ask("/auth/demo", { body: { user: "" } }), 400, "invalid-body");
  assertProblem(await ask("/auth/demo", { body: {} }), 400, "invalid-body");
});

test("signing in ends the session before it", async () => {
  const first = await signIn(postern, "alice");
  const again = await ask("/auth/demo", {
    body: { user: "bob" },
    headers: { cookie: first.cookie, origin: postern.url },
  });
  assert.equal(again.body.user, "bob");
  assertProblem(await first.call("GET", "/api/v1/me"), 401, "not-signed-in");
});

test("signing out ends the session and takes the cookie away", async () => {
  const alice = await signIn(postern, "alice");
  const other = await signIn(postern, "alice");
  const answer = await alice.call("POST", "/auth/logout");
  assert.equal(answer.status, 204);
  assert.match(answer.headers.getSetCookie()[0], /^postern=; .*Max-Age=0/);
  assertProblem(await alice.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assert.equal((await other.call("GET", "/api/v1/me")).status, 200, "the other session stays");
});

test("a made-up or doubled cookie is nobody", async () => {
  const alice = await signIn(postern, "alice");
  for (const cookie of ["postern=x", `postern=${"A".repeat(43)}`, `${alice.cookie}; postern=x`, `x${alice.cookie}`]) {
    assertProblem(await ask("/api/v1/me", { method: "GET", headers: { cookie } }), 401, "not-signed-in");
  }
});

test("a call that changes something must come from our own page", async () => {
  const alice = await signIn(postern, "alice");
  const submit = (headers) =>
    ask("/api/v1/requests?dry_run=true", { body: { roles: ["dba"] }, headers: { cookie: alice.cookie, ...headers } });
  for (const headers of [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: postern.url.replace("127.0.0.1", "localhost") },
    { origin: `${postern.url}.evil.example` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site", origin: postern.url },
    { "sec-fetch-site": "none" },
  ]) {
    assertProblem(await submit(headers), 403, "cross-site");
  }
  assert.equal((await submit({ origin: postern.url })).status, 200);
  assert.equal((await submit({ "sec-fetch-site": "same-origin" })).status, 200);
  // Nor may another site sign someone in.
  assertProblem(await asAlice({ origin: "https://evil.example" }), 403, "cross-site");
});

test("who the caller is", async () => {
  const erin = await (await signIn(postern, "erin")).call("GET", "/api/v1/me");
  assert.equal(erin.status, 200);
  assert.deepEqual(erin.body.roles, ["employee", "on-call"]);
  assert.deepEqual(erin.body.traits, { groups: ["dev"] });
  assert.equal(erin.body.request_access, "reason");
  assert.equal(erin.body.prompt, "Please provide your ticket ID");
  assert.equal(erin.body.cluster, "sample");
  const nothing = { review: false, read_policy: false, write_policy: false, list_requests: false, rules: [] };
  assert.deepEqual(erin.body.may, nothing);
  const whole = async (user) => (await (await signIn(postern, user)).call("GET", "/api/v1/me")).body.may;
  assert.deepEqual(await whole("rita"), { ...nothing, review: true });
  assert.ok((await whole("olga")).rules.includes("role:update"));
  const may = async (user) => {
    const { rules, ...rest } = await whole(user);
    return rest;
  };
  assert.deepEqual(await may("bob"), { review: true, read_policy: false, write_policy: false, list_requests: true });
  assert.deepEqual(await may("rita"), { review: true, read_policy: false, write_policy: false, list_requests: false });
  assert.deepEqual(await may("olga"), { review: false, read_policy: true, write_policy: true, list_requests: false });
});
