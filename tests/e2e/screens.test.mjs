// Every screen and every state of it that has a picture: axe finds nothing in either theme, nothing scrolls sideways,
// and on a phone everything is large enough for a finger.
import { describe, test } from "node:test";

import { NARROW, onStage, WIDE } from "../harness/browser.mjs";
import { standsWell } from "../harness/look.mjs";
import { GROUPS } from "../screens/screens.mjs";
import { stage } from "../screens/stage.mjs";
import { live } from "../screens/world.mjs";

const { postern, browser } = await onStage();
const ids = await live(postern);

/** What stands where depends on the width, and only colours on the theme. */
const LOOKS = new Map([
  [WIDE, [{ theme: "light" }, { theme: "dark", rules: ["color-contrast", "link-in-text-block"] }]],
  [NARROW, [{ theme: "light" }]],
]);

describe("screens", { concurrency: 2 }, () => {
  for (const screen of GROUPS.flatMap(({ screens }) => screens)) {
    test(screen.name, async () => {
      for (const size of screen.sizes ?? [WIDE, NARROW]) {
        const { page, context } = await stage(browser, postern, ids, screen, size);
        for (const look of LOOKS.get(size)) {
          await page.emulateMedia({ colorScheme: look.theme, reducedMotion: "reduce" });
          await standsWell(page, screen.name, { size, ...look });
        }
        await context.close();
      }
    });
  }
});
