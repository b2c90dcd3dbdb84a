// The tests that a policy's text has: run for whoever asks, and before every save.
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { assertProblem, assertUnchanged } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern, alice, bob, olga, policy;
before(async () => {
  postern = await startPostern();
  [alice, bob, olga] = await Promise.all(["alice", "bob", "olga"].map((user) => signIn(postern, user)));
});
after(() => postern?.stop());
beforeEach(async () => {
  policy = (await olga.call("GET", "/api/v1/policy")).body;
});

/** Sends a text as YAML. */
async function send(person, method, path, text, headers = {}) {
  const response = await postern.fetch(path, {
    method,
    headers: { cookie: person.cookie, origin: postern.url, "content-type": "application/yaml", ...headers },
    body: text,
  });
  const body = await response.text();
  return { status: response.status, headers: response.headers, body: body === "" ? "" : JSON.parse(body) };
}

const put = (text, digest = policy.digest) => send(olga, "PUT", "/api/v1/policy", text, { "if-match": `"${digest}"` });
const unchanged = (act) => assertUnchanged(bob, olga, act);

const dba = (state = "approved") => `kind: policy_test
version: v1
metadata: {name: dba after one approval}
spec:
  requester: alice
  request: {roles: [dba], reason: replica lag}
  expect: {outcome: allowed, reviewers: [bob, rita, rolf]}
  reviews:
    - {by: bob, verdict: approve, expect: ${state}}
  grant: {roles: [contractor, dba], logins: [postgres], access: 1h}
`;

/** The policy in force without the tests that this file put there, and with these. */
const having = (...tests) => {
  const kept = policy.text.split("---\n").filter((document) => !document.includes("dba after one approval"));
  return [...kept, ...tests].join("---\n");
};

test("a text's tests are run for anybody who is signed in, and nothing is stored", async () => {
  const run = (text) => send(alice, "POST", "/api/v1/policy/test", text);
  const good = await run(having(dba()));
  assert.equal(good.status, 200, JSON.stringify(good.body));
  assert.deepEqual([good.body.ok, good.body.failed, good.body.broken, good.body.errors], [true, 0, 0, 0]);
  const tested = good.body.tests.find((test) => test.name === "dba after one approval");
  assert.equal(tested.outcome, "passed");
  const { coverage } = good.body;
  assert.equal(coverage.covered + coverage.uncovered.length, coverage.total);
  assert.ok(coverage.uncovered.some(({ role, part, text }) => role === "employee" && part === "allow-request" && text === "dev-*"));
  assert.ok(!coverage.uncovered.some(({ role }) => role === "contractor"), "alice holds it and asked for what it allows");

  const text = having(dba("pending"));
  const bad = await run(text);
  assert.deepEqual([bad.status, bad.body.ok, bad.body.failed], [200, false, 1]);
  const [unmet] = bad.body.tests.find((test) => test.outcome === "failed").unmet;
  assert.equal(unmet.at.field, "spec.reviews[0].expect");
  assert.match(text.split("\n")[unmet.at.line - 1].slice(unmet.at.column - 1), /^pending/);
  assert.deepEqual([unmet.expected, unmet.came], ["`pending` after this review", "`approved`"]);

  const wrong = await run("kind: policy_test\nversion: v1\nmetadata: {name: a}\nspec: {}\n");
  assert.deepEqual([wrong.body.ok, wrong.body.broken, wrong.body.errors > 0], [false, 1, true]);
  const nobody = await postern.fetch("/api/v1/policy/test", {
    method: "POST", headers: { "content-type": "application/yaml" }, body: dba(),
  });
  assert.equal(nobody.status, 401);
  assert.equal((await olga.call("GET", "/api/v1/policy")).body.digest, policy.digest);
});

test("a policy whose own tests do not pass is not saved", async () => {
  const text = having(dba("denied"));
  const problem = assertProblem(await unchanged(() => put(text)), 409, "failing-tests");
  assert.equal(problem.findings.length, 1);
  const [found] = problem.findings;
  assert.equal(found.rule, "test/failed");
  assert.match(text.split("\n")[found.line - 1].slice(found.column - 1), /^denied/);
  assert.match(found.diagnostic.message, /dba after one approval.*`denied` after this review.*`approved`/);

  const unknown = having(dba().replace("requester: alice", "requester: nobody"));
  const broken = assertProblem(await unchanged(() => put(unknown)), 409, "failing-tests");
  assert.deepEqual(broken.findings.map((finding) => finding.rule), ["test/broken"]);
  const misspelled = having(dba().replace("requester", "requestor"));
  assertProblem(await unchanged(() => put(misspelled)), 400, "invalid-policy");
});

test("tests stay with the policy, and stand against every change that breaks them", async () => {
  const saved = await put(having(dba()));
  assert.equal(saved.status, 200, JSON.stringify(saved.body));
  assert.ok(saved.body.text.endsWith(dba()), "as it was written");
  assert.notEqual(saved.body.digest, policy.digest, "no change gets lost");
  const asked = await alice.call("POST", "/api/v1/requests?dry_run=true", { roles: ["dba"], reason: "why" });
  assert.equal(asked.status, 200, JSON.stringify(asked.body));

  const { headers } = await olga.call("GET", "/api/v1/roles/contractor");
  const role = "kind: role\nversion: v7\nmetadata: {name: contractor}\nspec: {allow: {request: {roles: [common]}}}\n";
  const narrowed = () => send(olga, "PUT", "/api/v1/roles/contractor", role, { "if-match": headers.get("etag") });
  assertProblem(await unchanged(narrowed), 409, "failing-tests");
  const bobs = await olga.call("GET", "/api/v1/users/bob");
  const removed = () => send(olga, "DELETE", "/api/v1/users/bob", undefined, { "if-match": bobs.headers.get("etag") });
  assertProblem(await unchanged(removed), 409, "failing-tests");

  // Another text of the same test is another version, which whoever read the former one is told.
  const explained = having(`# why\n${dba()}`);
  assert.equal((await put(explained, saved.body.digest)).status, 200);
  assertProblem(await put(having(dba()), saved.body.digest), 412, "stale");
  const then = await olga.call("GET", `/api/v1/policy/versions/${saved.body.digest}`);
  assert.ok(then.body.text.endsWith(dba()));
  policy = (await olga.call("GET", "/api/v1/policy")).body;
  assert.equal((await put(having())).status, 200, "a test is removed like any document");
});
