// Webhooks out: who hears of what, signed how; what happens with receivers that fail, stall, redirect or are
// gone; and that nothing is lost or made up, not even when the runtime is killed.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { createLocalJWKSet, jwtVerify } from "jose";
import { Webhook } from "standardwebhooks";

import { assertProblem, auditLog, checkChain, review, submit } from "../harness/api.mjs";
import { clusterWith, deliveries, make, untilDelivered, webhook, write } from "../harness/integrations.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";
import { startReceiver } from "../parts/receiver.mjs";

let postern;
let receiver;
const people = {};
before(async () => {
  receiver = await startReceiver();
  postern = await startPostern({ bindings: clusterWith() });
  for (const user of ["alice", "bob", "rita", "olga"]) people[user] = await signIn(postern, user);
});
after(async () => {
  await postern?.stop();
  await receiver?.close();
});

/** Takes an integration away again, so that tests do not hear each other. */
async function remove(name) {
  const { body } = await people.olga.call("GET", `/api/v1/integrations/${name}`);
  const gone = await people.olga.call("DELETE", `/api/v1/integrations/${name}`, undefined, { "if-match": `"${body.etag}"` });
  assert.equal(gone.status, 204);
}

const sent = (call) => [call.headers["webhook-id"], call.headers["webhook-timestamp"], call.headers["webhook-signature"]];

