// Signed callbacks in: a verdict counts only with the signature of the integration over exactly what was
// sent, now, once, and for a user whom the document names; under the same rules as on the page.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Webhook } from "standardwebhooks";

import { assertProblem, auditLog, checkChain, submit } from "../harness/api.mjs";
import { clusterWith, make, webhook, write } from "../harness/integrations.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

const TARGET = "https://siem.example.com/in";
const USERS = "  events: [user.locked]\n  users: {U-RITA: rita, U-ALICE: alice, U-NOBODY: nobody}\n";

let postern;
const people = {};
let secret;
before(async () => {
  postern = await startPostern({ bindings: clusterWith() });
  for (const user of ["alice", "bob", "rita", "olga"]) people[user] = await signIn(postern, user);
  const { secrets } = await make(postern, people.olga, "desk", TARGET, USERS);
  assert.ok(secrets.outgoing !== secrets.incoming);
  secret = secrets.incoming;
});
after(() => postern?.stop());

let count = 0;

/** A call as its sender makes it; `change` spoils it before it is sent. */
function signed(body, { key = secret, id = `msg_${(count += 1)}`, at = new Date() } = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    body: text,
    headers: {
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(key).sign(id, at, text),
    },
  };
}

async function send({ body, headers }, name = "desk") {
  const response = await postern.fetch(`/hooks/${name}/review`, { method: "POST", headers, body });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const read = async (id) => (await people.bob.call("GET", `/api/v1/requests/${id}`)).body;

test("a signed verdict counts as its user's own", async () => {
  const request = await submit(people.alice, ["dba"], "by desk");
  const answer = await send(signed({ request_id: request.id, verdict: "approve", user: "U-RITA", reason: "from the desk" }));
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.deepEqual({ ...answer.body, version: 0 }, { request_id: request.id, state: "approved", version: 0, user: "rita" });
  const { reviews, state } = await read(request.id);
  assert.equal(state, "approved");
  assert.deepEqual(reviews.map(({ author, reason }) => [author, reason]), [["rita", "from the desk"]]);
  const rows = await auditLog(people.olga);
  checkChain(rows);
  const entries = rows.map((row) => JSON.parse(row.body).entry);
  const accepted = entries.find(({ action }) => action === "callback-accepted");
  assert.deepEqual([accepted.actor, accepted.subject, accepted.data.user], ["rita", "desk", "U-RITA"]);
});

test("the same rules as on the page", async () => {
  const request = await submit(people.alice, ["dba"], "rules");
  const of = (rest) => signed({ request_id: request.id, verdict: "approve", user: "U-RITA", ...rest });
  const before = await read(request.id);
  for (const [rest, status, code] of [
    [{ user: "U-ALICE" }, 403, "own-request"],
    [{ user: "rita" }, 403, "unknown-actor"],
    [{ user: "U-NOBODY" }, 403, "unknown-actor"],
    [{ user: "" }, 403, "unknown-actor"],
    [{ request_id: "00000000-0000-4000-8000-000000000000" }, 404, "not-found"],
    [{ request_id: "x" }, 404, "not-found"],
    [{ roles: ["admin"] }, 409, "role-not-in-request"],
    [{ verdict: "maybe" }, 400, "invalid-body"],
    [{ more: 1 }, 400, "invalid-body"],
    [{ user: undefined }, 400, "invalid-body"],
    [{ reason: "x".repeat(5000) }, 400, "reason-too-long"],
  ]) {
    const answer = await send(of(rest));
    assert.equal(answer.status, status, `${JSON.stringify(rest)}: ${JSON.stringify(answer.body)}`);
    if (code !== "own-request") assertProblem(answer, status, code);
  }
  assertProblem(await send(signed("not json")), 400, "malformed-json");
  const { now, may, ...after } = await read(request.id);
  const { now: _, may: __, ...rest } = before;
  assert.deepEqual(after, rest);
  assert.equal((await send(of({ verdict: "deny", reason: "no" }))).status, 200);
  assertProblem(await send(of({})), 409, "already-reviewed");
});

test("nobody decides through a hook about their own request, one they may not see, or while locked", async () => {
  const { olga } = people;
  const { body: policy } = await olga.call("GET", "/api/v1/policy");
  const user = (name) => `---\nkind: user\nversion: v2\nmetadata: {name: ${name}}\nspec: {roles: [contractor, reviewer]}\n`;
  const changed = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: { cookie: olga.cookie, origin: postern.url, "content-type": "application/yaml", "if-match": `"${policy.digest}"` },
    body: `${policy.text}${user("both")}${user("late")}`,
  });
  assert.equal(changed.status, 200, await changed.clone().text());
  const users = "  events: [user.locked]\n  users: {BOTH: both, LATE: late, CARA: cara}\n";
  const { secrets } = await make(postern, olga, "rules", TARGET, users);
  const decide = (id, user) =>
    send(signed({ request_id: id, verdict: "approve", user }, { key: secrets.incoming }), "rules");
  const request = await submit(await signIn(postern, "both"), ["dba"], "my own");
  const own = await decide(request.id, "BOTH");
  assert.deepEqual([own.status, own.body.code], [403, "cannot-review"]);
  const hidden = assertProblem(await decide(request.id, "CARA"), 404, "not-found");
  const absent = assertProblem(await decide("00000000-0000-4000-8000-000000000000", "CARA"), 404, "not-found");
  assert.equal(hidden.detail, absent.detail);
  assert.equal((await olga.call("POST", "/api/v1/users/late/lock", { reason: "away" })).status, 200);
  assertProblem(await decide(request.id, "LATE"), 403, "unknown-actor");
  assert.equal((await read(request.id)).state, "pending");
  assert.equal((await olga.call("POST", "/api/v1/users/late/unlock")).status, 204);
  assert.equal((await decide(request.id, "LATE")).status, 200, "unlocked, they decide");
});

