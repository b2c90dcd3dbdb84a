// The story: asking, reviewing, narrowing, taking back; and everything that is refused on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem, assertUnchanged, auditLog, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

const HOUR_MS = 3_600_000;

let postern;
const people = {};
before(async () => {
  postern = await startPostern();
  for (const user of ["alice", "bob", "cara", "erin", "gus", "olga", "rita", "rolf"]) {
    people[user] = await signIn(postern, user);
  }
});
after(() => postern?.stop());

const read = (person, id) => person.call("GET", `/api/v1/requests/${id}`);
const act = (person, id, what, body = {}, headers) =>
  person.call("POST", `/api/v1/requests/${id}/${what}`, body, headers);

/** Holds that a refusal changed nothing at all. */
const unchanged = (what) => assertUnchanged(people.bob, people.olga, what);

test("a contractor asks for dba, the administrator approves, access lasts an hour at most", async () => {
  const { alice, bob } = people;
  const answer = await alice.call("POST", "/api/v1/requests", { roles: ["dba"], reason: "a slow query" });
  assert.equal(answer.status, 201);
  const made = answer.body;
  assert.equal(answer.headers.get("location"), `/api/v1/requests/${made.id}`);
  assert.equal(answer.headers.get("etag"), `"${made.version}"`);
  assert.equal(made.phase, "pending");
  assert.equal(made.access_s, 3600);
  assert.match(made.cap.text, /dba/);
  assert.equal(made.progress.text, "0 of 1 approval");
  assert.deepEqual(
    made.progress.outlook.map((step) => step.text),
    ["`dba` waits for 1 approval", "an approval by any of 3 people would complete it"],
    "who they are is not for everyone",
  );
  assert.equal(made.may.withdraw.allowed, true);
  assert.equal(made.may.review.allowed, false);
  assert.match(made.may.review.text, /own/);

  const seen = await read(bob, made.id);
  assert.equal(seen.body.may.review.allowed, true);
  assert.equal(seen.body.may.review.text, "your approval completes it");
  assert.equal(seen.body.progress.outlook[1].text, "an approval by `bob`, `rita` or `rolf` would complete it");
  assert.deepEqual(seen.body.gives.map((role) => [role.role, role.logins]), [["dba", ["postgres"]]]);

  const settled = await review(bob, made.id, "approve", { reason: "go ahead" });
  assert.equal(settled.phase, "active");
  assert.ok(settled.version > made.version);
  assert.equal(settled.resolution.by, "bob");
  assert.deepEqual(settled.gives, seen.body.gives, "who decided still sees about what");
  const life = Date.parse(settled.access_expires) - Date.parse(made.created);
  assert.equal(life, HOUR_MS);
  const after = await read(alice, made.id);
  assert.equal(after.body.phase, "active");
  assert.equal(after.body.may.assume.allowed, true);
  assert.deepEqual(after.body.timeline.map((entry) => entry.event), ["submitted", "reviewed", "approved"]);
  const me = await alice.call("GET", "/api/v1/me");
  assert.deepEqual(me.body.grants.map((grant) => [grant.request, grant.roles]), [[made.id, ["dba"]]]);
  assert.deepEqual(me.body.roles, ["contractor"], "static roles stay what they are");
});

test("what a caller may request, and why", async () => {
  const { body } = await people.alice.call("GET", "/api/v1/me/capabilities");
  assert.deepEqual(body.roles.map((role) => role.name), ["dba"]);
  const [dba] = body.roles;
  assert.equal(dba.longest_s, 3600);
  assert.match(dba.why[0].text, /contractor/);
  assert.equal(dba.why[0].place.name, "contractor");
  assert.ok(dba.why[0].place.line > 0);
  assert.deepEqual(dba.thresholds, ["1 approval, 1 denial refuses"]);
  assert.equal(dba.reviewers.count, 3);
  assert.equal(dba.reviewers.names, null, "a contractor may not know who they are");

  const erin = (await people.erin.call("GET", "/api/v1/me/capabilities")).body;
  assert.deepEqual(
    erin.roles.map((role) => role.name),
    ["common", "dev-db", "dev-us-east-a", "dev-web", "prod.us-east"],
  );
  assert.equal(erin.reason_required_by, "employee");
  assert.equal(erin.prompt, "Please provide your ticket ID");
  const prod = erin.roles.find((role) => role.name === "prod.us-east");
  assert.match(prod.thresholds[0], /^2 approvals/);
  const gus = (await people.gus.call("GET", "/api/v1/me/capabilities")).body;
  assert.ok(gus.roles.some((role) => role.name === "admin"), "groups: admins may ask for any role");
});

