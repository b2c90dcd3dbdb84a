// Machine tokens: what they may do, and every way in which one could do more.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";

import { assertProblem, auditLog, review, submit } from "../harness/api.mjs";
import { ABSENT, endpoints, example } from "../harness/contract.mjs";
import { bearer, openSocket, signIn, startPostern } from "../harness/postern.mjs";

let postern;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "erin", "bob", "rita", "olga"]) people[user] = await signIn(postern, user);
});
after(() => postern?.stop());

/** Makes a token that must be made; returns it with calls that carry it. */
async function make(person, scopes, rest = {}) {
  const answer = await person.call("POST", "/api/v1/tokens", { name: "a test", scopes, expires_in: "1h", ...rest });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  const { secret, ...token } = answer.body;
  return { token, ...bearer(postern, secret) };
}

/** Replaces the policy by what `change` makes of it. */
async function changePolicy(change) {
  const { body } = await people.olga.call("GET", "/api/v1/policy");
  const response = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: {
      cookie: people.olga.cookie,
      origin: postern.url,
      "content-type": "application/yaml",
      "if-match": `"${body.digest}"`,
    },
    body: change(body.text),
  });
  assert.equal(response.status, 200, await response.clone().text());
}

const service = (name, roles) => `---\nkind: user\nversion: v2\nmetadata: {name: ${name}}\nspec: {roles: [${roles}]}\n`;

test("a token is shown once, works, says when it was used, and is revoked", async () => {
  const token = await make(people.alice, ["profile:read", "access_request:list"]);
  assert.match(token.secret, /^pst_[0-9a-f]{72}$/);
  assert.equal(token.token.owner, "alice");
  assert.equal(token.token.maker, "alice");
  assert.equal(token.token.used, null);
  const me = await token.call("GET", "/api/v1/me");
  assert.equal(me.status, 200, JSON.stringify(me.body));
  assert.equal(me.body.user, "alice");
  assert.equal(me.body.session_expires, token.token.expires);
  const list = await people.alice.call("GET", "/api/v1/tokens");
  const shown = list.body.items.find((item) => item.id === token.token.id);
  assert.ok(shown.used, "the last use is noted");
  assert.deepEqual(shown.scopes, ["access_request:list", "profile:read"]);
  assert.ok(!JSON.stringify(list.body).includes(token.secret.slice(4, 40)));
  assert.ok(!postern.log().includes(token.secret.slice(0, 40)), "the log does not have it");
  assert.equal((await people.alice.call("DELETE", `/api/v1/tokens/${token.token.id}`)).status, 204);
  assertProblem(await token.call("GET", "/api/v1/me"), 401, "invalid-token");
  const log = (await auditLog(people.olga)).map((row) => JSON.parse(row.body).entry);
  const made = log.find((entry) => entry.action === "token-created" && entry.subject === token.token.id);
  assert.deepEqual(made.data.scopes, ["access_request:list", "profile:read"]);
  assert.ok(log.some((entry) => entry.action === "token-revoked" && entry.subject === token.token.id));
  assert.ok(!JSON.stringify(log).includes(token.secret.slice(4, 40)), "nor does the audit log");
});

test("unknown, revoked and expired tokens answer alike, and what is no token is refused as well", async () => {
  const revoked = await make(people.alice, ["profile:read"]);
  await people.alice.call("DELETE", `/api/v1/tokens/${revoked.token.id}`);
  const random = createHash("sha256").update("somebody's guess").digest("hex");
  const check = createHash("sha256").update(`postern token v1\n${random}`).digest("hex").slice(0, 8);
  const unknown = bearer(postern, `pst_${random}${check}`);
  const brief = await make(people.alice, ["profile:read"], { expires_in: "1s" });
  while (Date.now() < Date.parse(brief.token.expires) + 5) await new Promise((resolve) => setTimeout(resolve, 50));
  const told = [];
  for (const token of [revoked, unknown, brief]) {
    const answer = await token.call("GET", "/api/v1/me");
    const { request_id, ...problem } = assertProblem(answer, 401, "invalid-token");
    assert.equal(answer.headers.get("www-authenticate"), 'Bearer realm="postern"');
    told.push(problem);
  }
  assert.deepEqual(told[1], told[0]);
  assert.deepEqual(told[2], told[0]);
  for (const text of ["x", "pst_", revoked.secret.slice(0, -1), `${revoked.secret}0`, "eyJhbGciOiJFZERTQSJ9.e30.c2ln"]) {
    assertProblem(await bearer(postern, text).call("GET", "/api/v1/me"), 401, "invalid-token");
  }
});