test("an id counts once: the same answer again, and nothing twice, whatever happened since", async () => {
  const request = await submit(people.alice, ["dba"], "once");
  const call = signed({ request_id: request.id, verdict: "deny", user: "U-RITA" }, { id: "once" });
  const first = await send(call);
  assert.equal(first.status, 200);
  const { version } = await read(request.id);
  const again = await send(call);
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  assert.equal((await read(request.id)).version, version);
  // The sender may sign anew, later; the id is what counts.
  const later = signed(call.body, { id: "once", at: new Date(Date.now() + 60_000) });
  assert.deepEqual((await send(later)).body, first.body);
  assertProblem(await send(signed({ request_id: request.id, verdict: "approve", user: "U-RITA" }, { id: "once" })), 422, "key-reused");
  // What was refused stays refused, even where it would be accepted now.
  const other = await submit(people.alice, ["dba"], "refused once");
  const refused = signed({ request_id: other.id, verdict: "approve", user: "U-NEW" }, { id: "refused" });
  assertProblem(await send(refused), 403, "unknown-actor");
  const { body } = await people.olga.call("GET", "/api/v1/integrations/desk");
  const text = webhook("desk", TARGET, USERS.replace("{", "{U-NEW: rita, "));
  assert.equal((await write(postern, people.olga, "desk", text, { "if-match": `"${body.etag}"` })).status, 200);
  assertProblem(await send(refused), 403, "unknown-actor");
  assert.equal((await read(other.id)).state, "pending");
  assert.equal((await send(signed(refused.body))).status, 200);
});

test("two at once are one", async () => {
  const request = await submit(people.alice, ["dba"], "race");
  const call = signed({ request_id: request.id, verdict: "approve", user: "U-RITA" });
  const answers = await Promise.all(Array.from({ length: 8 }, () => send(call)));
  for (const answer of answers) assert.deepEqual([answer.status, answer.body], [200, answers[0].body]);
  assert.equal((await read(request.id)).reviews.length, 1);
});

