// The audit log as an auditor takes it away: exports, signed checkpoints, proofs, and a verifier that asks nobody.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { compactVerify, createRemoteJWKSet, jwtVerify } from "jose";

import { assertProblem, auditLog, checkChain, review, submit } from "../harness/api.mjs";
import { root, signIn, startPostern } from "../harness/postern.mjs";

let postern, alice, bob, olga, folder, requests;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-audit-"));
  postern = await startPostern();
  [alice, bob, olga] = await Promise.all(["alice", "bob", "olga"].map((user) => signIn(postern, user)));
  requests = [];
  for (let n = 0; n < 4; n += 1) {
    const made = await submit(alice, ["dba"], n === 0 ? "=HYPERLINK(\"https://evil.example\")" : `number ${n}`);
    await review(bob, made.id, n % 2 ? "approve" : "deny");
    requests.push(made.id);
  }
});
after(async () => {
  await postern?.stop();
  await rm(folder, { recursive: true, force: true });
});

const verify = (...args) =>
  spawnSync("cargo", ["run", "--quiet", "--package", "postern-cli", "--", "audit", "verify", ...args], {
    cwd: root,
    encoding: "utf8",
  });

test("an export is checked offline, and one changed byte is told with the first event that is broken", async () => {
  const answer = await olga.call("GET", "/api/v1/audit/export.jsonl");
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-disposition"), /^attachment; filename="audit-sample\.jsonl"$/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const [file, keys, changed] = ["whole.jsonl", "keys.json", "changed.jsonl"].map((name) => join(folder, name));
  await writeFile(file, answer.body);
  await writeFile(keys, await (await postern.fetch("/.well-known/jwks.json")).text());
  const lines = answer.body.trimEnd().split("\n");
  const count = lines.length - 1;
  assert.equal(checkChain(lines.slice(0, -1).map((line) => JSON.parse(line))), count);
  const whole = verify(file, "--keys", keys);
  assert.equal(whole.status, 0, whole.stderr);
  assert.match(whole.stdout, new RegExp(`^${count} events hold, from 1 to ${count}\nSigned by sample`));

  // One byte of what somebody said, in the middle of the file.
  const at = lines.findIndex((line) => line.includes("number 2"));
  const bytes = lines.map((line, n) => (n === at ? line.replace("number 2", "number 3") : line));
  await writeFile(changed, `${bytes.join("\n")}\n`);
  const broken = verify(changed, "--keys", keys);
  assert.equal(broken.status, 1);
  const seq = JSON.parse(lines[at]).seq;
  assert.match(broken.stdout, new RegExp(`^BROKEN: event ${seq} \\(request-submitted of ${requests[2]} by alice at `));

  // Whoever changes a row and computes all hashes after it anew cannot sign.
  const forged = lines.slice(0, -1).map((line) => JSON.parse(line));
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  forged[at].body = forged[at].body.replace("number 2", "number 3");
  for (let n = at; n < forged.length; n += 1) {
    forged[n].prev_hash = forged[n - 1].hash;
    const body = sha256(`postern audit body v1\n${forged[n].body}`);
    forged[n].hash = sha256(`postern audit v1\n${forged[n].prev_hash}\n${body}`);
  }
  assert.equal(checkChain(forged), count);
  const checkpoint = { ...JSON.parse(lines.at(-1)), hash: forged.at(-1).hash };
  await writeFile(changed, `${[...forged, checkpoint].map((line) => JSON.stringify(line)).join("\n")}\n`);
  const fork = verify(changed, "--keys", keys);
  assert.equal(fork.status, 1);
  assert.match(fork.stdout, /^BROKEN: the checkpoint is not genuine: what it says is not what was signed/);
  assert.equal(verify().status, 2, "arguments that make no sense");
});

test("a checkpoint verifies with the public keys, and nobody takes it for a token", async () => {
  const { status, body } = await olga.call("GET", "/api/v1/audit/checkpoint");
  assert.equal(status, 200);
  const rows = await auditLog(olga);
  assert.equal(body.seq, rows.at(-1).seq);
  assert.equal(body.hash, rows.at(-1).hash);
  const keys = createRemoteJWKSet(new URL(`${postern.url}/.well-known/jwks.json`));
  const { payload, protectedHeader } = await compactVerify(body.token, keys);
  assert.equal(protectedHeader.typ, "postern-checkpoint+jwt");
  const { cluster, epoch, seq, hash } = body;
  assert.deepEqual(JSON.parse(new TextDecoder().decode(payload)), {
    cluster, epoch, seq, hash, iat: Math.floor(Date.parse(body.at) / 1000),
  });
  for (const wanted of [{ audience: "urn:postern:sample" }, { issuer: postern.url }, { typ: "JWT" }]) {
    await assert.rejects(jwtVerify(body.token, keys, wanted));
  }
});

