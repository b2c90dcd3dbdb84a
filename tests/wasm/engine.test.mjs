// The browser's engine as a module: policy tests run in it with the runtime's time zones, and a place is asked about.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { built, root } from "../harness/postern.mjs";

const module = join(built, "bindings/engine");
const engine = await import(join(module, "module.js"));
await engine.default({ module_or_path: await readFile(join(module, "module_bg.wasm")) });
const example = await readFile(join(root, "app/engine/examples/policy-tests.yaml"), "utf8");

test("a text's tests come out in the browser as they do anywhere", () => {
  const report = JSON.parse(engine.tests(example));
  assert.deepEqual([report.ok, report.passed, report.failed, report.broken], [false, 2, 1, 0]);
  const { name, unmet } = report.tests.find((test) => test.outcome === "failed");
  assert.equal(name, "one lead is enough");
  assert.equal(unmet[0].came, "`pending`: 1 of 2 approvals (two colleagues)");
  assert.deepEqual([report.coverage.covered, report.coverage.total], [4, 4]);
});

test("rules apply at the hours of their zones, in summer and in winter", () => {
  const rule = (zone, at) => `kind: role
version: v7
metadata: {name: asks}
spec: {allow: {request: {roles: [a]}}}
---
kind: role
version: v7
metadata: {name: a}
---
kind: access_monitoring_rule
version: v1
metadata: {name: by-day}
spec:
  subjects: [access_request]
  condition: 'contains_all(set("a"), access_request.spec.roles)'
  desired_state: reviewed
  automatic_review: {integration: builtin, decision: APPROVED}
  schedules: {day: {time: {timezone: ${zone}, shifts: [{weekday: Monday, start: '09:00', end: '17:00'}]}}}
---
kind: policy_test
version: v1
metadata: {name: t}
spec:
  requester: {roles: [asks]}
  at: '${at}'
  request: {roles: [a]}
  expect: {outcome: allowed, state: approved}
`;
  for (const [zone, at, ok] of [
    ["Europe/Lisbon", "2026-01-05T16:30:00Z", true],
    ["Europe/Lisbon", "2026-07-06T16:30:00Z", false], // half past five in summer
    ["Asia/Kolkata", "2026-01-05T04:00:00Z", true],
    ["Asia/Kolkata", "2026-01-05T03:00:00Z", false],
    ["Atlantis/Capital", "2026-01-05T12:00:00Z", false],
  ]) {
    assert.equal(JSON.parse(engine.tests(rule(zone, at))).ok, ok, `${zone} at ${at}`);
  }
});

test("the pattern at a byte of the text says what it accepts", () => {
  const at = (needle) => Buffer.byteLength(example.slice(0, example.indexOf(needle) + 1));
  const { found } = JSON.parse(engine.matches(example, at("'prod-*'")));
  assert.equal(found.kind, "glob");
  assert.deepEqual(found.accepts, { count: 1, names: ["prod-web"] });
  assert.deepEqual(found.witnesses.map(({ name }) => name), ["prod-", "prod-abc"]);
  assert.ok(found.near_misses.some(({ name }) => name === "prod"));
  assert.match(JSON.parse(engine.matches(example, 0)).nothing, /^there is no pattern here/);
  for (const text of ["", "{", "\u{1F600}: ["]) {
    assert.ok(JSON.parse(engine.matches(text, 4_294_967_295)).nothing);
    assert.equal(JSON.parse(engine.tests(text)).tests.length, 0);
  }
});
