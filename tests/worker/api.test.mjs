// The conventions that every path shares: content types, problem documents, methods, bodies, headers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

const ID = "0b5f2c1e-93a4-4d6e-8f57-2a1b3c4d5e6f";

let postern;
let alice;
before(async () => {
  postern = await startPostern();
  alice = await signIn(postern, "alice");
});
after(() => postern?.stop());

/** Asks without a session; the answer in the shape that the helpers look at. */
async function ask(path, init) {
  const response = await postern.fetch(path, init);
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
}

test("what is public answers with its type", async () => {
  for (const [path, type] of [
    ["/healthz", "application/json"],
    ["/readyz", "application/json"],
    ["/.well-known/jwks.json", "application/json"],
    ["/.well-known/openid-configuration", "application/json"],
    ["/auth/demo", "application/json"],
    ["/problems/not-found", "text/html; charset=utf-8"],
  ]) {
    const answer = await ask(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("content-type"), type, path);
  }
  const demo = await ask("/auth/demo");
  assert.deepEqual(
    demo.body.users.map((user) => user.name),
    ["alice", "bob", "cara", "erin", "gus", "olga", "rita", "rolf"],
  );
});

test("what is not there is a problem document, never the page", async () => {
  for (const path of [
    "/api/v1/",
    "/api/v1/no-such-thing",
    "/api/v1/roles/dba/no-such-thing",
    "/auth/no-such-thing",
    "/hooks/no-such-thing",
    "/.well-known/no-such-thing",
    "/ssh/no-such-thing",
    "/problems/no-such-code",
  ]) {
    assertProblem(await ask(path, { headers: { "sec-fetch-mode": "navigate", accept: "text/html" } }), 404, "not-found");
  }
});

test("what needs a session says so, and nothing else", async () => {
  for (const [method, path] of [
    ["GET", "/api/v1/me"],
    ["GET", "/api/v1/me/capabilities"],
    ["GET", "/api/v1/me/capabilities/why?role=dba"],
    ["GET", "/api/v1/requests"],
    ["GET", `/api/v1/requests/${ID}`],
    ["GET", "/api/v1/policy"],
    ["POST", `/api/v1/requests/${ID}/withdraw`],
    ["POST", `/api/v1/requests/${ID}/revoke`],
    ["POST", `/api/v1/requests/${ID}/drop`],
    ["POST", `/api/v1/requests/${ID}/assume`],
    ["POST", "/auth/logout"],
  ]) {
    assertProblem(await ask(path, { method }), 401, "not-signed-in");
  }
});

test("other methods are refused with those that there are", async () => {
  for (const [method, path, allow] of [
    ["DELETE", "/api/v1/requests", "GET, HEAD, POST"],
    ["PATCH", "/api/v1/policy", "GET, HEAD, PUT"],
    ["POST", "/healthz", "GET, HEAD"],
    ["PUT", "/auth/demo", "GET, HEAD, POST"],
    ["GET", "/auth/logout", "POST"],
    ["POST", "/problems/not-found", "GET, HEAD"],
    ["OPTIONS", "/api/v1/me", "GET, HEAD"],
  ]) {
    const answer = await ask(path, { method, headers: { origin: postern.url } });
    assertProblem(answer, 405, "method-not-allowed");
    assert.equal(answer.headers.get("allow"), allow, `${method} ${path}`);
  }
});

test("HEAD is GET without the body", async () => {
  const answer = await ask("/healthz", { method: "HEAD" });
  assert.equal(answer.status, 200);
  assert.equal(answer.body, "");
  assert.equal((await ask("/api/v1/me", { method: "HEAD" })).status, 401);
});

