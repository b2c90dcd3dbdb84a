// Backup and restore: everything that counts comes back in an empty ledger, and a file that is not whole,
// not this cluster's or not the operator's leaves that ledger empty.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { assertProblem, auditLog, checkChain, review, submit } from "../harness/api.mjs";
import { webhook, write } from "../harness/integrations.mjs";
import { bearer, freePort, root, signIn, startPostern } from "../harness/postern.mjs";

const SECRET = "a secret that the operator made, 256 bits of it";
const BODY = "application/jsonl";
/** The sample cluster's policy, with somebody who may take backups. */
const POLICY = `${readFileSync(join(root, "worker/src/sample/cluster.yaml"), "utf8")}
---
kind: role
version: v7
metadata: {name: keeper}
spec: {allow: {rules: [{resources: [settings, audit, access_request, role, user], verbs: [list, read]}]}}
---
kind: user
version: v2
metadata: {name: kim}
spec: {roles: [keeper, policy-owner]}
`;

/** A deployment of a cluster of this id, without a policy. */
async function startEmpty(id = "kept", bindings = {}) {
  const port = await freePort();
  const clusters = [{ id, hosts: [`127.0.0.1:${port}`], audiences: ["urn:postern:kept"] }];
  return startPostern({
    port,
    bindings: { POSTERN_CLUSTERS: JSON.stringify(clusters), POSTERN_BOOTSTRAP: SECRET, ...bindings },
  });
}

async function post(postern, path, type, body, secret = SECRET) {
  const headers = { "content-type": type, ...(secret && { authorization: `Bearer ${secret}` }) };
  const response = await postern.fetch(path, { method: "POST", headers, body, duplex: "half" });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const restore = (postern, file, secret) => post(postern, "/api/v1/restore", BODY, file, secret);

async function bootstrap(postern) {
  const answer = await post(postern, "/auth/bootstrap", "application/yaml", POLICY);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
}

/** What the cluster is, as its people see it. */
async function look(postern) {
  const people = {};
  for (const user of ["bob", "kim"]) people[user] = await signIn(postern, user);
  const body = async (person, path) => {
    const answer = await person.call("GET", path);
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const { items } = await body(people.bob, "/api/v1/requests?limit=200");
  // The last one waits, for as long as the tests before it left it.
  const bare = ({ now, may, ...rest }) => rest;
  const listed = items.filter(({ id }) => id !== waiting.id).map(bare);
  const read = [];
  for (const { id } of [granted, denied]) read.push(bare(await body(people.bob, `/api/v1/requests/${id}`)));
  const roles = await body(people.bob, "/api/v1/requests?role=dba&reviewer=bob");
  return {
    listed,
    read,
    found: roles.items.map(({ id }) => id),
    policy: await body(people.kim, "/api/v1/policy"),
    versions: await body(people.kim, "/api/v1/policy/versions"),
    settings: await body(people.kim, "/api/v1/settings"),
    secrets: await body(people.kim, "/api/v1/settings/secrets"),
    integration: await body(people.kim, "/api/v1/integrations/chat"),
    locks: await body(people.kim, "/api/v1/locks"),
    keys: await (await postern.fetch("/.well-known/jwks.json")).json(),
  };
}

let postern, file, known, rows, token, waiting, granted, denied;
before(async () => {
  postern = await startEmpty();
  await bootstrap(postern);
  const people = {};
  for (const user of ["alice", "bob", "kim"]) people[user] = await signIn(postern, user);
  const { alice, bob, kim } = people;
  granted = await submit(alice, ["dba"], "for the restore, \"quoted\"\nand ünïcode");
  await review(bob, granted.id, "approve");
  denied = await submit(alice, ["dba"], "no");
  await review(bob, denied.id, "deny", { reason: "not today" });
  assert.equal((await alice.call("POST", `/api/v1/requests/${granted.id}/assume`, {})).status, 201);
  assert.equal((await kim.call("POST", "/api/v1/keys/rotate")).status, 200);
  const policy = await kim.call("GET", "/api/v1/policy");
  const saved = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: { cookie: kim.cookie, origin: postern.url, "content-type": "application/yaml", "if-match": policy.headers.get("etag") },
    body: `${POLICY}---\nkind: user\nversion: v2\nmetadata: {name: lea}\nspec: {roles: [contractor]}\n`,
  });
  assert.equal(saved.status, 200, await saved.text());
  const settings = await kim.call("GET", "/api/v1/settings");
  const set = await kim.call("PUT", "/api/v1/settings", { session_idle: "2h" }, { "if-match": settings.headers.get("etag") });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.equal((await kim.call("PUT", "/api/v1/settings/secrets/siem", { value: "a value to keep" })).status, 200);
  assert.equal((await write(postern, kim, "chat", webhook("chat", "https://chat.example/hook", "  disabled: true\n"))).status, 201);
  assert.equal((await kim.call("POST", "/api/v1/users/cara/lock", { reason: "away" })).status, 200);
  const made = await alice.call("POST", "/api/v1/tokens", { name: "t", scopes: ["profile:read"], expires_in: "1h" });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  token = made.body.secret;
  // More than a page of events.
  for (let n = 0; n < 60; n += 1) {
    const more = await submit(alice, ["dba"], `number ${n}`);
    assert.equal((await alice.call("POST", `/api/v1/requests/${more.id}/withdraw`, {})).status, 200);
  }
  waiting = await submit(alice, ["dba"], "waits", { max_duration: "30s" });
  known = await look(postern);
  const answer = await kim.call("GET", "/api/v1/backup");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), BODY);
  file = answer.body;
  rows = await auditLog(kim);
});
after(() => postern?.stop());

