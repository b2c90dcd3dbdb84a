// Signing in where somebody cheats: the issuer, another site, or whoever holds another's state. Each test
// begins with the same sign-in that works when nobody does.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import { exportSPKI, generateKeyPair } from "jose";

import { signIn, startPostern } from "../harness/postern.mjs";
import { assertFailed, caller, connector, login, write } from "../parts/connector.mjs";
import { CLIENT, assemble, startHostileIssuer } from "../parts/hostile-issuer.mjs";
import { openJar } from "../parts/jar.mjs";

/** An issuer's path for every part that is played here. */
const PARTS = [
  "good", "flood", "other-issuer", "big-description", "slow-description", "moved-description", "big-keys",
  "moved-keys", "no-keys", "moved-token", "userinfo", "named", "plain-endpoint", "cf",
];

let postern;
let issuer;
before(async () => {
  issuer = await startHostileIssuer();
  postern = await startPostern({
    bindings: {
      POSTERN_CLUSTERS: JSON.stringify([{ id: "sample", hosts: [], audiences: ["urn:test"], access: { connector: "cf" } }]),
    },
  });
  const olga = await signIn(postern, "olga");
  await write(postern, olga, PARTS.map((name) => connector(name, issuer.issuer(name), CLIENT, postern)));
});
after(async () => {
  await postern?.stop();
  await issuer?.stop();
});

/** Begins a sign-in; returns what the browser was given to bring back. */
async function begin(name = "good", { jar = openJar(), returnTo } = {}) {
  const answer = await jar.get(login(postern, name, returnTo));
  assert.equal(answer.status, 302, answer.text);
  const { state, nonce, code_challenge: challenge } = Object.fromEntries(new URL(answer.location).searchParams);
  return { jar, state, nonce, challenge, name };
}

/** Comes back from the issuer. */
const finish = ({ jar, state }, more = "") =>
  jar.get(`${postern.url}/auth/callback?code=c&state=${encodeURIComponent(state)}${more}`);

/** One whole sign-in with the token that `make` makes of the nonce. */
async function tried(make, name = "good") {
  const begun = await begin(name);
  issuer.plays(name, { token: () => make(begun.nonce, begun) });
  return { ...begun, answer: await finish(begun) };
}

const good = (name, changes) => (nonce) => issuer.token(name, nonce, changes);

async function assertIn({ jar, answer }) {
  assert.equal(answer.status, 303, answer.text);
  assert.equal((await caller(postern, jar).call("GET", "/api/v1/me")).body.user.split(":")[1], "ana");
}

async function assertOut({ jar, answer }, status, code) {
  assertFailed(answer, status, code);
  assert.equal((await caller(postern, jar).call("GET", "/api/v1/me")).status, 401);
}

test("a token of either algorithm that says everything right signs in", async () => {
  await assertIn(await tried(good("good")));
  await assertIn(await tried(good("good", { header: { alg: "ES256", kid: "es" }, key: issuer.keys.es.privateKey })));
  // Fifty seconds of difference between the clocks are forgiven.
  await assertIn(await tried(good("good", { claims: { exp: issuer.now() - 50, nbf: issuer.now() + 50, iat: issuer.now() + 50 } })));
});

const lies = {
  "has expired": { exp: () => issuer.now() - 61 },
  "is not valid yet": { nbf: () => issuer.now() + 120 },
  "is from the future": { iat: () => issuer.now() + 120 },
  "does not say when it was issued": { iat: () => undefined },
  "does not say until when it is valid": { exp: () => undefined },
  "is for another client": { aud: () => "another" },
  "is for us and another": { aud: () => [CLIENT.id, "another"] },
  "was issued to another": { azp: () => "another" },
  "is from another issuer": { iss: () => issuer.issuer("flood") },
  "belongs to another sign-in": { nonce: () => "x".repeat(43) },
  "belongs to no sign-in": { nonce: () => undefined },
  "is about nobody": { sub: () => "" },
};
for (const [what, claims] of Object.entries(lies)) {
  test(`a well signed token that ${what} is refused`, async () => {
    const told = Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, value()]));
    await assertOut(await tried(good("good", { claims: told })), 403, "identity-rejected");
  });
}