test("a row is proven without what later rows say", async () => {
  const rows = await auditLog(olga);
  const row = rows[2];
  const { status, body } = await olga.call("GET", `/api/v1/audit/proof?seq=${row.seq}`);
  assert.equal(status, 200);
  assert.deepEqual(body.row, row);
  const sha256 = (text) => createHash("sha256").update(text).digest("hex");
  const head = body.following.reduce((hash, digest) => sha256(`postern audit v1\n${hash}\n${digest}`), row.hash);
  assert.equal(head, body.checkpoint.hash);
  assert.equal(body.checkpoint.seq, row.seq + body.following.length);
  assert.ok(!JSON.stringify({ ...body, row: null }).includes("request-"));
  assertProblem(await olga.call("GET", "/api/v1/audit/proof?seq=99999"), 404, "not-found");
  assertProblem(await olga.call("GET", "/api/v1/audit/proof?seq=0"), 400, "invalid-query");
  assertProblem(await olga.call("GET", "/api/v1/audit/proof"), 400, "invalid-query");
  assertProblem(await olga.call("GET", "/api/v1/audit/proof?seq=-1"), 400, "invalid-query");
});

test("a spreadsheet takes nothing in it for a formula", async () => {
  // Two cells that whoever calls can choose, and that begin as formulas do.
  const chosen = { "cf-connecting-ip": "=1+2", "x-request-id": "-1" };
  assert.equal((await alice.call("POST", "/api/v1/requests", { roles: ["dba"], reason: "cells" }, chosen)).status, 201);
  const { status, headers, body } = await olga.call("GET", "/api/v1/audit/export.csv");
  assert.equal(status, 200);
  assert.match(headers.get("content-type"), /^text\/csv/);
  const [head, ...records] = [...body.matchAll(/(?:"((?:[^"]|"")*)")(,|\r\n)/g)].reduce(
    (table, [, cell, end]) => {
      table.at(-1).push(cell.replaceAll('""', '"'));
      if (end !== ",") table.push([]);
      return table;
    },
    [[]],
  );
  assert.deepEqual(records.pop(), [], "the text ends with a line");
  const table = records.map((cells) => Object.fromEntries(head.map((name, n) => [name, cells[n]])));
  const rows = await auditLog(olga);
  assert.equal(table.length, rows.length);
  for (const [n, row] of table.entries()) {
    assert.equal(row.hash, rows[n].hash);
    assert.ok(Object.values(row).every((cell) => !/^[=+\-@\t\r\n]/.test(cell)), JSON.stringify(row));
  }
  assert.ok(table.some((row) => row.source === "'=1+2" && row.request_id === "'-1"), "they are there, as text");
  assert.ok(table.some((row) => row.subject === requests[0] && row.data.includes("=HYPERLINK")));
});

test("it is looked through by who, what and about what", async () => {
  const list = async (query) => {
    const { status, body } = await olga.call("GET", `/api/v1/audit?${query}`);
    assert.equal(status, 200, JSON.stringify(body));
    return body.items.map((row) => JSON.parse(row.body).entry);
  };
  assert.deepEqual(
    (await list(`subject=${requests[1]}`)).map((entry) => entry.action),
    ["request-submitted", "request-reviewed", "request-approved"],
  );
  const denials = await list("action=request-denied&actor=bob");
  assert.deepEqual(denials.map((entry) => entry.subject), [requests[0], requests[2]]);
  assert.deepEqual(await list("actor=nobody%27%20OR%201"), []);
  const first = await olga.call("GET", `/api/v1/audit?actor=bob&limit=2`);
  const next = await olga.call("GET", `/api/v1/audit?actor=bob&limit=2&after=${first.body.next_after}`);
  assert.ok(next.body.items[0].seq > first.body.items[1].seq);
});

test("none of it is for those who may not read it", async () => {
  for (const path of ["", "/export.jsonl", "/export.csv", "/checkpoint", "/proof?seq=1"]) {
    assertProblem(await alice.call("GET", `/api/v1/audit${path}`), 403, "not-allowed");
    const nobody = await postern.fetch(`/api/v1/audit${path}`);
    assert.equal(nobody.status, 401);
  }
});

test("the newest rows come first where they are asked for so, page by page to the first", async () => {
  const rows = await auditLog(olga);
  const backwards = [];
  let before = 2 ** 53 - 1;
  while (before) {
    const { status, body } = await olga.call("GET", `/api/v1/audit?before=${before}&limit=3`);
    assert.equal(status, 200);
    assert.equal(body.next_after, null);
    assert.ok(body.items.length > 0 && body.items.length <= 3);
    backwards.push(...body.items);
    before = body.next_before;
  }
  assert.deepEqual(backwards.slice(-rows.length), rows.toReversed());
  const { body } = await olga.call("GET", `/api/v1/audit?before=${rows.at(-1).seq}&action=request-approved&limit=1`);
  const approved = rows.filter(({ body }) => JSON.parse(body).entry.action === "request-approved");
  assert.deepEqual(body.items, [approved.at(-1)]);
  assertProblem(await olga.call("GET", "/api/v1/audit?before=0"), 400, "invalid-query");
});

test("the page is told what the rules let one do, and nothing that they do not", async () => {
  const rules = async (person) => (await person.call("GET", "/api/v1/me")).body.may.rules;
  assert.deepEqual(await rules(alice), []);
  const bobs = await rules(bob);
  assert.ok(bobs.length > 0 && bobs.every((rule) => rule.startsWith("access_request:")), bobs.join());
  const owners = await rules(olga);
  for (const rule of ["audit:list", "audit:read", "user:update", "key:update", "settings:delete", "token:list"]) {
    assert.ok(owners.includes(rule), rule);
  }
  assert.equal(new Set(owners).size, owners.length);
});
