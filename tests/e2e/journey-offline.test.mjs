// Without a line: what was read stays and says how old it is, nothing that was written is lost, nothing is decided
// twice, and all of it goes on by itself once the line is back.
import assert from "node:assert/strict";
import { test } from "node:test";

import { review as decideBy, submit } from "../harness/api.mjs";
import { onStage, openPage } from "../harness/browser.mjs";
import { clean, neverSideways } from "../harness/looks.mjs";
import { signIn as enter } from "../harness/postern.mjs";
import { anywhere, ask, decide, review, status } from "../parts/screen.mjs";

const { postern, browser } = await onStage();

/** The browser names every call that found nobody; anything else is a fault of the page. */
async function leave({ page, context, problems }) {
  await neverSideways(page, page.url());
  const other = problems.filter((text) => !/ERR_INTERNET_DISCONNECTED|ERR_FAILED|WebSocket connection/.test(text));
  assert.deepEqual(other, [], "the browser complained");
  await context.close();
}

/** Takes the line away, and waits until the page says so. */
async function cut({ page, context }) {
  await context.setOffline(true);
  // The page looks every few seconds; a person who wonders does something first.
  await anywhere.offline(page).waitFor({ timeout: 20_000 });
}

/** Gives the line back, and waits until the page has noticed by itself. */
async function mend({ page, context }) {
  await context.setOffline(false);
  await anywhere.offline(page).waitFor({ state: "detached", timeout: 20_000 });
}

test("what alice reads stays and says how old it is, and is up to date once the line is back", async () => {
  const asked = await submit(await enter(postern, "alice"), ["dba"], "INC-1: offline");
  const alice = await openPage(browser, postern, { user: "alice", path: status.path(asked.id) });
  const { page } = alice;
  await status.phase(page, "Pending").waitFor();
  await cut(alice);
  // How old: the moment, and how long ago that was.
  const told = await anywhere.offline(page).textContent();
  assert.match(told, /This page shows how things stood at \d\d:\d\d/);
  assert.match(told, /ago|just now/);
  await status.phase(page, "Pending").waitFor();
  await page.getByText("INC-1: offline").first().waitFor();
  await clean(page, "a request, offline");

  // Meanwhile it is decided; the page does not know, and does not pretend to.
  await decideBy(await enter(postern, "bob"), asked.id, "approve");
  await anywhere.tryNow(page).click();
  await status.phase(page, "Pending").waitFor();
  await anywhere.offline(page).waitFor();

  await mend(alice);
  await anywhere.title(page, /alice holds dba/).waitFor();
  await leave(alice);
});

test("a page that is opened without a line says so, and comes when it is back", async () => {
  const rita = await openPage(browser, postern, { user: "rita", path: review.path });
  const { page, context } = rita;
  await anywhere.title(page, "Review").waitFor();
  await cut(rita);
  await clean(page, "the list, offline");
  // What was never read cannot be shown.
  await anywhere.entry(page, "Requests").click();
  await page.getByText("The server did not answer. Nothing was lost.").waitFor();
  await clean(page, "a list that could not be read");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("You have asked for nothing yet").waitFor();
  await leave(rita);
});

test("rita cannot decide without a line, keeps what she wrote, and decides once it is back", async () => {
  const { id } = await submit(await enter(postern, "cara"), ["common"], "INC-2: offline");
  const rita = await openPage(browser, postern, { user: "rita", path: decide.path(id) });
  const { page } = rita;
  await decide.note(page).fill("Fine for today.");
  await cut(rita);
  await page.getByText(/Deciding waits until you are back/).last().waitFor();
  assert.equal(await decide.approve(page).count(), 0, "what cannot be done is offered");
  await clean(page, "a decision, offline");
  await mend(rita);
  assert.equal(await decide.note(page).inputValue(), "Fine for today.");
  await decide.approve(page).click();
  await status.phase(page, "Active").waitFor();
  await page.getByText("Fine for today.").first().waitFor();
  await leave(rita);
});

test("a decision whose answer is lost is not made twice, and its text is not lost", async () => {
  const cara = await enter(postern, "cara");
  const { id } = await submit(cara, ["common"], "INC-3: offline");
  const rita = await openPage(browser, postern, { user: "rita", path: decide.path(id) });
  const { page } = rita;
  await decide.note(page).fill("Fine.");
  // The line breaks while the answer is on its way: the service has decided, the page has not heard.
  await page.route("**/reviews", async (route) => {
    await route.fetch();
    await route.abort("internetdisconnected");
  });
  await decide.approve(page).click();
  await page.getByText("It is not known whether that was recorded.").or(page.getByText("Active", { exact: true })).first().waitFor();
  await status.phase(page, "Active").waitFor();
  assert.equal(await decide.approve(page).count(), 0, "what was decided is offered again");
  await clean(page, "a decision whose answer is lost");
  const { body } = await cara.call("GET", `/api/v1/requests/${id}`);
  assert.deepEqual(body.reviews.map(({ author, reason }) => [author, reason]), [["rita", "Fine."]]);
  await leave(rita);
});

test("a request that could not be sent stays filled in, and is made once", async () => {
  const alice = await openPage(browser, postern, { user: "alice", path: ask.path });
  const { page, context } = alice;
  await ask.role(page, "dba").check();
  await ask.reason(page).fill("INC-4: from the tunnel");
  await page.getByText("The server was asked").waitFor();
  await context.setOffline(true);
  await ask.send(page).click();
  await page.getByText("Your request was not made.").waitFor();
  await clean(page, "a request that could not be sent");
  assert.equal(await ask.reason(page).inputValue(), "INC-4: from the tunnel");
  assert.equal(await ask.role(page, "dba").isChecked(), true);
  await context.setOffline(false);
  await ask.send(page).click();
  await page.waitForURL(status.address);
  const { body } = await (await enter(postern, "alice")).call("GET", "/api/v1/requests");
  assert.equal(body.items.filter(({ reason }) => reason === "INC-4: from the tunnel").length, 1);
  await leave(alice);
});