test("whatever is wrong, strangers get one and the same answer", async () => {
  const request = await submit(people.alice, ["dba"], "strangers");
  const body = { request_id: request.id, verdict: "approve", user: "U-RITA" };
  const good = () => signed(body);
  const { secrets: other } = await make(postern, people.olga, "other", TARGET, USERS);
  await make(postern, people.olga, "quiet", TARGET, `${USERS}  disabled: true\n`).then(({ secrets }) => (other.off = secrets.incoming));
  const { secrets: mute } = await make(postern, people.olga, "mute", TARGET, "  events: [user.locked]\n");
  const minutes = (n) => new Date(Date.now() + n * 60_000);
  const without = (name) => {
    const call = good();
    delete call.headers[name];
    return call;
  };
  const header = (name, change) => {
    const call = good();
    call.headers[name] = change(call.headers[name]);
    return call;
  };
  const cases = {
    "an unknown integration": [good(), "unknown"],
    "a name that can be none": [good(), "No%20Name"],
    "another integration's secret": [signed(body, { key: other.incoming })],
    "the secret of the other direction": [signed(body, { key: (await rotateOutgoing()).value })],
    "a disabled integration": [signed(body, { key: other.off }), "quiet"],
    "one that names no users": [signed(body, { key: mute.outgoing }), "mute"],
    "too old": [signed(body, { at: minutes(-5.1) })],
    "too new": [signed(body, { at: minutes(5.2) })],
    "without an id": [without("webhook-id")],
    "without a time": [without("webhook-timestamp")],
    "without a signature": [without("webhook-signature")],
    "an id with a dot": [signed(body, { id: "a.b" })],
    "another id": [header("webhook-id", (id) => `${id}x`)],
    "another second": [header("webhook-timestamp", (at) => String(Number(at) - 1))],
    "another version": [header("webhook-signature", (text) => text.replace("v1,", "v2,"))],
    "a shorter signature": [header("webhook-signature", (text) => text.slice(0, -4))],
    "a longer body": [{ ...good(), body: `${JSON.stringify(body)} ` }],
    "nothing at all": [{ headers: {}, body: "" }],
  };
  let expected;
  for (const [why, [call, name]] of Object.entries(cases)) {
    const answer = await send(call, name);
    assertProblem(answer, 401, "not-signed");
    const { request_id, ...rest } = answer.body;
    expected ??= rest;
    assert.deepEqual(rest, expected, why);
  }
  assert.equal((await read(request.id)).state, "pending");
  assert.equal((await send(good())).status, 200, "and the good one is good");
});

/** A secret for the other direction, which must open nothing here. */
async function rotateOutgoing() {
  const { body } = await people.olga.call("POST", "/api/v1/integrations/desk/rotate-secret", { direction: "outgoing" });
  return body.new_secrets[0];
}

test("any byte that changes on the way spoils it", async () => {
  const request = await submit(people.alice, ["dba"], "bytes");
  const call = signed({ request_id: request.id, verdict: "approve", user: "U-RITA" });
  const bytes = Buffer.from(call.body);
  for (let at = 0; at < bytes.length; at += 3) {
    const body = Buffer.from(bytes);
    body[at] ^= 1 << at % 8;
    assertProblem(await send({ ...call, body }), 401, "not-signed");
  }
  for (const name of Object.keys(call.headers)) {
    const value = call.headers[name];
    for (let at = 0; at < value.length; at += 2) {
      const other = value[at] === "0" ? "1" : "0";
      const headers = { ...call.headers, [name]: value.slice(0, at) + other + value.slice(at + 1) };
      assertProblem(await send({ ...call, headers }), 401, "not-signed");
    }
  }
  assert.equal((await read(request.id)).state, "pending");
  assert.equal((await send(call)).status, 200);
});

test("both secrets count while one is replaced", async () => {
  const { body } = await people.olga.call("POST", "/api/v1/integrations/desk/rotate-secret", { direction: "incoming" });
  const [{ value }] = body.new_secrets;
  for (const key of [secret, value]) {
    const request = await submit(people.alice, ["dba"], "rotated");
    const answer = await send(signed({ request_id: request.id, verdict: "deny", user: "U-RITA" }, { key }));
    assert.equal(answer.status, 200);
  }
  assertProblem(await people.olga.call("POST", "/api/v1/integrations/desk/rotate-secret", { direction: "up" }), 400, "invalid-body");
  for (const text of [secret, value]) assert.ok(!postern.log().includes(text.slice(8)));
});
