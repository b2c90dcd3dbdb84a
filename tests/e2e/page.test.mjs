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

test("what is loaded ahead is loaded once, and used", async () => {
  for (const path of ["/", "/playground/"]) {
    const { page, context } = await openPage(browser, postern, { path: "/healthz" });
    const asked = [];
    const warnings = [];
    context.on("request", (request) => {
      // What keeps the playground for visits without a connection asks once more, and gets it from the cache.
      if (!request.serviceWorker()) asked.push(new URL(request.url()).pathname);
    });
    page.on("console", (message) => message.type() === "warning" && warnings.push(message.text()));
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    // The browser speaks of what it has loaded in vain some seconds after all is loaded.
    await page.waitForTimeout(5_000);
    assert.deepEqual(warnings, []);
    const twice = asked.filter((one, at) => asked.indexOf(one) !== at && !one.includes("/engine-"));
    assert.deepEqual(twice, [], `${path} loads something twice`);
    await context.close();
  }
});