test("why a role may or may not be asked for", async () => {
  const why = async (person, role) =>
    (await person.call("GET", `/api/v1/me/capabilities/why?role=${encodeURIComponent(role)}`)).body;
  const yes = await why(people.alice, "dba");
  assert.equal(yes.allowed, true);
  const no = await why(people.cara, "admin");
  assert.equal(no.allowed, false);
  assert.equal(no.why[0].verdict, "refuses");
  assert.equal(no.why[0].place.name, "contractor-guarded");
  assert.equal(yes.managers ?? null, null);
  for (const role of ["admin", "nosuch"]) {
    const told = await why(people.cara, role);
    assert.equal(told.managers ?? null, null, "whoever may not read users is told no names");
    assert.deepEqual((await why(people.olga, role)).managers, ["olga"], "whoever may is told who manages the policy");
  }
});

test("a reviewer finds in the list what others have decided and they could have", async () => {
  const { alice, bob, gus, rita } = people;
  const made = await submit(alice, ["dba"], "decided by bob alone");
  await review(bob, made.id, "deny");
  const listed = async (person, query) =>
    (await person.call("GET", `/api/v1/requests?${query}`)).body.items.map((item) => item.id);
  assert.ok((await listed(rita, "limit=100")).includes(made.id));
  assert.deepEqual(await listed(rita, "q=decided+by+bob&state=denied"), [made.id]);
  assert.deepEqual(await listed(gus, "q=decided+by+bob"), [], "whoever could not decide it does not see it");
  const other = await submit(gus, ["admin"], "gus asks beyond rita");
  assert.deepEqual(await listed(rita, "q=beyond+rita"), [], "nor does a reviewer of other roles");
  assert.deepEqual(await listed(gus, "q=beyond+rita"), [other.id]);
});

test("a dry run says what would happen and stores nothing", async () => {
  const { alice } = people;
  const answer = await unchanged(() => alice.call("POST", "/api/v1/requests?dry_run=true", { roles: ["dba"] }));
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("location"), null);
  assert.equal(answer.body.id, undefined, "what is not stored has no id");
  assert.equal(answer.body.access_s, 3600);
  const refused = await alice.call("POST", "/api/v1/requests?dry_run=true", { roles: ["admin"] });
  assertProblem(refused, 409, "role-not-requestable");
});

for (const [what, user, body, status, code] of [
  ["no role at all", "alice", { roles: [] }, 400, "no-roles"],
  ["a role that nothing allows", "alice", { roles: ["common"] }, 409, "role-not-requestable"],
  ["a role that deny forbids", "cara", { roles: ["admin"] }, 409, "role-not-requestable"],
  ["a role that does not exist", "cara", { roles: ["nosuch"] }, 409, "unknown-role"],
  ["one good and one bad role", "cara", { roles: ["dba", "admin"] }, 409, "role-not-requestable"],
  ["a reason over 4096 bytes", "alice", { roles: ["dba"], reason: "é".repeat(2049) }, 400, "reason-too-long"],
  ["no reason where one is required", "erin", { roles: ["common"] }, 409, "reason-required"],
  ["white space for a reason", "erin", { roles: ["common"], reason: " \t\n" }, 409, "reason-required"],
  ["more time than access can last", "alice", { roles: ["dba"], max_duration: "15d" }, 409, "access-too-long"],
  ["a start that is over", "alice", { roles: ["dba"], starts_at: "2020-01-01T00:00:00Z" }, 409, "starts-before-creation"],
  ["a start after the end", "alice", { roles: ["dba"], starts_at: "2099-01-01T00:00:00Z" }, 409, "starts-after-expiry"],
  ["less than no time", "alice", { roles: ["dba"], max_duration: "-1h" }, 409, "access-in-past"],
]) {
  test(`asking with ${what} is refused and nothing changes`, async () => {
    const answer = await unchanged(() => people[user].call("POST", "/api/v1/requests", body));
    assertProblem(answer, status, code);
  });
}

