// Single documents of the policy, its versions, and the questions that can be asked about a text.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem, assertUnchanged } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern, alice, bob, olga;
before(async () => {
  postern = await startPostern();
  [alice, bob, olga] = await Promise.all(["alice", "bob", "olga"].map((user) => signIn(postern, user)));
});
after(() => postern?.stop());

/** Sends a text, YAML unless told. */
async function send(person, method, path, text, headers = {}) {
  const response = await postern.fetch(path, {
    method,
    headers: { cookie: person.cookie, origin: postern.url, "content-type": "application/yaml", ...headers },
    body: text,
  });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body: body === "" ? "" : JSON.parse(body) };
}

const role = (name, spec = "{}") => `# why it is there\nkind: role\nversion: v7\nmetadata:\n  name: ${name}\nspec: ${spec}\n`;
const user = (name, roles) => `kind: user\nversion: v2\nmetadata: {name: ${name}}\nspec: {roles: [${roles}]}\n`;
const digest = async () => (await olga.call("GET", "/api/v1/policy")).body.digest;

test("a role is made, read, replaced and removed, and each of these is a new policy", async () => {
  const path = "/api/v1/roles/night%20shift";
  const first = await digest();
  assertProblem(await olga.call("GET", path), 404, "not-found");
  const made = await send(olga, "PUT", path, role("night shift"));
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.policy_digest, await digest());
  assert.notEqual(made.body.policy_digest, first);
  const read = await olga.call("GET", path);
  assert.equal(read.body.text, role("night shift"));
  assert.equal(read.headers.get("etag"), made.headers.get("etag"));
  const yaml = await olga.call("GET", path, undefined, { accept: "application/yaml" });
  assert.equal(yaml.body, role("night shift"));

  const changed = role("night shift", "{options: {request_prompt: why?}}");
  assertProblem(await send(olga, "PUT", path, changed), 428, "precondition-required");
  const stale = await send(olga, "PUT", path, changed, { "if-match": '"0"' });
  assert.equal(assertProblem(stale, 412, "stale").current.text, role("night shift"));
  const etag = made.headers.get("etag");
  const replaced = await send(olga, "PUT", path, changed, { "if-match": etag });
  assert.equal(replaced.status, 200);
  assert.notEqual(replaced.headers.get("etag"), etag);

  assertProblem(await send(olga, "DELETE", path, undefined), 428, "precondition-required");
  assertProblem(await send(olga, "DELETE", path, undefined, { "if-match": etag }), 412, "stale");
  const removed = await send(olga, "DELETE", path, undefined, { "if-match": replaced.headers.get("etag") });
  assert.equal(removed.status, 204);
  assertProblem(await olga.call("GET", path), 404, "not-found");
  assert.equal(await digest(), first, "the policy is what it was before");

  const versions = await olga.call("GET", "/api/v1/policy/versions?limit=2");
  assert.deepEqual(versions.body.items.map((version) => version.author), ["olga", "olga"]);
  assert.equal(versions.body.items[0].digest, first);
  const older = await olga.call("GET", `/api/v1/policy/versions?cursor=${versions.body.next_cursor}`);
  assert.deepEqual(older.body.items.map((version) => version.author), ["olga", null]);
  assert.equal(older.body.next_cursor, null);
  const then = await olga.call("GET", `/api/v1/policy/versions/${made.body.policy_digest}`);
  assert.ok(then.body.text.endsWith(role("night shift")));
  assert.equal(then.body.author, "olga");
  assertProblem(await olga.call("GET", `/api/v1/policy/versions/${"0".repeat(64)}`), 404, "not-found");
});

test("JSON is as good as YAML", async () => {
  const json = JSON.stringify({ kind: "user", version: "v2", metadata: { name: "zoe" }, spec: { roles: ["contractor"] } });
  const made = await send(olga, "PUT", "/api/v1/users/zoe", json, { "content-type": "application/json" });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal((await (await signIn(postern, "zoe")).call("GET", "/api/v1/me")).body.roles[0], "contractor");
  const gone = await send(olga, "DELETE", "/api/v1/users/zoe", undefined, { "if-match": made.headers.get("etag") });
  assert.equal(gone.status, 204);
});

