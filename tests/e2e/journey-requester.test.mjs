// A requester's way: signs in, asks, waits, is told of the approval where she stands, takes it up, drops it;
// and is told of a refusal with its reason.
import assert from "node:assert/strict";
import { test } from "node:test";

import { review, submit } from "../harness/api.mjs";
import { onStage, openPage } from "../harness/browser.mjs";
import { clean, isSteady, neverSideways } from "../harness/looks.mjs";
import { signIn as enter } from "../harness/postern.mjs";
import { anywhere, ask, signIn, status } from "../parts/screen.mjs";

const { postern, browser } = await onStage();

/** Ends a person's visit: nothing scrolled sideways, and the browser had nothing to complain about. */
async function leave({ page, context, problems }) {
  await neverSideways(page, page.url());
  assert.deepEqual(problems, [], "the browser complained");
  await context.close();
}

test("alice asks, waits, is approved while she looks on, takes it up and drops it", async () => {
  const alice = await openPage(browser, postern);
  const { page } = alice;
  await signIn.person(page, "alice").waitFor();
  await isSteady(page, "sign-in");
  await clean(page, "sign-in");
  await signIn.person(page, "alice").click();
  await ask.link(page).waitFor();
  await clean(page, "access without a grant");

  await ask.link(page).click();
  await ask.role(page, "dba").check();
  await ask.reason(page).fill("INC-4821: replica lag on orders-db");
  await page.getByText("The server was asked").waitFor();
  await clean(page, "the form, filled in");
  await ask.send(page).click();
  await page.waitForURL(status.address);
  const id = status.address.exec(page.url())[1];
  await status.progress(page, "0 of 1 approval").waitFor();
  await status.phase(page, "Pending").waitFor();
  await clean(page, "a pending request");

  // If the page were loaded anew from here on, this mark would be gone.
  await page.evaluate(() => {
    window.unbroken = true;
  });
  await review(await enter(postern, "bob"), id, "approve", { reason: "Go ahead." });
  await anywhere.title(page, /alice holds dba/).waitFor();
  await status.phase(page, "Active").waitFor();
  await page.getByText("Go ahead.").waitFor();
  assert.equal(await page.evaluate(() => window.unbroken), true, "the page was loaded anew");
  await clean(page, "an active request");

  await status.assume(page).click();
  await status.token(page).waitFor();
  await clean(page, "a token");

  await status.drop(page).click();
  await clean(page, "the question before dropping");
  await status.dropNow(page).click();
  await status.phase(page, "Dropped").waitFor();
  await clean(page, "a dropped request");
  assert.equal(await status.assume(page).count(), 0, "what was dropped can be taken up");

  await status.again(page).click();
  await ask.role(page, "dba").waitFor();
  assert.equal(await ask.role(page, "dba").isChecked(), true);
  await leave(alice);
});

test("cara is told that she was refused, and why, on every screen that shows it", async () => {
  const asked = await submit(await enter(postern, "cara"), ["dev-web"], "curious");
  const cara = await openPage(browser, postern, { user: "cara", path: status.path(asked.id) });
  const { page } = cara;
  await status.phase(page, "Pending").waitFor();
  await isSteady(page, "a pending request");
  await review(await enter(postern, "rolf"), asked.id, "deny", { reason: "Curiosity is no ticket." });
  await status.phase(page, "Denied").waitFor();
  await page.getByText("Curiosity is no ticket.").first().waitFor();
  await page.getByText("rolf").first().waitFor();
  await clean(page, "a denied request");
  assert.equal(await status.assume(page).count(), 0, "what was denied can be taken up");

  await anywhere.entry(page, "Requests").click();
  const row = page.getByRole("link", { name: /dev-web/ }).first();
  await row.waitFor();
  assert.match(await row.textContent(), /Denied/);
  await clean(page, "her own requests");
  await row.click();
  await page.getByText("Curiosity is no ticket.").first().waitFor();
  await leave(cara);
});

test("erin is told what is missing before anything is sent, and nothing that she wrote is lost", async () => {
  const erin = await openPage(browser, postern, { user: "erin", path: ask.path });
  const { page } = erin;
  const sent = [];
  page.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    const isTrial = searchParams.get("dry_run") === "true";
    if (request.method() === "POST" && pathname === "/api/v1/requests" && !isTrial) sent.push(pathname);
  });
  await ask.role(page, "prod.us-east").check();
  await ask.send(page).click();
  await page.getByText(/Please provide your ticket ID/).first().waitFor();
  await clean(page, "the form, refused");
  assert.deepEqual(sent, []);
  await ask.reason(page).fill("INC-77: the shop is down");
  assert.equal(await ask.role(page, "prod.us-east").isChecked(), true);
  await ask.send(page).click();
  await page.waitForURL(status.address);
  await status.progress(page, "0 of 2 approvals").waitFor();
  assert.equal(sent.length, 1);
  await leave(erin);
});
