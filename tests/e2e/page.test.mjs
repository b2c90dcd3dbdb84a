// The page starts: in each size and theme, under the content security policy, with nothing in the
// console.
import assert from "node:assert/strict";
import { test } from "node:test";

import { NARROW, onStage, openPage, WIDE } from "../harness/browser.mjs";

const { postern, browser } = await onStage();

for (const path of ["/", "/playground/"]) {
  for (const size of [WIDE, NARROW]) {
    for (const theme of ["light", "dark"]) {
      test(`${path} starts ${size.width} wide in the ${theme} theme`, async () => {
        const { page, context, problems } = await openPage(browser, postern, { path, size, theme });
        await page.getByRole("heading", { level: 1 }).waitFor();
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0, "the page scrolls sideways");
        assert.deepEqual(problems, []);
        await context.close();
      });
    }
  }
}

test("without its own face the page starts in the system's", async () => {
  for (const path of ["/", "/playground/"]) {
    const { page, context } = await openPage(browser, postern, { path: "/healthz" });
    await context.route("**/fonts/**", (route) => route.abort());
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await context.close();
  }
});