test("refusals carry the reasons, with the place for whoever holds the role", async () => {
  const answer = await people.cara.call("POST", "/api/v1/requests", { roles: ["admin"] });
  const [first] = answer.body.explanation;
  assert.equal(first.verdict, "refuses");
  assert.match(first.text, /`contractor-guarded` denies requesting `admin`/);
  assert.match(first.place.field, /^spec\.deny\.request\.roles\[0\]$/);
  const reason = await people.erin.call("POST", "/api/v1/requests", { roles: ["common"] });
  assert.match(reason.body.detail, /Please provide your ticket ID/);
  assert.equal(reason.body.errors[0].pointer, "/reason");
});

test("a reason of exactly 4096 bytes is taken", async () => {
  const made = await submit(people.alice, ["dba"], "x".repeat(4096));
  assert.equal(made.reason.length, 4096);
});

test("who may not review is told so, and nothing changes", async () => {
  const { alice, cara, erin, rita } = people;
  const mine = await submit(alice, ["dba"], "mine");
  const own = await unchanged(() => act(alice, mine.id, "reviews", { verdict: "approve" }));
  assert.match(assertProblem(own, 403, "cannot-submit-reviews").detail, /nobody reviews their own/);
  // A stranger does not even learn that it is there.
  for (const stranger of [cara, erin, people.olga]) {
    const answer = await unchanged(() => act(stranger, mine.id, "reviews", { verdict: "approve" }));
    assertProblem(answer, 404, "not-found");
    assertProblem(await read(stranger, mine.id), 404, "not-found");
  }
  for (const [body, code, status] of [
    [{ verdict: "maybe" }, "invalid-body", 400],
    [{}, "invalid-body", 400],
    [{ verdict: "approve", roles: ["admin"] }, "role-not-in-request", 409],
    [{ verdict: "approve", roles: [] }, "nothing-left", 409],
    [{ verdict: "approve", max_duration: "2h" }, "longer-than-asked", 409],
    [{ verdict: "approve", max_duration: "soon" }, "invalid-body", 400],
    [{ verdict: "deny", max_duration: "1m" }, "narrowed-denial", 400],
    [{ verdict: "approve", reason: "x".repeat(4097) }, "reason-too-long", 400],
    [{ verdict: "approve", annotations: { "": ["x"] } }, "invalid-body", 400],
    [{ verdict: "approve", extra: 1 }, "invalid-body", 400],
  ]) {
    assertProblem(await unchanged(() => act(rita, mine.id, "reviews", body)), status, code);
  }
});

test("a second review, and one after the decision, are refused", async () => {
  const { cara, erin, rita, rolf, bob } = people;
  const made = await submit(erin, ["prod.us-east"], "INC-1");
  const first = await review(rita, made.id, "approve");
  assert.equal(first.phase, "pending");
  assert.equal(first.progress.text, "1 of 2 approvals (two colleagues)");
  assertProblem(await unchanged(() => act(rita, made.id, "reviews", { verdict: "approve" })), 409, "already-reviewed");
  const second = await review(rolf, made.id, "approve");
  assert.equal(second.phase, "active");
  assertProblem(await unchanged(() => act(rolf, made.id, "reviews", { verdict: "deny" })), 409, "already-reviewed");
  assertProblem(await read(cara, made.id), 404, "not-found");

  const dba = await submit(people.alice, ["dba"], "x");
  await review(bob, dba.id, "deny", { reason: "not today" });
  const late = await unchanged(() => act(rita, dba.id, "reviews", { verdict: "approve" }));
  assertProblem(late, 409, "already-denied");
  const seen = await read(people.alice, dba.id);
  assert.equal(seen.body.phase, "denied");
  assert.equal(seen.body.resolution.reason, "not today");
});

test("a reviewer approves fewer roles, and the requester gets only those", async () => {
  const { erin, rita } = people;
  const made = await submit(erin, ["common", "dev-db", "dev-web"], "TICKET-7");
  assert.deepEqual(made.annotations, { desk: ["helpdesk"], groups: ["dev"] });
  const settled = await review(rita, made.id, "approve", { roles: ["common", "dev-web"], max_duration: "30m" });
  assert.equal(settled.phase, "active");
  assert.deepEqual(settled.roles, ["common", "dev-web"]);
  assert.deepEqual(settled.requested_roles, ["common", "dev-db", "dev-web"]);
  assert.equal(Date.parse(settled.access_expires) - Date.parse(settled.created), HOUR_MS / 2);
});