const claimsFor = (nonce) => ({
  iss: issuer.issuer("good"), aud: CLIENT.id, sub: "s1", nonce, iat: issuer.now(), exp: issuer.now() + 300,
  preferred_username: "ana", groups: ["dev"],
});
const forgeries = {
  "with a bit of its signature flipped": async (nonce) => {
    const token = await issuer.token("good", nonce);
    const at = token.lastIndexOf(".") + 10;
    return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
  },
  "whose claims were changed after it was signed": async (nonce) => {
    const [header, , signature] = (await issuer.token("good", nonce)).split(".");
    const claims = Buffer.from(JSON.stringify({ ...claimsFor(nonce), groups: ["ops"] })).toString("base64url");
    return `${header}.${claims}.${signature}`;
  },
  "signed with somebody's own key under a published name": async (nonce) => {
    const { privateKey } = await generateKeyPair("RS256");
    return issuer.token("good", nonce, { key: privateKey });
  },
  "that brings its own key": async (nonce) => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const { exportJWK } = await import("jose");
    return issuer.token("good", nonce, { key: privateKey, header: { jwk: await exportJWK(publicKey) } });
  },
  "that names no key": (nonce) => issuer.token("good", nonce, { header: { kid: undefined } }),
  "that names a key of the other algorithm": (nonce) => issuer.token("good", nonce, { header: { kid: "es" } }),
  "with algorithm none": (nonce) => assemble({ alg: "none", kid: "rs" }, claimsFor(nonce), () => ""),
  "with algorithm none and a key's name, unsigned but with a signature": (nonce) =>
    assemble({ alg: "none", kid: "rs" }, claimsFor(nonce), () => "AAAA"),
  "with HS256 keyed by the public key's PEM": async (nonce) => {
    const pem = await exportSPKI(issuer.keys.rs.publicKey);
    return assemble({ alg: "HS256", kid: "rs" }, claimsFor(nonce), (signed) =>
      createHmac("sha256", pem).update(signed).digest("base64url"));
  },
  "with HS256 keyed by the public key's JSON": (nonce) =>
    assemble({ alg: "HS256", kid: "rs" }, claimsFor(nonce), (signed) =>
      createHmac("sha256", JSON.stringify(issuer.published[0])).update(signed).digest("base64url")),
  "with a demand that is not understood": (nonce) =>
    issuer.token("good", nonce, { header: { crit: ["b64"], b64: true } }),
  "that is no token": () => "hello",
};
for (const [what, make] of Object.entries(forgeries)) {
  test(`a token ${what} is refused`, async () => {
    const out = await tried(make);
    await assertOut(out, 403, "identity-rejected");
    assert.ok(!out.answer.text.includes("eyJ"), "nothing of the token is shown");
  });
}

test("whoever invents key names gets one look at the keys out of it, not one for each", async () => {
  await assertIn(await tried(good("flood"), "flood"));
  assert.equal(issuer.count("flood", "/keys"), 1);
  for (let n = 0; n < 6; n += 1) {
    await assertOut(await tried(good("flood", { header: { kid: `made-up-${n}` } }), "flood"), 403, "identity-rejected");
  }
  assert.equal(issuer.count("flood", "/keys"), 2);
  await assertIn(await tried(good("flood"), "flood"));
  assert.equal(issuer.count("flood", "/keys"), 2);
});

const big = JSON.stringify({ keys: [], filler: "x".repeat(300 * 1024) });
const DESCRIPTION = "/.well-known/openid-configuration";
const descriptions = {
  "is another issuer's": ["other-issuer", { description: { issuer: "https://accounts.example" } }],
  "names an endpoint without TLS": ["plain-endpoint", { description: { token_endpoint: "http://idp.example/token" } }],
  "is too large": ["big-description", {
    [DESCRIPTION]: () => ({ json: { ...issuer.describe("big-description"), filler: "x".repeat(300 * 1024) } }),
  }],
  "is somewhere else": ["moved-description", {
    [DESCRIPTION]: () => ({ status: 302, headers: { location: `${issuer.issuer("moved-description")}/moved` }, json: {} }),
    "/moved": () => ({ json: issuer.describe("moved-description") }),
  }],
  "never comes": ["slow-description", { [DESCRIPTION]: ({ response }) => void response.writeHead(200).write("{") }],
};
for (const [what, [name, part]] of Object.entries(descriptions)) {
  test(`a provider whose description ${what} is not used`, async () => {
    issuer.plays(name, part);
    const jar = openJar();
    // Five seconds are waited for a provider; whoever waits for us is not kept much longer.
    const late = sleep(20_000, undefined, { ref: false }).then(() => assert.fail("no answer in 20 s"));
    assertFailed(await Promise.race([jar.get(login(postern, name, "/requests")), late]), 502, "provider-unusable");
    assert.equal(jar.of(postern.url).size, 0);
    assert.equal(issuer.count(name, "/moved"), 0);
  });
}

