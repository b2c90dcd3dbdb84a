// What would be deployed: `wrangler deploy --dry-run` takes it without a network, and it has neither
// the demo's sign-in nor a trap.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

import { built, root, startPostern } from "../harness/postern.mjs";

let bundle;
let output;
before(async () => {
  bundle = await mkdtemp(join(tmpdir(), "postern-deploy-"));
  const wrangler = join(root, "node_modules/.bin/wrangler");
  const configuration = join(built, "deploy/wrangler.toml");
  const { stdout, stderr } = await promisify(execFile)(
    wrangler,
    ["deploy", "--dry-run", "--config", configuration, "--outdir", bundle],
    {
      // No account, and nothing of this machine's that could be mistaken for one.
      env: {
        PATH: process.env.PATH,
        HOME: bundle,
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_SEND_ERROR_REPORTS: "false",
        WRANGLER_HIDE_BANNER: "true",
      },
    },
  );
  output = stdout + stderr;
});
after(() => rm(bundle, { recursive: true, force: true }));

test("a dry run takes the modules, the site and the object, and warns of nothing", async () => {
  assert.match(output, /module_bg\.wasm/);
  assert.match(output, /env\.LEDGER \(Ledger\)/);
  assert.match(output, /Read \d+ files from the assets directory/);
  assert.match(output, /--dry-run: exiting now/);
  assert.doesNotMatch(output, /WARNING|ERROR/);
  const entry = await readFile(join(bundle, "entry.mjs"), "utf8");
  assert.equal(entry, await readFile(join(root, "worker/entry.mjs"), "utf8"));
});

test("nothing in the bundle traps on purpose", async () => {
  const trap = "/api/v1/trap/";
  const deployed = await readFile(join(bundle, "module_bg.wasm"));
  const tested = await readFile(join(built, "test/worker/module_bg.wasm"));
  assert.ok(tested.includes(trap), "the tested build has the traps, so the search finds them");
  assert.ok(!deployed.includes(trap));
});

test("there is no demo sign-in in what would be deployed", async () => {
  const deployed = await startPostern({ variant: "deploy" });
  try {
    for (const init of [
      { method: "GET" },
      {
        method: "POST",
        headers: { "content-type": "application/json", origin: deployed.url, "sec-fetch-site": "same-origin" },
        body: JSON.stringify({ user: "alice" }),
      },
    ]) {
      const response = await deployed.fetch("/auth/demo", init);
      assert.equal(response.status, 404, `${init.method} /auth/demo`);
      assert.equal(response.headers.get("set-cookie"), null);
    }
  } finally {
    await deployed.stop();
  }
});