/** Holds that nothing of a refused file stayed: the first policy can still be put in force. */
async function assertRefused(change, status, code, { id, secret, bindings } = {}) {
  const empty = await startEmpty(id, bindings);
  try {
    const problem = assertProblem(await restore(empty, change(file), secret), status, code);
    await bootstrap(empty);
    const kim = await signIn(empty, "kim");
    const log = await auditLog(kim);
    assert.deepEqual(log.map((row) => JSON.parse(row.body).entry.action), ["policy-written", "session-began"]);
    return problem.detail;
  } finally {
    await empty.stop();
  }
}

test("everything that counts comes back, in a new epoch of the audit log, and once", async () => {
  const fresh = await startEmpty();
  const folder = await mkdtemp(join(tmpdir(), "postern-backup-"));
  try {
    // A key that a first look has made gives way.
    await fresh.fetch("/.well-known/jwks.json");
    const answer = await restore(fresh, file);
    assert.equal(answer.status, 200, JSON.stringify(answer.body) + fresh.log());
    assert.equal(answer.body.requests, 63);
    assert.deepEqual(await look(fresh), known);

    const alice = await signIn(fresh, "alice");
    const assumed = await alice.call("POST", `/api/v1/requests/${granted.id}/assume`, {});
    assert.equal(assumed.status, 201, JSON.stringify(assumed.body));
    assert.equal((await bearer(fresh, token).call("GET", "/api/v1/me")).body.user, "alice");

    const kim = await signIn(fresh, "kim");
    const log = await auditLog(kim);
    checkChain(log);
    const old = rows.length;
    assert.deepEqual(log.slice(0, old), rows);
    const { entry, epoch } = JSON.parse(log[old].body);
    assert.deepEqual([entry.action, entry.actor, epoch], ["ledger-restored", "@bootstrap", 2]);
    assert.deepEqual(entry.data.audit, { seq: old, hash: rows.at(-1).hash });
    assert.equal(entry.data.taken_at, answer.body.taken_at);
    const exported = await kim.call("GET", "/api/v1/audit/export.jsonl");
    const [saved, keys] = [join(folder, "log.jsonl"), join(folder, "keys.json")];
    await writeFile(saved, exported.body);
    await writeFile(keys, JSON.stringify(known.keys));
    const verify = ["run", "--quiet", "--package", "postern-cli", "--", "audit", "verify", saved, "--keys", keys];
    // Not in this thread: connections that the server closes meanwhile would be taken for open.
    await promisify(execFile)("cargo", verify, { cwd: root });

    assertProblem(await restore(fresh, file), 409, "bootstrapped");
    assert.deepEqual((await auditLog(kim)).slice(0, log.length), log);
    // The clock goes on: nobody decides, and it is written that nobody did.
    const isWritten = (row) => JSON.parse(row.body).entry.action === "request-expired" && row.body.includes(waiting.id);
    while (!(await auditLog(kim)).slice(old).some(isWritten)) await sleep(200);
  } finally {
    await fresh.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

test("a file that was changed, cut off or continued leaves nothing", async () => {
  const lines = file.trimEnd().split("\n");
  const of = (part) => `${part.join("\n")}\n`;
  const last = lines.length - 1;
  for (const [what, change] of [
    ["one byte of an event", (text) => text.replace("number 42", "number 43")],
    ["one byte of a token", (text) => text.replace("profile:read", "profile:raad")],
    ["one byte of the first line", (text) => text.replace('"taken_at":"2', '"taken_at":"3')],
    ["no end", () => of(lines.slice(0, last))],
    ["half of it", (text) => text.slice(0, text.length / 2)],
    ["a line less", () => of(lines.toSpliced(last - 2, 1))],
    ["a line twice", () => of(lines.toSpliced(last - 2, 0, lines[last - 2]))],
    ["more after the end", () => of([...lines, lines[1]])],
    ["another table", (text) => text.replace('"table":"events"', '"table":"sessions"')],
    ["nothing", () => "\n"],
  ]) {
    assert.ok(await assertRefused(change, 400, "invalid-backup"), what);
  }
});

test("another cluster's file, a newer one, and one sealed under another key are refused", async () => {
  assert.match(await assertRefused((text) => text, 409, "backup-unfit", { id: "other" }), /another cluster/);
  const newer = (text) => text.replace(/"schema":\d+/, '"schema":9999');
  assert.match(await assertRefused(newer, 409, "backup-unfit"), /9999/);
  const bindings = { POSTERN_KEK: Buffer.alloc(32, 7).toString("base64url") };
  assert.match(await assertRefused((text) => text, 409, "backup-unfit", { bindings }), /POSTERN_KEK/);
});

test("only the secret restores", async () => {
  for (const secret of ["", `${SECRET}x`]) {
    await assertRefused((text) => text, 401, "invalid-bootstrap-secret", { secret });
  }
});

test("only who may read everything takes a backup, and that is noted", async () => {
  for (const user of ["alice", "bob", "olga"]) {
    const person = await signIn(postern, user);
    assertProblem(await person.call("GET", "/api/v1/backup"), 403, "not-allowed");
  }
  const kim = await signIn(postern, "kim");
  const made = await kim.call("POST", "/api/v1/tokens", { name: "b", scopes: ["settings:read"], expires_in: "1h" });
  assertProblem(await bearer(postern, made.body.secret).call("GET", "/api/v1/backup"), 403, "scope-missing");
  const taken = rows.filter((row) => JSON.parse(row.body).entry.action === "backup-taken");
  assert.equal(taken.length, 1);
  assert.ok(!file.includes("a value to keep"), "what is sealed stays sealed");
});
