// Connectors for the sample cluster's policy, and signing in through them.
import assert from "node:assert/strict";

import { openJar } from "./jar.mjs";

/** A connector's document. */
export function connector(name, issuer, client, postern, { display = "", claims, username = "preferred_username", secret } = {}) {
  const mappings = claims ?? [
    { claim: "groups", value: "dev", roles: ["contractor", "no-such-role"] },
    { claim: "groups", value: "ops", roles: ["admin"] },
    { claim: "groups", value: "review", roles: ["reviewer"] },
  ];
  return JSON.stringify({
    kind: "oidc",
    version: "v3",
    metadata: { name },
    spec: {
      issuer_url: issuer,
      client_id: client.id,
      ...(client.secret && { client_secret: secret ?? "secret://provider" }),
      redirect_url: [`${postern.url}/auth/callback`],
      scope: ["profile", "email"],
      display,
      ...(username && { username_claim: username }),
      claims_to_roles: mappings,
    },
  });
}

/** A user document that links identities. */
export const user = (name, roles, identities = []) =>
  JSON.stringify({
    kind: "user",
    version: "v2",
    metadata: { name },
    spec: { roles, oidc_identities: identities.map(([id, subject]) => ({ connector_id: id, user_id: subject })) },
  });

/** Writes the sample cluster's policy with these documents beside it; only those on the next call. */
export async function write(postern, olga, documents) {
  const now = (await olga.call("GET", "/api/v1/policy")).body;
  const text = now.text.split("# --- added by the tests ---")[0].replace(/\n---\n$/, "\n");
  const whole = documents.length === 0 ? text : `${text}---\n# --- added by the tests ---\n${documents.join("\n---\n")}\n`;
  const response = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: {
      cookie: olga.cookie,
      origin: postern.url,
      "content-type": "application/yaml",
      "if-match": `"${now.digest}"`,
    },
    body: whole,
  });
  assert.equal(response.status, 200, await response.text());
}

/** The address that begins a sign-in. */
export const login = (postern, name, returnTo) =>
  `${postern.url}/auth/login?connector=${encodeURIComponent(name)}` +
  (returnTo === undefined ? "" : `&return_to=${encodeURIComponent(returnTo)}`);

/** Signs in through a connector all the way; returns the last answer and calls that carry the session. */
export async function enter(postern, name, { jar = openJar(), returnTo, headers } = {}) {
  const isHome = (address) => address.startsWith(postern.url) && !address.includes("/auth/");
  const first = await jar.get(login(postern, name, returnTo), headers);
  const last = first.location && !isHome(first.location) ? await jar.follow(first.location, isHome) : first;
  return { last, jar, ...caller(postern, jar) };
}

/** Calls of the API with whatever session a jar holds. */
export function caller(postern, jar) {
  return {
    async call(method, path, body, more = {}) {
      const response = await postern.fetch(path, {
        method,
        headers: {
          cookie: jar.header(postern.url),
          origin: postern.url,
          "sec-fetch-site": "same-origin",
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...more,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : "" };
    },
  };
}

/** Holds that an answer is the page of a failed sign-in, and that nobody is signed in by it. */
export function assertFailed(answer, status, code) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers.get("content-type"), "text/html; charset=utf-8");
  assert.ok(answer.text.includes(`<code>${code}</code>`), answer.text);
  assert.ok(answer.text.includes(answer.headers.get("x-request-id")));
  assert.ok(answer.headers.getSetCookie().every((line) => !/^(__Host-)?postern=/.test(line)));
}
