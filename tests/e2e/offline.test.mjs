// The playground without a connection: from the second visit on it opens as it was, and works.
import assert from "node:assert/strict";
import { test } from "node:test";

import { onStage, openPage } from "../harness/browser.mjs";

const { postern, browser } = await onStage();

const checked = (page) => page.locator(".playground-check", { hasText: /^\s*Checked/ }).waitFor();

test("what was opened once opens and works without a connection, and asks for nothing while it is used", async () => {
  const { page, context, problems } = await openPage(browser, postern, { path: "/playground/" });
  await checked(page);
  await page.evaluate(() => navigator.serviceWorker.ready);

  // Nothing is asked for after that, whatever is done.
  const asked = [];
  context.on("request", (request) => asked.push(request.url()));
  await page.getByRole("button", { name: "Gallery" }).click();
  await page.getByRole("button", { name: "Everything but admin" }).click();
  await page.locator(".said", { hasText: "cara may not request admin" }).waitFor();
  await page.getByRole("button", { name: "Format", exact: true }).click();
  await page.getByRole("button", { name: "Matches" }).first().click();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByLabel("Link").waitFor();
  await checked(page);
  assert.deepEqual(asked, []);

  await context.setOffline(true);
  await page.reload();
  await checked(page);
  await page.getByLabel("request", { exact: true }).fill("common");
  await page.locator(".said", { hasText: "cara may request common" }).waitFor();
  assert.match(await page.evaluate(() => document.fonts.ready.then(() => getComputedStyle(document.body).fontFamily)), /Inter/);
  assert.deepEqual(problems, []);
  await context.close();
});
