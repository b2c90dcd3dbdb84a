// What the tests of integrations share: a cluster whose integrations may call this machine and are tried
// again at once, writing documents, and waiting for how deliveries end.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

/** The sample cluster, for tests; `settings` is its part about integrations. */
export const clusterWith = (settings = {}) => ({
  POSTERN_CLUSTERS: JSON.stringify([
    {
      id: "sample",
      hosts: [],
      audiences: ["urn:postern:sample"],
      integrations: { loopback: true, retry_unit: "0s", timeout: "2s", ...settings },
    },
  ]),
});

/** The document of a webhook, as YAML. */
export const webhook = (name, url, spec = "") =>
  `kind: integration\nversion: v1\nmetadata: {name: ${name}}\nspec:\n  type: webhook\n  url: ${url}\n${spec}`;

/** Sends a document; returns status, headers and body. */
export async function write(postern, person, name, text, headers = {}) {
  const response = await postern.fetch(`/api/v1/integrations/${name}`, {
    method: "PUT",
    headers: { cookie: person.cookie, origin: postern.url, "content-type": "application/yaml", ...headers },
    body: text,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Makes a webhook that must be accepted; returns it, with its new secrets by direction. */
export async function make(postern, person, name, url, spec = "") {
  const { status, body } = await write(postern, person, name, webhook(name, url, spec));
  assert.equal(status, 201, JSON.stringify(body));
  const secrets = Object.fromEntries((body.new_secrets ?? []).map(({ direction, value }) => [direction, value]));
  return { ...body, secrets };
}

/** What an integration was told, newest first. */
export async function deliveries(person, name) {
  const { status, body } = await person.call("GET", `/api/v1/integrations/${name}/deliveries?limit=200`);
  assert.equal(status, 200, JSON.stringify(body));
  return body.items;
}

/** Waits until the deliveries of an integration are as `holds` wants them; returns what it returned. */
export async function untilDelivered(person, name, holds = (all) => all.every(({ state }) => state === "delivered") && all) {
  for (;;) {
    const found = holds(await deliveries(person, name));
    if (found) return found;
    await sleep(20);
  }
}
