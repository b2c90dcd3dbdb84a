// Access monitoring rules at work: what they decide the moment somebody asks, and what is told of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { auditLog, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern;
let sample;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "erin", "olga"]) people[user] = await signIn(postern, user);
  sample = (await people.olga.call("GET", "/api/v1/policy")).body.text;
});
after(() => postern?.stop());

const rule = (name, decision, condition, more = "") => `
---
kind: access_monitoring_rule
version: v1
metadata: {name: ${name}}
spec:
  subjects: [access_request]
  desired_state: reviewed
  condition: |-
    ${condition}
  automatic_review: {integration: builtin, decision: ${decision}}
${more}`;

/** Puts the sample's policy in force with these rules beside it. */
async function inForce(...rules) {
  const { body } = await people.olga.call("GET", "/api/v1/policy");
  const response = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: {
      cookie: people.olga.cookie,
      origin: postern.url,
      "content-type": "application/yaml",
      "if-match": `"${body.digest}"`,
    },
    body: sample + rules.join(""),
  });
  assert.equal(response.status, 200, await response.text());
}

/** What the audit log says of a request. */
async function audited(id) {
  const rows = await auditLog(people.olga);
  return rows.map((row) => JSON.parse(row.body).entry).filter((entry) => entry.subject === id);
}

const LANE = 'contains_all(set("dba"), access_request.spec.roles)';

test("a rule approves what it is about at once, and everyone sees that no person did", async () => {
  await inForce(rule("fast-lane", "APPROVED", LANE));
  const draft = await people.alice.call("POST", "/api/v1/requests?dry_run=true", { roles: ["dba"] });
  assert.equal(draft.body.progress.outlook[0].text, "the rule `fast-lane` approves this automatically");
  assert.equal(draft.body.progress.outlook[0].place, undefined, "which document says so is not for everyone");
  const made = await submit(people.alice, ["dba"], "a slow query");
  assert.equal(made.phase, "active");
  assert.equal(made.resolution.text, "the rule fast-lane approved");
  assert.deepEqual(
    made.reviews.map(({ author, rule, verdict, reason }) => ({ author, rule, verdict, reason })),
    [{ author: "@automatic-review", rule: "fast-lane", verdict: "approve", reason: "approved by the rule `fast-lane`" }],
  );
  assert.deepEqual(made.timeline.map((entry) => entry.event), ["submitted", "reviewed", "approved"]);
  const actors = (await audited(made.id)).map(({ action, actor }) => [action, actor]);
  assert.deepEqual(actors, [["request-submitted", "alice"], ["request-reviewed", null], ["request-approved", null]]);
});

test("a rule that denies wins, and the requester is told why", async () => {
  const freeze = rule("freeze", "DENIED", "true").replace("DENIED}", "DENIED, reason: the quarter is closing}");
  await inForce(rule("fast-lane", "APPROVED", LANE), freeze);
  const made = await submit(people.alice, ["dba"], "a slow query");
  assert.equal(made.phase, "denied");
  assert.equal(made.resolution.text, "the rule freeze denied");
  assert.equal(made.resolution.reason, "the quarter is closing");
});

test("where a denying rule cannot be evaluated nothing is approved, and people decide", async () => {
  await inForce(rule("fast-lane", "APPROVED", LANE), rule("freeze", "DENIED", "choose(option(false, true))"));
  const made = await submit(people.alice, ["dba"], "a slow query");
  assert.equal(made.phase, "pending");
  assert.deepEqual(made.reviews, []);
  const row = (await audited(made.id)).find(({ action }) => action === "automatic-review-withheld");
  assert.deepEqual(row.data, { because: ["whether the rule `freeze` holds cannot be decided"] });
  assert.equal((await review(people.bob, made.id, "approve")).phase, "active");
});

test("shifts are kept by the clocks of their own zone", async () => {
  const now = new Date();
  const at = (zone, part) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...part }).format(now);
  const shift = (zone, weekday, start, end) => `  schedules:
    office:
      time:
        timezone: ${zone}
        shifts: [{weekday: ${weekday}, start: "${start}", end: "${end}"}]
`;
  // Far from UTC, so that a forgotten offset shows on most hours; this hour and the next, there.
  const zone = "Asia/Kathmandu";
  const day = at(zone, { weekday: "long" });
  const minutes = at(zone, { hour: "2-digit", minute: "2-digit", hour12: false });
  const other = { Monday: "Tuesday" }[day] ?? "Monday";
  await inForce(rule("open", "APPROVED", LANE, shift(zone, day, minutes, "23:59")));
  assert.equal((await submit(people.alice, ["dba"], "now")).phase, "active");
  await inForce(rule("closed", "APPROVED", LANE, shift(zone, other, "00:00", "23:59")));
  assert.equal((await submit(people.alice, ["dba"], "now")).phase, "pending");
  await inForce(rule("nowhere", "APPROVED", LANE, shift("Atlantis/Capital", day, "00:00", "23:59")));
  assert.equal((await submit(people.alice, ["dba"], "now")).phase, "pending");
});
