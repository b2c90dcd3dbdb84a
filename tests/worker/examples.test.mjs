// The examples that the API's document shows: each is sent to a cluster and succeeds as the document says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Sender, endpoint, endpoints, example } from "../harness/contract.mjs";
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

for (const entry of endpoints.filter((one) => example(one.name))) {
  test(`${entry.name} does what its example shows`, async () => {
    // What writes the policy or settings has a cluster to itself: the other examples live on the sample cluster's.
    const writes = ["PUT", "DELETE"].includes(entry.method);
    const own = writes || (example(entry.name).after ?? []).some((name) => endpoint(name).method === "PUT");
    const cluster = own ? await startPostern() : undefined;
    try {
      const to = cluster ? new Sender(cluster) : sender;
      const answer = await to.send(entry.name, await to.prepare(entry.name));
      const made = entry.creates && example(entry.name).after === undefined;
      assert.equal(answer.status, made ? 201 : entry.success, JSON.stringify(answer.body));
      const type = answer.headers.get("content-type");
      if (entry.answers.length > 0) assert.ok(entry.answers.includes(type), `${type} is none of ${entry.answers}`);
      const tag = answer.headers.get("etag");
      assert.equal(tag === null ? "none" : tag.startsWith("W/") ? "weak" : "strong", entry.tag, `ETag: ${tag}`);
    } finally {
      await cluster?.stop();
    }
  });
}
