// The first policy of a new deployment: once, by whoever knows the secret, and right from the start.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { auditLog } from "../harness/api.mjs";
import { freePort, root, signIn, startPostern } from "../harness/postern.mjs";

const SECRET = "a secret that the operator made, 256 bits of it";
const ROLE =
  "kind: role\nversion: v7\nmetadata: {name: owner}\nspec: {allow: {rules: [{resources: [role, user, oidc, audit], verbs: ['*']}]}}\n";
const POLICY = `${ROLE}---\nkind: user\nversion: v2\nmetadata: {name: ona}\nspec: {roles: [owner]}\n`;

/** Runs `act` with a deployment that has no policy yet. */
async function withFresh(act, { secret = SECRET } = {}) {
  const port = await freePort();
  const clusters = [{ id: "fresh", hosts: [`127.0.0.1:${port}`] }];
  const bindings = { POSTERN_CLUSTERS: JSON.stringify(clusters), ...(secret && { POSTERN_BOOTSTRAP: secret }) };
  const postern = await startPostern({ bindings, port });
  try {
    await act(postern);
  } finally {
    await postern.stop();
  }
}

async function bootstrap(postern, { secret = SECRET, policy = POLICY, headers = {} } = {}) {
  const response = await postern.fetch("/auth/bootstrap", {
    method: "POST",
    headers: { "content-type": "application/yaml", ...(secret && { authorization: `Bearer ${secret}` }), ...headers },
    body: policy,
  });
  const body = await response.json();
  assert.ok(!JSON.stringify(body).includes(SECRET), "the secret is not repeated");
  return { status: response.status, body, code: body.code };
}

test("the policy that the deployment's page begins with is accepted as it stands there", async () => {
  const page = readFileSync(join(root, "docs/deploy.md"), "utf8");
  const [, policy] = /```yaml\n(kind: oidc[\s\S]*?)```/.exec(page);
  await withFresh(async (postern) => {
    const { status, body } = await bootstrap(postern, { policy });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(body.findings, []);
  });
});

test("the secret permits one policy, whose author is named, and not a second", async () => {
  await withFresh(async (postern) => {
    const first = await bootstrap(postern);
    assert.equal(first.status, 201, JSON.stringify(first.body));
    assert.equal(first.body.author, "@bootstrap");
    const ona = await signIn(postern, "ona");
    const policy = await ona.call("GET", "/api/v1/policy", undefined, { accept: "application/yaml" });
    assert.equal(policy.body, POLICY);
    const again = await bootstrap(postern);
    assert.deepEqual([again.status, again.code], [409, "bootstrapped"]);
    const wrong = await bootstrap(postern, { secret: `${SECRET}x` });
    assert.deepEqual([wrong.status, wrong.code], [401, "invalid-bootstrap-secret"]);
    const rows = (await auditLog(ona)).map((row) => JSON.parse(row.body).entry);
    const written = rows.filter((entry) => entry.action === "policy-written");
    assert.deepEqual(written.map((entry) => entry.actor), ["@bootstrap"]);
    assert.ok(!JSON.stringify(rows).includes(SECRET) && !postern.log().includes(SECRET));
  });
});

test("without the right secret nothing happens, and who guesses is slowed down", async () => {
  await withFresh(async (postern) => {
    const told = new Set();
    for (const secret of ["", "x", SECRET.slice(0, -1), `${SECRET}x`, SECRET.toUpperCase()]) {
      const { status, code, body } = await bootstrap(postern, { secret });
      told.add(`${status} ${code} ${body.detail}`);
    }
    assert.equal(told.size, 1, [...told].join("\n"));
    assert.match([...told][0], /^401 invalid-bootstrap-secret/);
    const basic = await bootstrap(postern, { secret: "", headers: { authorization: `Basic ${btoa(`:${SECRET}`)}` } });
    assert.equal(basic.status, 401);
    let last;
    for (let tries = 0; tries < 6; tries += 1) last = await bootstrap(postern, { secret: `guess ${tries}` });
    assert.deepEqual([last.status, last.code], [429, "too-many-requests"]);
    const elsewhere = await bootstrap(postern, { headers: { "cf-connecting-ip": "192.0.2.1" } });
    assert.equal(elsewhere.status, 201, "the operator, who calls from another place, is not kept out");
  });
});

test("a deployment without a secret, or with one that can be guessed, takes no policy", async () => {
  for (const secret of [undefined, "short"]) {
    await withFresh(
      async (postern) => {
        for (const given of ["", "short", "undefined", SECRET]) {
          const answer = await bootstrap(postern, { secret: given });
          assert.deepEqual([answer.status, answer.code], [401, "invalid-bootstrap-secret"]);
        }
      },
      { secret: secret ?? "" },
    );
  }
});

test("the first policy is checked like any other, and a refused one does not use the secret up", async () => {
  await withFresh(async (postern) => {
    const broken = await bootstrap(postern, { policy: POLICY.replace("spec:", "sepc:") });
    assert.deepEqual([broken.status, broken.code], [400, "invalid-policy"]);
    assert.ok(broken.body.findings.length > 0);
    const twice = await bootstrap(postern, { policy: `${POLICY}---\n${ROLE}` });
    assert.deepEqual([twice.status, twice.code], [400, "invalid-policy"]);
    const lockout = await bootstrap(postern, { policy: ROLE });
    assert.deepEqual([lockout.status, lockout.code], [409, "lockout"]);
    const type = await bootstrap(postern, { headers: { "content-type": "application/json" } });
    assert.equal(type.status, 415);
    assert.equal((await bootstrap(postern)).status, 201);
  });
});

test("the sample cluster, which has a policy, cannot be bootstrapped", async () => {
  const postern = await startPostern({ bindings: { POSTERN_BOOTSTRAP: SECRET } });
  try {
    const answer = await bootstrap(postern);
    assert.deepEqual([answer.status, answer.code], [409, "bootstrapped"]);
  } finally {
    await postern.stop();
  }
});

test("two calls at once put one policy in force", async () => {
  await withFresh(async (postern) => {
    const answers = await Promise.all([bootstrap(postern), bootstrap(postern, { policy: `# mine\n${POLICY}` })]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
  });
});
