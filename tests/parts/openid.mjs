// A real OpenID provider (the npm package `oidc-provider`) on a free port: people with groups, a client
// with a secret and RS256, a public one with ES256, and keys that change on demand.
import { once } from "node:events";
import { createServer } from "node:http";

import { exportJWK, generateKeyPair } from "jose";

/** The clients that Postern can be. */
export const CLIENTS = {
  // Characters that have to be encoded before they are put together.
  secret: { id: "postern", secret: "s:e c/r%e+t", algorithm: "RS256" },
  public: { id: "postern-public", secret: undefined, algorithm: "ES256" },
};

/**
 * Starts a provider.
 *
 * `callbacks`: where it may send browsers back to.
 * `people`: subject → claims; may be changed while it runs.
 * `idTokenClaims`: whether ID tokens hold all claims, or only userinfo does, as the standard has it.
 */
export async function startProvider({ callbacks, people, idTokenClaims = false }) {
  // The package says on import that it prefers a newer Node; it works with this one.
  const warn = console.warn;
  console.warn = () => {};
  const { Provider } = await import("oidc-provider");
  console.warn = warn;

  let provider;
  const served = { asks: [], signsIn: undefined };
  const server = createServer((request, response) => {
    served.asks.push(`${request.method} ${request.url.split("?")[0]}`);
    const interaction = /^\/interaction\/[\w-]+/.exec(request.url);
    if (!interaction) return provider.callback()(request, response);
    interact(request, response).catch((error) => response.writeHead(500).end(String(error)));
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;

  /** Signs in whoever the test names; else asks who it is. */
  async function interact(request, response) {
    const query = new URL(request.url, issuer).searchParams;
    const subject = served.signsIn ?? query.get("as");
    if (query.has("cancel")) {
      await provider.interactionFinished(request, response, { error: "access_denied" });
    } else if (subject) {
      await provider.interactionFinished(request, response, { login: { accountId: subject } });
    } else {
      const links = Object.keys(people).map((sub) => `<li><a href="?as=${sub}">${people[sub].preferred_username}</a></li>`);
      response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
      response.end(`<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1><ul>${links.join("")}</ul><a href="?cancel">Cancel</a></html>`);
    }
  }

  async function begin(generation) {
    const keys = [];
    for (const alg of ["RS256", "ES256"]) {
      const { privateKey } = await generateKeyPair(alg, { extractable: true });
      keys.push({ ...(await exportJWK(privateKey)), alg, use: "sig", kid: `${alg}-${generation}` });
    }
    provider = new Provider(issuer, {
      jwks: { keys },
      clients: Object.values(CLIENTS).map((client) => ({
        client_id: client.id,
        ...(client.secret ? { client_secret: client.secret } : { token_endpoint_auth_method: "none" }),
        id_token_signed_response_alg: client.algorithm,
        redirect_uris: callbacks,
        response_types: ["code"],
        grant_types: ["authorization_code"],
      })),
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username", "groups"] },
      conformIdTokenClaims: !idTokenClaims,
      cookies: { keys: ["only for tests"] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      pkce: { required: () => true },
      ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 300, Session: 300, Grant: 300 },
      findAccount: (_, subject) =>
        people[subject] && { accountId: subject, claims: () => ({ sub: subject, ...people[subject] }) },
      async loadExistingGrant({ oidc }) {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
    });
  }
  await begin(1);
  let generation = 1;

  return {
    issuer,
    served,
    /** From now on everyone who comes is this person, without being asked; nobody: they are asked. */
    signsIn(subject) {
      served.signsIn = subject;
    },
    /** Signs with new keys from now on, and publishes only those. */
    rotate: () => begin((generation += 1)),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