test("everything requestable is asked for with a star", async () => {
  const made = await submit(people.alice, ["*"], "all of it");
  assert.deepEqual(made.requested_roles, ["dba"]);
});

test("an administrator overrides, narrows and revokes; nobody settles their own", async () => {
  const { alice, bob, erin, rita } = people;
  const made = await submit(erin, ["common", "dev-db"], "TICKET-8");
  assertProblem(await unchanged(() => act(rita, made.id, "resolution", { verdict: "approve" })), 403, "not-allowed");
  assertProblem(await unchanged(() => act(erin, made.id, "resolution", { verdict: "approve" })), 403, "not-allowed");
  const approved = await act(bob, made.id, "resolution", { verdict: "approve", annotations: { method: ["cli"] } });
  assert.equal(approved.status, 200);
  assert.equal(approved.body.phase, "active");
  assert.deepEqual(approved.body.resolution.annotations, { method: ["cli"] });
  const narrowed = await act(bob, made.id, "resolution", { verdict: "approve", roles: ["common"] });
  assert.deepEqual(narrowed.body.roles, ["common"]);
  assertProblem(await unchanged(() => act(bob, made.id, "resolution", { verdict: "deny" })), 409, "revoke-instead");
  assertProblem(await unchanged(() => act(erin, made.id, "revoke")), 403, "not-allowed");
  assertProblem(await unchanged(() => act(alice, made.id, "revoke")), 404, "not-found");
  const revoked = await act(bob, made.id, "revoke", { reason: "done" });
  assert.equal(revoked.body.phase, "revoked");
  assert.equal(revoked.body.resolution.reason, "done");
  assertProblem(await unchanged(() => act(bob, made.id, "revoke")), 409, "revoked");
});

test("a requester withdraws what is pending and drops what is approved", async () => {
  const { alice, bob, rita } = people;
  const pending = await submit(alice, ["dba"], "x");
  assertProblem(await unchanged(() => act(alice, pending.id, "drop")), 409, "withdraw-instead");
  assertProblem(await unchanged(() => act(rita, pending.id, "withdraw")), 403, "not-requester");
  const withdrawn = await alice.call("POST", `/api/v1/requests/${pending.id}/withdraw`);
  assert.equal(withdrawn.body.phase, "withdrawn");
  assertProblem(await unchanged(() => act(bob, pending.id, "reviews", { verdict: "approve" })), 409, "withdrawn");
  const approved = await submit(alice, ["dba"], "y");
  await review(bob, approved.id, "approve");
  assertProblem(await unchanged(() => act(alice, approved.id, "withdraw")), 409, "drop-instead");
  const dropped = await act(alice, approved.id, "drop");
  assert.equal(dropped.body.phase, "dropped");
  assertProblem(await act(alice, approved.id, "assume"), 409, "dropped");
});

test("a stale version is refused with the current one", async () => {
  const { bob, gus, rita } = people;
  const made = await submit(gus, ["prod.us-east"], "INC-2");
  await review(rita, made.id, "approve");
  for (const [what, body] of [
    ["reviews", { verdict: "approve" }],
    ["resolution", { verdict: "approve" }],
    ["withdraw", {}],
  ]) {
    const person = what === "reviews" ? people.rolf : what === "withdraw" ? gus : bob;
    const answer = await unchanged(() => act(person, made.id, what, body, { "if-match": `"${made.version}"` }));
    const problem = assertProblem(answer, 412, "stale");
    assert.equal(problem.current.version, made.version + 1);
    assert.equal(answer.headers.get("etag"), `"${made.version + 1}"`);
  }
  assertProblem(
    await act(people.rolf, made.id, "reviews", { verdict: "approve" }, { "if-match": `W/"${made.version + 1}"` }),
    412,
    "stale",
  );
  const current = { "if-match": `"1", "${made.version + 1}"` };
  assert.equal((await act(people.rolf, made.id, "reviews", { verdict: "approve" }, current)).status, 201);
});

