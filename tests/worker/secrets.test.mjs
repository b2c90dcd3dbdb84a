// Secrets by name: who may set and forget them, and that their values are in no answer, no log, no audit
// row and, sealed, not on disk.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assertProblem, auditLog, checkChain } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

const VALUE = "whsec_A-value-that-nobody-sees-0123456789";

let postern;
let storage;
const people = {};
before(async () => {
  storage = await mkdtemp(join(tmpdir(), "postern-secrets-"));
  postern = await startPostern({ storage });
  for (const user of ["alice", "bob", "olga"]) people[user] = await signIn(postern, user);
});
after(async () => {
  await postern?.stop();
  await rm(storage, { recursive: true, force: true });
});

const path = "/api/v1/settings/secrets";

test("the owner sets, lists and forgets them; the value is never told", async () => {
  const set = await people.olga.call("PUT", `${path}/siem`, { value: VALUE });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  assert.deepEqual(Object.keys(set.body).sort(), ["name", "set_at", "set_by"]);
  const again = await people.olga.call("PUT", `${path}/siem`, { value: `${VALUE}2` });
  assert.equal(again.status, 200);
  const list = await people.olga.call("GET", path);
  assert.equal(list.status, 200);
  assert.deepEqual(list.body.items.map(({ name, set_by }) => [name, set_by]), [["siem", "olga"]]);
  const gone = await people.olga.call("DELETE", `${path}/siem`);
  assert.equal(gone.status, 204);
  assertProblem(await people.olga.call("DELETE", `${path}/siem`), 404, "not-found");
  assert.deepEqual((await people.olga.call("GET", path)).body.items, []);

  const rows = await auditLog(people.olga);
  checkChain(rows);
  const actions = rows.map((row) => JSON.parse(row.body).entry).filter(({ action }) => action.startsWith("secret-"));
  assert.deepEqual(
    actions.map(({ action, subject, actor, data }) => [action, subject, actor, data]),
    [
      ["secret-written", "siem", "olga", { replaces: false }],
      ["secret-written", "siem", "olga", { replaces: true }],
      ["secret-deleted", "siem", "olga", {}],
    ],
  );
  assert.ok(!rows.some((row) => row.body.includes(VALUE)));
});

test("nobody else does any of it, and nobody at all without a session", async () => {
  await people.olga.call("PUT", `${path}/kept`, { value: VALUE });
  for (const [method, at, body] of [
    ["GET", path],
    ["PUT", `${path}/kept`, { value: "other" }],
    ["DELETE", `${path}/kept`],
  ]) {
    for (const person of [people.alice, people.bob]) {
      assertProblem(await person.call(method, at, body), 403, "not-allowed");
    }
    const response = await postern.fetch(at, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    assert.equal(response.status, 401);
  }
  assert.equal((await people.olga.call("GET", path)).body.items.length, 1);
});

test("names and values have bounds", async () => {
  for (const name of ["A", "a_b", "x".repeat(65), "%61", "a.b"]) {
    assertProblem(await people.olga.call("PUT", `${path}/${name}`, { value: "v" }), 404, "not-found");
  }
  for (const body of [{}, { value: "" }, { value: "x".repeat(8193) }, { value: 5 }, { value: "v", more: 1 }]) {
    assertProblem(await people.olga.call("PUT", `${path}/a`, body), 400, "invalid-body");
  }
});

test("the value is neither on disk nor in the log", async () => {
  const set = await people.olga.call("PUT", `${path}/sealed`, { value: VALUE });
  assert.equal(set.status, 200);
  const files = readdirSync(storage, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.map((file) => readFileSync(join(file.parentPath ?? file.path, file.name)));
  assert.ok(bytes.some((content) => content.includes("sealed")), "this is where it is kept");
  // What is sealed is written in base64url, after a nonce of 12 bytes: not the value either.
  const written = Buffer.from(VALUE).toString("base64url").slice(0, -1);
  for (const content of bytes) assert.ok(!content.includes(VALUE) && !content.includes(written));
  assert.ok(!postern.log().includes(VALUE));
});
