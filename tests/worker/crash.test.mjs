// Killed at a random moment under load, again and again: what was acknowledged is there, nothing is half
// done, and a call that is repeated because its answer was lost has one effect.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { auditLog, checkChain } from "../harness/api.mjs";
import { signIn } from "../harness/postern.mjs";
import { startLedger } from "../harness/workerd.mjs";

/** How often it is killed. */
const ROUNDS = Number(process.env.POSTERN_CRASH_ROUNDS ?? 20);
/** How long it works before the kill, at most; the moment is random. */
const LIFE_MS = 250;

const PEOPLE = ["alice", "bob", "cara", "olga", "rita"];

/** What clients know: acknowledged versions, and calls whose answer never came. */
class Knowledge {
  /** By request: the highest version that somebody was told of. */
  versions = new Map();
  /** Asked for and answered: the id by idempotency key. */
  made = new Map();
  /** Sent, and no answer: the key and the body. */
  unanswered = [];
  /** Policies that were accepted, the last one last. */
  policies = [];
  /** Whether the last policy that was sent was answered. */
  isPolicyKnown = true;
  credentials = 0;

  saw({ id, version }) {
    this.versions.set(id, Math.max(version, this.versions.get(id) ?? 0));
  }
}

let keys = 0;

/** Works until it is told to stop, or until the server is gone. */
async function work(people, known, is) {
  const { alice, bob, cara, rita } = people;
  const tried = async (act) => act().catch(() => undefined);
  while (is.running) {
    const [person, roles, reviewer] = keys % 2 ? [alice, ["dba"], bob] : [cara, ["common"], rita];
    const key = `crash-${keys++}`;
    const body = { roles, reason: `work ${key}` };
    const made = await tried(() => person.call("POST", "/api/v1/requests", body, { "idempotency-key": key }));
    if (made === undefined) {
      known.unanswered.push({ user: person.user, key, body });
      continue;
    }
    assert.equal(made.status, 201, JSON.stringify(made.body));
    known.saw(made.body);
    known.made.set(key, made.body.id);
    const path = `/api/v1/requests/${made.body.id}`;
    const next = async (who, what, sent) => {
      const answer = await tried(() => who.call("POST", `${path}/${what}`, sent));
      if (answer !== undefined) assert.ok(answer.status < 300, JSON.stringify(answer.body));
      return answer?.body;
    };
    if (keys % 3 === 0) {
      const back = await next(person, "withdraw", {});
      if (back) known.saw(back);
      continue;
    }
    const reviewed = await next(reviewer, "reviews", { verdict: "approve", reason: "fine" });
    if (reviewed) known.saw(reviewed);
    if (reviewed?.state === "approved" && (await next(person, "assume", {}))) {
      known.credentials += 1;
      known.saw({ id: made.body.id, version: reviewed.version + 1 });
    }
  }
}

/** Writes one policy after another, each on top of the last. */
async function govern(postern, { olga }, known, is) {
  while (is.running) {
    const now = await olga.call("GET", "/api/v1/policy").catch(() => undefined);
    if (now === undefined) return;
    const text = now.body.text.replace(/What everybody needs[^\n]*/, `What everybody needs, version ${keys++}.`);
    const headers = {
      cookie: olga.cookie,
      "sec-fetch-site": "same-origin",
      "content-type": "application/yaml",
      "if-match": now.headers.get("etag"),
    };
    const put = () => postern.fetch("/api/v1/policy", { method: "PUT", headers, body: text });
    // The cut may come between the head of the answer and its body, too.
    const written = await put().then((answer) => answer.json()).catch(() => undefined);
    known.isPolicyKnown = written !== undefined;
    if (written === undefined) return;
    assert.ok(written.digest, JSON.stringify(written));
    known.policies.push(written.digest);
  }
}

/** Everything that must hold after a restart. */
async function check(postern, people, known) {
  const report = await (await postern.fetch("/api/v1/trap/replay")).json();
  assert.deepEqual(report.differing, [], "the rows are what their events make");
  const stored = new Map(Object.entries(report.versions));
  for (const [id, version] of known.versions) {
    assert.ok(stored.get(id) >= version, `${id} has version ${stored.get(id)}, and ${version} was acknowledged`);
  }
  // The answer was lost; whether the call took effect is not known. Repeated, it has had one effect.
  for (const { user, key, body } of known.unanswered.splice(0)) {
    const send = () => people[user].call("POST", "/api/v1/requests", body, { "idempotency-key": key });
    const [first, second] = [await send(), await send()];
    assert.equal(first.status, 201, JSON.stringify(first.body));
    assert.equal(second.headers.get("idempotency-replayed"), "true");
    assert.equal(first.body.id, second.body.id);
    const found = await people.bob.call("GET", `/api/v1/requests?q=${encodeURIComponent(body.reason)}&limit=200`);
    const same = found.body.items.filter((item) => item.reason === body.reason);
    assert.deepEqual(same.map((item) => item.id), [first.body.id], "one effect");
    known.saw(first.body);
  }
  const policy = await people.olga.call("GET", "/api/v1/policy");
  const last = known.policies.at(-1);
  // Where an answer was lost, the policy in force is the last one that was acknowledged or the one after.
  if (last !== undefined && known.isPolicyKnown) assert.equal(policy.body.digest, last);
  known.policies = [policy.body.digest];
  return report;
}

test(`killed at a random moment ${ROUNDS} times, nothing acknowledged is lost and nothing is half done`, async () => {
  const storage = await mkdtemp(join(tmpdir(), "postern-crash-"));
  const known = new Knowledge();
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const postern = await startLedger({ storage });
      try {
        const signedIn = await Promise.all(PEOPLE.map((user) => signIn(postern, user)));
        const people = Object.fromEntries(signedIn.map((person) => [person.user, person]));
        await check(postern, people, known);
        if (round === ROUNDS) {
          const rows = await auditLog(people.olga);
          checkChain(rows);
          const issued = rows.filter((row) => JSON.parse(row.body).entry.action === "request-credential-issued");
          assert.ok(issued.length >= known.credentials, "every credential is on record");
          break;
        }
        const is = { running: true };
        const working = [govern(postern, people, known, is), ...Array.from({ length: 4 }, () => work(people, known, is))];
        const moment = Math.random() * LIFE_MS;
        await new Promise((resolve) => setTimeout(resolve, moment));
        const killed = postern.kill();
        is.running = false;
        await Promise.all([killed, ...working]);
      } finally {
        await postern.kill();
      }
    }
  } finally {
    await rm(storage, { recursive: true, force: true });
  }
  assert.ok(known.versions.size > ROUNDS, `only ${known.versions.size} requests were made`);
});