test("a request's life is told, signed as the library of others verifies it", async () => {
  const { secrets } = await make(postern, people.olga, "life", `${receiver.url}/life`);
  assert.match(secrets.outgoing, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.equal(secrets.incoming, undefined, "nobody may answer, so there is nothing to sign with");
  const request = await submit(people.alice, ["dba"], "restore INC-2041");
  await review(people.rita, request.id, "approve", { reason: "fine" });
  await people.alice.call("POST", `/api/v1/requests/${request.id}/assume`, {});
  await people.alice.call("POST", `/api/v1/requests/${request.id}/drop`, {});
  const told = await untilDelivered(people.olga, "life", (all) =>
    all.some(({ event }) => event === "request.dropped") && all.every(({ state }) => state === "delivered") && all,
  );
  const calls = receiver.to("/life");
  assert.deepEqual(
    told.map(({ event }) => event).sort(),
    [
      "access.started",
      "audit.checkpoint",
      "credential.issued",
      "request.approved",
      "request.created",
      "request.dropped",
      "request.reviewed",
    ],
  );
  assert.deepEqual(calls.map(({ json }) => json.type).sort(), told.map(({ event }) => event).sort());
  const verifier = new Webhook(secrets.outgoing);
  const ids = new Set();
  for (const call of calls) {
    assert.deepEqual(verifier.verify(call.body.toString(), call.headers), call.json);
    assert.equal(call.method, "POST");
    assert.equal(call.headers["content-type"], "application/json");
    assert.equal(call.json.data.cluster, "sample");
    if (call.json.type !== "audit.checkpoint") {
      assert.equal(call.json.data.request.id, request.id);
      assert.ok(!call.body.includes("eyJ"), "no token is told");
    }
    assert.match(call.json.timestamp, /Z$/);
    assert.ok(call.body.length < 20_000);
    ids.add(call.headers["webhook-id"]);
  }
  assert.equal(ids.size, calls.length);
  assert.deepEqual(new Set(told.map(({ id }) => id)), ids);
  const of = (type) => calls.find(({ json }) => json.type === type).json.data;
  const created = of("request.created");
  assert.equal(created.actor, "alice");
  assert.deepEqual(created.request.roles, ["dba"]);
  assert.equal(created.request.reason, "restore INC-2041");
  assert.equal(created.request.state, "pending");
  assert.equal(of("access.started").request.phase, "active");
  assert.equal(created.request.version, 1);
  assert.equal(created.request.link, `${postern.url}/requests/${request.id}`);
  const verdicts = calls.filter(({ json }) => json.type === "request.reviewed").map(({ json }) => json.data.review);
  assert.deepEqual(verdicts.map(({ by, verdict }) => [by, verdict]).sort(), [["rita", "approve"]]);
  assert.equal(of("request.approved").resolution.override, false);
  assert.match(of("credential.issued").credential.id, /^[0-9a-f-]{36}$/);
  await remove("life");
});

test("only what was asked for is told, and nothing for what was refused", async () => {
  await make(postern, people.olga, "some", `${receiver.url}/some`, "  events: [request.denied, policy.changed]\n");
  const request = await submit(people.alice, ["dba"], "why not");
  // Refused: nobody reviews their own, and rita only once.
  assert.equal((await people.alice.call("POST", `/api/v1/requests/${request.id}/reviews`, { verdict: "deny" })).status, 403);
  assert.equal((await people.alice.call("POST", `/api/v1/requests/${request.id}/resolution`, { verdict: "deny" })).status, 403);
  assert.deepEqual(await deliveries(people.olga, "some"), []);
  const settled = await people.bob.call("POST", `/api/v1/requests/${request.id}/resolution`, { verdict: "deny", reason: "no" });
  assert.equal(settled.status, 200);
  assert.equal((await people.bob.call("POST", `/api/v1/requests/${request.id}/resolution`, { verdict: "deny" })).status, 409);
  // The policy as it is, which changes nothing, and one with errors, which is refused.
  const policy = (await people.olga.call("GET", "/api/v1/policy")).body;
  const put = (text) =>
    postern.fetch("/api/v1/policy", {
      method: "PUT",
      headers: {
        cookie: people.olga.cookie,
        origin: postern.url,
        "content-type": "application/yaml",
        "if-match": `"${policy.digest}"`,
      },
      body: text,
    });
  assert.equal((await put(policy.text)).status, 200);
  assert.equal((await put("kind: [")).status, 400);
  assert.equal((await put(`${policy.text}---\n${webhook("sneaky", "https://siem.example/in")}`)).status, 400);
  assert.equal((await put(`${policy.text}# another\n`)).status, 200);
  const told = await untilDelivered(people.olga, "some", (all) => all.length >= 2 && all.every(({ state }) => state === "delivered") && all);
  assert.deepEqual(told.map(({ event }) => event), ["policy.changed", "request.denied"]);
  const [denied, changed] = receiver.to("/some").sort((a, b) => (a.json.type > b.json.type ? -1 : 1)).map(({ json }) => json);
  assert.deepEqual([denied.data.resolution.by, denied.data.resolution.override], ["bob", true]);
  assert.equal(changed.data.previous, policy.digest);
  assert.ok(!JSON.stringify(changed).includes("kind:"), "no policy text");
  await remove("some");
});

test("what fails is tried again with the same id and body, and a new time and signature", async () => {
  receiver.script("/flaky", "fail", "reset", "busy", "redirect", "refuse", "accept");
  const { secrets } = await make(postern, people.olga, "flaky", `${receiver.url}/flaky`, "  events: [request.created]\n");
  await submit(people.alice, ["dba"], "flaky");
  const [told] = await soon(untilDelivered(people.olga, "flaky", (all) => all.length === 1 && all[0].state === "delivered" && all));
  const calls = receiver.to("/flaky");
  assert.equal(calls.length, 6);
  assert.equal(new Set(calls.map((call) => call.headers["webhook-id"])).size, 1);
  assert.equal(new Set(calls.map((call) => call.body.toString())).size, 1);
  for (const call of calls) new Webhook(secrets.outgoing).verify(call.body.toString(), call.headers);
  assert.deepEqual(told.attempts.map(({ status }) => status), [500, null, 429, 307, 400, 204]);
  assert.deepEqual(
    told.attempts.map(({ error }) => error === ""),
    [false, false, false, false, false, true],
  );
  assert.equal(told.attempts[0].excerpt, "out of  order  [31m", "cleaned");
  assert.equal(receiver.to("/elsewhere").length, 0, "redirects are not followed");
  assert.equal(told.next_try, null);
  await remove("flaky");
});

test("after the last attempt it is a dead letter, which a person can send again", async () => {
  receiver.script("/dead", ...Array(10).fill("fail"), "accept");
  await make(postern, people.olga, "dead", `${receiver.url}/dead`, "  events: [request.created]\n");
  await submit(people.alice, ["dba"], "dead");
  const [dead] = await untilDelivered(people.olga, "dead", (all) => all[0]?.state === "dead" && all);
  assert.equal(dead.attempts.length, 10);
  for (const person of [people.alice, people.bob]) {
    assertProblem(await person.call("POST", `/api/v1/deliveries/${dead.id}/redeliver`), 403, "not-allowed");
  }
  assertProblem(await people.olga.call("POST", "/api/v1/deliveries/msg_x/redeliver"), 404, "not-found");
  const again = await people.olga.call("POST", `/api/v1/deliveries/${dead.id}/redeliver`);
  assert.equal(again.status, 202);
  await untilDelivered(people.olga, "dead");
  const calls = receiver.to("/dead");
  assert.equal(calls.length, 11);
  assert.deepEqual(sent(calls[10])[0], dead.id);
  assert.deepEqual(calls[10].body, calls[0].body);
  await remove("dead");
});

test("a receiver that is gone hears nothing more, until someone writes it again", async () => {
  receiver.script("/gone", "gone", "accept");
  await make(postern, people.olga, "gone", `${receiver.url}/gone`, "  events: [request.created]\n");
  await submit(people.alice, ["dba"], "gone 1");
  await untilDelivered(people.olga, "gone", (all) => all[0]?.state === "dead");
  const { body } = await people.olga.call("GET", "/api/v1/integrations/gone");
  assert.match(body.stopped.reason, /410/);
  assert.equal(body.disabled, false);
  assertProblem(await people.olga.call("POST", "/api/v1/integrations/gone/test"), 409, "integration-off");
  await submit(people.alice, ["dba"], "gone 2");
  assert.equal((await deliveries(people.olga, "gone")).length, 1);
  const rows = await auditLog(people.olga);
  checkChain(rows);
  assert.ok(rows.some((row) => JSON.parse(row.body).entry.action === "integration-stopped"));
  const text = webhook("gone", `${receiver.url}/gone`, "  events: [request.created]\n");
  assert.equal((await write(postern, people.olga, "gone", text, { "if-match": `"${body.etag}"` })).status, 200);
  await submit(people.alice, ["dba"], "gone 3");
  await untilDelivered(people.olga, "gone", (all) => all.length === 2 && all[0].state === "delivered");
  assert.equal(receiver.to("/gone").length, 2);
  await remove("gone");
});

/** What comes of it, unless that takes too long: then whoever waits fails. */
const soon = (promise) =>
  Promise.race([
    promise,
    new Promise((_, reject) => setTimeout(() => reject(new Error("the deliveries never come to that")), 40_000).unref()),
  ]);

test("a receiver that stalls holds up neither others, nor the clock, nor anybody's call", async () => {
  for (const name of ["stall", "slow", "huge"]) {
    receiver.script(`/${name}`, name);
    await make(postern, people.olga, name, `${receiver.url}/${name}`, "  events: [request.created]\n");
  }
  await make(postern, people.olga, "quick", `${receiver.url}/quick`, "  events: [request.created]\n");
  for (let n = 0; n < 8; n += 1) await submit(people.alice, ["dba"], `busy ${n}`);
  // All of these arrive while the first to `stall` has had no answer, whose time-out is 2 s.
  await soon(untilDelivered(people.olga, "quick", (all) => all.length === 8 && all.every(({ state }) => state === "delivered")));
  assert.equal(receiver.peak("/stall"), 2, "never more at once to one that does not answer");
  // What pours for ever is cut off, and its status counts; what drips for ever is given up.
  const [huge] = await soon(untilDelivered(people.olga, "huge", (all) => all.every(({ state }) => state === "delivered") && all));
  assert.deepEqual(huge.attempts.map(({ status, excerpt }) => [status, excerpt.length]), [[200, 200]]);
  const given = (all) => all.find(({ attempts }) => attempts.length > 0);
  const slow = await soon(untilDelivered(people.olga, "slow", given));
  assert.deepEqual([slow.attempts[0].status, slow.attempts[0].error], [null, "the receiver took too long"]);
  const stalled = await soon(untilDelivered(people.olga, "stall", given));
  assert.equal(stalled.attempts[0].error, "the receiver took too long");
  for (const name of ["stall", "slow", "huge", "quick"]) await remove(name);
});

test("the clock does not wait for a receiver", async () => {
  const own = await startPostern({ bindings: clusterWith({ timeout: "30s" }) });
  try {
    const [olga, alice, rita] = await Promise.all(["olga", "alice", "rita"].map((user) => signIn(own, user)));
    receiver.script("/never", "stall");
    await make(own, olga, "never", `${receiver.url}/never`, "  events: [request.created]\n");
    await make(own, olga, "clock", `${receiver.url}/clock`, "  events: [access.started]\n");
    const starts = new Date(Date.now() + 1500).toISOString();
    const { id } = await submit(alice, ["dba"], "later", { starts_at: starts });
    await receiver.until(() => receiver.to("/never").length > 0);
    await review(rita, id, "approve");
    await receiver.until(() => receiver.to("/clock").length > 0);
    const [{ json }] = receiver.to("/clock");
    assert.deepEqual([json.data.request.id, json.data.actor], [id, null]);
    const [waiting] = await deliveries(olga, "never");
    assert.deepEqual([waiting.state, waiting.attempts], ["sending", []], "still without an answer");
  } finally {
    await own.stop();
  }
});

test("what is undone is not told", async () => {
  await make(postern, people.olga, "undone", `${receiver.url}/undone`, "  events: [request.created]\n");
  const headers = { "x-request-id": "fail-at-the-end" };
  const failed = await people.alice.call("POST", "/api/v1/requests", { roles: ["dba"], reason: "undone" }, headers);
  assertProblem(failed, 500, "internal");
  assert.deepEqual(await deliveries(people.olga, "undone"), []);
  await submit(people.alice, ["dba"], "done");
  const [told] = await untilDelivered(people.olga, "undone", (all) => all.length > 0 && all.every(({ state }) => state === "delivered") && all);
  const bodies = receiver.to("/undone").map(({ json }) => json.data.request.reason);
  assert.deepEqual([told.event, bodies], ["request.created", ["done"]]);
  await remove("undone");
});

test("documents are read strictly and call nothing inside", async () => {
  const refused = async (text, rule, name = "strict") => {
    const answer = await write(postern, people.olga, name, text);
    const problem = assertProblem(answer, 400, "invalid-integration");
    const found = problem.findings.find((finding) => finding.rule === rule);
    assert.ok(found, `${rule}: ${JSON.stringify(problem.findings)}`);
    return found;
  };
  const good = webhook("strict", "https://siem.example.com/in");
  const typo = await refused(good.replace("url:", "ulr:"), "schema/unknown-field");
  assert.deepEqual([typo.line, typo.column], [6, 3]);
  await refused(good.replace("type: webhook", "type: smoke"), "schema/enum");
  await refused(good.replace("name: strict", "name: other"), "integration/other-name");
  await refused(`${good}---\n${good}`, "schema/wrong-kind");
  await refused("kind: role\nversion: v7\nmetadata: {name: strict}\nspec: {}\n", "schema/wrong-kind");
  await refused(`${good}  secret: whsec_abc\n`, "schema/literal-secret");
  await refused(`${good}  secret: secret://No_Such\n`, "integration/secret-name");
  await refused(`${good}  users: {U1: ''}\n`, "integration/no-user");
  await refused(`${good}# ${"x".repeat(70_000)}\n`, "yaml/too-large");
  for (const url of ["http://siem.example.com/", "https://10.0.0.1/", "https://169.254.169.254/", "https://[fd00::1]/", "https://db.internal/"]) {
    const found = await refused(webhook("strict", `'${url}'`), "integration/unsafe-target");
    assert.equal(found.line, 6, url);
  }
  assertProblem(await people.olga.call("GET", "/api/v1/integrations/strict"), 404, "not-found");
  const json = { kind: "integration", version: "v1", metadata: { name: "strict" }, spec: { type: "webhook", url: "https://siem.example.com/in", disabled: true } };
  const made = await people.olga.call("PUT", "/api/v1/integrations/strict", json);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.disabled, true);
  await remove("strict");
});