test("a repeated call with one key does nothing twice", async () => {
  const { alice, bob, cara } = people;
  const key = { "idempotency-key": "once-1" };
  const body = { roles: ["dba"], reason: "once" };
  const first = await alice.call("POST", "/api/v1/requests", body, key);
  const again = await unchanged(() => alice.call("POST", "/api/v1/requests", body, key));
  assert.equal(again.status, 201);
  assert.deepEqual(again.body, first.body);
  assert.equal(again.headers.get("location"), first.headers.get("location"));
  assert.equal(again.headers.get("idempotency-replayed"), "true");
  const other = await unchanged(() => alice.call("POST", "/api/v1/requests", { ...body, reason: "other" }, key));
  assertProblem(other, 422, "key-reused");
  // The key is the caller's own, and the operation's.
  const hers = await cara.call("POST", "/api/v1/requests", body, key);
  assert.notEqual(hers.body.id, first.body.id);
  const verdict = await act(bob, first.body.id, "reviews", { verdict: "approve" }, key);
  assert.equal(verdict.status, 201);
  const repeated = await unchanged(() => act(bob, first.body.id, "reviews", { verdict: "approve" }, key));
  assert.equal(repeated.status, 201);
  assert.equal(repeated.body.reviews.length, 1);
});

test("of two who decide at once, one decides", async () => {
  const { alice, bob, rita } = people;
  for (let round = 0; round < 5; round += 1) {
    const made = await submit(alice, ["dba"], `race ${round}`);
    const answers = await Promise.all([
      act(bob, made.id, "reviews", { verdict: "approve" }),
      act(rita, made.id, "reviews", { verdict: "deny" }),
      act(alice, made.id, "withdraw"),
    ]);
    assert.equal(answers.filter((answer) => answer.status < 300).length, 1, JSON.stringify(answers.map((a) => a.status)));
    assert.ok(answers.every((answer) => answer.status < 300 || answer.status === 409));
  }
});