test("every answer carries what all answers carry", async () => {
  for (const path of ["/healthz", "/api/v1/me", "/problems/not-found", "/api/v1/nothing"]) {
    const { headers } = await ask(path);
    assert.match(headers.get("x-request-id"), /^[0-9a-f-]{36}$/, path);
    assert.match(headers.get("x-postern-version"), /^\d+\.\d+\.\d+/, path);
    assert.match(headers.get("server-timing"), /^total;dur=\d+$/, path);
    assert.equal(headers.get("x-content-type-options"), "nosniff", path);
    assert.match(headers.get("content-security-policy"), /default-src 'none'/, path);
    assert.equal(headers.get("cache-control"), "no-store", path);
    assert.equal(headers.get("access-control-allow-origin"), null, path);
  }
});

test("a caller's id is repeated where it is harmless", async () => {
  const given = (id) => ask("/api/v1/me", { headers: { "x-request-id": id } });
  assert.equal((await given("case-1.a_b")).headers.get("x-request-id"), "case-1.a_b");
  assert.equal((await given("case-1.a_b")).body.request_id, "case-1.a_b");
  for (const id of ["<script>", "a b", "x".repeat(65)]) {
    assert.match((await given(id)).headers.get("x-request-id"), /^[0-9a-f-]{36}$/);
  }
});

test("every problem's type leads to a page that explains it", async () => {
  const { body } = await ask("/api/v1/me");
  const page = await ask(body.type);
  assert.equal(page.status, 200);
  assert.match(page.body, new RegExp(body.title));
});

test("bodies that are no JSON, or do not fit, are refused with the place", async () => {
  const raw = (body, type = "application/json") =>
    ask("/api/v1/requests", {
      method: "POST",
      headers: { cookie: alice.cookie, origin: postern.url, "content-type": type },
      body,
    });
  assertProblem(await raw("roles=dba", "application/x-www-form-urlencoded"), 415, "unsupported-media-type");
  assertProblem(await raw("{}", "text/plain"), 415, "unsupported-media-type");
  for (const body of ["", "{", "[1", "{\"roles\":[\"dba\"]} trailing", "\u0000", "[".repeat(100_000)]) {
    assertProblem(await raw(body), 400, "malformed-json");
  }
  assertProblem(await raw(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])), 400, "malformed-json");
  for (const [body, pointer] of [
    ["[]", ""],
    ["\"dba\"", ""],
    ["{}", "/roles"],
    ["{\"roles\":\"dba\"}", "/roles"],
    ["{\"roles\":[5]}", "/roles/0"],
    ["{\"roles\":[\"\"]}", "/roles/0"],
    ["{\"roles\":[\" dba\"]}", "/roles/0"],
    [`{"roles":["${"x".repeat(257)}"]}`, "/roles/0"],
    ["{\"roles\":[\"d\\u0000ba\"]}", "/roles/0"],
    ["{\"roles\":[\"dba\"],\"raeson\":\"x\"}", "/raeson"],
    ["{\"roles\":[\"dba\"],\"roles\":[\"dba\"]}", "/roles"],
    ["{\"roles\":[\"dba\"],\"reason\":7}", "/reason"],
    ["{\"roles\":[\"dba\"],\"starts_at\":\"tomorrow\"}", "/starts_at"],
    ["{\"roles\":[\"dba\"],\"max_duration\":\"1 fortnight\"}", "/max_duration"],
    ["{\"roles\":[\"dba\"],\"suggested_reviewers\":[\"\"]}", "/suggested_reviewers/0"],
    [JSON.stringify({ roles: Array.from({ length: 65 }, (_, at) => `r${at}`) }), "/roles"],
  ]) {
    const problem = assertProblem(await raw(body), 400, "invalid-body");
    assert.deepEqual(problem.errors.map((error) => error.pointer), [pointer], body);
    assert.doesNotMatch(JSON.stringify(problem), /NewRequest|struct |core::/, body);
  }
});

