// An issuer that answers as a test tells it to: forged tokens, wrong descriptions, redirects, floods. It
// speaks just enough OpenID to be believed until it does not. Every test has a path of its own, because
// Postern keeps what an issuer says for a while.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

import { SignJWT, exportJWK, generateKeyPair } from "jose";

/** The client that Postern is here. */
export const CLIENT = { id: "postern" };

/** Starts it. */
export async function startHostileIssuer() {
  const keys = { rs: await generateKeyPair("RS256", { extractable: true }), es: await generateKeyPair("ES256", { extractable: true }) };
  const published = [
    { ...(await exportJWK(keys.rs.publicKey)), kid: "rs", alg: "RS256", use: "sig" },
    { ...(await exportJWK(keys.es.publicKey)), kid: "es", alg: "ES256", use: "sig" },
  ];
  const asks = [];
  const parts = new Map();
  const server = createServer((request, response) => {
    const [, name, ...rest] = request.url.split("?")[0].split("/");
    const path = `/${rest.join("/")}`;
    const part = parts.get(name);
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", async () => {
      asks.push({ name, path, form: Object.fromEntries(new URLSearchParams(body)), headers: request.headers });
      const answer = await (part?.[path] ?? usual(name, part, path))({ response, form: new URLSearchParams(body) });
      if (answer === undefined) return;
      const { status = 200, headers = {}, json, text = JSON.stringify(json) } = answer;
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${server.address().port}`;

  const description = (name) => {
    const issuer = `${base}/${name}`;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
    };
  };

  function usual(name, part, path) {
    return () => {
      switch (path) {
        case "/.well-known/openid-configuration":
          return { json: { ...description(name), ...part?.description } };
        case "/keys":
        case "/cdn-cgi/access/certs":
          return { json: { keys: published } };
        case "/token":
          return (async () => ({ json: { id_token: await part.token(), access_token: "at", token_type: "Bearer" } }))();
        default:
          return { status: 404, json: {} };
      }
    };
  }

  const now = () => Math.floor(Date.now() / 1000);

  return {
    base,
    asks,
    keys,
    published,
    now,
    issuer: (name) => `${base}/${name}`,
    describe: description,
    /** What the issuer at this path does otherwise than a good one: by path, `token`, `description`. */
    plays(name, part) {
      parts.set(name, part);
    },
    /** How often it was asked for something. */
    count: (name, path) => asks.filter((ask) => ask.name === name && ask.path === path).length,
    /** A good token of the issuer at this path, with what differs. */
    async token(name, nonce, { claims = {}, header = {}, key = keys.rs.privateKey } = {}) {
      const whole = {
        iss: `${base}/${name}`,
        aud: CLIENT.id,
        sub: "s1",
        nonce,
        iat: now(),
        exp: now() + 300,
        preferred_username: "ana",
        groups: ["dev"],
        ...claims,
      };
      for (const claim of Object.keys(whole)) if (whole[claim] === undefined) delete whole[claim];
      return new SignJWT(whole).setProtectedHeader({ alg: "RS256", kid: "rs", ...header }).sign(key);
    },
    /** The challenge that a verifier answers to. */
    challenge: (verifier) => createHash("sha256").update(verifier).digest("base64url"),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** A token of these parts, with a signature made by `sign` over its first two. */
export function assemble(header, claims, sign) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign(signed)}`;
}
