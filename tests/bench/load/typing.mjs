// How long the playground's editor takes to show a key that was pressed, in a policy of ten thousand lines, as the
// browser itself measures it: from the key to the next frame.
import { WIDE } from "../../harness/browser.mjs";

const LINES = 10_000;
const KEYS = 200;
/** A quick typist's pause between keys, in milliseconds. */
const PAUSE = 80;
/** Shorter ones are not told by the browser, and counted as this. */
const LEAST = 16;

/** A policy of so many lines, every role of it different. */
function policy() {
  const roles = [];
  for (let at = 0; roles.length * 12 < LINES; at += 1) {
    roles.push(`kind: role
version: v7
metadata:
  name: team-${at}
spec:
  allow:
    request:
      roles: [team-${at + 1}, 'dev-${at}-*', '^prod-${at}-.*$']
      reason: {mode: required, prompt: Which ticket?}
      thresholds:
        - {approve: ${1 + (at % 3)}, deny: 1}
`);
  }
  return roles.join("---\n");
}

/** Types in the middle of it; returns the times in milliseconds, in order of length. */
export async function typing(browser, url) {
  const context = await browser.newContext({ baseURL: url, viewport: WIDE });
  const page = await context.newPage();
  await page.goto("/playground/");
  const checked = page.getByText(/^\s*Checked/).first();
  await checked.waitFor();
  const text = policy();
  await page.getByLabel("Import").setInputFiles({ name: "large.yaml", mimeType: "application/yaml", buffer: Buffer.from(text) });
  await page.getByText(`${text.split("\n").length} lines`).waitFor();
  await checked.waitFor();
  await page.getByLabel("Policy").focus();
  const middle = text.indexOf("Which ticket?", text.length / 2);
  await page.evaluate((at) => globalThis.posternEditor.select(at, at), middle);
  await page.evaluate((least) => {
    window.keys = [];
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === "keydown") window.keys.push(duration);
    }).observe({ type: "event", durationThreshold: least });
  }, LEAST);
  for (let at = 0; at < KEYS; at += 1) {
    await page.keyboard.press("abcdefgh "[at % 9]);
    await page.waitForTimeout(PAUSE);
  }
  await checked.waitFor();
  const told = await page.evaluate(() => window.keys);
  await context.close();
  const untold = Array.from({ length: Math.max(0, KEYS - told.length) }, () => LEAST);
  return [...told, ...untold].toSorted((a, b) => a - b);
}