test("only the owner may, and a change names what it replaces", async () => {
  await make(postern, people.olga, "mine", `${receiver.url}/mine`);
  const text = webhook("mine", `${receiver.url}/mine`, "  disabled: true\n");
  for (const person of [people.alice, people.bob]) {
    assertProblem(await write(postern, person, "mine", text), 403, "not-allowed");
    for (const [method, path] of [
      ["GET", "/api/v1/integrations"],
      ["GET", "/api/v1/integrations/mine"],
      ["GET", "/api/v1/integrations/mine/deliveries"],
      ["DELETE", "/api/v1/integrations/mine"],
      ["POST", "/api/v1/integrations/mine/test"],
      ["POST", "/api/v1/integrations/mine/rotate-secret"],
      // What is not there looks the same to them.
      ["GET", "/api/v1/integrations/other"],
    ]) {
      assertProblem(await person.call(method, path), 403, "not-allowed");
    }
  }
  assertProblem(await write(postern, people.olga, "mine", text), 428, "precondition-required");
  const stale = await write(postern, people.olga, "mine", text, { "if-match": '"x"' });
  const { current } = assertProblem(stale, 412, "stale");
  assertProblem(await write(postern, people.olga, "nobody", webhook("nobody", "https://a.example/"), { "if-match": '"x"' }), 412, "stale");
  const yaml = await people.olga.call("GET", "/api/v1/integrations/mine", undefined, { accept: "application/yaml" });
  assert.equal(yaml.headers.get("content-type"), "application/yaml");
  assert.equal(yaml.body, webhook("mine", `${receiver.url}/mine`));
  const written = await write(postern, people.olga, "mine", text, { "if-match": `"${current.etag}"` });
  assert.equal(written.status, 200);
  assert.notEqual(written.body.etag, current.etag);
  assert.equal(written.body.new_secrets, undefined, "the secret stays, and is not shown again");
  assert.equal(written.headers.get("cache-control"), "no-store");
  const list = await people.olga.call("GET", "/api/v1/integrations");
  assert.ok(list.body.items.some(({ name }) => name === "mine"));
  assert.ok(!JSON.stringify(list.body).includes("whsec_"));
  assertProblem(await people.olga.call("POST", "/api/v1/integrations/mine/test"), 409, "integration-off");
  await remove("mine");
});

