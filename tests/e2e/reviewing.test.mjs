// The pages of whoever reviews, in every state: the list with its filters in the address, decisions by
// keyboard and of several at once, hiding what is settled, and what is empty, failed or offline.
import assert from "node:assert/strict";
import { test } from "node:test";

import { NARROW, onStage, openPage } from "../harness/browser.mjs";
import { looksWell } from "../harness/look.mjs";

const { postern, browser } = await onStage();

const open = (user, path, more = {}) => openPage(browser, postern, { user, path, ...more });

/** Calls the API as the person whose browser it is. */
async function call({ context }, method, path, data) {
  const headers = { origin: postern.url, "sec-fetch-site": "same-origin" };
  const answer = await context.request.fetch(path, { method, data, headers });
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
  return answer.json();
}

const ask = (person, roles, reason) => call(person, "POST", "/api/v1/requests", { roles, reason });
const read = (person, { id }) => call(person, "GET", `/api/v1/requests/${id}`);
const row = ({ page }, name) => page.getByRole("link", { name });

async function end(...people) {
  for (const { context, problems } of people) {
    assert.deepEqual(problems, [], "the browser complained");
    await context.close();
  }
}

/** A person presses again when a key came before the page was ready for it. */
async function pressUntil({ page }, key, holds) {
  for (let presses = 0; presses < 40 && !(await holds()); presses += 1) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
  }
  assert.ok(await holds(), `${key} does nothing`);
}

test("an empty list says what will change it, and a failed one what did not happen", async () => {
  const rolf = await open("rolf", "/review");
  const { page } = rolf;
  await page.getByText("Nothing waits on you").waitFor();
  await looksWell(rolf, "review-list-empty");
  const refusal = {
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "/problems/x", title: "x", status: 503, detail: "the ledger is busy", code: "x", request_id: "0123456789ab" }),
  };
  await page.route("**/api/v1/requests?*", (route) => route.fulfill(refusal));
  await page.goto("/review");
  await page.getByText("The list could not be loaded").waitFor();
  await looksWell(rolf, "review-list-failed");
  await page.unroute("**/api/v1/requests?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("Nothing waits on you").waitFor();
  await page.goto("/review/00000000-0000-4000-8000-000000000000");
  await page.getByRole("heading", { level: 1, name: "There is no such request" }).waitFor();
  await looksWell(rolf, "review-gone");
  await rolf.context.close();
});

test("several are selected and denied by keyboard, each with the reason, after one question", async () => {
  const gus = await open("gus", "/access");
  const one = await ask(gus, ["dev-web"], "CHG-1");
  const two = await ask(gus, ["dev-db"], "CHG-2");
  const rita = await open("rita", "/review");
  const { page } = rita;
  await row(rita, /gus wants dev-web/).waitFor();
  await row(rita, /gus wants dev-db/).waitFor();
  await pressUntil(rita, "j", () => page.evaluate(() => document.activeElement?.matches(".list-row") ?? false));
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("2 selected").waitFor();
  await looksWell(rita, "review-list-selected");
  await page.keyboard.press("d");
  const dialog = page.getByRole("dialog", { name: /Deny 2.requests\?/ });
  await dialog.waitFor();
  await dialog.getByRole("button", { name: /Deny 2/ }).click();
  await dialog.getByText("Say why, in a few words").waitFor();
  await looksWell(rita, "review-list-deny");
  await dialog.getByRole("textbox").fill("The change is frozen.");
  await dialog.getByRole("button", { name: /Deny 2/ }).click();
  await page.getByText(/^Denied 2.requests\.$/).waitFor();
  await dialog.waitFor({ state: "detached" });
  for (const request of [one, two]) {
    const { state, reviews } = await read(gus, request);
    assert.equal(state, "denied");
    assert.deepEqual(reviews.map(({ author, reason }) => [author, reason]), [["rita", "The change is frozen."]]);
  }
  // What was decided says so where it stood.
  assert.equal(await page.getByRole("main").getByText("Denied", { exact: true }).count(), 2);
  await end(gus, rita);
});

