// The story of the sample cluster, lived by two people in two browsers: ask, see it decided without a
// reload, take up what was approved. Tokens are verified by a library that knows nothing of Postern.
import assert from "node:assert/strict";
import { test } from "node:test";

import AxeBuilder from "@axe-core/playwright";
import { createRemoteJWKSet, jwtVerify } from "jose";

import { NARROW, onStage, openPage, takePicture, WIDE } from "../harness/browser.mjs";

const { postern, browser } = await onStage();

/** In which sizes and themes each step is looked at. */
const LOOKS = [
  { size: WIDE, theme: "light" },
  { size: WIDE, theme: "dark" },
  { size: NARROW, theme: "light" },
  { size: NARROW, theme: "dark" },
];

/**
 * Looks at the page as it stands, in each size and theme: nothing scrolls sideways, axe finds nothing,
 * and a picture is kept.
 */
async function look(person, name) {
  const { page } = person;
  for (const { size, theme } of LOOKS) {
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
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
}

const open = (user, path) => openPage(browser, postern, { user, path });

async function end(...people) {
  for (const { context, problems } of people) {
    assert.deepEqual(problems, [], "the browser complained");
    await context.close();
  }
}

/** Asks for roles as the person would, and waits for the page of the new request. */
async function ask({ page }, roles, reason) {
  for (const role of roles) {
    await page.getByRole("checkbox", { name: new RegExp(`^${role.replace(".", "\\.")}\\b`) }).check();
  }
  if (reason !== undefined) await page.getByRole("textbox").last().fill(reason);
  await page.getByRole("button", { name: "Request access" }).click();
  await page.waitForURL(/\/requests\/[0-9a-f-]{36}$/);
  return page.url().split("/").at(-1);
}

/** Takes a token up on the page of an approved request, and verifies it from the published keys alone. */
async function assume({ page }, requestId) {
  const answered = page.waitForResponse((answer) => answer.url().endsWith(`/requests/${requestId}/assume`));
  await page.getByRole("button", { name: "Assume" }).click();
  const { token, ...credential } = await (await answered).json();
  const keys = createRemoteJWKSet(new URL(`${postern.url}/.well-known/jwks.json`));
  const { payload } = await jwtVerify(token.value, keys, { issuer: postern.url, audience: token.audience });
  return { credential, payload };
}

test("alice asks for dba, bob approves, and alice holds it without a reload", async () => {
  const alice = await openPage(browser, postern, {});
  await alice.page.getByRole("button", { name: /^alice/ }).waitFor();
  await look(alice, "sign-in");
  await alice.page.getByRole("button", { name: /^alice/ }).click();
  await alice.page.getByRole("link", { name: "Request access" }).first().click();
  await alice.page.getByRole("checkbox", { name: /^dba\b/ }).check();
  await alice.page.getByRole("textbox").last().fill("INC-4821: replica lag on orders-db");
  await look(alice, "request");
  const id = await ask(alice, ["dba"]);
  await alice.page.getByText("0 of 1 approval").first().waitFor();
  await look(alice, "status-pending");
  // If the page were loaded anew from here on, this mark would be gone.
  await alice.page.evaluate(() => {
    window.unbroken = true;
  });

  const bob = await open("bob", "/review");
  const row = bob.page.getByRole("link", { name: /alice wants dba/ });
  await row.waitFor();
  await look(bob, "review-list");
  await row.click();
  await bob.page.getByRole("heading", { level: 1, name: /alice wants dba for 1 h/ }).waitFor();
  await bob.page.getByText("INC-4821: replica lag on orders-db").waitFor();
  await look(bob, "review");
  await bob.page.getByRole("button", { name: /^Approve\b/ }).first().click();
  await bob.page.getByText("Active", { exact: true }).first().waitFor();
  await look(bob, "review-decided");

  await alice.page.getByRole("heading", { level: 1, name: /alice holds dba/ }).waitFor({ timeout: 10_000 });
  assert.equal(await alice.page.evaluate(() => window.unbroken), true, "alice's page was loaded anew");
  await look(alice, "status-active");

  const { credential, payload } = await assume(alice, id);
  await look(alice, "status-token");
  assert.deepEqual(payload.roles, ["contractor", "dba"]);
  assert.deepEqual(credential.roles, ["contractor", "dba"]);
  assert.deepEqual(payload.logins, ["postgres"]);
  assert.equal(payload.sub, "alice");
  assert.equal(payload.request_id, id);
  const now = Date.now() / 1000;
  assert.ok(payload.exp > now && payload.exp <= now + 3600, `expires at ${payload.exp}, now is ${now}`);
  await alice.page.goto("/access");
  await alice.page.getByText("Active", { exact: true }).first().waitFor();
  await look(alice, "access");
  await end(alice, bob);
});

test("erin must say why; rita approves some of the roles; erin's credential holds only those", async () => {
  const erin = await open("erin", "/requests/new");
  for (const role of ["common", "dev-db", "dev-web"]) {
    await erin.page.getByRole("checkbox", { name: new RegExp(`^${role}\\b`) }).check();
  }
  await erin.page.getByRole("button", { name: "Request access" }).click();
  await erin.page.getByText(/Please provide your ticket ID/).first().waitFor();
  assert.match(erin.page.url(), /\/requests\/new/, "nothing is sent without a reason");
  await look(erin, "request-refused");
  const id = await ask(erin, [], "INC-77: the shop is down");

  const rita = await open("rita", "/review");
  await rita.page.getByRole("link", { name: /erin wants common, dev-db and dev-web/ }).click();
  await rita.page.getByRole("button", { name: /with changes/ }).click();
  await rita.page.getByRole("checkbox", { name: "dev-db" }).uncheck();
  await look(rita, "review-changes");
  await rita.page.getByRole("button", { name: "Approve 2 of 3 roles" }).click();
  await rita.page.getByText("Active", { exact: true }).first().waitFor();

  await erin.page.getByRole("heading", { level: 1, name: /erin holds common and dev-web/ }).waitFor();
  const { payload } = await assume(erin, id);
  assert.deepEqual(payload.roles, ["employee", "on-call", "common", "dev-web"]);
  await end(erin, rita);
});

test("a denial says why, on the requester's page too", async () => {
  const cara = await open("cara", "/requests/new");
  await ask(cara, ["dev-web"], "curious");
  const rolf = await open("rolf", "/review");
  await rolf.page.getByRole("link", { name: /cara wants dev-web/ }).click();
  await rolf.page.getByRole("button", { name: /^Deny/ }).first().click();
  const dialog = rolf.page.getByRole("dialog");
  await dialog.getByRole("textbox").fill("Curiosity is no ticket.");
  await look(rolf, "review-deny");
  await dialog.getByRole("button", { name: /^Deny/ }).click();
  await rolf.page.getByText("Denied", { exact: true }).first().waitFor();

  await cara.page.getByText("Denied", { exact: true }).first().waitFor();
  await cara.page.getByText("Curiosity is no ticket.").first().waitFor();
  await look(cara, "status-denied");
  await end(cara, rolf);
});

test("a role that cannot be requested says why when it is looked for", async () => {
  const cara = await open("cara", "/requests/new");
  await cara.page.getByRole("searchbox").fill("admin");
  await cara.page.getByText("Not requestable").waitFor();
  await cara.page.getByText(/denies/).locator("visible=true").first().waitFor();
  await look(cara, "request-why");
  await end(cara);
});
