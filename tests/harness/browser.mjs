// Chromium for the journeys: one browser for a file, one context of its own for each person.
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { after } from "node:test";

import { chromium } from "playwright-core";

import { built, startPostern } from "./postern.mjs";

/** The sizes that every page is looked at in. */
export const WIDE = { width: 1280, height: 720 };
export const NARROW = { width: 390, height: 844 };

/** Starts Chromium: the one that `CHROMIUM` names, or the one that the system has. */
export function launchBrowser() {
  const executablePath =
    process.env.CHROMIUM ??
    ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  return chromium.launch({
    executablePath,
    // For root and for machines without a graphics card or a network; nothing runs in the background.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A cluster and a browser for the tests of one file, which both end with it. */
export async function onStage() {
  const browser = await launchBrowser();
  after(() => browser.close());
  const postern = await startPostern();
  after(() => postern.stop());
  return { postern, browser };
}

/**
 * Opens a page as somebody with a browser of their own: cookies, storage and theme are nobody else's.
 *
 * `user`: who of the sample cluster is signed in, nobody unless told. `cookies`: a session that there is already, instead. `theme`: `light` or `dark`.
 * `touch`: as a phone has it: fingers instead of a mouse, and a phone's idea of a page's width.
 * Returns the page, and `problems`: every error that the page has written to its console, every
 * exception and every request that failed, for a journey to find empty at its end.
 */
export async function openPage(browser, postern, { user, cookies, path = "/", size = WIDE, theme = "light", touch = false } = {}) {
  const context = await browser.newContext({
    baseURL: postern.url,
    viewport: size,
    hasTouch: touch,
    isMobile: touch,
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
  });
  if (cookies) {
    await context.addCookies(cookies);
  } else if (user) {
    const answer = await context.request.post("/auth/demo", {
      data: { user },
      headers: { origin: postern.url, "sec-fetch-site": "same-origin" },
    });
    if (!answer.ok()) throw new Error(`${user} cannot sign in: ${answer.status()} ${await answer.text()}`);
  }
  await context.addInitScript(watch);
  const page = await context.newPage();
  const problems = [];
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("console", (message) => {
    // The browser reports every refusal; this one is how a page learns that nobody is signed in.
    const isAskingWho = message.text().includes("401") && message.location().url.endsWith("/api/v1/me");
    if (message.type() === "error" && !isAskingWho) problems.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    // What the page itself gives up, as when it leaves for another address, is no failure.
    if (reason !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${reason}`);
  });
  await page.goto(path);
  return { page, context, problems, size, theme };
}

/** Runs in the page from its first moment on, and keeps in `window.seen` what no single look would find. */
function watch() {
  const seen = { sideways: 0, shift: 0, pointed: 0 };
  window.seen = seen;
  const measure = () => {
    const root = document.documentElement;
    if (root) seen.sideways = Math.max(seen.sideways, root.scrollWidth - root.clientWidth);
    requestAnimationFrame(measure);
  };
  measure();
  // What moved without having been asked to: Cumulative Layout Shift, without its windows of time.
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
    window.addEventListener(kind, () => (seen.pointed += 1), { capture: true, passive: true });
  }
}

/** Takes a picture of the whole page into `target/postern/screens/`, named by size and theme too. */
export async function takePicture({ page, size, theme }, name) {
  const file = join(built, "screens", `${name}-${theme}-${size.width}.png`);
  await mkdir(dirname(file), { recursive: true });
  await page.screenshot({ path: file, fullPage: true });
  return file;
}
