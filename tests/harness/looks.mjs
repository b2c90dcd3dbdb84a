// What must hold wherever one looks: axe finds nothing in either theme, nothing scrolls sideways, what is
// for fingers is large enough for them, and what the keyboard reaches shows that it has been reached.
import assert from "node:assert/strict";

import AxeBuilder from "@axe-core/playwright";

/** How large a target for a finger is at least, in CSS pixels. */
export const FINGER = 44;

/** axe finds nothing on the page as it stands, in either theme; no rule is switched off. */
export async function clean(page, name) {
  for (const colorScheme of ["dark", "light"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
    assert.deepEqual(found, [], `axe finds something on ${name} in the ${colorScheme} theme`);
  }
}

/** At no moment since the document was loaded was anything wider than the window. */
export async function neverSideways(page, name) {
  assert.equal(await page.evaluate(() => window.seen.sideways), 0, `${name} scrolled sideways`);
}

/** Nothing has moved by itself since the document was loaded. No time is measured, only distance. */
export async function isSteady(page, name) {
  const shift = await page.evaluate(() => window.seen.shift);
  assert.ok(shift < 0.01, `${name} moved by itself: its layout shift is ${shift}`);
}

/** A finger hits it: taps it, after having looked at its size. */
export async function tap(target) {
  await target.waitFor();
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  const text = (await target.textContent())?.trim().slice(0, 40);
  assert.ok(
    box.height >= FINGER && box.width >= FINGER,
    `${text} is ${box.width} × ${box.height}, too small for a finger`,
  );
  await target.tap();
}

/**
 * Presses Tab until the target has the focus. At every stop on the way the focus is to be seen: with a mark around
 * it, within the window, and not under anything else.
 */
export async function reach(page, target, { most = 60, key = "Tab" } = {}) {
  for (let presses = 0; presses < most; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    const fault = await page.evaluate(hidden);
    assert.equal(fault, undefined, "the focus cannot be seen");
  }
  assert.fail(`${key} never reaches ${target}`);
}

/** Runs in the page: what is wrong with how the focus is shown, if anything. */
function hidden() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const name = `${element.tagName.toLowerCase()} “${(element.ariaLabel ?? element.textContent ?? "").trim().slice(0, 40)}”`;
  // A field may show it on what surrounds it.
  const marked = [element, element.parentElement, element.parentElement?.parentElement].some((one) => {
    const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  });
  if (!marked) return `${name} has no mark`;
  const box = element.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  if (box.width === 0 || box.height === 0) return `${name} has no size`;
  if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return `${name} is outside the window`;
  const top = document.elementFromPoint(x, y);
  const holds = (outer) => outer && (outer.contains(top) || top?.contains(outer));
  return holds(element) || holds(element.closest("label")) ? undefined : `${name} is under ${top?.outerHTML.slice(0, 80)}`;
}

/** What a person does when a key comes before the page is ready for it: presses again. */
export async function pressUntil(page, key, holds) {
  for (let presses = 0; presses < 40 && !(await holds()); presses += 1) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
  }
  assert.ok(await holds(), `${key} does nothing`);
}

/** Nobody has used a mouse or a finger since the document was loaded. */
export async function byKeyboardAlone(page) {
  assert.equal(await page.evaluate(() => window.seen.pointed), 0, "something was pointed at");
}
