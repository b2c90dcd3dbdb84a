// The pages of whoever asks, in every state: the form and its repeat, one's own requests and their history,
// the banner of what is active, the frame's keys and palette, offline, and a session that ends elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";

import { onStage, openPage } from "../harness/browser.mjs";
import { looksWell } from "../harness/look.mjs";

const { postern, browser } = await onStage();

const open = (user, path) => openPage(browser, postern, { user, path });

/** Calls the API as the person whose browser it is. */
async function call({ context }, path, data) {
  const headers = { origin: postern.url, "sec-fetch-site": "same-origin" };
  const answer = await context.request.post(path, { data, headers });
  assert.ok(answer.ok(), `${path}: ${answer.status()} ${await answer.text()}`);
  return answer.status() === 204 ? undefined : answer.json();
}

const ask = (person, roles, reason) => call(person, "/api/v1/requests", { roles, reason });
const approve = (person, { id }) => call(person, `/api/v1/requests/${id}/reviews`, { verdict: "approve" });

async function end(...people) {
  for (const { context, problems } of people) {
    assert.deepEqual(problems, [], "the browser complained");
    await context.close();
  }
}

test("a request is repeated in three interactions, filled in like the one before", async () => {
  const alice = await open("alice", "/requests/new");
  const { page } = alice;
  assert.equal(await page.getByRole("button", { name: "Repeat a recent request" }).count(), 0, "there is none yet");
  const { id } = await ask(alice, ["dba"], "INC-4821: replica lag");
  await call(alice, `/api/v1/requests/${id}/withdraw`, {});
  await page.goto("/requests/new");
  await page.getByRole("button", { name: "Repeat a recent request" }).click();
  await page.getByRole("link", { name: /replica lag/ }).click();
  await page.waitForURL(/\/requests\/new\?like=/);
  await page.waitForFunction(() => document.querySelector("#reason")?.value === "INC-4821: replica lag");
  await page.locator("label:has(input:checked)").filter({ hasText: "dba" }).waitFor();
  await looksWell(alice, "request-again");
  await page.getByRole("button", { name: "Request access" }).first().click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  await page.getByRole("heading", { level: 1, name: /alice wants dba/ }).waitFor();
  await page.goto(`/requests/new?like=00000000-0000-4000-8000-000000000000`);
  await page.getByText("The earlier request could not be read, so the form is empty.").waitFor();
  alice.problems.length = 0;
  await end(alice);
});

test("sign-in leads those whose roles say so to the form with everything ticked, once", async () => {
  const erin = await open(undefined, "/");
  const { page } = erin;
  await page.getByRole("button", { name: /^erin/ }).click();
  await page.getByRole("heading", { level: 1, name: "Request access" }).waitFor();
  const boxes = page.getByRole("group", { name: "You can request" }).getByRole("checkbox");
  await boxes.first().waitFor();
  const all = await boxes.count();
  assert.ok(all > 1);
  for (let at = 0; at < all; at += 1) assert.ok(await boxes.nth(at).isChecked(), `role ${at} is not ticked`);
  await page.getByText("Please provide your ticket ID").first().waitFor();
  await page.goto("/");
  await page.getByRole("heading", { level: 1, name: "Access" }).waitFor();
  await end(erin);
});

test("what is active is extended and dropped from the banner, and several grants collapse", async () => {
  const erin = await open("erin", "/requests");
  const rita = await open("rita", "/access");
  const { page } = erin;
  await approve(rita, await ask(erin, ["common"], "INC-1"));
  const banner = page.getByRole("complementary", { name: "Active access" });
  await banner.getByText("is active").waitFor();
  await banner.getByRole("link", { name: "Extend" }).click();
  await page.waitForURL(/\/requests\/new\?like=/);
  await page.locator("label:has(input:checked)").filter({ hasText: "common" }).waitFor();
  await approve(rita, await ask(erin, ["dev-web"], "INC-2"));
  await banner.getByText("2 grants are").waitFor();
  await page.goto("/requests");
  await banner.getByText("2 grants are").click();
  await looksWell(erin, "banner-several");
  await banner.getByRole("listitem").filter({ hasText: "dev-web" }).getByRole("button", { name: "Drop" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Drop access" }).click();
  await page.getByText("Dropped. The access has ended.").waitFor();
  await banner.getByText("is active").waitFor();
  await page.goto("/access");
  await page.getByRole("heading", { name: "History" }).waitFor();
  await page.getByRole("link", { name: /^erin held dev-web/ }).waitFor();
  await looksWell(erin, "access-history");
  await end(erin, rita);
});

test("the palette finds places, roles and requests by keyboard, and gives the focus back", async () => {
  const gus = await open("gus", "/access");
  const { page } = gus;
  await ask(gus, ["common"], "CHG-2207: failover drill");
  const search = page.getByRole("button", { name: "Search or jump to" });
  await search.focus();
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Search or jump to" });
  await field.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "palette-text");
  await page.keyboard.type("failover");
  await page.getByRole("option", { name: /gus wants common/ }).waitFor();
  await looksWell(gus, "palette");
  await page.keyboard.press("Escape");
  await field.waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.classList.contains("frame-search"));
  await page.keyboard.press("Control+k");
  await field.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "palette-text");
  await page.keyboard.type("req dev-web");
  await page.getByRole("option", { name: "Request dev-web" }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/requests\/new\?role=dev-web$/);
  await page.locator("label:has(input:checked)").filter({ hasText: "dev-web" }).waitFor();
  await end(gus);
});