test("a credential that Postern issues for others does not open Postern", async () => {
  const request = await submit(people.alice, ["dba"], "to try");
  await review(people.bob, request.id, "approve");
  const issued = await people.alice.call("POST", `/api/v1/requests/${request.id}/assume`, {});
  assert.equal(issued.status, 201, JSON.stringify(issued.body));
  assertProblem(await bearer(postern, issued.body.token.value).call("GET", "/api/v1/me"), 401, "invalid-token");
});

test("a session and a token together are refused, and so is every other header", async () => {
  const token = await make(people.alice, ["profile:read"]);
  const me = (headers) => postern.fetch("/api/v1/me", { headers });
  const both = await me({ authorization: `Bearer ${token.secret}`, cookie: people.bob.cookie });
  assert.equal(both.status, 400);
  assert.equal((await both.json()).code, "invalid-header");
  const other = await me({ authorization: `Bearer ${token.secret}`, cookie: "theme=dark" });
  assert.equal(other.status, 200, "another's cookie does no harm");
  for (const authorization of [
    `Basic ${btoa(`alice:${token.secret}`)}`,
    token.secret,
    `Bearer ${token.secret}, Bearer ${token.secret}`,
    `Bearer  ${token.secret}`,
  ]) {
    assert.equal((await me({ authorization })).status, 401, authorization.slice(0, 12));
  }
  const broken = await me({ authorization: "Bearer x", cookie: people.bob.cookie });
  assert.equal(broken.status, 400, "a broken header does not fall back to the session");
});

test("a token needs no origin, a session still does", async () => {
  const token = await make(people.alice, ["requests:submit"]);
  const dry = (headers) =>
    postern.fetch("/api/v1/requests?dry_run=true", {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ roles: ["dba"] }),
    });
  assert.equal((await dry({ authorization: `Bearer ${token.secret}` })).status, 200);
  assert.equal((await dry({ cookie: people.alice.cookie })).status, 403);
});

test("each operation asks for its own scope, whatever else the token has", async () => {
  await changePolicy((text) => `${text}${service("robot", "policy-owner, admin, reviewer, contractor")}`);
  const scopes = [...new Set(endpoints.map((entry) => entry.need))].filter((need) => need && need !== "nothing");
  const owner = { owner: "robot" };
  const all = await make(people.olga, scopes, owner);
  for (const entry of endpoints.filter(({ need }) => need !== "nothing")) {
    const { body, query = {}, path: names = {} } = example(entry.name) ?? {};
    const path = entry.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name] ?? ABSENT));
    // Nobody whom other tests need is signed out.
    if (query.user) query.user = "gus";
    const call = async (token) => {
      const response = await postern.fetch(`${path}?${new URLSearchParams(query)}`, {
        method: entry.method,
        headers: {
          authorization: `Bearer ${token.secret}`,
          ...(body === undefined ? {} : { "content-type": entry.accepts[0] }),
          // Nothing is to be changed here: no version is this one.
          "if-match": '"none"',
        },
        body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: /json/.test(response.headers.get("content-type")) ? JSON.parse(text) : text };
    };
    if (entry.name === "Stream") continue; // A socket: see below.
    if (entry.need === null) {
      assertProblem(await call(all), 403, "scope-missing");
      continue;
    }
    const without = await make(people.olga, scopes.filter((scope) => scope !== entry.need), owner);
    const refused = assertProblem(await call(without), 403, "scope-missing");
    assert.ok(refused.detail.includes(`\`${entry.need}\``), refused.detail);
    // With it alone the rules answer, or ask for the scope of something else that the call does.
    const alone = await make(people.olga, [entry.need], owner);
    const answer = await call(alone);
    const lacks = answer.body?.code === "scope-missing" && answer.body.detail.includes(`\`${entry.need}\``);
    assert.ok(!lacks, `${entry.name}: ${JSON.stringify(answer.body)}`);
    for (const token of [without, alone]) await people.olga.call("DELETE", `/api/v1/tokens/${token.token.id}`);
  }
});