test("a approves the row at the keyboard after a question, and keys do nothing in fields", async () => {
  const erin = await open("erin", "/access");
  const request = await ask(erin, ["common"], "OPS-193: rotate certificates");
  const rita = await open("rita", "/review");
  const { page } = rita;
  await row(rita, /erin wants common/).waitFor();
  await pressUntil(rita, "/", () => page.evaluate(() => document.activeElement?.id === "list-text"));
  await page.keyboard.type("rotate adx");
  assert.equal(await page.getByRole("dialog").count(), 0);
  await page.getByText("No request matches").waitFor();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await row(rita, /erin wants common/).waitFor();
  await page.locator("h1").focus();
  await pressUntil(rita, "j", () => row(rita, /erin wants common/).evaluate((one) => one === document.activeElement));
  await page.keyboard.press("a");
  const dialog = page.getByRole("dialog", { name: "Approve this request?" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal((await read(erin, request)).state, "pending");
  await page.waitForFunction(() => document.activeElement?.matches(".list-row"));
  await page.keyboard.press("a");
  await dialog.getByRole("button", { name: "Approve request" }).click();
  await page.getByText("Approved. erin can take up the access now.").waitFor();
  assert.equal((await read(erin, request)).state, "approved");
  await end(erin, rita);
});

test("filters, parts and orders live in the address", async () => {
  const cara = await open("cara", "/access");
  await ask(cara, ["dev-web"], "first");
  await ask(cara, ["common"], "second");
  const rita = await open("rita", "/review?show=pending&by=cara&sort=oldest&age=1h");
  const { page } = rita;
  await row(rita, /cara wants/).first().waitFor();
  const sentences = () => page.locator(".list-row .sentence").allInnerTexts();
  assert.match((await sentences()).join("|"), /dev-web.*\|.*common/);
  await page.getByRole("combobox", { name: "Order" }).selectOption("newest");
  await page.waitForURL(/sort=newest/);
  assert.match((await sentences()).join("|"), /common.*\|.*dev-web/);
  await page.getByRole("combobox", { name: "Role" }).selectOption("common");
  await page.waitForURL(/role=common/);
  assert.equal((await sentences()).length, 1);
  await page.reload();
  await row(rita, /cara wants/).first().waitFor();
  assert.equal((await sentences()).length, 1, "the address alone says what is shown");
  await page.goto("/review?show=decided&state=approved");
  await row(rita, /erin/).first().waitFor();
  assert.equal(await row(rita, /gus wanted/).count(), 0);
  await looksWell(rita, "review-list-filtered");
  await page.getByRole("combobox", { name: "Outcome" }).selectOption("denied");
  await row(rita, /gus wanted/).first().waitFor();
  await end(cara, rita);
});

test("an administrator hides what is settled, and history keeps it", async () => {
  const gus = await open("gus", "/access");
  const request = await ask(gus, ["dev-web"], "by mistake");
  await call(gus, "POST", `/api/v1/requests/${request.id}/withdraw`, {});
  const rita = await open("rita", `/requests/${request.id}`);
  await rita.page.getByText("Withdrawn", { exact: true }).first().waitFor();
  assert.equal(await rita.page.getByRole("button", { name: "Hide" }).count(), 0, "rita may not");
  const bob = await open("bob", `/review/${request.id}`);
  const { page } = bob;
  await page.getByRole("button", { name: "Hide" }).click();
  const dialog = page.getByRole("dialog", { name: "Hide this request?" });
  await looksWell(bob, "review-hide");
  await dialog.getByRole("button", { name: "Hide request" }).click();
  await page.getByText("Hidden. It is out of the lists; the audit log keeps it.").first().waitFor();
  await page.goto(`/requests/${request.id}`);
  await page.getByText("Hidden from the lists").waitFor();
  await looksWell(bob, "status-hidden");
  const { items } = await call(bob, "GET", "/api/v1/requests?requester=gus");
  assert.equal(items.filter(({ id }) => id === request.id).length, 0);
  await end(gus, rita, bob);
});

test("on a phone a deep link opens the decision, and offline it waits", async () => {
  const cara = await open("cara", "/access");
  const request = await ask(cara, ["dev-db"], "third");
  const rita = await open("rita", `/review/${request.id}`, { size: NARROW });
  const { page, context } = rita;
  await page.getByRole("heading", { level: 1, name: /cara wants dev-db/ }).waitFor();
  await page.getByRole("button", { name: "Copy link" }).waitFor();
  await context.setOffline(true);
  await page.getByText("Deciding waits until you are back; what you wrote stays here.").waitFor({ timeout: 15_000 });
  await looksWell(rita, "review-offline");
  await page.setViewportSize(NARROW);
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByRole("button", { name: /^Approve\b/ }).first().click();
  await page.getByText("Active", { exact: true }).first().waitFor();
  assert.equal((await read(cara, request)).state, "approved");
  await context.close();
  await end(cara);
});

test("it prints as a document, and keeps its edges where colours are forced", async () => {
  const rita = await open("rita", "/review?show=decided");
  const { page } = rita;
  await row(rita, /erin/).first().waitFor();
  await page.emulateMedia({ media: "print" });
  assert.equal(await page.getByRole("banner").isVisible(), false);
  assert.equal(await page.getByRole("combobox", { name: "Role" }).isVisible(), false);
  assert.ok(await row(rita, /erin/).first().isVisible());
  await page.emulateMedia({ media: "screen", forcedColors: "active" });
  const edge = await page.locator(".badge").first().evaluate((badge) => getComputedStyle(badge).borderTopWidth);
  assert.equal(edge, "1px");
  await end(rita);
});