test("single keys lead on, do nothing in fields, and can be switched off", async () => {
  const cara = await open("cara", "/access");
  const { page } = cara;
  await page.getByRole("heading", { level: 1, name: "Access" }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.getByRole("heading", { level: 1, name: "Request access" }).waitFor();
  await page.getByRole("searchbox").waitFor();
  await page.keyboard.press("/");
  await page.waitForFunction(() => document.activeElement?.id === "roles");
  await page.keyboard.type("g q?");
  assert.equal(await page.getByRole("searchbox").inputValue(), "g q?");
  assert.match(page.url(), /\/requests\/new/);
  await page.locator("h1").focus();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys and about" });
  await help.waitFor();
  await help.getByText(/The last answer took/).waitFor();
  await looksWell(cara, "help");
  await help.getByRole("checkbox").uncheck();
  await page.keyboard.press("Escape");
  await help.waitFor({ state: "detached" });
  await page.locator("h1").focus();
  await page.keyboard.press("g");
  await page.keyboard.press("a");
  await page.keyboard.press("?");
  await page.waitForTimeout(300);
  assert.match(page.url(), /\/requests\/new/);
  assert.equal(await help.count(), 0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").waitFor();
  await end(cara);
});

test("empty, failed and offline say so, and what was there stays", async () => {
  const cara = await open("cara", "/requests");
  const { page, context } = cara;
  await page.getByText("You have asked for nothing yet").waitFor();
  await looksWell(cara, "requests-empty");
  await page.goto("/access");
  await page.getByText("Nothing is active").waitFor();
  await page.getByText("Nothing has ended yet").waitFor();
  await looksWell(cara, "access-empty");
  const refusal = {
    status: 503,
    contentType: "application/problem+json",
    body: JSON.stringify({ type: "/problems/x", title: "x", status: 503, detail: "the ledger is busy", code: "x", request_id: "0123456789ab" }),
  };
  await page.route("**/api/v1/requests?*", (route) => route.fulfill(refusal));
  await page.goto("/requests");
  await page.getByText("Your requests could not be loaded").waitFor();
  await page.getByText("The ledger is busy.").waitFor();
  await page.getByText("01234567").waitFor();
  await looksWell(cara, "requests-failed");
  await page.unroute("**/api/v1/requests?*");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("You have asked for nothing yet").waitFor();
  await context.setOffline(true);
  await page.getByText("You are offline.").waitFor({ timeout: 15_000 });
  await page.getByText("You have asked for nothing yet").waitFor();
  await looksWell(cara, "requests-offline");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByText("You are offline.").waitFor({ state: "detached" });
  await context.close();
});

test("where a provider's word is too old, signing in again is one button, and leads back", async () => {
  const alice = await open("alice", "/access");
  const rita = await open("bob", "/access");
  const { page } = alice;
  const request = await ask(alice, ["dba"], "INC-9");
  await approve(rita, request);
  const refusal = {
    status: 403,
    contentType: "application/problem+json",
    body: JSON.stringify({
      type: "/problems/claims-too-old",
      title: "Sign in again first",
      status: 403,
      detail: "sign in again first: what your identity provider said about you is too old to act by",
      code: "claims-too-old",
    }),
  };
  await page.route("**/assume", (route) => route.fulfill(refusal));
  await page.goto(`/requests/${request.id}`);
  await page.getByRole("button", { name: "Assume" }).click();
  await page.getByText("No token was issued.").waitFor();
  await looksWell(alice, "status-claims-too-old");
  await page.getByRole("button", { name: "Sign in again" }).click();
  await page.getByRole("button", { name: /^alice/ }).click();
  await page.getByRole("heading", { level: 1, name: /alice holds dba/ }).waitFor();
  assert.ok(page.url().endsWith(`/requests/${request.id}`));
  await alice.context.close();
  await rita.context.close();
});

test("a session that ends elsewhere says so, and the page opens where it was", async () => {
  const gus = await open("gus", "/requests");
  const { page } = gus;
  await page.getByRole("heading", { level: 1, name: "Requests" }).waitFor();
  await page.waitForTimeout(500);
  await call(gus, "/auth/logout", {});
  await page.getByText("Your session has ended.").waitFor({ timeout: 15_000 });
  await looksWell(gus, "sign-in-ended");
  await page.getByRole("button", { name: /^gus/ }).click();
  await page.getByRole("heading", { level: 1, name: "Requests" }).waitFor();
  await gus.context.close();
});
