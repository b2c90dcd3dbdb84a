// Signing in through a real OpenID provider, as a browser does it: who one is then, what one may, and
// what the policy and the provider change about it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { assertProblem, auditLog, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";
import { assertFailed, connector, enter, login, user, write } from "../parts/connector.mjs";
import { openJar } from "../parts/jar.mjs";
import { CLIENTS, startProvider } from "../parts/openid.mjs";

const people = {
  s1: { preferred_username: "ana", email: "ana@corp.example", email_verified: true, groups: ["dev"] },
  s2: { preferred_username: "bo", email: "bo@corp.example", email_verified: false, groups: ["ops"] },
  s3: { preferred_username: "cy", email: "cy@corp.example", email_verified: true, groups: ["review", "dev"] },
  s4: { preferred_username: "di", groups: ["nothing"] },
};

let postern;
let provider;
let olga;
let documents;
before(async () => {
  postern = await startPostern({
    bindings: {
      POSTERN_SECRET_PROVIDER: CLIENTS.secret.secret,
      POSTERN_CLUSTERS: JSON.stringify([{ id: "sample", hosts: [], audiences: ["urn:test"] }]),
    },
  });
  provider = await startProvider({ callbacks: [`${postern.url}/auth/callback`], people });
  olga = await signIn(postern, "olga");
  documents = [
    connector("idp", provider.issuer, CLIENTS.secret, postern, { display: "Corporate" }),
    connector("pub", provider.issuer, CLIENTS.public, postern),
  ];
  await write(postern, olga, documents);
});
after(async () => {
  await provider?.stop();
  await postern?.stop();
});

/** Signs in as somebody of the provider's. */
async function as(subject, name = "idp", options = {}) {
  provider.signsIn(subject);
  const entered = await enter(postern, name, options);
  assert.equal(entered.last.status, 303, entered.last.text);
  return entered;
}

const me = async (person) => (await person.call("GET", "/api/v1/me")).body;

test("anyone may know which ways there are to sign in, and nothing else about them", async () => {
  const answer = await postern.fetch("/auth/connectors");
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), {
    connectors: [
      { name: "idp", display: "Corporate" },
      { name: "pub", display: "pub" },
    ],
  });
});

test("the browser is sent to the provider with everything that binds the answer to it", async () => {
  const jar = openJar();
  const answer = await jar.get(login(postern, "idp", "/requests"));
  assert.equal(answer.status, 302);
  const address = new URL(answer.location);
  assert.equal(address.origin, provider.issuer);
  const query = Object.fromEntries(address.searchParams);
  assert.equal(query.response_type, "code");
  assert.equal(query.client_id, "postern");
  assert.equal(query.redirect_uri, `${postern.url}/auth/callback`);
  assert.equal(query.scope, "openid profile email");
  assert.equal(query.code_challenge_method, "S256");
  for (const secret of [query.state, query.nonce, query.code_challenge]) assert.match(secret, /^[\w-]{43}$/);
  const [cookie] = answer.headers.getSetCookie();
  assert.match(cookie, /^postern-login=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  assert.ok(!answer.location.includes(jar.of(postern.url).get("postern-login")), "the cookie's secret stays here");
  const again = Object.fromEntries(new URL((await jar.get(login(postern, "idp"))).location).searchParams);
  for (const name of ["state", "nonce", "code_challenge"]) assert.notEqual(again[name], query[name]);
});

for (const [name, client] of [["idp", "a secret and RS256"], ["pub", "PKCE alone and ES256"]]) {
  test(`with ${client} somebody is who the provider says, and goes where they were`, async () => {
    const ana = await as("s1", name, { returnTo: "/requests?show=all" });
    assert.equal(ana.last.location, `${postern.url}/requests?show=all`);
    const said = await me(ana);
    assert.equal(said.user, `${name}:ana`);
    assert.deepEqual(said.roles, ["contractor"]);
    assert.deepEqual(said.traits.groups, ["dev"]);
    assert.deepEqual(said.traits.email, ["ana@corp.example"]);
    for (const about of ["iss", "aud", "nonce", "at_hash", "exp"]) assert.equal(said.traits[about], undefined, about);
    assert.equal(ana.jar.of(postern.url).has("postern-login"), false, "the login's cookie is gone");
    for (const secret of ana.jar.of(postern.url).values()) assert.ok(!postern.log().includes(secret));
  });
}

test("without a role nobody is signed in; a role that does not exist is dropped, and that is on record", async () => {
  provider.signsIn("s4");
  const { last, ...di } = await enter(postern, "idp");
  assertFailed(last, 403, "no-role-here");
  assertProblem(await di.call("GET", "/api/v1/me"), 401, "not-signed-in");
  await as("s1");
  const rows = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);
  const dropped = rows.findLast((row) => row.action === "roles-dropped");
  assert.equal(dropped.subject, "idp:ana");
  assert.deepEqual(dropped.data, { roles: ["no-such-role"] });
  const began = rows.findLast((row) => row.action === "session-began");
  const { session, ...how } = began.data;
  assert.match(session, /^[0-9a-f-]{36}$/);
  assert.deepEqual(how, { connector: "idp", subject: "s1" });
});