test("no token makes tokens or takes up access unless it says so", async () => {
  const token = await make(people.alice, ["*:*", "requests:submit", "requests:review"]);
  const request = await submit(people.alice, ["dba"], "for a script");
  await review(people.bob, request.id, "approve");
  const more = { name: "x", scopes: ["*:*"], expires_in: "1h" };
  assertProblem(await token.call("POST", "/api/v1/tokens", more), 403, "scope-missing");
  assertProblem(await token.call("POST", `/api/v1/requests/${request.id}/assume`, {}), 403, "scope-missing");
  assertProblem(await token.call("POST", "/auth/logout"), 403, "scope-missing");
  const assumes = await make(people.alice, ["requests:assume"]);
  assert.equal((await assumes.call("POST", `/api/v1/requests/${request.id}/assume`, {})).status, 201);
});

test("a scope gives no right that the owner has not, and none that they had and lost", async () => {
  const all = await make(people.alice, ["*:*", "requests:review"]);
  assertProblem(await all.call("GET", "/api/v1/policy"), 403, "not-allowed");
  assertProblem(await all.call("GET", "/api/v1/audit"), 403, "not-allowed");
  assertProblem(await all.call("GET", "/api/v1/tokens?user=olga"), 403, "not-allowed");
  const hidden = await submit(people.erin, ["common"], "not alice's to see");
  assertProblem(await all.call("GET", `/api/v1/requests/${hidden.id}`), 404, "not-found");
  // The owner loses a role: so does the token, at once.
  await changePolicy((text) => `${text}${service("clerk", "policy-owner")}`);
  const clerk = await make(people.olga, ["role:read"], { owner: "clerk" });
  assert.equal((await clerk.call("GET", "/api/v1/policy")).status, 200);
  await changePolicy((text) => text.replace("metadata: {name: clerk}\nspec: {roles: [policy-owner]}", "metadata: {name: clerk}\nspec: {roles: [contractor]}"));
  assertProblem(await clerk.call("GET", "/api/v1/policy"), 403, "not-allowed");
});

test("without the scopes to list and read, a token sees what its owner sees without these rights", async () => {
  const hers = await submit(people.erin, ["common"], "bob sees it as an administrator");
  assert.equal((await people.bob.call("GET", `/api/v1/requests/${hers.id}`)).status, 200);
  const reads = await make(people.bob, ["access_request:read"]);
  assertProblem(await reads.call("GET", `/api/v1/requests/${hers.id}`), 404, "not-found");
  const reviews = await make(people.bob, ["requests:review"]);
  assertProblem(await reviews.call("POST", `/api/v1/requests/${hers.id}/reviews`, { verdict: "deny" }), 404, "not-found");
  const both = await make(people.bob, ["access_request:read", "access_request:list"]);
  assert.equal((await both.call("GET", `/api/v1/requests/${hers.id}`)).status, 200);
});

test("writing the policy takes the scopes of everything that it changes", async () => {
  const { body: before } = await people.olga.call("GET", "/api/v1/policy");
  const token = await make(people.olga, ["role:read", "role:update"]);
  const write = (text) =>
    postern.fetch("/api/v1/policy", {
      method: "PUT",
      headers: { authorization: `Bearer ${token.secret}`, "content-type": "application/yaml", "if-match": `"${before.digest}"` },
      body: text,
    });
  const smuggled = await write(`${before.text}${service("mallory", "policy-owner")}`);
  assert.equal(smuggled.status, 403);
  assert.equal((await smuggled.json()).code, "scope-missing");
  const own = await write(before.text.replace("description: Outside help. May ask", "description: Help. May ask"));
  assert.equal(own.status, 200);
});