test("bodies over the limit are refused before they are read", async () => {
  const big = (path, bytes, headers) =>
    ask(path, {
      method: path.endsWith("policy") ? "PUT" : "POST",
      headers: { cookie: alice.cookie, origin: postern.url, "content-type": "application/json", ...headers },
      body: "x".repeat(bytes),
    });
  assertProblem(await big("/api/v1/requests", 256 * 1024 + 1), 413, "too-large");
  assertProblem(await big("/api/v1/requests", 256 * 1024), 400, "malformed-json");
  const yaml = { "content-type": "application/yaml" };
  assertProblem(await big("/api/v1/policy", 4 * 1024 * 1024 + 1, yaml), 413, "too-large");
  // A body that does not say how long it is.
  const chunk = new Uint8Array(64 * 1024).fill(0x20);
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1;
      if (sent > 64) controller.close();
      else controller.enqueue(chunk);
    },
  });
  const answer = await ask("/api/v1/requests", {
    method: "POST",
    headers: { cookie: alice.cookie, origin: postern.url, "content-type": "application/json" },
    body: endless,
    duplex: "half",
  });
  assertProblem(answer, 413, "too-large");
});

test("queries are strict", async () => {
  for (const path of [
    "/api/v1/me?x=1",
    "/healthz?x=1",
    "/api/v1/requests?page=2",
    "/api/v1/requests?limit=0",
    "/api/v1/requests?limit=201",
    "/api/v1/requests?limit=ten",
    "/api/v1/requests?limit=1&limit=2",
    "/api/v1/requests?state=approvd",
    "/api/v1/requests?needs=you",
    "/api/v1/requests?created_after=yesterday",
    "/api/v1/requests?cursor=AAAA",
    "/api/v1/requests?cursor=%00",
    "/api/v1/requests?q=",
    "/api/v1/me/capabilities/why",
    "/api/v1/me/capabilities/why?role=",
  ]) {
    assertProblem(await alice.call("GET", path), 400, "invalid-query");
  }
  assertProblem(await alice.call("POST", "/api/v1/requests?dry_run=maybe", { roles: ["dba"] }), 400, "invalid-query");
});

test("ids that are none name nothing", async () => {
  for (const id of ["x", "%00", "..%2f..", ID.toUpperCase(), `${ID}%20`, ID]) {
    assertProblem(await alice.call("GET", `/api/v1/requests/${id}`), 404, "not-found");
  }
});

test("headers that do not fit are refused", async () => {
  const submit = (headers) => alice.call("POST", "/api/v1/requests", { roles: ["dba"] }, headers);
  assertProblem(await submit({ "idempotency-key": "x".repeat(256) }), 400, "invalid-header");
  assertProblem(await submit({ "idempotency-key": "é" }), 400, "invalid-header");
  assertProblem(await submit({ "if-match": "no quotes" }), 400, "invalid-header");
});

test("who calls too often is told when to come back, and others are served", async () => {
  const cluster = { id: "sample", hosts: [], audiences: ["urn:postern:sample"], calls_per_minute: 5 };
  const own = await startPostern({ bindings: { POSTERN_CLUSTERS: JSON.stringify([cluster]) } });
  try {
    const bob = await signIn(own, "bob");
    const left = [];
    for (let at = 0; at < 5; at += 1) {
      const answer = await bob.call("GET", "/api/v1/me");
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("ratelimit-policy"), '"caller";q=5;w=60');
      left.push(Number(/r=(\d+)/.exec(answer.headers.get("ratelimit"))[1]));
    }
    assert.deepEqual(left, [4, 3, 2, 1, 0]);
    const answer = await bob.call("GET", "/api/v1/me");
    assertProblem(answer, 429, "too-many-requests");
    const wait = Number(answer.headers.get("retry-after"));
    assert.ok(wait >= 1 && wait <= 60);
    assert.equal((await (await signIn(own, "rita")).call("GET", "/api/v1/me")).status, 200);
  } finally {
    await own.stop();
  }
});

test("hosts that are nobody's are refused before anything is looked at", async () => {
  const cluster = { id: "other", hosts: ["postern.example"] };
  const own = await startPostern({ variant: "deploy", bindings: { POSTERN_CLUSTERS: JSON.stringify([cluster]) } });
  try {
    const response = await own.fetch("/api/v1/me");
    assert.equal(response.status, 421);
    assert.equal((await response.json()).code, "unknown-host");
  } finally {
    await own.stop();
  }
});