const keys = {
  "are too many bytes": ["big-keys", () => ({ text: big }), 502, "provider-unusable"],
  "are somewhere else": ["moved-keys", () => ({ status: 307, headers: { location: `${issuer.issuer("good")}/keys` }, json: {} }), 502, "provider-unusable"],
  "are none": ["no-keys", () => ({ json: { keys: [] } }), 403, "identity-rejected"],
};
for (const [what, [name, play, status, code]] of Object.entries(keys)) {
  test(`a provider whose keys ${what} signs nobody in`, async () => {
    const begun = await begin(name);
    issuer.plays(name, { "/keys": play, token: () => issuer.token(name, begun.nonce) });
    await assertOut({ ...begun, answer: await finish(begun) }, status, code);
  });
}

test("a code is not sent on to where the token endpoint points", async () => {
  const begun = await begin("moved-token");
  issuer.plays("moved-token", { "/token": () => ({ status: 307, headers: { location: `${issuer.issuer("good")}/token` }, json: {} }) });
  const before = issuer.count("good", "/token");
  await assertOut({ ...begun, answer: await finish(begun) }, 502, "provider-unusable");
  assert.equal(issuer.count("good", "/token"), before);
});

test("userinfo that speaks of somebody else is refused", async () => {
  const description = { userinfo_endpoint: `${issuer.issuer("userinfo")}/me` };
  issuer.plays("userinfo", { description });
  for (const [sub, fits] of [["s1", true], ["s2", false], [undefined, false]]) {
    const begun = await begin("userinfo");
    issuer.plays("userinfo", {
      description,
      token: () => issuer.token("userinfo", begun.nonce, { claims: { groups: undefined } }),
      "/me": () => ({ json: { sub, groups: ["dev"] } }),
    });
    const out = { ...begun, answer: await finish(begun) };
    await (fits ? assertIn(out) : assertOut(out, 403, "identity-rejected"));
  }
});

test("the issuer that the browser brings must be the one it was sent to", async () => {
  const name = "named";
  const description = { authorization_response_iss_parameter_supported: true };
  issuer.plays(name, { description });
  const cases = [
    [`&iss=${encodeURIComponent(issuer.issuer(name))}`, true],
    [`&iss=${encodeURIComponent(issuer.issuer("good"))}`, false],
    ["", false],
  ];
  for (const [more, fits] of cases) {
    const begun = await begin(name);
    issuer.plays(name, { description, token: () => issuer.token(name, begun.nonce) });
    const out = { ...begun, answer: await finish(begun, more) };
    await (fits ? assertIn(out) : assertOut(out, 403, "identity-rejected"));
  }
});

test("the code is redeemed with the verifier of its own sign-in", async () => {
  const { challenge, name } = await tried(good("good"));
  const { form } = issuer.asks.findLast((ask) => ask.name === name && ask.path === "/token");
  assert.equal(form.grant_type, "authorization_code");
  assert.equal(issuer.challenge(form.code_verifier), challenge);
});

test("a state is good once", async () => {
  const begun = await tried(good("good"));
  await assertIn(begun);
  const cookie = openJar();
  const again = await finish(begun);
  assertFailed(again, 400, "login-not-found");
  assert.equal(cookie.of(postern.url).size, 0);
  // Not even with the cookie that belonged to it.
  const second = await begin();
  const kept = second.jar.of(postern.url).get("postern-login");
  issuer.plays("good", { token: () => issuer.token("good", second.nonce) });
  assert.equal((await finish(second)).status, 303);
  const thief = openJar();
  thief.of(postern.url).set("postern-login", kept);
  await assertOut({ jar: thief, answer: await finish({ jar: thief, state: second.state }) }, 400, "login-not-found");
});

test("whoever begins sign-ins without end makes the oldest give way, and nothing grows", async () => {
  const [oldest, second] = [await begin(), await begin()];
  issuer.plays("good", { token: () => issuer.token("good", second.nonce) });
  // The tests' build has room for 64.
  for (let begun = 0; begun < 63; begun += 1) await begin();
  assertFailed(await finish(oldest), 400, "login-not-found");
  await assertIn({ ...second, answer: await finish(second) });
});

test("a state of another browser signs nobody in, whether or not a sign-in was begun here too", async () => {
  const attacker = await begin();
  issuer.plays("good", { token: () => issuer.token("good", attacker.nonce) });
  const fresh = openJar();
  await assertOut({ jar: fresh, answer: await finish({ jar: fresh, state: attacker.state }) }, 400, "login-not-found");
  const victim = await begin();
  await assertOut({ jar: victim.jar, answer: await finish({ jar: victim.jar, state: attacker.state }) }, 400, "login-not-found");
  // The one who began it can still finish it.
  await assertIn({ ...attacker, answer: await finish(attacker) });
});

