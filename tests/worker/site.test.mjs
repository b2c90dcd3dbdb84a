// Static answers carry the security headers, assets may be kept for ever and documents may not, and
// no path of the API ever answers as the page.
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { root, startPostern } from "../harness/postern.mjs";

let postern;
before(async () => {
  postern = await startPostern();
});
after(() => postern?.stop());

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; " +
  "base-uri 'none'; frame-ancestors 'none'";

/** The assets that a document names. */
async function assetsOf(path) {
  const html = await (await postern.fetch(path)).text();
  return [...new Set(html.match(/\/assets\/[^"]+/g))];
}

test("documents and assets carry the security headers", async () => {
  const paths = ["/", "/requests/anything", "/playground/", "/rules/", "/rules/yaml/tab/", "/favicon.svg", ...(await assetsOf("/"))];
  assert.ok(paths.length > 7, "the page names its assets");
  for (const path of paths) {
    const { status, headers } = await postern.fetch(path);
    assert.equal(status, 200, path);
    const header = (name) => headers.get(name);
    if (!/^\/(playground|rules)/.test(path)) {
      assert.equal(header("content-security-policy"), CONTENT_SECURITY_POLICY, path);
    }
    assert.match(header("strict-transport-security"), /^max-age=\d{8,}/, path);
    assert.equal(header("x-content-type-options"), "nosniff", path);
    assert.equal(header("referrer-policy"), "no-referrer", path);
    assert.match(header("permissions-policy"), /camera=\(\)/, path);
    assert.equal(header("cross-origin-opener-policy"), "same-origin", path);
  }
});

test("the playground may send no form anywhere, and loads what it shows from here", async () => {
  const { headers } = await postern.fetch("/playground/");
  const policy = headers.get("content-security-policy");
  assert.match(policy, /^default-src 'none';/);
  assert.match(policy, /form-action 'none'/);
  assert.match(policy, /img-src data:;/);
  // A second policy beside it narrows what may be fetched; the site's own is not a third.
  assert.deepEqual(policy.split(", ").slice(1), ["connect-src *:*/assets/"]);
});

test("every rule of the linter has a page, which loads nothing but its looks, and what is no rule is not found", async () => {
  const folder = join(root, "docs/rules");
  const names = (await readdir(folder, { recursive: true })).filter((name) => /^.+\/.+\.md$/.test(name));
  assert.ok(names.length > 70);
  for (const name of names.map((name) => name.replace(/\.md$/, ""))) {
    const response = await postern.fetch(`/rules/${name}/`);
    assert.equal(response.status, 200, name);
    assert.ok((await response.text()).includes(`<h1>${name}</h1>`), name);
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/);
    assert.doesNotMatch(policy, /connect-src|wasm/);
    assert.equal(response.headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(response.headers.get("cache-control"), /max-age=0|no-cache/);
  }
  for (const path of ["/rules/yaml/no-such-rule/", "/rules/yaml/", "/rules/x", "/rules//", "/rules/yaml/tab/x"]) {
    const response = await postern.fetch(path, { headers: { "sec-fetch-mode": "navigate", accept: "text/html" } });
    assert.equal(response.status, 404, path);
    await response.arrayBuffer();
  }
  const short = await postern.fetch("/rules/yaml/tab");
  assert.equal(new URL(short.url).pathname, "/rules/yaml/tab/");
});

test("assets are kept for ever under their hash, documents are asked for again", async () => {
  for (const path of await assetsOf("/")) {
    const { headers } = await postern.fetch(path);
    assert.match(path, /-[0-9a-f]{32}[./]/);
    assert.equal(headers.get("cache-control"), "public, max-age=31536000, immutable", path);
  }
  for (const path of ["/", "/playground/"]) {
    const { headers } = await postern.fetch(path);
    assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
    assert.match(headers.get("cache-control"), /max-age=0|no-cache/, path);
  }
});

test("an asset that is not there is not found, however it is asked for", async () => {
  const [asset] = await assetsOf("/");
  const folder = asset.slice(0, asset.indexOf("-"));
  const ways = [
    {},
    { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script" },
    { "sec-fetch-mode": "cors" },
    { "sec-fetch-mode": "navigate", accept: "text/html" },
  ];
  for (const path of ["/assets/", "/assets/x.js", `${folder}-${"0".repeat(32)}.js`, `${asset}x`, `${asset}/x`]) {
    for (const headers of ways) {
      const response = await postern.fetch(path, { headers });
      assert.equal(response.status, 404, `${path} ${headers["sec-fetch-mode"]}`);
      // What is not there today may be there after the next deployment.
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      await response.arrayBuffer();
    }
  }
});

test("assets come from the runtime: the worker never hears of them", async () => {
  const before = postern.log().length;
  for (const path of [...(await assetsOf("/")), ...(await assetsOf("/playground/"))]) {
    const response = await postern.fetch(path, { headers: { "sec-fetch-mode": "no-cors" } });
    assert.equal(response.status, 200, path);
    await response.arrayBuffer();
  }
  assert.equal((await postern.fetch("/assets/the-last-one")).status, 404);
  const deadline = Date.now() + 5_000;
  const heard = () => postern.log().slice(before).match(/GET \/assets\/[^"]*/g) ?? [];
  while (heard().length === 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(heard(), ["GET /assets/the-last-one"]);
});

test("what is unchanged is not sent again", async () => {
  for (const path of ["/", "/playground/", "/requests/new"]) {
    const headers = { "sec-fetch-mode": "navigate" };
    const first = await postern.fetch(path, { headers });
    await first.arrayBuffer();
    const tag = first.headers.get("etag");
    assert.ok(tag, `${path} has an ETag`);
    const again = await postern.fetch(path, { headers: { ...headers, "if-none-match": tag } });
    assert.equal(again.status, 304, path);
  }
  const font = await postern.fetch("/fonts/inter.woff2");
  await font.arrayBuffer();
  assert.equal(font.headers.get("cache-control"), "public, max-age=604800");
});

test("wasm and scripts have the types that browsers insist on", async () => {
  const types = { wasm: /^application\/wasm$/, js: /^text\/javascript/, css: /^text\/css/ };
  for (const path of [...(await assetsOf("/")), ...(await assetsOf("/playground/"))]) {
    const { headers } = await postern.fetch(path);
    assert.match(headers.get("content-type"), types[path.split(".").pop()], path);
  }
});

for (const path of [
  "/api/v1/me",
  "/api/v1/no-such-thing",
  "/auth/no-such-thing",
  "/hooks/no-such-thing",
  "/.well-known/jwks.json",
  "/.well-known/no-such-thing",
  "/ssh/ca.pub",
  "/problems/no-such-thing",
  "/healthz",
  "/readyz",
  "/metrics",
]) {
  test(`${path} is never the page`, async () => {
    // As a browser navigates, which is when the page would stand in for what is not there.
    const response = await postern.fetch(path, {
      headers: { "sec-fetch-mode": "navigate", accept: "text/html" },
    });
    assert.doesNotMatch(await response.text(), /<div id="app">/);
  });
}
