// Every operation of the list, called as it must not be: each is refused in the same way as all others.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem } from "../harness/api.mjs";
import { ABSENT, Sender, endpoints, example } from "../harness/contract.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

let postern;
let sender;
/** Somebody with no rights but to ask for a role. */
let alice;
before(async () => {
  postern = await startPostern();
  sender = new Sender(postern);
  alice = await signIn(postern, "alice");
});
after(() => postern?.stop());

const hasExample = endpoints.filter((entry) => example(entry.name));
const guarded = hasExample.filter((entry) => entry.visibility !== "public");
const anyone = { user: undefined, cookie: "" };

/** The operation's path, with nothing in it that exists. */
function nowhere(entry) {
  return entry.path.replace(/\{\w+\}/g, ABSENT);
}

/** What every answer of the API carries, whatever it says. */
function assertHeaders(answer, what) {
  assert.match(answer.headers.get("x-request-id"), /^[0-9a-f-]{36}$/, what);
  assert.match(answer.headers.get("x-postern-version"), /^\d+\.\d+\.\d+/, what);
  assert.match(answer.headers.get("server-timing"), /total;dur=\d+/, what);
  assert.match(answer.headers.get("content-security-policy"), /default-src 'none'/, what);
  assert.equal(answer.headers.get("x-content-type-options"), "nosniff", what);
  assert.equal(answer.headers.get("referrer-policy"), "no-referrer", what);
  assert.equal(answer.headers.get("access-control-allow-origin"), null, what);
  assert.match(answer.headers.get("cache-control"), /^(no-store|private, no-cache|public, max-age=\d+)$/, what);
}

/** Sends a call that is refused before anybody looks at who sends it. */
async function refused(entry, change, status, code) {
  const answer = await sender.send(entry.name, { etag: '"any"' }, change);
  const what = `${entry.name}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`;
  assert.equal(answer.status, status, what);
  assertProblem(answer, status, code);
  assertHeaders(answer, what);
  assert.equal(answer.headers.get("cache-control"), "no-store", what);
  return answer;
}

test("the list is the whole API", () => {
  const outside = endpoints.filter((entry) => !example(entry.name)).map((entry) => entry.path);
  for (const path of outside) assert.match(path, /^\/(auth|hooks)\/|\/(stream|backup|restore)$|^\/metrics$/);
  assert.ok(guarded.length > 20);
});

for (const entry of guarded) {
  test(`${entry.name} is for nobody who is not signed in`, async () => {
    await refused(entry, { person: anyone }, 401, "not-signed-in");
    await refused(entry, { person: anyone, sent: { cookie: "postern=guessed" } }, 401, "not-signed-in");
  });
}

for (const entry of guarded.filter((one) => one.visibility === "ruled")) {
  test(`${entry.name} is refused to whoever lacks ${entry.verb} on ${entry.resource}`, async () => {
    await refused(entry, { person: alice, sent: { "if-match": '"any"' } }, 403, "not-allowed");
  });
}

for (const entry of guarded.filter((one) => /requests\/\{id\}/.test(one.path))) {
  test(`${entry.name} tells no more of a hidden request than of one that is not there`, async () => {
    const made = await sender.send("SubmitRequest");
    const hidden = await signIn(postern, "cara");
    const headers = {};
    const answers = [];
    for (const id of [made.body.id, ABSENT]) {
      answers.push(await sender.send(entry.name, { id }, { person: hidden, headers }));
    }
    for (const answer of answers) {
      assertProblem(answer, 404, "not-found");
      answer.body.request_id = "";
    }
    assert.deepEqual(answers[0].body, answers[1].body);
  });
}

