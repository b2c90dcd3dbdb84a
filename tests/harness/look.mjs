// Looking at a page as it stands: in each size and theme nothing scrolls sideways, axe finds nothing, and
// under a finger everything is large enough.
import assert from "node:assert/strict";

import AxeBuilder from "@axe-core/playwright";

import { NARROW, takePicture, WIDE } from "./browser.mjs";

const SIZES = [WIDE, NARROW];
const THEMES = ["light", "dark"];

/** What on the page is smaller than a finger: controls outside of running text under 44 pixels. */
export function tooSmall() {
  const controls = document.querySelectorAll(
    "button, select, input:not([type=checkbox], [type=radio]), textarea, a.button, nav a, label:has(input[type=checkbox])",
  );
  return [...controls]
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((element) => !element.closest("label.search") || element.matches("label"))
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([element, { height, width }]) => width > 1 && height < 44 && !element.closest(".skip"))
    .map(([element, { height }]) => `${Math.round(height)}: ${element.outerHTML.slice(0, 120)}`);
}

/**
 * Holds a page as it stands, in this size and theme, against all that. `rules`: only these of axe's rules, where
 * nothing else can differ from what was looked at before.
 */
export async function standsWell(page, name, { size, theme, rules }) {
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.equal(sideways, 0, `${name} scrolls sideways at ${size.width}`);
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
  assert.deepEqual(found, [], `axe finds something on ${name}, ${size.width} wide, ${theme}`);
  if (size === NARROW) assert.deepEqual(await page.evaluate(tooSmall), [], `too small for a finger on ${name}`);
}

/** Looks at the page of a person, and keeps a picture of each size and theme under `name`. */
export async function looksWell({ page }, name) {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await standsWell(page, name, { size, theme });
      await takePicture({ page, size, theme }, name);
    }
  }
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}