test("nobody decides about their own request through a token", async () => {
  await changePolicy((text) => `${text}${service("helper", "admin, reviewer")}${service("owner-too", "policy-owner, contractor")}`);
  const maker = await signIn(postern, "owner-too");
  const helper = await make(maker, ["requests:review", "access_request:*", "resolve:on-behalf"], { owner: "helper" });
  const request = await submit(maker, ["dba"], "mine");
  const path = `/api/v1/requests/${request.id}`;
  assertProblem(await helper.call("POST", `${path}/reviews`, { verdict: "approve" }), 403, "cannot-review");
  assertProblem(await helper.call("POST", `${path}/resolution`, { verdict: "approve" }), 403, "own-request");
  // Nor through one of somebody else's making, in their own name.
  const honest = await make(people.olga, ["requests:review", "access_request:*", "resolve:on-behalf"], { owner: "helper" });
  assertProblem(
    await honest.call("POST", `${path}/resolution`, { verdict: "approve", delegator: "owner-too" }),
    403,
    "own-request",
  );
  // A token that the requester owns is the requester.
  const own = await make(people.alice, ["requests:review", "access_request:update"]);
  const hers = await submit(people.alice, ["dba"], "hers");
  assertProblem(await own.call("POST", `/api/v1/requests/${hers.id}/reviews`, { verdict: "approve" }), 403, "cannot-review");
  assert.equal((await honest.call("POST", `${path}/reviews`, { verdict: "approve" })).status, 201);
});

test("a decision carried for someone names both, and only a known user can be named", async () => {
  await changePolicy((text) => `${text}${service("chat", "admin")}`);
  const chat = await make(people.olga, ["access_request:*", "resolve:on-behalf"], { owner: "chat" });
  const plain = await make(people.olga, ["access_request:*"], { owner: "chat" });
  const request = await submit(people.alice, ["dba"], "by chat");
  const resolve = (who, delegator) =>
    who.call("POST", `/api/v1/requests/${request.id}/resolution`, { verdict: "approve", reason: "said so", delegator });
  assertProblem(await resolve(plain, "bob"), 403, "scope-missing");
  assertProblem(await resolve(people.bob, "rita"), 403, "scope-missing");
  assertProblem(await resolve(chat, "nobody-known"), 400, "invalid-body");
  const done = await resolve(chat, "bob");
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const log = (await auditLog(people.olga)).map((row) => JSON.parse(row.body).entry);
  const approved = log.find((entry) => entry.action === "request-approved" && entry.subject === request.id);
  assert.equal(approved.actor, "chat");
  assert.equal(approved.token, chat.token.id);
  assert.match(JSON.stringify(approved.data), /"on_behalf_of":"bob"/);
});

test("making tokens for others takes a right, and only service accounts can be named", async () => {
  const ask = (person, owner) =>
    person.call("POST", "/api/v1/tokens", { name: "x", scopes: ["profile:read"], expires_in: "1h", owner });
  const known = assertProblem(await ask(people.alice, "bob"), 403, "not-allowed");
  const unknown = assertProblem(await ask(people.alice, "no-such-user"), 403, "not-allowed");
  assert.equal(known.detail, unknown.detail, "who may not learns nothing of who exists");
  assertProblem(await ask(people.olga, "no-such-user"), 409, "conflict");
  await changePolicy(
    (text) =>
      `${text}---\nkind: user\nversion: v2\nmetadata: {name: person}\nspec: {roles: [contractor], oidc_identities: [{connector_id: corp, username: p}]}\n`,
  );
  assertProblem(await ask(people.olga, "person"), 409, "conflict");
});

test("others' tokens do not exist, and are revoked by who may", async () => {
  const token = await make(people.alice, ["profile:read"]);
  const path = `/api/v1/tokens/${token.token.id}`;
  const hidden = assertProblem(await people.erin.call("DELETE", path), 404, "not-found");
  const absent = assertProblem(await people.erin.call("DELETE", "/api/v1/tokens/none"), 404, "not-found");
  assert.equal(hidden.detail, absent.detail);
  assert.equal((await token.call("GET", "/api/v1/me")).status, 200);
  assert.equal((await people.olga.call("GET", "/api/v1/tokens?user=alice")).body.items[0].id, token.token.id);
  assert.equal((await people.olga.call("DELETE", path)).status, 204);
  assertProblem(await token.call("GET", "/api/v1/me"), 401, "invalid-token");
});

