// What holds on every screen, looked at one after another: a title that names it, one main heading, landmarks, no
// sideways scrolling at 320 pixels, targets for fingers, forced colours, print, and what stands there while a
// list is on its way, when it fails, and without scripts.
import assert from "node:assert/strict";
import { before, test } from "node:test";

import { onStage, openPage } from "../harness/browser.mjs";
import { tooSmall } from "../harness/look.mjs";
import { UNAVAILABLE } from "../screens/screens.mjs";
import { live } from "../screens/world.mjs";

const { postern, browser } = await onStage();
let world;
before(async () => {
  world = await live(postern);
});

const SMALLEST = { width: 320, height: 640 };

// Who looks, where, what the title says, and which calls bring what is listed there.
const SCREENS = [
  ["sign-in", undefined, "/", /Postern/],
  ["lost", "alice", "/no/such/page", /Postern/],
  ["access", "cara", "/access", /^Access/, "requests"],
  ["requests", "cara", "/requests", /^Requests/, "requests"],
  ["ask", "erin", "/requests/new", /^Request access/, "me/capabilities"],
  ["status-pending", "alice", ({ pending }) => `/requests/${pending}`, /^alice wants dba/, "requests/*"],
  ["status-active", "cara", ({ active }) => `/requests/${active}`, /^cara holds dba/, "requests/*"],
  ["status-denied", "cara", ({ denied }) => `/requests/${denied}`, /^cara wanted dev-web/, "requests/*"],
  ["review-list", "rita", "/review", /^Review/, "requests"],
  ["review-list-decided", "rita", "/review?show=decided", /^Review/, "requests"],
  ["review", "bob", ({ pending }) => `/review/${pending}`, /^alice wants dba/, "requests/*"],
  ["policy", "olga", "/policy", /^Policy/, "policy"],
  ["audit", "olga", "/audit", /^Audit/, "audit"],
  ["settings-tokens", "olga", "/settings/tokens", /^Tokens · Settings/, "tokens"],
  ["settings-people", "olga", "/settings/people", /· Settings/, "users"],
  ["settings-cluster", "olga", "/settings/cluster", /· Settings/, "settings"],
];

for (const [name, user, where, title, list] of SCREENS) {
  test(`${name}: named, reachable, narrow, large enough, in forced colours and on paper`, async () => {
    const path = typeof where === "function" ? where(world) : where;
    const { page, context, problems } = await openPage(browser, postern, { user, path, size: SMALLEST, touch: true });
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.locator(".skeleton").first().waitFor({ state: "detached" });
    assert.match(await page.title(), title);
    assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1, "one main heading");
    assert.equal(await page.getByRole("main").count(), 1, "one main part");
    if (user) assert.ok((await page.locator(".skip").count()) > 0, "a way past the header");
    assert.deepEqual(await page.evaluate(beyond), [], "something is wider than 320 pixels");
    assert.deepEqual(await page.evaluate(tooSmall), [], "something is too small for a finger");

    await page.emulateMedia({ forcedColors: "active" });
    assert.deepEqual(await page.evaluate(edgeless), [], "a button has no edge in forced colours");
    await page.emulateMedia({ forcedColors: "none", media: "print" });
    assert.ok(await page.getByRole("heading", { level: 1 }).isVisible(), "the heading is printed");
    assert.equal(await page.locator(".frame-header, .bar").locator("visible=true").count(), 0, "what is only for acting is printed");
    assert.deepEqual(problems, []);
    await context.close();
  });

  if (!list) continue;
  test(`${name}: bars while it is on its way, and why and again when it fails`, async () => {
    const path = typeof where === "function" ? where(world) : where;
    const { page, context } = await openPage(browser, postern, { user, path: "/healthz" });
    let release;
    const held = new Promise((go) => (release = go));
    await context.route(new RegExp(`/api/v1/${list.replace("*", "[0-9a-f-]{36}")}(\\?|$)`), async (route) => {
      await held;
      await route.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify(UNAVAILABLE) });
    });
    await page.goto(path);
    const bars = page.locator(".skeleton").first();
    await bars.waitFor();
    assert.equal(await bars.evaluate((element) => getComputedStyle(element).animationDelay), "0.15s");
    await page.waitForFunction(() => getComputedStyle(document.querySelector(".skeleton")).opacity === "1");
    release();
    await page.getByRole("button", { name: "Try again" }).first().waitFor();
    await page.getByText("The ledger cannot be reached; try again in a moment.").first().waitFor();
    await page.getByText("Id for support").first().waitFor();
    await page.getByText(UNAVAILABLE.request_id.slice(0, 8)).first().waitFor();
    await context.unrouteAll({ behavior: "ignoreErrors" });
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.getByRole("button", { name: "Try again" }).waitFor({ state: "detached" });
    await context.close();
  });
}

test("without scripts the page says what it needs, and where the same can be done", async () => {
  const context = await browser.newContext({ baseURL: postern.url, javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of ["/", "/requests", "/review", "/settings/tokens"]) {
    await page.goto(path);
    const told = page.locator("noscript p");
    assert.match(await told.textContent(), /needs JavaScript.*HTTP API/);
    const box = await told.boundingBox();
    assert.ok(box && box.y < 200, `${path} shows nothing without scripts`);
  }
  await context.close();
});

/** Runs in the page: what makes it scroll sideways, and is no box that scrolls by itself. */
function beyond() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("#app *")]
    .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 100));
}

/** Runs in the page: buttons of the look that has an edge, drawn without one. */
function edgeless() {
  return [...document.querySelectorAll("button.button, a.button")]
    .filter((element) => element.checkVisibility() && element.dataset.look !== "ghost")
    .filter((element) => getComputedStyle(element).borderTopWidth === "0px")
    .map((element) => element.outerHTML.slice(0, 100));
}