test("what waits while it is disabled is sent when it is enabled again", async () => {
  receiver.script("/held", "stall");
  const { etag } = await make(postern, people.olga, "held", `${receiver.url}/held`, "  events: [request.created]\n");
  await submit(people.alice, ["dba"], "held");
  await receiver.until(() => receiver.to("/held").length > 0);
  const off = await write(postern, people.olga, "held", webhook("held", `${receiver.url}/held`, "  disabled: true\n"), { "if-match": `"${etag}"` });
  assert.equal(off.status, 200);
  const [held] = await untilDelivered(people.olga, "held", (all) => all[0].attempts.length === 1 && all);
  assert.equal(held.state, "held");
  receiver.script("/held", "accept");
  const on = await write(postern, people.olga, "held", webhook("held", `${receiver.url}/held`), { "if-match": `"${off.body.etag}"` });
  assert.equal(on.status, 200);
  const [told] = await untilDelivered(people.olga, "held", (all) => all[0].state === "delivered" && all);
  assert.equal(told.id, held.id);
  await remove("held");
});

test("a secret is replaced with both counting for a while; a named one comes from the settings", async () => {
  const { secrets } = await make(postern, people.olga, "turn", `${receiver.url}/turn`, "  events: [request.denied]\n");
  const rotated = await people.olga.call("POST", "/api/v1/integrations/turn/rotate-secret", {});
  assert.equal(rotated.status, 200, JSON.stringify(rotated.body));
  const [{ value }] = rotated.body.new_secrets;
  assert.notEqual(value, secrets.outgoing);
  assert.ok(rotated.body.secrets[0].previous_until > rotated.body.secrets[0].created);
  const tested = await people.olga.call("POST", "/api/v1/integrations/turn/test");
  assert.equal(tested.status, 202);
  assert.equal(tested.body.event, "test");
  await untilDelivered(people.olga, "turn");
  const [call] = receiver.to("/turn");
  assert.equal(call.headers["webhook-signature"].split(" ").length, 2);
  for (const secret of [value, secrets.outgoing]) new Webhook(secret).verify(call.body.toString(), call.headers);
  assert.throws(() => new Webhook(`whsec_${Buffer.alloc(32, 1).toString("base64")}`).verify(call.body.toString(), call.headers));

  const named = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  await make(postern, people.olga, "named", `${receiver.url}/named`, "  events: [request.denied]\n  secret: secret://named\n");
  assertProblem(await people.olga.call("POST", "/api/v1/integrations/named/rotate-secret", {}), 409, "kept-elsewhere");
  await people.olga.call("POST", "/api/v1/integrations/named/test");
  const [without] = await untilDelivered(people.olga, "named", (all) => all[0]?.state === "dead" && all);
  assert.match(without.attempts[0].error, /there is no secret `named`/);
  assert.equal(receiver.to("/named").length, 0, "nothing unsigned is sent");
  assert.equal((await people.olga.call("PUT", "/api/v1/settings/secrets/named", { value: named })).status, 200);
  await people.olga.call("POST", `/api/v1/deliveries/${without.id}/redeliver`);
  await untilDelivered(people.olga, "named");
  const [last] = receiver.to("/named");
  new Webhook(named).verify(last.body.toString(), last.headers);
  await remove("turn");
  await remove("named");
  for (const secret of [value, secrets.outgoing, named]) assert.ok(!postern.log().includes(secret.slice(10)));
});