test("lists show what the caller may see, newest first, page by page", async () => {
  const { alice, bob, cara, erin, rita, olga } = people;
  const mine = [];
  for (let at = 0; at < 5; at += 1) mine.unshift((await submit(cara, ["common"], `list ${at} needle`)).id);
  const list = async (person, query = "") => {
    const answer = await person.call("GET", `/api/v1/requests${query}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const ids = async (...args) => (await list(...args)).items.map((item) => item.id);
  assert.deepEqual(await ids(cara, "?q=needle"), mine);
  assert.deepEqual(await ids(bob, "?q=NEEDLE&requester=cara"), mine, "the administrator sees all");
  assert.deepEqual(await ids(rita, "?needs=me&q=needle"), mine, "a reviewer sees what waits for them");
  for (const stranger of [alice, erin, olga]) assert.deepEqual(await ids(stranger, "?q=needle"), []);
  assert.deepEqual(await ids(alice, "?requester=cara"), []);

  const first = await cara.call("GET", "/api/v1/requests?q=needle");
  const known = { "if-none-match": first.headers.get("etag") };
  assert.equal((await cara.call("GET", "/api/v1/requests?q=needle", undefined, known)).status, 304);
  const paged = [];
  let cursor = "";
  do {
    const page = await list(cara, `?q=needle&limit=2${cursor && `&cursor=${cursor}`}`);
    assert.ok(page.items.length <= 2);
    paged.push(...page.items.map((item) => item.id));
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(paged, mine);
  const linked = await cara.call("GET", "/api/v1/requests?q=needle&limit=2");
  const [, next] = /^<([^>]+)>; rel="next"$/.exec(linked.headers.get("link"));
  assert.deepEqual((await cara.call("GET", next)).body.items.map((item) => item.id), mine.slice(2, 4));

  await review(rita, mine[0], "approve");
  await act(cara, mine[1], "withdraw");
  assert.equal((await cara.call("GET", "/api/v1/requests?q=needle", undefined, known)).status, 200);
  assert.deepEqual(await ids(rita, "?needs=me&q=needle"), mine.slice(2));
  assert.deepEqual(await ids(rita, "?reviewer=rita&q=needle"), [mine[0]]);
  assert.deepEqual(await ids(cara, "?state=active&q=needle"), [mine[0]]);
  assert.deepEqual(await ids(cara, "?state=withdrawn&q=needle"), [mine[1]]);
  assert.deepEqual(await ids(bob, "?role=common&requester=cara&state=pending"), mine.slice(2));
  assert.deepEqual(await ids(bob, "?q=needle&created_before=2020-01-01T00:00:00Z"), []);
  assert.deepEqual(await ids(bob, "?q=needle&created_after=2020-01-01T00:00:00Z"), mine);
});

test("a reason for taking back or giving back is kept and shown", async () => {
  const { alice, bob, olga } = people;
  const withdrawn = await submit(alice, ["dba"], "x");
  const took = await alice.call("POST", `/api/v1/requests/${withdrawn.id}/withdraw`, { reason: "found another way" });
  assert.equal(took.body.resolution?.reason, "found another way", JSON.stringify(took.body));
  const dropped = await submit(alice, ["dba"], "x");
  await review(bob, dropped.id, "approve");
  const gave = await alice.call("POST", `/api/v1/requests/${dropped.id}/drop`, { reason: "done early" });
  assert.equal(gave.body.resolution?.reason, "done early", JSON.stringify(gave.body));
  const read = await bob.call("GET", `/api/v1/requests/${dropped.id}`);
  assert.equal(read.body.resolution.reason, "done early");
  const rows = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);
  const row = rows.find((one) => one.action === "request-dropped" && one.subject === dropped.id);
  assert.equal(row.data.reason, "done early");
});

test("what was written for one reader is neither told to another nor told when it is over", async () => {
  const { alice, bob, rita } = people;
  const made = await submit(alice, ["dba"], "read by two, and again");
  const told = async (person) => {
    const [{ body }, page] = [await read(person, made.id), await person.call("GET", "/api/v1/requests?limit=1")];
    const { outlook, ...progress } = body.progress;
    assert.deepEqual({ ...page.body.items[0], now: body.now }, { ...body, progress });
    assert.ok(page.body.items[0].now >= body.now, "the moment is the answer's own");
    return { version: body.version, may: body.may, names: body.reviewers.names, outlook: outlook?.length };
  };
  const [asker, reviewer, administrator] = [await told(alice), await told(rita), await told(bob)];
  assert.deepEqual([asker.may.withdraw.allowed, asker.may.review.allowed], [true, false]);
  assert.deepEqual([reviewer.may.withdraw.allowed, reviewer.may.review.allowed], [false, true]);
  assert.equal(administrator.may.resolve.allowed, true);
  assert.deepEqual([await told(alice), await told(rita), await told(bob)], [asker, reviewer, administrator]);
  await act(alice, made.id, "withdraw");
  // A reviewer's list no longer has it.
  const over = [await told(alice), await told(bob), (await read(rita, made.id)).body];
  for (const { version, may: { hide, ...rest } } of over) {
    assert.equal(version, made.version + 1);
    assert.ok(Object.values(rest).every(({ allowed }) => !allowed), JSON.stringify(rest));
  }
  // What is over can be put out of sight by those whose roles say so, and by nobody else.
  assert.deepEqual(over.map(({ may }) => may.hide.allowed), [false, true, false]);
});

test("access that was granted helps nobody to see, review or settle requests, nor to read or write the policy", async () => {
  const { alice, bob, olga } = people;
  const { body: policy } = await olga.call("GET", "/api/v1/policy");
  const climber =
    "---\nkind: role\nversion: v7\nmetadata: {name: climber}\nspec: {allow: {request: {roles: [reviewer, admin, policy-owner]}}}\n" +
    "---\nkind: user\nversion: v2\nmetadata: {name: clim}\nspec: {roles: [climber]}\n";
  const written = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: { cookie: olga.cookie, origin: postern.url, "content-type": "application/yaml", "if-match": `"${policy.digest}"` },
    body: `${policy.text}${climber}`,
  });
  assert.equal(written.status, 200, await written.text());
  const clim = await signIn(postern, "clim");
  const up = await submit(clim, ["reviewer", "admin", "policy-owner"], "up");
  assert.equal((await act(bob, up.id, "resolution", { verdict: "approve" })).status, 200);
  assert.equal((await act(clim, up.id, "assume")).status, 201);
  const me = (await clim.call("GET", "/api/v1/me")).body;
  assert.deepEqual(me.grants.map(({ roles }) => roles), [["admin", "policy-owner", "reviewer"]], "the access is there");
  const theirs = await submit(alice, ["dba"], "somebody else's");
  assertProblem(await read(clim, theirs.id), 404, "not-found");
  assertProblem(await act(clim, theirs.id, "reviews", { verdict: "approve" }), 404, "not-found");
  assertProblem(await act(clim, theirs.id, "resolution", { verdict: "approve" }), 404, "not-found");
  assertProblem(await act(clim, up.id, "revoke"), 403, "not-allowed");
  assertProblem(await clim.call("GET", "/api/v1/policy"), 403, "not-allowed");
  assert.deepEqual(me.roles, ["climber"]);
});
