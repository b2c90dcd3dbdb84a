// What the tests of the API share: looking at a problem document, comparing before and after, and
// reading the ledger's own database file.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Holds that an answer is a problem document of this status and code. */
export function assertProblem(answer, status, code) {
  const what = JSON.stringify(answer.body);
  assert.equal(answer.status, status, what);
  assert.equal(answer.headers.get("content-type"), "application/problem+json", what);
  assert.equal(answer.body.status, status);
  assert.equal(answer.body.code, code, what);
  assert.equal(answer.body.type, `/problems/${code}`);
  assert.equal(answer.body.request_id, answer.headers.get("x-request-id"));
  assert.ok(answer.body.title.length > 0);
  assert.ok(answer.body.detail.length > 0);
  return answer.body;
}

/** Holds that `act` leaves everything as it was, as the administrator sees it. */
export async function assertUnchanged(admin, owner, act) {
  const look = async () => {
    const list = await admin.call("GET", "/api/v1/requests?limit=200");
    const policy = await owner.call("GET", "/api/v1/policy");
    assert.equal(list.status, 200);
    assert.equal(policy.status, 200);
    const requests = list.body.items.map(({ now, may, ...rest }) => rest);
    return { requests, policy: policy.body.digest };
  };
  const before = await look();
  const result = await act();
  assert.deepEqual(await look(), before);
  return result;
}

/** Asks for roles; returns the request as it was made. */
export async function submit(person, roles, reason, rest = {}) {
  const answer = await person.call("POST", "/api/v1/requests", { roles, reason, ...rest });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** Gives a verdict that must be accepted; returns the request as it is then. */
export async function review(person, id, verdict, rest = {}) {
  const answer = await person.call("POST", `/api/v1/requests/${id}/reviews`, { verdict, ...rest });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}

/** The SQLite files of the objects under a storage folder. */
export function databases(storage) {
  return readdirSync(storage, { recursive: true })
    .filter((name) => name.endsWith(".sqlite") && !name.includes("metadata"))
    .map((name) => join(storage, name));
}

/** Checks the chain of audit rows as anyone with an export can; returns how many there are. */
export function checkChain(rows) {
  let previous = "0".repeat(64);
  rows.forEach((row, at) => {
    assert.equal(row.seq, at + 1, "no row is missing");
    assert.equal(row.prev_hash, previous);
    const sha256 = (text) => createHash("sha256").update(text).digest("hex");
    const hash = sha256(`postern audit v1\n${previous}\n${sha256(`postern audit body v1\n${row.body}`)}`);
    assert.equal(row.hash, hash);
    const body = JSON.parse(row.body);
    assert.equal(body.seq, row.seq);
    assert.equal(body.epoch, row.epoch);
    assert.equal(JSON.stringify(sorted(body)), row.body, "the row is canonical");
    previous = row.hash;
  });
  return rows.length;
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

/** The whole audit log, page by page. */
export async function auditLog(owner) {
  const rows = [];
  let next = 0;
  do {
    const { status, body } = await owner.call("GET", `/api/v1/audit?after=${next}&limit=50`);
    assert.equal(status, 200, JSON.stringify(body));
    rows.push(...body.items);
    next = body.next_after;
  } while (next);
  return rows;
}
