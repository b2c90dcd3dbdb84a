// The whole story by keyboard alone, with nothing pointed at: sign in, ask, wait; decide with the list's keys. On
// the way every focus is to be seen, and a new page says where one is.
import assert from "node:assert/strict";
import { test } from "node:test";

import { submit } from "../harness/api.mjs";
import { onStage, openPage } from "../harness/browser.mjs";
import { byKeyboardAlone, clean, pressUntil, reach } from "../harness/looks.mjs";
import { signIn as enter } from "../harness/postern.mjs";
import { anywhere, ask, decide, review, signIn, status } from "../parts/screen.mjs";

const { postern, browser } = await onStage();

async function leave({ page, context, problems }) {
  await byKeyboardAlone(page);
  assert.deepEqual(problems, [], "the browser complained");
  await context.close();
}

const hasFocus = (target) => async () =>
  (await target.count()) > 0 && (await target.evaluate((element) => element === document.activeElement));

/** The title of a page that was just opened takes the focus, so that a screen reader reads it out. */
async function arrivesAt(page, title) {
  await title.waitFor();
  await page.waitForFunction((element) => element === document.activeElement, await title.elementHandle());
}

test("alice signs in, asks, waits and takes her access up by keyboard alone", async () => {
  const alice = await openPage(browser, postern);
  const { page } = alice;
  await signIn.person(page, "alice").waitFor();

  // The first stop of all leads past the header.
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await page.keyboard.press("Tab");
  assert.ok(await hasFocus(skip)());
  await reach(page, signIn.person(page, "alice"));
  await page.keyboard.press("Enter");
  await arrivesAt(page, anywhere.title(page, "Access"));
  await reach(page, ask.link(page));
  await page.keyboard.press("Enter");
  await arrivesAt(page, anywhere.title(page, "Request access"));

  await ask.role(page, "dba").waitFor();
  await reach(page, ask.search(page));
  await page.keyboard.type("db");
  await reach(page, ask.role(page, "dba"));
  await page.keyboard.press("Space");
  assert.equal(await ask.role(page, "dba").isChecked(), true);
  await reach(page, ask.reason(page));
  await page.keyboard.type("INC-5: by keyboard");
  await reach(page, ask.send(page));
  await page.keyboard.press("Enter");
  await page.waitForURL(status.address);
  const id = status.address.exec(page.url())[1];
  await arrivesAt(page, anywhere.title(page, /alice wants dba/));
  await clean(page, "the request, with its title in focus");

  const bob = await openPage(browser, postern, { user: "bob", path: review.path });
  const row = review.row(bob.page, /alice wants dba/);
  await row.waitFor();
  await pressUntil(bob.page, "j", hasFocus(row));
  await bob.page.keyboard.press("Enter");
  await anywhere.title(bob.page, /alice wants dba/).waitFor();
  assert.ok(bob.page.url().endsWith(decide.path(id)));
  // A key alone never decides: it asks.
  await pressUntil(bob.page, "a", () => anywhere.dialog(bob.page).isVisible());
  await clean(bob.page, "the question before approving");
  await reach(bob.page, decide.approveNow(bob.page));
  await bob.page.keyboard.press("Enter");
  await status.phase(bob.page, "Active").waitFor();
  await leave(bob);

  // What changes while one waits takes nobody's focus away.
  await anywhere.title(page, /alice holds dba/).waitFor();
  await reach(page, status.assume(page));
  await page.keyboard.press("Enter");
  await status.token(page).waitFor();
  await leave(alice);
});

test("rita denies by keys, having thought better of it once, and is back in the list", async () => {
  await submit(await enter(postern, "cara"), ["dev-web"], "curious");
  const rita = await openPage(browser, postern, { user: "rita", path: review.path });
  const { page } = rita;
  const row = review.row(page, /cara wants dev-web/);
  await row.waitFor();
  // In a field the letters are letters.
  const filter = page.getByRole("searchbox", { name: "Filter by text" });
  await pressUntil(page, "/", hasFocus(filter));
  await page.keyboard.type("jad cara");
  assert.equal(await filter.inputValue(), "jad cara");
  await page.getByText("No request matches").waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("cara");
  await row.waitFor();
  await reach(page, row);
  await page.keyboard.press("Enter");
  await anywhere.title(page, /cara wants dev-web/).waitFor();

  await pressUntil(page, "d", () => anywhere.dialog(page).isVisible());
  await page.waitForFunction(() => document.activeElement?.matches("textarea, input"));
  await page.keyboard.type("No.");
  assert.equal(await decide.whyNot(page).inputValue(), "No.");
  // What was written does not go away with one key; the way out is the button for it.
  await page.keyboard.press("Escape");
  assert.equal(await decide.whyNot(page).inputValue(), "No.");
  await reach(page, decide.cancel(page));
  await page.keyboard.press("Enter");
  await anywhere.dialog(page).waitFor({ state: "detached" });
  // The focus is back where a person can go on from, not at the document's start.
  await page.waitForFunction(() => document.activeElement?.closest("main"));

  await pressUntil(page, "d", () => anywhere.dialog(page).isVisible());
  await page.waitForFunction(() => document.activeElement?.matches("textarea, input"));
  await page.keyboard.press("Control+A");
  await page.keyboard.type("Curiosity is no ticket.");
  await reach(page, decide.denyNow(page));
  await page.keyboard.press("Enter");
  await status.phase(page, "Denied").waitFor();
  await page.getByText("Curiosity is no ticket.").first().waitFor();
  await reach(page, decide.back(page), { key: "Shift+Tab" });
  await page.keyboard.press("Enter");
  await arrivesAt(page, anywhere.title(page, "Review"));
  await leave(rita);
});