test("lists have names, descriptions and versions", async () => {
  const { body } = await olga.call("GET", "/api/v1/roles");
  const names = body.items.map((item) => item.name);
  assert.deepEqual(names, [...names].sort());
  assert.ok(names.includes("dba") && names.includes("prod.us-east"));
  const dba = body.items.find((item) => item.name === "dba");
  assert.match(dba.description, /databases/);
  const read = await olga.call("GET", "/api/v1/roles/dba");
  assert.equal(read.headers.get("etag"), `"${dba.hash}"`);
  const users = await olga.call("GET", "/api/v1/users");
  assert.ok(users.body.items.some((item) => item.name === "alice" && /dba/.test(item.description)));
  assert.deepEqual((await olga.call("GET", "/api/v1/connectors")).body.items, []);
});

for (const [what, path, text, status, code] of [
  ["of another name", "/api/v1/roles/a", role("b"), 400, "invalid-policy"],
  ["of another kind", "/api/v1/users/a", role("a"), 400, "invalid-policy"],
  ["with a second one", "/api/v1/roles/a", `${role("a")}---\n${role("b")}`, 400, "invalid-policy"],
  ["that is none", "/api/v1/roles/a", "", 400, "invalid-policy"],
  ["with a mistake", "/api/v1/roles/a", role("a", "{alow: {}}"), 400, "invalid-policy"],
  ["with a secret in it", "/api/v1/connectors/idp",
    "kind: oidc\nversion: v3\nmetadata: {name: idp}\nspec: {issuer_url: 'https://idp.example', client_id: a, client_secret: hunter2, redirect_url: 'https://p.example/auth/callback', claims_to_roles: [{claim: groups, value: a, roles: [dba]}]}\n",
    400, "invalid-policy"],
]) {
  test(`a document ${what} is refused and changes nothing`, async () => {
    const answer = await assertUnchanged(bob, olga, () => send(olga, "PUT", path, text));
    const problem = assertProblem(answer, status, code);
    assert.ok(!JSON.stringify(problem).includes("hunter2"), "a secret is not repeated");
  });
}

test("nobody removes the last one who could change the policy, nor gains rights that they were not given", async () => {
  const user = await olga.call("GET", "/api/v1/users/olga");
  const gone = () => send(olga, "DELETE", "/api/v1/users/olga", undefined, { "if-match": user.headers.get("etag") });
  assertProblem(await assertUnchanged(bob, olga, gone), 409, "lockout");
  for (const person of [alice, bob]) {
    for (const path of ["/api/v1/roles", "/api/v1/roles/dba", "/api/v1/roles/none", "/api/v1/users", "/api/v1/policy/versions"]) {
      assertProblem(await person.call("GET", path), 403, "not-allowed");
    }
    assertProblem(await send(person, "PUT", "/api/v1/roles/mine", role("mine")), 403, "not-allowed");
    assertProblem(await send(person, "DELETE", "/api/v1/roles/dba", undefined), 403, "not-allowed");
  }
});

test("a text is looked at without being stored, by anybody who is signed in", async () => {
  const good = await send(alice, "POST", "/api/v1/policy/lint", role("fine"));
  assert.deepEqual([good.status, good.body.ok, good.body.documents], [200, true, 1]);
  const bad = await send(alice, "POST", "/api/v1/policy/lint", role("a", "{alow: {}}"));
  assert.equal(bad.body.ok, false);
  assert.deepEqual([bad.body.findings[0].line, bad.body.findings[0].column], [6, 8]);
  assert.match(JSON.stringify(bad.body.findings[0]), /allow/);
  const nobody = await postern.fetch("/api/v1/policy/lint", {
    method: "POST", headers: { "content-type": "application/yaml" }, body: role("fine"),
  });
  assert.equal(nobody.status, 401);
});

