// The policy as a whole: who may read and replace it, what is refused, and what a change does.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { assertProblem, assertUnchanged, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "gus", "olga", "rita"]) people[user] = await signIn(postern, user);
});
after(() => postern?.stop());

let policy;
beforeEach(async () => {
  policy = (await people.olga.call("GET", "/api/v1/policy")).body;
});

/** Sends a text as the policy. */
async function put(person, text, headers = { "if-match": `"${policy.digest}"` }) {
  const response = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: { cookie: person.cookie, origin: postern.url, "content-type": "application/yaml", ...headers },
    body: text,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const unchanged = (act) => assertUnchanged(people.bob, people.olga, act);

test("the owner reads it as JSON or as YAML, nobody else reads it at all", async () => {
  assert.match(policy.text, /# The sample cluster/, "comments are kept");
  assert.deepEqual(policy.findings.filter((finding) => finding.severity === "error"), []);
  assert.equal(policy.author, null);
  const yaml = await people.olga.call("GET", "/api/v1/policy", undefined, { accept: "application/yaml" });
  assert.equal(yaml.headers.get("content-type"), "application/yaml");
  assert.equal(yaml.headers.get("etag"), `"${policy.digest}"`);
  assert.equal(yaml.body, policy.text);
  for (const person of [people.alice, people.bob, people.rita]) {
    const answer = await person.call("GET", "/api/v1/policy");
    const problem = assertProblem(answer, 403, "not-allowed");
    assert.equal(problem.explanation[0].verdict, "refuses");
  }
});

test("saving it as it is changes nothing", async () => {
  const answer = await unchanged(() => put(people.olga, policy.text));
  assert.equal(answer.status, 200);
  assert.equal(answer.body.digest, policy.digest);
});

test("the administrator of requests may not save it, not even as it is", async () => {
  for (const person of [people.bob, people.alice]) {
    assertProblem(await unchanged(() => put(person, policy.text)), 403, "not-allowed");
    // Nor do they learn what is wrong with theirs.
    assertProblem(await unchanged(() => put(person, "kind: [")), 403, "not-allowed");
  }
});

test("a change needs the version it replaces", async () => {
  assertProblem(await unchanged(() => put(people.olga, policy.text, {})), 428, "precondition-required");
  assertProblem(await unchanged(() => put(people.olga, policy.text, { "if-match": "*" })), 428, "precondition-required");
  const stale = await unchanged(() => put(people.olga, policy.text, { "if-match": `"${"0".repeat(64)}"` }));
  const problem = assertProblem(stale, 412, "stale");
  assert.equal(problem.current.digest, policy.digest);
  assert.equal(stale.headers.get("etag"), `"${policy.digest}"`);
});

test("every error is told with line, column, rule and help, and nothing of it is stored", async () => {
  const broken = `kind: role
version: v7
metadata:
  name: good
spec: {}
---
kind: role
version: v7
metadata:
  name: bad
spec:
  allow:
    request:
      rolls: [dba]
    review_requests:
      roles: dba
  options:
    max_session_ttl: 1 fortnight
---
kind: role
version: v7
metadata:
  name: bad
spec: {}
`;
  const problem = assertProblem(await unchanged(() => put(people.olga, broken)), 400, "invalid-policy");
  const errors = problem.findings.filter((finding) => finding.severity === "error");
  const places = errors.map((finding) => [finding.line, finding.column]);
  assert.deepEqual(places.slice(0, 3), [
    [14, 7],
    [16, 14],
    [18, 22],
  ]);
  assert.ok(errors.length >= 4, "the repeated name too");
  for (const finding of errors) {
    assert.match(finding.rule, /^[a-z]+(\/[a-z-]+)+$/);
    assert.ok(finding.diagnostic.message.length > 0);
    assert.ok(finding.end_line >= finding.line);
  }
  assert.match(JSON.stringify(errors[0]), /roles/, "did you mean roles");
});

for (const [what, text, headers, status, code] of [
  ["that is no YAML", "kind: [role", undefined, 400, "invalid-policy"],
  ["of nothing", "", undefined, 409, "lockout"],
  ["sent as JSON", "{}", { "content-type": "application/json" }, 415, "unsupported-media-type"],
  ["with an unknown kind", "kind: rule\nmetadata: {name: x}\n", undefined, 400, "invalid-policy"],
  ["that is a bomb of aliases", `a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n`, undefined, 400, "invalid-policy"],
  ["nested without end", "[".repeat(5000), undefined, 400, "invalid-policy"],
]) {
  test(`a policy ${what} is refused and nothing is stored`, async () => {
    const match = { "if-match": `"${policy.digest}"` };
    assertProblem(await unchanged(() => put(people.olga, text, { ...match, ...headers })), status, code);
  });
}

test("a policy that is not UTF-8 is refused", async () => {
  const answer = await unchanged(() => put(people.olga, Buffer.from([0x6b, 0xff, 0x3a])));
  assertProblem(answer, 400, "invalid-policy");
});

test("a policy that nobody could change afterwards is refused", async () => {
  const locked = policy.text.replace("roles: [policy-owner]\n", (text) => text);
  const text = locked.replace(/( {2}name: olga[\s\S]*?roles: )\[policy-owner\]/, "$1[common]");
  assert.notEqual(text, policy.text);
  assertProblem(await unchanged(() => put(people.olga, text)), 409, "lockout");
});

test("a change is in force at once, for what is open too, and history stays", async () => {
  const { alice, bob, gus, olga, rita } = people;
  const approved = await submit(alice, ["dba"], "before the change");
  await review(bob, approved.id, "approve");
  const waiting = await submit(alice, ["dba"], "still open at the change");
  const pending = await submit(gus, ["common"], "TICKET-1");
  const text = policy.text.replace("roles: [dba]\n---", "roles: [common]\n---");
  assert.notEqual(text, policy.text);
  const saved = await put(olga, text);
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  assert.notEqual(saved.body.digest, policy.digest);
  assert.equal(saved.headers.get("etag"), `"${saved.body.digest}"`);
  assert.equal(saved.body.author, "olga");
  assert.equal(saved.body.text, text);
  // Alice may no longer ask for dba, nor take up what she has; what happened stays.
  assertProblem(await alice.call("POST", "/api/v1/requests", { roles: ["dba"] }), 409, "role-not-requestable");
  const assume = await alice.call("POST", `/api/v1/requests/${approved.id}/assume`, {});
  assertProblem(assume, 409, "role-not-requestable");
  assert.equal((await alice.call("GET", `/api/v1/requests/${approved.id}`)).body.phase, "active");
  assert.equal((await review(rita, pending.id, "approve")).phase, "active");
  // Nor may bob grant what she could not ask for; he learns that, and not which roles she holds.
  const refused = await bob.call("POST", `/api/v1/requests/${waiting.id}/reviews`, { verdict: "approve" });
  assertProblem(refused, 409, "role-not-requestable");
  assert.doesNotMatch(JSON.stringify(refused.body), /contractor/);
  const seen = (await bob.call("GET", `/api/v1/requests/${waiting.id}`)).body;
  assert.equal(seen.may.review.allowed, false);
  assert.doesNotMatch(JSON.stringify(seen), /contractor/);
  // And back again: the same documents have the same digest.
  const back = await put(olga, policy.text, { "if-match": `"${saved.body.digest}"` });
  assert.equal(back.body.digest, policy.digest);
  const again = await alice.call("POST", `/api/v1/requests/${approved.id}/assume`, {});
  assert.equal(again.status, 201);
});

test("update on roles alone makes no users", async () => {
  const { olga } = people;
  const limited = policy.text.replace(
    /(kind: user\nversion: v2\nmetadata:\n {2}name: rolf\n[\s\S]*?roles: )\[reviewer\]/,
    "$1[role-editor]",
  );
  const role = `---
kind: role
version: v7
metadata:
  name: role-editor
spec:
  allow:
    rules:
      - resources: [role]
        verbs: [list, read, create, update, delete]
`;
  const saved = await put(olga, limited + role);
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  const rolf = await signIn(postern, "rolf");
  const match = { "if-match": `"${saved.body.digest}"` };
  const changed = await put(rolf, saved.body.text.replace("roles: [role-editor]", "roles: [policy-owner]"), match);
  assertProblem(changed, 403, "not-allowed");
  const added = `${saved.body.text}---\nkind: user\nversion: v2\nmetadata: {name: eve}\nspec: {roles: [admin]}\n`;
  assertProblem(await put(rolf, added, match), 403, "not-allowed");
  const own = await put(rolf, saved.body.text.replace("What everybody needs", "What all of us need"), match);
  assert.equal(own.status, 200, JSON.stringify(own.body));
  const back = await put(olga, policy.text, { "if-match": `"${own.body.digest}"` });
  assert.equal(back.status, 200);
});

test("who loses their user loses their session", async () => {
  const { olga } = people;
  const cara = await signIn(postern, "cara");
  const without = policy.text.replace(/---\nkind: user\nversion: v2\nmetadata:\n {2}name: cara\n[\s\S]*?(?=---)/, "");
  const saved = await put(olga, without);
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  assertProblem(await cara.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assert.equal((await put(olga, policy.text, { "if-match": `"${saved.body.digest}"` })).status, 200);
});
