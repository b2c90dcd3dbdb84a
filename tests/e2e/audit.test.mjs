// The audit log as an auditor uses it: filter, open an entry, check the chain in the browser, take an export away.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { checkChain, review, submit } from "../harness/api.mjs";
import { onStage, openPage } from "../harness/browser.mjs";
import { looksWell as look } from "../harness/look.mjs";
import { signIn } from "../harness/postern.mjs";

const { postern, browser } = await onStage();
const [alice, bob] = await Promise.all(["alice", "bob"].map((user) => signIn(postern, user)));
const approved = await submit(alice, ["dba"], "INC-4821: replica lag on orders-db");
await review(bob, approved.id, "approve");
const denied = await submit(alice, ["dba"], "out of curiosity");
await review(bob, denied.id, "deny");

test("an auditor filters, opens an entry, checks the chain and takes an export away", async () => {
  const olga = await openPage(browser, postern, { user: "olga", path: "/" });
  const { page } = olga;
  await page.getByRole("link", { name: "Audit", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Audit" }).waitFor();
  await page.getByRole("button", { name: /alice asked for dba/ }).first().waitFor();
  await look(olga, "audit");

  await page.getByLabel("Kind").selectOption("request-reviewed");
  await page.getByRole("button", { name: /alice asked for/ }).first().waitFor({ state: "detached" });
  assert.match(page.url(), /\/audit\?kind=request-reviewed$/);
  await page.getByLabel("Done to a request, a person or a thing").fill(approved.id);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /bob denied/ }).waitFor({ state: "detached" });
  assert.match(page.url(), new RegExp(`kind=request-reviewed&request=${approved.id}$`));
  await page.reload();
  const entry = page.getByRole("button", { name: new RegExp(`bob approved request ${approved.id.slice(0, 8)}`) });
  await entry.focus();
  await page.keyboard.press("Enter");
  assert.equal(await entry.getAttribute("aria-expanded"), "true");
  await page.getByRole("region", { name: "Particulars" }).getByText('"verdict": "approve"').waitFor();
  await look(olga, "audit-open");

  // All about one request, in the order it happened.
  await page.getByRole("link", { name: "all about it" }).click();
  await page.getByRole("button", { name: /alice asked for dba/ }).waitFor();
  assert.match(page.url(), new RegExp(`/audit\\?request=${approved.id}$`));
  await page.getByLabel("Done by a person").fill("nobody");
  await page.keyboard.press("Enter");
  await page.getByText("No entry matches").waitFor();
  await look(olga, "audit-empty");
  await page.getByRole("link", { name: "Clear filters" }).first().click();

  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText(/^The chain is whole up to entry \d+$/).waitFor();
  await look(olga, "audit-whole");

  const saved = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export JSONL" }).click();
  const lines = (await readFile(await (await saved).path(), "utf8")).trimEnd().split("\n");
  const rows = lines.slice(0, -1).map((line) => JSON.parse(line));
  assert.equal(checkChain(rows), rows.length);
  const table = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  assert.match(await readFile(await (await table).path(), "utf8"), /request-approved/);
  assert.deepEqual(olga.problems, []);
  await olga.context.close();
});

test("a changed entry is named as the first that is broken", async () => {
  const olga = await openPage(browser, postern, { user: "olga", path: "/audit" });
  const { page } = olga;
  const number = await page.evaluate(async (id) => {
    const answer = await fetch(`/api/v1/audit?subject=${id}&action=request-submitted`);
    return (await answer.json()).items[0].seq;
  }, denied.id);
  await page.route(/\/api\/v1\/audit\?after=0/, async (route) => {
    const answer = await route.fetch();
    const body = (await answer.text()).replace("out of curiosity", "out of necessity");
    await route.fulfill({ response: answer, body });
  });
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByText(`The chain breaks at entry ${number}`).waitFor();
  await look(olga, "audit-broken");
  await olga.context.close();
});

test("new entries wait until they are asked for, and the check can be cancelled", async () => {
  const olga = await openPage(browser, postern, { user: "olga", path: "/audit" });
  const { page } = olga;
  await page.getByRole("button", { name: /alice asked for dba/ }).first().waitFor();
  const before = await page.locator(".audit-row").count();
  await submit(alice, ["dba"], "something new");
  const news = page.getByRole("button", { name: /new entr/ });
  await news.waitFor({ timeout: 15_000 });
  assert.equal(await page.locator(".audit-row").count(), before, "nothing moves by itself");
  await news.click();
  await page.waitForFunction((n) => document.querySelectorAll(".audit-row").length > n, before);

  let go;
  const held = new Promise((resolve) => (go = resolve));
  await page.route(/\/api\/v1\/audit\?after=0/, async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole("button", { name: "Verify" }).click();
  await page.getByRole("progressbar", { name: "Entries checked" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("The check was cancelled").waitFor();
  go();
  await olga.context.close();
});

test("who may not read the log is not offered it, and is told so", async () => {
  const alice = await openPage(browser, postern, { user: "alice", path: "/audit" });
  const { page } = alice;
  await page.getByText("The audit log is not for you").waitFor();
  assert.equal(await page.getByRole("link", { name: "Audit", exact: true }).count(), 0);
  await look(alice, "audit-forbidden");
  await alice.context.close();
});