test("everybody's tokens are listed page by page for who may list them, newest first", async () => {
  for (const person of [people.alice, people.bob, people.erin]) await make(person, ["profile:read"]);
  const { body } = await people.olga.call("GET", "/api/v1/tokens");
  const owners = new Set(body.items.map((item) => item.owner));
  for (const owner of ["alice", "bob", "erin"]) assert.ok(owners.has(owner), owner);
  const created = body.items.map((item) => item.created);
  assert.deepEqual(created, [...created].sort().reverse());
  const paged = [];
  let answer;
  let path = "/api/v1/tokens?limit=2";
  do {
    answer = await people.olga.call("GET", path);
    assert.ok(answer.body.items.length <= 2);
    paged.push(...answer.body.items.map((item) => item.id));
    path = `/api/v1/tokens?limit=2&cursor=${answer.body.next_cursor}`;
    assert.equal(answer.headers.has("link"), answer.body.next_cursor !== null);
  } while (answer.body.next_cursor !== null);
  assert.deepEqual(paged, body.items.map((item) => item.id));
  const own = (await people.alice.call("GET", "/api/v1/tokens")).body.items;
  assert.ok(own.length > 0 && own.every((item) => item.owner === "alice"), "others see their own");
  assertProblem(await people.alice.call("GET", "/api/v1/tokens?user=bob"), 403, "not-allowed");
  assertProblem(await people.olga.call("GET", "/api/v1/tokens?cursor=x"), 400, "invalid-query");
});

test("what does not fit is refused field by field", async () => {
  const good = { name: "n", scopes: ["profile:read"], expires_in: "1h" };
  for (const [wrong, pointer] of [
    [{ name: "" }, "/name"],
    [{ name: " x" }, "/name"],
    [{ name: "a\nb" }, "/name"],
    [{ name: "x".repeat(101) }, "/name"],
    [{ scopes: [] }, "/scopes"],
    [{ scopes: Array(65).fill("profile:read") }, "/scopes"],
    [{ scopes: ["everything"] }, "/scopes/0"],
    [{ expires_in: "-1h" }, "/expires_in"],
    [{ expires_in: "0" }, "/expires_in"],
    [{ expires_in: "8761h" }, "/expires_in"],
    [{ expires_in: "366d" }, "/expires_in"],
    [{ expires_in: "90h0m" }, "/expires_in"],
    [{ expires_in: "soon" }, "/expires_in"],
    [{ expires_in: undefined }, "/expires_in"],
  ]) {
    const answer = await people.alice.call("POST", "/api/v1/tokens", { ...good, ...wrong });
    const problem = assertProblem(answer, 400, "invalid-body");
    assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(problem));
  }
});

test("a repeated creation makes no second token and shows no secret", async () => {
  const body = { name: "once", scopes: ["profile:read"], expires_in: "1h" };
  const call = () => people.rita.call("POST", "/api/v1/tokens", body, { "idempotency-key": "a-token" });
  const first = await call();
  assert.equal(first.status, 201);
  const again = assertProblem(await call(), 409, "already-issued");
  assert.ok(again.detail.includes(first.body.id));
  assert.equal((await people.rita.call("GET", "/api/v1/tokens")).body.items.length, 1);
});

test("a token does not get the answers that were given to its owner", async () => {
  const key = { "idempotency-key": "shared" };
  const first = await people.alice.call("POST", "/api/v1/requests", { roles: ["dba"], reason: "once" }, key);
  const token = await make(people.alice, ["requests:submit"]);
  const again = await token.call("POST", "/api/v1/requests", { roles: ["dba"], reason: "once" }, key);
  assert.equal(again.status, 201);
  assert.notEqual(again.body.id, first.body.id);
});

test("tokens do not open sockets", async () => {
  const token = await make(people.alice, ["*:*", "profile:read"]);
  const headers = { authorization: `Bearer ${token.secret}`, origin: postern.url };
  await assert.rejects(openSocket(postern, "/api/v1/stream", headers), /403/);
});

test("a token's calls are counted for itself", async () => {
  const left = (answer) => Number(/r=(\d+)/.exec(answer.headers.get("ratelimit"))[1]);
  const one = await make(people.alice, ["profile:read"]);
  const other = await make(people.alice, ["profile:read"]);
  const first = left(await one.call("GET", "/api/v1/me"));
  const hers = left(await people.alice.call("GET", "/api/v1/me"));
  assert.ok(hers < first, "alice has called more often than her new token");
  assert.equal(left(await other.call("GET", "/api/v1/me")), first);
});