for (const entry of endpoints) {
  test(`${entry.method} ${entry.path} knows its methods and its query`, async () => {
    const methods = endpoints.filter((one) => one.path === entry.path).map((one) => one.method);
    for (const method of ["PATCH", "OPTIONS", "DELETE", "PUT", "POST", "PROPFIND"].filter((one) => !methods.includes(one))) {
      const answer = await refusedAt(nowhere(entry), { method });
      assertProblem(answer, 405, "method-not-allowed");
      const allow = answer.headers.get("allow").split(", ").filter((one) => one !== "HEAD");
      assert.deepEqual(allow.sort(), [...methods].sort());
    }
    const address = `${nowhere(entry)}?no_such_parameter=1`;
    // People, not programs, come here with a browser: they are told on a page.
    if (["BeginLogin", "FinishLogin"].includes(entry.name)) {
      const page = await postern.fetch(address, { method: entry.method });
      assert.equal(page.status, 400);
      assert.match(page.headers.get("content-type"), /^text\/html/);
      return;
    }
    assertProblem(await refusedAt(address, { method: entry.method }), 400, "invalid-query");
  });
}

/** Calls an address as somebody with a session, and looks at what all answers carry. */
async function refusedAt(path, init) {
  const response = await postern.fetch(path, {
    ...init,
    headers: { cookie: alice.cookie, origin: postern.url, ...init.headers },
  });
  const answer = { status: response.status, headers: response.headers, body: await response.json() };
  assertHeaders(answer, `${init.method} ${path}`);
  return answer;
}

// Whoever has no signature learns nothing from a hook, not even how to call it.
for (const entry of endpoints.filter((one) => one.accepts.length > 0 && !one.path.startsWith("/hooks/"))) {
  test(`${entry.name} reads only ${entry.accepts}, and not too much of it`, async () => {
    const send = (type, body) =>
      refusedAt(nowhere(entry), { method: entry.method, headers: { "content-type": type }, body });
    assertProblem(await send("text/plain", "{}"), 415, "unsupported-media-type");
    assertProblem(await send(`${entry.accepts[0]}; charset=latin1`, "{}"), 415, "unsupported-media-type");
    assertProblem(await send(entry.accepts[0], "x".repeat(4 * 1024 * 1024 + 1)), 413, "too-large");
    if (entry.accepts.length === 1 && entry.accepts[0] === "application/json") {
      for (const body of ["{", "nothing", "{} {}"]) {
        const answer = await send("application/json", body);
        assert.ok([400, 404].includes(answer.status), `${answer.status}`);
        if (!entry.path.includes("{")) assertProblem(answer, 400, "malformed-json");
      }
    }
  });
}

for (const entry of endpoints.filter((one) => one.if_match === "required")) {
  test(`${entry.name} wants to know what it replaces`, async () => {
    const prepared = await sender.prepare(entry.name);
    const bare = await sender.send(entry.name, prepared, { headers: {} });
    assertProblem(bare, 428, "precondition-required");
    const stale = await sender.send(entry.name, prepared, { headers: { "if-match": '"stale"' } });
    assert.ok(assertProblem(stale, 412, "stale").current, "a stale write is told how the thing stands");
    assert.match(stale.headers.get("etag"), /^"[^"]+"$/);
  });
}

for (const entry of endpoints.filter((one) => one.if_match === "optional")) {
  test(`${entry.name} tells who is stale how the request stands`, async () => {
    const prepared = await sender.prepare(entry.name);
    const stale = await sender.send(entry.name, prepared, { headers: { "if-match": '"0"' } });
    const { current } = assertProblem(stale, 412, "stale");
    assert.equal(current.id, prepared.id);
    assert.equal(stale.headers.get("etag"), `"${current.version}"`);
  });
}

for (const entry of hasExample.filter((one) => one.method === "GET")) {
  test(`HEAD ${entry.path} is ${entry.name} without the body`, async () => {
    const prepared = await sender.prepare(entry.name);
    const answer = await sender.send(entry.name, prepared, { method: "HEAD" });
    assert.equal(answer.status, entry.success);
    assert.equal(answer.body, "");
    assertHeaders(answer, entry.name);
    assert.equal(answer.headers.get("content-type"), entry.answers[0] ?? null);
  });
}
