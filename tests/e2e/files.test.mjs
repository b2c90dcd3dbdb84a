// The playground's files: several at once, links that carry them, completion, and a text of ten thousand lines.
import assert from "node:assert/strict";
import { test } from "node:test";

import { onStage, openPage } from "../harness/browser.mjs";

const { postern, browser } = await onStage();

const ROLE = `kind: role
version: v7
metadata:
  name: asker
spec:
  allow:
    request:
      roles: [dba]
`;
const USER = `kind: user
version: v2
metadata: {name: alice}
spec:
  roles: [asker]
`;

async function open(options = {}) {
  const opened = await openPage(browser, postern, { path: "/playground/", ...options });
  await settled(opened.page);
  return opened;
}

async function settled(page) {
  await page.locator(".playground-check", { hasText: /^\s*Checked/ }).waitFor();
}

const textOf = (page) => page.evaluate(() => globalThis.posternEditor.text());

async function importFiles(page, files) {
  await page.getByLabel("Import").setInputFiles(
    files.map(([name, text]) => ({ name, mimeType: "application/yaml", buffer: Buffer.from(text) })),
  );
}

test("several files are one policy, each with its own problems, and what is closed can be brought back", async () => {
  const { page, context, problems } = await open();
  await importFiles(page, [
    ["roles.yaml", ROLE],
    ["users.yaml", USER.replace("version: v2", "version: v9")],
  ]);
  const tab = (name) => page.getByRole("list", { name: "Files" }).getByRole("button", { name, exact: false }).first();
  await tab("users.yaml 1 error").waitFor();
  assert.match(await textOf(page), /kind: user/);
  // Across files: the role of one is what the user of the other holds.
  await page.getByLabel("As", { exact: true }).selectOption({ label: "alice" });
  await page.getByLabel("request", { exact: true }).fill("dba");
  await page.locator(".said", { hasText: "alice may request dba" }).waitFor();
  await page.locator(".step", { hasText: "asker allows requesting dba" }).getByRole("button").click();
  assert.match(await textOf(page), /kind: role/, "the step leads into the other file");
  await page.getByText("Line 8, column 15").waitFor();
  // A problem leads back.
  await page.locator(".problem", { hasText: "users.yaml:2:10" }).getByRole("button").first().click();
  assert.match(await textOf(page), /version: v9/);

  await page.getByRole("button", { name: "Close users.yaml" }).click();
  await page.getByText("users.yaml is closed.").waitFor();
  assert.match(await textOf(page), /kind: role/);
  await page.getByRole("button", { name: "Bring it back" }).click();
  await tab("users.yaml").waitFor();

  // Nothing of it is lost by a reload, or by an example in its place.
  await settled(page);
  await page.getByRole("button", { name: "Gallery" }).click();
  await page.getByRole("button", { name: "Everything but admin" }).click();
  await page.getByText("The example “Everything but admin” is open.").waitFor();
  await settled(page);
  await page.reload();
  await page.getByRole("button", { name: "Bring it back" }).click();
  await tab("roles.yaml").click();
  assert.equal(await textOf(page), ROLE);
  assert.deepEqual(problems, []);
  await context.close();
});

test("a link opens the same files and question in a browser that never saw them", async () => {
  const { page, context } = await open();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await importFiles(page, [
    ["roles.yaml", ROLE],
    ["users.yaml", USER],
  ]);
  await page.getByLabel("As", { exact: true }).selectOption({ label: "alice" });
  await page.getByLabel("request", { exact: true }).fill("dba");
  await page.locator(".said", { hasText: "alice may request dba" }).waitFor();
  await page.getByRole("button", { name: "Share" }).click();
  const link = await page.getByLabel("Link").inputValue();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  assert.match(new URL(link).hash, /^#v1\/\d+\.\d+\.\d+\/[\w-]+$/);
  await context.close();

  const asked = [];
  const other = await browser.newContext({ baseURL: postern.url });
  const fresh = await other.newPage();
  other.on("request", (request) => asked.push(request.url()));
  await fresh.goto(link);
  await fresh.locator(".said", { hasText: "alice may request dba" }).waitFor();
  assert.equal(await textOf(fresh), USER, "the file that was shown");
  await fresh.getByRole("button", { name: "roles.yaml", exact: true }).click();
  assert.equal(await textOf(fresh), ROLE);
  assert.equal(new URL(fresh.url()).hash, "", "the address carries nothing on");
  assert.ok(asked.every((url) => !url.includes("v1/")), "a fragment is not sent");

  // A link that was cut changes nothing.
  await fresh.goto("about:blank");
  await fresh.goto(link.slice(0, -20));
  await fresh.getByText("The link carries no policy that can be read").waitFor();
  assert.equal(await textOf(fresh), ROLE);
  await other.close();
});

test("fields and names are completed, explained, and a problem is mended by the keyboard alone", async () => {
  const { page, context, problems } = await open();
  await importFiles(page, [["roles.yaml", ROLE.replace("roles: [dba]", "role: [dba]")]]);
  await page.locator(".problem", { hasText: "there is no field role" }).waitFor();
  const editor = page.getByLabel("Policy");
  await editor.focus();
  await page.keyboard.press("ControlOrMeta+Home");
  await page.keyboard.press("F8");
  await page.keyboard.press("ControlOrMeta+.");
  await page.waitForFunction((text) => globalThis.posternEditor.text() === text, ROLE);
  await page.getByText("Nothing is wrong with this text").waitFor();

  // A list that has just come up takes no key for a moment, so that nobody takes by mistake what they did not see.
  const take = async () => {
    await page.waitForTimeout(200);
    await page.keyboard.press("Enter");
  };
  await page.keyboard.press("ControlOrMeta+End");
  await page.keyboard.type("      thre");
  await page.getByRole("option", { name: "thresholds" }).waitFor();
  await page.getByText("How many must agree.").waitFor();
  await take();
  await page.keyboard.press("Enter");
  await page.keyboard.type("- app");
  await page.getByText("How many approvals settle the request").waitFor();
  await take();
  await page.keyboard.type("2");
  assert.ok((await textOf(page)).endsWith("      thresholds:\n        - approve: 2"), await textOf(page));

  await page.locator(".cm-line", { hasText: "request:" }).getByText("request").hover();
  await page.getByText("What whoever holds this role may ask for, and on which terms.").waitFor();
  assert.deepEqual(problems, []);
  await context.close();
});
