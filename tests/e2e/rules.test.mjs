// The pages of the linter's rules: from a problem to what it means, and how they read.
import assert from "node:assert/strict";
import { test } from "node:test";

import { NARROW, onStage, openPage, takePicture, WIDE } from "../harness/browser.mjs";
import { looksWell } from "../harness/look.mjs";

const { postern, browser } = await onStage();

const BROAD = "kind: role\nversion: v7\nmetadata: {name: all}\nspec: {allow: {request: {roles: ['*']}}}\n";

test("from a problem it is one step to the page of its rule, and from there to all of them", async () => {
  const { page, context, problems } = await openPage(browser, postern, { path: "/playground/" });
  await page.locator(".playground-check", { hasText: /^\s*Checked/ }).waitFor();
  await page.getByLabel("Policy").press("ControlOrMeta+a");
  await page.getByLabel("Policy").evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, BROAD);
  await page.locator(".problem-go").first().click();
  await takePicture({ page, size: WIDE, theme: "light" }, "problem-picked");
  const link = page.getByRole("link", { name: /^matcher\/too-broad/ });
  assert.equal(await link.getAttribute("rel"), "noopener");
  await page.setViewportSize(NARROW);
  await page.getByRole("button", { name: "Problems" }).last().click();
  await takePicture({ page, size: NARROW, theme: "light" }, "problem-picked");
  await page.setViewportSize(WIDE);
  const [opened] = await Promise.all([context.waitForEvent("page"), link.click()]);
  await opened.getByRole("heading", { level: 1, name: "matcher/too-broad" }).waitFor();
  assert.equal(await opened.title(), "matcher/too-broad · Postern");
  assert.equal(await opened.evaluate(() => window.opener), null);
  await opened.getByText("# postern: allow(matcher/too-broad) reason").waitFor();

  await opened.getByRole("link", { name: "All rules" }).click();
  await opened.getByRole("heading", { level: 1, name: "Rules" }).waitFor();
  await opened.getByRole("link", { name: "yaml/tab", exact: true }).click();
  await opened.getByRole("heading", { level: 1, name: "yaml/tab" }).waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});

for (const path of ["/rules/", "/rules/matcher/too-broad/", "/rules/template/unknown-namespace/"]) {
  test(`${path} looks well, in the theme that was chosen, and needs no script`, async () => {
    const opened = await openPage(browser, postern, { path });
    await looksWell(opened, `rules-${path.split("/").at(-2)}`);
    await opened.page.evaluate(() => localStorage.setItem("postern-theme", "dark"));
    await opened.page.reload();
    assert.equal(await opened.page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.deepEqual(opened.problems, []);
    await opened.context.close();

    const context = await browser.newContext({ baseURL: postern.url, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.getByRole("link", { name: "Playground" }).click();
    await page.waitForURL("**/playground/");
    await context.close();
  });
}
