// Looking at a page as it stands, in both widths and themes.
import assert from "node:assert/strict";

import AxeBuilder from "@axe-core/playwright";

import { NARROW, takePicture, WIDE } from "./browser.mjs";

/** Nothing scrolls sideways, axe finds nothing, and a picture is kept, in each size and theme. */
export async function look({ page }, name) {
  for (const size of [WIDE, NARROW]) {
    for (const theme of ["light", "dark"]) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(sideways, 0, `${name} scrolls sideways at ${size.width}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
      assert.deepEqual(found, [], `axe finds something on ${name}, ${size.width} wide, ${theme}`);
      await takePicture({ page, size, theme }, name);
    }
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
