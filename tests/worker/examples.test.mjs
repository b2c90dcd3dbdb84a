// The examples that the API's document shows: each is sent to a cluster and succeeds as the document says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Sender, endpoints, example } from "../harness/contract.mjs";
import { root, startPostern } from "../harness/postern.mjs";

let postern;
let sender;
before(async () => {
  postern = await startPostern();
  sender = new Sender(postern);
});
after(() => postern?.stop());

test("the document that is served is the one that is written down", async () => {
  const answer = await postern.fetch("/api/v1/openapi.json");
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/json");
  const written = readFileSync(join(root, "worker/src/http/openapi.json"), "utf8");
  assert.equal(await answer.text(), written);
  const headers = { "if-none-match": answer.headers.get("etag") };
  assert.equal((await postern.fetch("/api/v1/openapi.json", { headers })).status, 304);
  headers["if-none-match"] = '"another"';
  assert.equal((await postern.fetch("/api/v1/openapi.json", { headers })).status, 200);
});

test("a conditional read of what is polled costs no body", async () => {
  for (const entry of endpoints.filter((one) => one.tag === "weak")) {
    const prepared = await sender.prepare(entry.name);
    const first = await sender.send(entry.name, prepared);
    const again = await sender.send(entry.name, prepared, { sent: { "if-none-match": first.headers.get("etag") } });
    assert.equal(again.status, 304, entry.name);
    assert.equal(again.headers.get("etag"), first.headers.get("etag"));
    assert.equal(again.headers.get("cache-control"), "private, no-cache");
  }
});

// What needs nothing comes first, and what replaces the whole policy last: the others live on the sample's.
const rank = ({ name }) => (name === "WritePolicy" ? 2 : Math.min(1, example(name).after?.length ?? 0));
const described = endpoints.filter((one) => example(one.name)).sort((a, b) => rank(a) - rank(b));
for (const entry of described) {
  test(`${entry.name} does what its example shows`, async () => {
    const answer = await sender.send(entry.name, await sender.prepare(entry.name));
    assert.ok([entry.success, entry.also].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
    const type = answer.headers.get("content-type");
    if (entry.answers.length > 0) assert.ok(entry.answers.includes(type), `${type} is none of ${entry.answers}`);
    const tag = answer.headers.get("etag");
    assert.equal(tag === null ? "none" : tag.startsWith("W/") ? "weak" : "strong", entry.tag, `ETag: ${tag}`);
  });
}