test("a question is answered by a text, or by the policy in force for those who may read it", async () => {
  const text = `${role("asks", "{allow: {request: {roles: ['dev-*']}}}")}---\n${role("dev-web")}`;
  const ask = (person, body) => person.call("POST", "/api/v1/policy/explain", body);
  const yes = await ask(alice, { text, asker: { "holder-of": "asks" }, role: "dev-web" });
  assert.equal(yes.status, 200, JSON.stringify(yes.body));
  assert.deepEqual(yes.body.verdict[0], { tone: "good", text: "whoever holds `asks` may request `dev-web`" });
  const no = await ask(alice, { text, asker: { "holder-of": "dev-web" }, role: "asks" });
  assert.equal(no.body.verdict[0].tone, "bad");
  const inForce = await ask(olga, { asker: { user: "alice" }, role: "dba" });
  assert.equal(inForce.body.verdict[0].tone, "good");
  assertProblem(await ask(alice, { asker: { user: "alice" }, role: "dba" }), 403, "not-allowed");
  assertProblem(await ask(alice, { asker: "alice", role: "dba" }), 400, "invalid-body");
});

test("a request is tried out by a text, or by the policy in force for those who may read it", async () => {
  const text = `${role("asks", "{allow: {request: {roles: [dev-web]}}}")}---\n${role("dev-web")}---\n${role("sees", "{allow: {review_requests: {roles: ['*']}}}")}`;
  const simulate = (person, body) => person.call("POST", "/api/v1/policy/simulate", body);
  const review = { by: { "holder-of": "sees" }, review: { verdict: "approve" } };
  const body = { text, asker: { "holder-of": "asks" }, request: { roles: ["dev-web"] }, reviews: [review] };
  const before = (await olga.call("GET", "/api/v1/requests")).body.items.length;
  const tried = await simulate(alice, body);
  assert.equal(tried.status, 200, JSON.stringify(tried.body));
  assert.deepEqual(tried.body.attempts.map((one) => [one.accepted, one.state]), [[true, "pending"], [true, "approved"]]);
  assert.equal(tried.body.request.state, "approved");
  const refused = await simulate(alice, { ...body, asker: { "holder-of": "sees" } });
  assert.deepEqual([refused.body.request, refused.body.attempts.length, refused.body.attempts[0].accepted], [null, 1, false]);
  const inForce = { asker: { user: "alice" }, request: { roles: ["dba"], reason: "why" } };
  assert.equal((await simulate(olga, inForce)).body.request.state, "pending");
  assertProblem(await simulate(alice, inForce), 403, "not-allowed");
  assert.equal((await olga.call("GET", "/api/v1/requests")).body.items.length, before, "nothing is stored");
  for (const [wrong, pointer] of [
    [{ request: { roles: [] } }, "/request/roles"],
    [{ reviews: [{ ...review, review: { verdict: "deny", roles: ["dev-web"] } }] }, "/reviews/0/review/roles"],
    [{ reviews: Array(65).fill(review) }, "/reviews"],
    [{ asker: "alice" }, "/asker"],
    [{ at: "soon" }, "/at"],
  ]) {
    const answer = await simulate(alice, { ...body, ...wrong });
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    assert.equal(answer.body.errors[0].pointer, pointer);
  }
});

test("what a text would change is told to those who may read the policy", async () => {
  const { body: policy } = await olga.call("GET", "/api/v1/policy");
  const diff = (person, text) => send(person, "POST", "/api/v1/policy/diff", text);
  const same = await diff(olga, policy.text);
  assert.equal(same.status, 200, JSON.stringify(same.body));
  const nothing = { added: 0, removed: 0, changed: 0, users: 0 };
  assert.deepEqual(same.body, { ok: true, counts: nothing, documents: [], users: [], truncated: false });
  const more = `${policy.text}---\n${role("new-role", "{allow: {request: {roles: [dba]}}}")}---\n${user("newcomer", "new-role")}`;
  const { body } = await diff(olga, more);
  assert.deepEqual(body.documents, [
    { kind: "role", name: "new-role", change: "added" },
    { kind: "user", name: "newcomer", change: "added" },
  ]);
  assert.deepEqual(body.users.find((one) => one.user === "newcomer").may_request, ["dba"]);
  const broken = await diff(olga, "kind: role\n");
  assert.equal(broken.body.ok, false);
  assert.ok(broken.body.counts.removed > 10);
  assertProblem(await diff(alice, more), 403, "not-allowed");
  assert.equal((await olga.call("GET", "/api/v1/policy")).body.digest, policy.digest);
});
