// Every list is answered by its indexes: no combination of filters looks at all requests or sorts them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { signIn } from "../harness/postern.mjs";
import { startLedger } from "../harness/workerd.mjs";

test("no list scans or sorts a whole table", async () => {
  const postern = await startLedger();
  try {
    // The first call makes the schema.
    await signIn(postern, "alice");
    const plans = await (await postern.fetch("/api/v1/trap/plans")).json();
    assert.ok(plans.length > 300, `only ${plans.length} plans`);
    for (const { list, steps } of plans) {
      const what = `${list}:\n${steps.join("\n")}`;
      // Two pieces of at most a page each are put in order; and only what no alarm has written yet is
      // sorted by itself, or looked at in the order of its clock.
      const isOfTwo = steps.some((step) => step.includes("UNION ALL"));
      const sorts = steps.filter((step) => step.includes("TEMP B-TREE")).length;
      const byClock = steps.filter((step) => /USING INDEX requests_due /.test(step)).length;
      const isOfPage = list.startsWith("what happened");
      assert.ok(sorts <= (isOfTwo || isOfPage ? 1 : 0) + byClock, `sorts: ${what}`);
      for (const step of steps.filter((step) => step.startsWith("SCAN"))) {
        const inOrder = /^SCAN (r|d) USING (COVERING )?INDEX (requests_by_age|requests_scheduled|requests_hidden)$/.test(step);
        const bounded = /^SCAN (\(subquery-\d+\)|CONSTANT ROW|j VIRTUAL TABLE.*)$/.test(step);
        assert.ok(inOrder || bounded, `scans: ${what}`);
      }
      assert.ok(!steps.some((step) => /AUTOMATIC/.test(step)), `makes an index of its own: ${what}`);
    }
  } finally {
    await postern.stop();
  }
});