test("what the provider last said of people is told to who looks after users, page by page, and to nobody else", async () => {
  const ana = await as("s1");
  await as("s3");
  const listed = async (query = "") => {
    const answer = await olga.call("GET", `/api/v1/identities${query}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const { items, next_cursor } = await listed();
  assert.equal(next_cursor, null);
  assert.deepEqual(items.map(({ user }) => user).slice(0, 2), ["idp:cy", "idp:ana"], "whoever came last is first");
  const { signed_in, ...told } = items[1];
  assert.ok(Math.abs(Date.now() - Date.parse(signed_in)) < 60_000);
  const { groups, email } = told.traits;
  assert.deepEqual(
    { ...told, traits: { groups, email } },
    {
      user: "idp:ana",
      connector: "idp",
      issuer: provider.issuer,
      subject: "s1",
      roles: ["contractor"],
      traits: { groups: ["dev"], email: ["ana@corp.example"] },
    },
  );
  const first = await listed("?limit=1");
  const second = await listed(`?limit=1&cursor=${first.next_cursor}`);
  assert.deepEqual([...first.items, ...second.items].map(({ user }) => user), ["idp:cy", "idp:ana"]);
  assertProblem(await ana.call("GET", "/api/v1/identities"), 403, "not-allowed");
  assertProblem(await olga.call("GET", "/api/v1/identities?cursor=x"), 400, "invalid-query");
});

test("an address that is not verified is neither a name nor a trait", async () => {
  const bo = await as("s2");
  assert.equal((await me(bo)).traits.email, undefined);
  await write(postern, olga, [
    connector("idp", provider.issuer, CLIENTS.secret, postern, {
      username: "",
      claims: [{ claim: "email", value: "*@corp.example", roles: ["admin"] }, { claim: "groups", value: "*", roles: ["contractor"] }],
    }),
  ]);
  provider.signsIn("s2");
  assertFailed((await enter(postern, "idp")).last, 403, "no-usable-name");
  const ana = await as("s1");
  assert.equal((await me(ana)).user, "idp:ana@corp.example");
  assert.deepEqual((await me(ana)).roles, ["admin", "contractor"]);
  await write(postern, olga, documents);
});

test("a connector's pattern that cannot be read is not even saved", async () => {
  const text = connector("idp", provider.issuer, CLIENTS.secret, postern, {
    claims: [{ claim: "groups", value: "^(dev$", roles: ["contractor"] }],
  });
  await assert.rejects(write(postern, olga, [text]), /400/);
});

test("people of a provider ask, review and are counted like everybody", async () => {
  const ana = await as("s1");
  const cy = await as("s3", "idp");
  const request = await submit(ana, ["dba"], "to fix it");
  assert.equal(request.requester, "idp:ana");
  const seen = await cy.call("GET", `/api/v1/requests/${request.id}`);
  assert.equal(seen.status, 200);
  assert.equal(seen.body.may.review.allowed, true, JSON.stringify(seen.body.may.review));
  const bob = await signIn(postern, "bob");
  const { reviewers } = (await bob.call("GET", `/api/v1/requests/${request.id}`)).body;
  assert.ok(reviewers.names.includes("idp:cy"), JSON.stringify(reviewers));
  assert.equal((await review(cy, request.id, "approve")).state, "approved");
  const assumed = await ana.call("POST", `/api/v1/requests/${request.id}/assume`, {});
  assert.equal(assumed.status, 201, JSON.stringify(assumed.body));
  // A requester who lost the role that let them ask is not approved any more.
  const second = await submit(ana, ["dba"], "again");
  people.s1.groups = ["review"];
  await as("s1");
  const late = await cy.call("POST", `/api/v1/requests/${second.id}/reviews`, { verdict: "approve" });
  people.s1.groups = ["dev"];
  assert.equal(late.status, 409, JSON.stringify(late.body));
  await as("s1");
});

test("two identities that a document links are one local person, who reviews nothing of their own", async () => {
  await write(postern, olga, [
    ...documents,
    user("both", ["contractor", "reviewer"], [["idp", "s1"], ["pub", "s3"]]),
  ]);
  const one = await as("s1", "idp");
  const other = await as("s3", "pub");
  assert.equal((await me(one)).user, "both");
  assert.equal((await me(other)).user, "both");
  assert.deepEqual((await me(one)).roles, ["contractor", "reviewer"], "the document's roles, not the claims'");
  const request = await submit(one, ["dba"], "x");
  const own = await other.call("POST", `/api/v1/requests/${request.id}/reviews`, { verdict: "approve" });
  assert.equal(own.status, 403, JSON.stringify(own.body));
  // Whoever came by an identity that is theirs no longer has to come again.
  await write(postern, olga, [...documents, user("both", ["contractor", "reviewer"], [["idp", "s1"]])]);
  assertProblem(await other.call("GET", "/api/v1/me"), 401, "not-signed-in");
  await write(postern, olga, documents);
});

test("a local user is never met by an equal name, and a name is one person's", async () => {
  await write(postern, olga, [...documents, user("idp:eve", ["policy-owner"])]);
  people.s5 = { preferred_username: "eve", groups: ["dev"] };
  provider.signsIn("s5");
  assertFailed((await enter(postern, "idp")).last, 409, "name-taken");
  await write(postern, olga, documents);
  await as("s1");
  people.s6 = { preferred_username: "ana", groups: ["ops"] };
  provider.signsIn("s6");
  assertFailed((await enter(postern, "idp")).last, 409, "name-taken");
});

test("a new name of the same person is a rename: nobody inherits the old one, and nobody votes twice", async () => {
  people.s7 = { preferred_username: "fay", groups: ["dev", "review"] };
  const fay = await as("s7");
  const hers = await submit(fay, ["dba"], "her own, still open");
  const two = await submit(await signIn(postern, "erin"), ["prod.us-east"], "two have to agree");
  await review(fay, two.id, "approve");
  people.s7.preferred_username = "fay-new";
  const renamed = await as("s7");
  assert.equal((await me(renamed)).user, "idp:fay-new");
  assertProblem(await fay.call("GET", "/api/v1/me"), 401, "not-signed-in");
  const rows = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);
  assert.deepEqual(rows.findLast((row) => row.action === "user-renamed").data, { from: "idp:fay" });
  // Their own request under the old name is closed, and a second vote is refused.
  const bob = await signIn(postern, "bob");
  assert.equal((await bob.call("GET", `/api/v1/requests/${hers.id}`)).body.state, "withdrawn");
  assertProblem(
    await renamed.call("POST", `/api/v1/requests/${two.id}/reviews`, { verdict: "approve" }),
    409,
    "already-reviewed",
  );
  // Somebody new gets the old name, and nothing that was done under it.
  people.s8 = { preferred_username: "fay", groups: ["dev"] };
  const other = await as("s8");
  assert.equal((await me(other)).user, "idp:fay");
  assertProblem(await other.call("GET", `/api/v1/requests/${hers.id}`), 404, "not-found");
  assert.deepEqual((await other.call("GET", "/api/v1/requests")).body.items, []);
  const own = await submit(other, ["dba"], "their own");
  assert.equal((await other.call("GET", `/api/v1/requests/${own.id}`)).status, 200);
});

test("a local user who was removed takes everything along, and the next of the name begins anew", async () => {
  await write(postern, olga, [...documents, user("gil", ["contractor"])]);
  const gil = await signIn(postern, "gil");
  const [waiting, granted] = [await submit(gil, ["dba"], "a"), await submit(gil, ["dba"], "b")];
  const bob = await signIn(postern, "bob");
  await review(bob, granted.id, "approve");
  await write(postern, olga, documents);
  const stateOf = async (id) => (await bob.call("GET", `/api/v1/requests/${id}`)).body.state;
  assert.equal(await stateOf(waiting.id), "denied");
  assert.equal(await stateOf(granted.id), "revoked");
  await write(postern, olga, [...documents, user("gil", ["contractor"])]);
  assertProblem(await gil.call("GET", "/api/v1/me"), 401, "not-signed-in");
  const next = await signIn(postern, "gil");
  assertProblem(await next.call("GET", `/api/v1/requests/${granted.id}`), 404, "not-found");
  assertProblem(await next.call("POST", `/api/v1/requests/${granted.id}/assume`, {}), 404, "not-found");
  assert.deepEqual((await me(next)).grants, []);
  await write(postern, olga, documents);
});

test("whoever comes through another connector of the same provider is the same person", async () => {
  await as("s1", "pub");
  const request = await submit(await as("s1", "pub"), ["dba"], "x");
  const again = await as("s1", "idp");
  assert.equal((await me(again)).user, "idp:ana");
  const bob = await signIn(postern, "bob");
  assert.equal((await bob.call("GET", `/api/v1/requests/${request.id}`)).body.state, "withdrawn");
});

test("new keys of the provider are found when they are first used", async () => {
  await as("s1");
  await provider.rotate();
  const before = provider.served.asks.filter((ask) => ask === "GET /jwks").length;
  await as("s1");
  assert.equal(provider.served.asks.filter((ask) => ask === "GET /jwks").length, before + 1);
});

test("a connector that is taken away takes its people along", async () => {
  const ana = await as("s1", "pub");
  await write(postern, olga, [documents[0]]);
  assertProblem(await ana.call("GET", "/api/v1/me"), 401, "not-signed-in");
  const jar = openJar();
  assertFailed(await jar.get(login(postern, "pub")), 404, "unknown-connector");
  await write(postern, olga, documents);
});

test("a session that comes along ends, and the new one has a secret of its own", async () => {
  const jar = openJar();
  const first = await as("s1", "idp", { jar });
  const planted = jar.of(postern.url).get("postern");
  // The provider would remember who this browser is.
  jar.of(provider.issuer).clear();
  await as("s3", "idp", { jar });
  assert.notEqual(jar.of(postern.url).get("postern"), planted);
  assert.equal((await me(first)).user, "idp:cy");
  const old = await postern.fetch("/api/v1/me", { headers: { cookie: `postern=${planted}` } });
  assert.equal(old.status, 401);
});

test("what a provider said too long ago lets one read, and neither decide nor take up access", async () => {
  const strict = await startPostern({
    bindings: {
      POSTERN_SECRET_PROVIDER: CLIENTS.secret.secret,
      POSTERN_CLUSTERS: JSON.stringify([{ id: "sample", hosts: [], audiences: ["urn:test"], claims_max_age: "1ms" }]),
    },
  });
  const local = await startProvider({ callbacks: [`${strict.url}/auth/callback`], people });
  try {
    await write(strict, await signIn(strict, "olga"), [
      connector("idp", local.issuer, CLIENTS.secret, strict, {
        claims: [{ claim: "groups", value: "*", roles: ["contractor", "reviewer", "admin", "policy-owner"] }],
      }),
    ]);
    local.signsIn("s1");
    const ana = await enter(strict, "idp");
    const request = await submit(await signIn(strict, "alice"), ["dba"], "x");
    const seen = await ana.call("GET", `/api/v1/requests/${request.id}`);
    assert.equal(seen.status, 200, "reading still works");
    for (const act of ["review", "resolve"]) {
      assert.equal(seen.body.may[act].allowed, false, act);
      assert.equal(seen.body.may[act].sign_in_again, true, `${act}: that is all that is missing`);
    }
    assert.equal(seen.body.may.withdraw.sign_in_again, undefined, "what stays refused after sign-in does not say so");
    const old = async (method, path, body, headers) =>
      assertProblem(await ana.call(method, path, body, headers), 403, "claims-too-old");
    await old("POST", `/api/v1/requests/${request.id}/reviews`, { verdict: "approve" });
    await old("POST", `/api/v1/requests/${request.id}/resolution`, { verdict: "approve" });
    const own = await submit(ana, ["dba"], "asking still works");
    await review(await signIn(strict, "bob"), own.id, "approve");
    await old("POST", `/api/v1/requests/${own.id}/assume`, {});
  } finally {
    await local.stop();
    await strict.stop();
  }
});

test("cancelling at the provider, or being refused there, is told with what to do", async () => {
  provider.signsIn(undefined);
  const jar = openJar();
  const begun = await jar.get(login(postern, "idp", "/requests"));
  const asked = await jar.follow(begun.location);
  assert.equal(asked.status, 200, "the provider asks who it is");
  const last = await jar.follow(`${asked.address}?cancel`);
  assertFailed(last, 403, "provider-refused");
});