test("checkpoints of the audit log leave, and fit the log", async () => {
  const own = await startPostern({ bindings: clusterWith({ checkpoint_every: "0s" }) });
  try {
    const olga = await signIn(own, "olga");
    await make(own, olga, "keeper", `${receiver.url}/keeper`, "  events: [audit.checkpoint]\n");
    await receiver.until(() => receiver.to("/keeper").length > 0);
    const [{ json }] = receiver.to("/keeper");
    const { cluster, seq, hash, token } = json.data.checkpoint;
    assert.equal(cluster, "sample");
    const rows = await auditLog(olga);
    checkChain(rows);
    assert.equal(rows[seq - 1].hash, hash);
    const keys = await (await own.fetch("/.well-known/jwks.json")).json();
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys));
    assert.equal(protectedHeader.typ, "postern-checkpoint+jwt");
    assert.deepEqual([payload.seq, payload.hash], [seq, hash]);
  } finally {
    await own.stop();
  }
});

test("nothing is lost when the runtime is killed", async () => {
  const storage = await mkdtemp(join(tmpdir(), "postern-outbox-"));
  const bindings = clusterWith();
  let own = await startPostern({ storage, bindings });
  try {
    let olga = await signIn(own, "olga");
    let alice = await signIn(own, "alice");
    receiver.script("/kill", "stall");
    await make(own, olga, "kill", `${receiver.url}/kill`, "  events: [request.created]\n");
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push((await submit(alice, ["dba"], `kill ${n}`)).id);
    // Some have been sent without an answer, others wait.
    await receiver.until(() => receiver.to("/kill").length > 0);
    const before = new Set(receiver.to("/kill").map(({ headers }) => headers["webhook-id"]));
    await own.kill();
    receiver.script("/kill", "accept");
    own = await startPostern({ storage, bindings });
    olga = await signIn(own, "olga");
    const told = await soon(untilDelivered(olga, "kill", (all) => all.length === 5 && all.every(({ state }) => state === "delivered") && all));
    const after = receiver.to("/kill").filter(({ behaviour }) => behaviour === "accept");
    assert.deepEqual(after.map(({ json }) => json.data.request.id).sort(), [...made].sort());
    const ids = new Set(told.map(({ id }) => id));
    for (const id of before) assert.ok(ids.has(id), "what was sent before the end has the id that it has after");
    assert.equal(new Set(after.map(({ headers }) => headers["webhook-id"])).size, 5);
  } finally {
    await own.stop();
    await rm(storage, { recursive: true, force: true });
  }
});

test("what the cluster no longer lets integrations call is not called", async () => {
  const storage = await mkdtemp(join(tmpdir(), "postern-target-"));
  let own = await startPostern({ storage, bindings: clusterWith() });
  try {
    receiver.script("/closed", "accept");
    await make(own, await signIn(own, "olga"), "closed", `${receiver.url}/closed`, "  events: [request.created]\n");
    await own.stop();
    own = await startPostern({ storage, bindings: clusterWith({ loopback: false }) });
    const olga = await signIn(own, "olga");
    await submit(await signIn(own, "alice"), ["dba"], "closed");
    const [told] = await soon(untilDelivered(olga, "closed", (all) => all[0]?.attempts.length > 0 && all));
    assert.deepEqual([told.attempts[0].status, told.attempts[0].error], [null, "only https addresses are called"]);
    assert.equal(receiver.to("/closed").length, 0);
  } finally {
    await own.stop();
    await rm(storage, { recursive: true, force: true });
  }
});
