// How long the first load of a page takes on a slow phone: `main.mjs [PAGE]…`. Each is loaded with nothing in the
// cache, over a line and on a processor that are made slow, several times; the medians are printed.
import assert from "node:assert/strict";

import { launchBrowser, NARROW } from "../../harness/browser.mjs";
import { startPostern } from "../../harness/postern.mjs";
import { ask, signIn } from "../../parts/screen.mjs";
import { startEdge } from "./edge.mjs";
import { typing } from "./typing.mjs";

/** As Lighthouse has it for a phone: slow 4G, and a processor a quarter as fast. */
const LINE = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const SLOWER = 4;
const TURNS = 5;
/** Nothing came and nothing ran for so long: the page is at rest. */
const QUIET_MS = 1_500;

const PAGES = {
  "sign-in": { path: "/", ready: (page) => signIn.person(page, "alice") },
  form: { path: ask.path, user: "erin", ready: (page) => ask.role(page, "common") },
  playground: { path: "/playground/", ready: (page) => page.getByText(/^\s*Checked/).first() },
};

/** Runs in the page from its first moment on. */
function watch() {
  const seen = { tasks: [], shift: 0, lcp: 0, what: "" };
  window.load = seen;
  const each = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  each("longtask", ({ startTime, duration }) => seen.tasks.push({ startTime, duration }));
  each("layout-shift", ({ value, hadRecentInput }) => (seen.shift += hadRecentInput ? 0 : value));
  each("largest-contentful-paint", ({ startTime, element }) => {
    seen.lcp = startTime;
    seen.what = element?.outerHTML.slice(0, 60) ?? "";
  });
}

/** Runs in the page: whether it is at rest. */
function atRest(quiet) {
  const resources = performance.getEntriesByType("resource").map((entry) => entry.responseEnd);
  const tasks = window.load.tasks.map(({ startTime, duration }) => startTime + duration);
  return performance.now() - Math.max(0, ...resources, ...tasks) > quiet;
}

/** Runs in the page: what was measured. */
function measured() {
  const { tasks, shift, lcp, what } = window.load;
  const fcp = performance.getEntriesByName("first-contentful-paint")[0].startTime;
  // What of each long task blocks: all but its first 50 ms, as far as something is to be seen.
  const blocking = tasks.map(({ startTime, duration }) => {
    const from = Math.max(startTime, fcp);
    return Math.max(0, startTime + duration - from - 50);
  });
  return { fcp, lcp, tbt: blocking.reduce((sum, ms) => sum + ms, 0), shift, what };
}

async function once(browser, url, { path, user, ready }) {
  const context = await browser.newContext({ baseURL: url, viewport: NARROW, hasTouch: true, isMobile: true, locale: "en-GB" });
  if (user) {
    const answer = await context.request.post("/auth/demo", { data: { user }, headers: { origin: url } });
    assert.ok(answer.ok(), `${user} cannot sign in: ${answer.status()}`);
  }
  const page = await context.newPage();
  await page.addInitScript(watch);
  const devtools = await context.newCDPSession(page);
  let bytes = 0;
  const files = new Map();
  const names = new Map();
  await devtools.send("Network.enable");
  devtools.on("Network.requestWillBeSent", ({ requestId, request }) => names.set(requestId, new URL(request.url).pathname));
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    files.set(names.get(requestId), encodedDataLength);
  });
  await devtools.send("Network.emulateNetworkConditions", LINE);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
  await page.goto(path);
  await ready(page).waitFor();
  const usable = await page.evaluate(() => performance.now());
  await page.waitForFunction(atRest, QUIET_MS);
  const answer = { ...(await page.evaluate(measured)), usable, bytes, files };
  await context.close();
  return answer;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const wanted = process.argv.slice(2);
const names = [...Object.keys(PAGES), "typing"];
for (const name of wanted) assert.ok(names.includes(name), `there is no page ${name}; there are ${names.join(", ")}`);

const postern = await startPostern({ variant: "demo" });
const edge = await startEdge(postern.url);
const browser = await launchBrowser();
try {
  // The first load of all pays for the edge's compressing; it does not count.
  const pages = Object.entries(PAGES).filter(([name]) => wanted.length === 0 || wanted.includes(name));
  console.log(`${"page".padEnd(12)}     FCP      LCP  usable      TBT     CLS  transferred`);
  for (const [name, page] of pages) {
    await once(browser, edge.url, page);
    const turns = [];
    for (let turn = 0; turn < TURNS; turn += 1) turns.push(await once(browser, edge.url, page));
    const of = (key) => median(turns.map((turn) => turn[key]));
    const ms = (key) => `${Math.round(of(key))} ms`.padStart(8);
    console.log(
      `${name.padEnd(12)}${ms("fcp")} ${ms("lcp")}${ms("usable")} ${ms("tbt")}  ${of("shift").toFixed(4)}  ${(of("bytes") / 1024).toFixed(0).padStart(6)} KiB`,
    );
    console.log(`  the largest: ${turns.at(-1).what}`);
    const files = [...turns.at(-1).files].sort(([, a], [, b]) => b - a).slice(0, 6);
    for (const [file, size] of files) console.log(`  ${(size / 1024).toFixed(1).padStart(7)} KiB ${file}`);
  }
  if (wanted.length === 0 || wanted.includes("typing")) {
    const times = await typing(browser, postern.url);
    const at = (part) => `${times[Math.min(times.length - 1, Math.floor(times.length * part))]} ms`;
    console.log(`typing, from key to frame in 10,000 lines, not slowed: half within ${at(0.5)}, 95 % within ${at(0.95)}, the longest ${at(1)}`);
  }
} finally {
  await browser.close();
  await edge.stop();
  await postern.stop();
}