test("a second cookie of the name that somebody planted makes the sign-in fail, not succeed as theirs", async () => {
  const victim = await begin();
  const attacker = await begin();
  issuer.plays("good", { token: () => issuer.token("good", attacker.nonce) });
  const both = ["victim", "attacker"].map((who) => {
    const jar = who === "victim" ? victim.jar : attacker.jar;
    return `postern-login=${jar.of(postern.url).get("postern-login")}`;
  });
  for (const cookie of [both.join("; "), both.toReversed().join("; ")]) {
    const response = await fetch(`${postern.url}/auth/callback?code=c&state=${attacker.state}`, {
      headers: { cookie },
      redirect: "manual",
    });
    assert.equal(response.status, 400);
    assert.deepEqual(response.headers.getSetCookie(), []);
  }
});

test("parameters of ours that come twice, or not at all, sign nobody in", async () => {
  for (const more of ["&state=x", "&code=d", "&error=a&error=b"]) {
    const begun = await begin();
    issuer.plays("good", { token: () => issuer.token("good", begun.nonce) });
    const answer = await finish(begun, more);
    assert.ok(answer.status >= 400 && answer.status < 500, `${more}: ${answer.status}`);
  }
  const begun = await begin();
  assertFailed(await begun.jar.get(`${postern.url}/auth/callback?code=c`), 400, "login-not-found");
  assertFailed(await begun.jar.get(`${postern.url}/auth/callback?state=${begun.state}`), 403, "provider-refused");
});

test("what the provider says in an error is not repeated", async () => {
  const begun = await begin();
  const answer = await begun.jar.get(
    `${postern.url}/auth/callback?error=%3Cscript%3E&error_description=%3Cimg%20src%3Dx%3ECall%200800&state=${begun.state}`,
  );
  assertFailed(answer, 403, "provider-refused");
  assert.ok(!answer.text.includes("0800") && !answer.text.includes("script"));
});

test("after signing in one is on this site, whatever was asked for", async () => {
  const paths = [
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example/", "/\t/evil.example",
    "/\n/evil.example", "javascript:alert(1)", "%2f%2fevil.example", "/a\r\nset-cookie: postern=x", "evil.example", "/auth/login?connector=good",
  ];
  for (const path of paths) {
    const begun = await begin("good", { returnTo: path });
    issuer.plays("good", { token: () => issuer.token("good", begun.nonce) });
    const answer = await finish(begun);
    assert.equal(answer.status, 303, answer.text);
    assert.equal(answer.headers.get("location"), `${postern.url}/`, JSON.stringify(path));
  }
  const begun = await begin("good", { returnTo: "/requests/1?a=b" });
  issuer.plays("good", { token: () => issuer.token("good", begun.nonce) });
  assert.equal((await finish(begun)).headers.get("location"), `${postern.url}/requests/1?a=b`);
});

test("an address of ours that the connector does not list is not used", async () => {
  const other = postern.url.replace("127.0.0.1", "localhost");
  const response = await fetch(`${other}/auth/login?connector=good`, { redirect: "manual" });
  assert.equal(response.status, 503);
  assert.match(await response.text(), /redirect_url/);
});

/** Comes through Cloudflare Access with this token. */
async function through(token) {
  const jar = openJar();
  const answer = await jar.get(`${postern.url}/auth/login?return_to=/access`, { "cf-access-jwt-assertion": token });
  return { jar, answer };
}
const assertion = (claims = {}, rest = {}) =>
  issuer.token("cf", undefined, { claims: { aud: [CLIENT.id], preferred_username: "ana", ...claims }, ...rest });

test("whom Cloudflare Access lets through is signed in, for no longer than it says", async () => {
  const exp = issuer.now() + 900;
  const { jar, answer } = await through(await assertion({ exp }));
  assert.equal(answer.status, 303, answer.text);
  assert.equal(answer.location, `${postern.url}/access`);
  const me = (await caller(postern, jar).call("GET", "/api/v1/me")).body;
  assert.equal(me.user, "cf:ana");
  assert.equal(Date.parse(me.session_expires), exp * 1000);
  const [age] = answer.headers.getSetCookie().filter((line) => line.startsWith("postern=")).map((line) => Number(/Max-Age=(\d+)/.exec(line)[1]));
  assert.ok(age <= 900 && age > 800, `${age}`);
});

test("an assertion that is not Access's own, not for us or over signs nobody in", async () => {
  const { privateKey } = await generateKeyPair("RS256");
  const bad = [
    await assertion({ aud: ["another"] }),
    await assertion({ aud: [] }),
    await assertion({ exp: issuer.now() - 61 }),
    await assertion({ iss: issuer.issuer("good") }),
    await assertion({}, { key: privateKey }),
    assemble({ alg: "none", kid: "rs" }, { ...claimsFor(), iss: issuer.issuer("cf") }, () => ""),
    "x",
  ];
  for (const token of bad) await assertOut(await through(token), 403, "identity-rejected");
});
