// On a phone, 390 wide, with fingers: a reviewer who is not signed in follows a notification's link and
// approves; a requester asks and takes up. Nothing ever scrolls sideways, and what is tapped is large enough.
import assert from "node:assert/strict";
import { test } from "node:test";

import { review as decideBy, submit } from "../harness/api.mjs";
import { NARROW, onStage, openPage } from "../harness/browser.mjs";
import { clean, isSteady, neverSideways, tap } from "../harness/looks.mjs";
import { signIn as enter } from "../harness/postern.mjs";
import { anywhere, ask, decide, signIn, status } from "../parts/screen.mjs";

const { postern, browser } = await onStage();

const open = (options) => openPage(browser, postern, { size: NARROW, touch: true, ...options });

async function leave({ page, context, problems }) {
  await neverSideways(page, page.url());
  assert.deepEqual(problems, [], "the browser complained");
  await context.close();
}

/** The whole of it is in the window: nobody has to scroll to find it. */
async function isInSight(target) {
  const box = await target.boundingBox();
  assert.ok(box.y >= 0 && box.y + box.height <= NARROW.height, `it is at ${box.y} of ${NARROW.height}`);
}

test("a reviewer approves from a link on a phone, signing in on the way", async () => {
  const alice = await enter(postern, "alice");
  const { id } = await submit(alice, ["dba"], "INC-4821: replica lag on orders-db");
  const bob = await open({ path: decide.path(id) });
  const { page } = bob;
  await signIn.person(page, "bob").waitFor();
  await isSteady(page, "sign-in on a phone");
  await clean(page, "sign-in on a phone");
  await tap(signIn.person(page, "bob"));

  await anywhere.title(page, /alice wants dba/).waitFor();
  assert.ok(page.url().endsWith(decide.path(id)), `signing in led to ${page.url()}`);
  await page.getByText("INC-4821: replica lag on orders-db").waitFor();
  // The decision is in reach without scrolling, with all that it rests on above it.
  await decide.approve(page).waitFor();
  await isInSight(decide.approve(page));
  await isInSight(decide.deny(page));
  await clean(page, "a request to decide, on a phone");
  await tap(decide.approve(page));
  await status.phase(page, "Active").waitFor();
  await clean(page, "a decided request, on a phone");
  await leave(bob);
  assert.equal((await alice.call("GET", `/api/v1/requests/${id}`)).body.state, "approved");
});

test("a reviewer narrows and another denies, each with a thumb", async () => {
  const erin = await enter(postern, "erin");
  const narrowed = await submit(erin, ["common", "dev-db", "dev-web"], "INC-77: the shop is down");
  const denied = await submit(erin, ["dev-us-east-a"], "INC-78: to look around");
  const rita = await open({ user: "rita", path: decide.path(narrowed.id) });
  await tap(decide.change(rita.page));
  // The row is the target; its box alone would be too small for a thumb.
  await decide.grant(rita.page, "dev-db").waitFor();
  await tap(rita.page.locator("label").filter({ has: decide.grant(rita.page, "dev-db") }));
  assert.equal(await decide.grant(rita.page, "dev-db").isChecked(), false);
  await clean(rita.page, "a decision with changes, on a phone");
  await tap(decide.approveSome(rita.page, "Approve 2 of 3 roles"));
  await status.phase(rita.page, "Active").waitFor();
  await leave(rita);

  const rolf = await open({ user: "rolf", path: decide.path(denied.id) });
  await tap(decide.deny(rolf.page));
  await tap(decide.whyNot(rolf.page));
  await decide.whyNot(rolf.page).pressSequentially("Looking around is no reason.");
  await clean(rolf.page, "a denial, on a phone");
  await tap(decide.denyNow(rolf.page));
  await status.phase(rolf.page, "Denied").waitFor();
  await leave(rolf);
});

test("a requester asks, waits and takes up on a phone", async () => {
  const alice = await open({ user: "alice", path: ask.path });
  const { page } = alice;
  await ask.role(page, "dba").waitFor();
  await isSteady(page, "the form on a phone");
  await clean(page, "the form on a phone");
  await tap(page.locator("label").filter({ has: ask.role(page, "dba") }));
  await tap(ask.reason(page));
  await ask.reason(page).pressSequentially("INC-9: from the train");
  await isInSight(ask.send(page));
  await tap(ask.send(page));
  await page.waitForURL(status.address);
  await status.phase(page, "Pending").waitFor();
  await clean(page, "a pending request, on a phone");
  const id = status.address.exec(page.url())[1];
  await decideBy(await enter(postern, "bob"), id, "approve");
  await anywhere.title(page, /alice holds dba/).waitFor();
  await clean(page, "an active request, on a phone");
  await tap(status.assume(page));
  await tap(status.token(page));
  await tap(status.drop(page));
  await tap(status.dropNow(page));
  await status.phase(page, "Dropped").waitFor();

  // The menu holds the navigation.
  await tap(page.getByRole("button", { name: /menu$/ }));
  await clean(page, "the menu, on a phone");
  await tap(page.getByRole("navigation").getByRole("link", { name: "Requests" }));
  await anywhere.title(page, "Requests").waitFor();
  await clean(page, "one's own requests, on a phone");
  await leave(alice);
});
