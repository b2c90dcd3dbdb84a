// The conformance cases decided by the core as a wasm module: each family answers as it does natively.
// `POSTERN_VECTORS` names a folder of further cases.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";

import { built, root } from "../harness/postern.mjs";

const own = join(root, "tests/conformance");
const named = process.env.POSTERN_VECTORS;
const folders = [own, ...(named ? [resolve(root, named)] : [])];

const module = join(built, "bindings/conformance");
const { default: init, judge } = await import(join(module, "module.js"));
await init({ module_or_path: await readFile(join(module, "module_bg.wasm")) });
const exceptions = await readFile(join(own, "exceptions.txt"), "utf8");

const families = (await readdir(own)).filter((name) => name.endsWith(".jsonl")).sort();
assert.equal(families.length, 10, "every family is here");

for (const file of families) {
  const family = file.replace(".jsonl", "");
  test(`${family} answers in wasm as it does natively`, async (context) => {
    const paths = folders.map((folder) => join(folder, file)).filter(existsSync);
    for (const path of paths) {
      const report = judge(family, await readFile(path, "utf8"), dirname(path) === own ? exceptions : undefined);
      context.diagnostic(report);
      const [, passed, failed] = report.match(/: (\d+) passed, (\d+) failed/).map(Number);
      assert.equal(failed, 0, report);
      assert.ok(passed > 0, "cases were decided");
    }
  });
}
