// A reviewer's way through what waits: list, a decision with changes, the next one, a denial; and two
// reviewers who decide the same request at the same moment, neither of whom sees an error.
import assert from "node:assert/strict";
import { test } from "node:test";

import { submit } from "../harness/api.mjs";
import { onStage, openPage } from "../harness/browser.mjs";
import { clean, isSteady, neverSideways } from "../harness/looks.mjs";
import { signIn as enter } from "../harness/postern.mjs";
import { anywhere, decide, review, status } from "../parts/screen.mjs";

const { postern, browser } = await onStage();

async function leave({ page, context, problems }, but = () => false) {
  await neverSideways(page, page.url());
  assert.deepEqual(problems.filter((text) => !but(text)), [], "the browser complained");
  await context.close();
}

test("rita goes through what waits: with changes, then the next, then nothing is left", async () => {
  const erin = await enter(postern, "erin");
  const first = await submit(erin, ["common", "dev-db", "dev-web"], "INC-77: the shop is down");
  const second = await submit(await enter(postern, "cara"), ["dba"], "to look around");
  const rita = await openPage(browser, postern, { user: "rita" });
  const { page } = rita;
  await review.row(page, /erin wants common, dev-db and dev-web/).waitFor();
  await review.row(page, /cara wants dba/).waitFor();
  await isSteady(page, "the list");
  await clean(page, "the list");

  await review.row(page, /erin wants/).click();
  await anywhere.title(page, /erin wants common, dev-db and dev-web/).waitFor();
  await clean(page, "a request to decide");
  await decide.change(page).click();
  await decide.grant(page, "dev-db").uncheck();
  await decide.note(page).fill("Not the database.");
  await clean(page, "a decision with changes");
  await decide.approveSome(page, "Approve 2 of 3 roles").click();
  await status.phase(page, "Active").waitFor();
  await clean(page, "a decided request");

  await decide.next(page).click();
  await anywhere.title(page, /cara wants dba/).waitFor();
  assert.ok(page.url().endsWith(decide.path(second.id)));
  await decide.deny(page).click();
  await decide.denyNow(page).click();
  await page.getByText("Say why, in a few words").waitFor();
  await decide.whyNot(page).fill("Looking around is no reason.");
  await clean(page, "a denial");
  await decide.denyNow(page).click();
  await status.phase(page, "Denied").waitFor();

  await anywhere.entry(page, /^Review/).click();
  await page.getByText("Nothing waits on you").waitFor();
  await clean(page, "an empty list");
  await leave(rita);

  // What the page said is what was stored.
  const settled = await erin.call("GET", `/api/v1/requests/${first.id}`);
  assert.deepEqual(settled.body.roles, ["common", "dev-web"]);
  assert.equal(settled.body.reviews[0].reason, "Not the database.");
});

/** Two reviewers, each with the request before them. */
async function bothLookAt(id, sentence) {
  const people = await Promise.all(
    ["rita", "rolf"].map(async (user) => {
      const person = await openPage(browser, postern, { user, path: decide.path(id) });
      await anywhere.title(person.page, sentence).waitFor();
      await decide.approve(person.page).waitFor();
      return { user, ...person };
    }),
  );
  // A decision is held back until the other is on its way too: both were made before either was known.
  let sent = 0;
  let let_go;
  const bothSent = new Promise((resolve) => (let_go = resolve));
  for (const { page } of people) {
    await page.route("**/reviews", async (route) => {
      sent += 1;
      if (sent === people.length) let_go();
      await bothSent;
      await route.continue();
    });
  }
  return people;
}

/** What each of them has been told in the end: no error, and the same as is stored. */
async function bothKnow(people, phase) {
  for (const { page, user } of people) {
    await status.phase(page, phase).waitFor();
    assert.equal(await anywhere.errors(page).count(), 0, `${user} sees an error: ${await page.locator("main").innerText()}`);
    await clean(page, `${user}'s page after both decided`);
  }
}

const overtaken = (text) => text.includes("409");

test("two approve at the same moment where one approval is enough: the second is told who was first", async () => {
  const erin = await enter(postern, "erin");
  const { id } = await submit(erin, ["common"], "INC-78: the wiki");
  const people = await bothLookAt(id, /erin wants common/);
  await Promise.all(people.map(({ page }) => decide.approve(page).click()));
  await bothKnow(people, "Active");
  const { body } = await erin.call("GET", `/api/v1/requests/${id}`);
  assert.equal(body.reviews.length, 1);
  const first = body.reviews[0].author;
  const second = people.find(({ user }) => user !== first);
  await decide.news(second.page, new RegExp(`${first} approved.*(ago|just now)`, "s")).first().waitFor();
  for (const person of people) await leave(person, person === second ? overtaken : undefined);
});

test("two approve at the same moment where both are needed: both count", async () => {
  const erin = await enter(postern, "erin");
  const { id } = await submit(erin, ["prod.us-east"], "INC-79: the site is down");
  const people = await bothLookAt(id, /erin wants prod\.us-east/);
  await Promise.all(people.map(({ page }) => decide.approve(page).click()));
  await bothKnow(people, "Active");
  for (const { page } of people) await page.getByText(/2 of 2/).first().waitFor();
  const { body } = await erin.call("GET", `/api/v1/requests/${id}`);
  assert.deepEqual(body.reviews.map(({ author, counts }) => [author, counts]).sort(), [
    ["rita", true],
    ["rolf", true],
  ]);
  for (const person of people) await leave(person);
});

test("one approves and one denies at the same moment: both see the one that counts, and by whom", async () => {
  const erin = await enter(postern, "erin");
  const { id } = await submit(erin, ["dev-web"], "INC-80: a broken page");
  const people = await bothLookAt(id, /erin wants dev-web/);
  const [rita, rolf] = people;
  await decide.deny(rolf.page).click();
  await decide.whyNot(rolf.page).fill("Not before the review.");
  await Promise.all([decide.approve(rita.page).click(), decide.denyNow(rolf.page).click()]);
  const { body } = await untilSettled(erin, id);
  await bothKnow(people, body.state === "approved" ? "Active" : "Denied");
  const first = body.reviews[0].author;
  const second = people.find(({ user }) => user !== first);
  await decide.news(second.page, new RegExp(`${first} (approved|denied)`)).first().waitFor();
  // What the second has written is not lost.
  if (second === rolf) await rolf.page.getByText("Your denial was not recorded").waitFor();
  for (const person of people) await leave(person, person === second ? overtaken : undefined);
});

async function untilSettled(person, id) {
  for (;;) {
    const answer = await person.call("GET", `/api/v1/requests/${id}`);
    if (answer.body.state !== "pending") return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
