// The playground, signed out: problems at their lines and columns, fixes, explanations, and nothing that
// leaves the tab.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

import { AxeBuilder } from "@axe-core/playwright";

import { NARROW, onStage, openPage, takePicture, WIDE } from "../harness/browser.mjs";
import { root } from "../harness/postern.mjs";

const { postern, browser } = await onStage();

const BROKEN = `kind: role
version: v7
metadata:
  name: employee
spec:
  allow:
    request:
      role: [common]
      roles: ['^prod-']
  options:
    request_promt: Which ticket?
`;

/** Opens the playground and waits for the first answer of the engine. */
async function open(options = {}) {
  const opened = await openPage(browser, postern, { path: "/playground/", ...options });
  await settled(opened.page);
  return opened;
}

async function settled(page) {
  await page.locator(".playground-check", { hasText: /^\s*Checked/ }).waitFor();
}

/** What stands in the editor. */
const textOf = (page) => page.evaluate(() => globalThis.posternEditor.text());

/** What is selected in the editor, and whether it has the focus. */
const selectedIn = (page) =>
  page.evaluate(() => {
    const field = document.querySelector(".editor").shadowRoot;
    return { focused: field.activeElement !== null, text: field.getSelection().toString() };
  });

/** Pastes a text over all that stands in the editor. */
async function paste(page, text) {
  await page.getByLabel("Policy").press("ControlOrMeta+a");
  await page.getByLabel("Policy").evaluate((field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** Does what changes the text, and waits until the new one is checked. */
async function changed(page, act) {
  const revision = () => page.locator(".playground-check").getAttribute("data-revision");
  const before = await revision();
  await act();
  await page.waitForFunction(
    (before) => document.querySelector(".playground-check").dataset.revision !== before,
    before,
  );
  await settled(page);
}

/** Pastes a text over all that stands in the editor, and waits until it is checked. */
const write = (page, text) => changed(page, () => paste(page, text));

/** The problems as listed: place, and the word for how much it matters. */
function problems(page) {
  return page.locator(".problem").evaluateAll((rows) =>
    rows.map((row) => ({
      place: row.querySelector(".place").textContent,
      severity: row.querySelector(".sign").dataset.grade,
      rule: row.querySelector(".problem-rule").textContent,
    })),
  );
}

const verdict = (page) => page.locator(".said").first();

test("a broken file shows its problems at their lines and columns", async () => {
  const { page, context, problems: console } = await open();
  const folder = join(root, "tests/cases/documents");
  const names = (await readdir(folder)).sort().filter((_, at) => at % 5 === 0);
  assert.ok(names.length >= 10);
  for (const name of names) {
    const text = await readFile(join(folder, name), "utf8");
    const expected = text.split(/\r?\n/).flatMap((line) => {
      const match = /^# (\d+:\d+) (\w+) (\S+)$/.exec(line);
      return match ? [{ place: match[1], severity: match[2], rule: match[3] }] : [];
    });
    await write(page, text);
    assert.deepEqual(await problems(page), expected, name);
  }
  assert.deepEqual(console, []);
  await context.close();
});

test("a text is put into canonical form with its comments, unless that would lose something", async () => {
  const { page, context, problems: console } = await open();
  const editor = page.getByLabel("Policy");
  await write(page, "# the team's\nversion: v7\nkind: role\nspec: {allow: {request: {roles: [\"a\", 'yes']}}} # all\nmetadata: {name: x}\n");
  await page.getByRole("button", { name: "Format" }).click();
  const formatted =
    "# the team's\nkind: role\nversion: v7\nmetadata:\n  name: x\nspec: # all\n  allow:\n    request:\n      roles: [a, 'yes']\n";
  await page.waitForFunction((text) => globalThis.posternEditor.text() === text, formatted);
  await editor.press("ControlOrMeta+z");
  assert.match(await textOf(page), /^# the team's\nversion: v7\n/, "it can be undone");
  await write(page, "kind: role\nkind: user\n");
  await page.getByRole("button", { name: "Format" }).click();
  await page.getByRole("alert").filter({ hasText: "Nothing was changed" }).waitFor();
  assert.equal(await textOf(page), "kind: role\nkind: user\n");
  assert.deepEqual(console, []);
  await context.close();
});

test("a problem leads to its place, and its fix mends it", async () => {
  const { page, context, problems: console } = await open();
  await write(page, BROKEN);
  assert.deepEqual(
    (await problems(page)).map(({ place, severity }) => `${place} ${severity}`),
    ["8:7 error", "9:15 warning", "11:5 error"],
  );

  await page.getByRole("button", { name: /no field request_promt/ }).click();
  assert.deepEqual(await selectedIn(page), { focused: true, text: "request_promt" });
  await page.getByText("Line 11, column 5").waitFor();

  await page.getByRole("button", { name: "Rename to request_prompt" }).click();
  await page.getByText("request_prompt: Which ticket?").waitFor();
  await settled(page);
  assert.equal((await problems(page)).length, 2);

  // Undo takes the fix back, as it takes back anything typed.
  await page.getByLabel("Policy").focus();
  await page.keyboard.press("Control+z");
  await page.getByRole("button", { name: "Rename to request_prompt" }).waitFor();
  assert.equal(await textOf(page), BROKEN);
  assert.deepEqual(console, []);
  await context.close();
});

test("who may ask for what is answered with the words that say so", async () => {
  const { page, context, problems: console } = await open();
  // The first visit begins with the contractor who may ask for dba.
  await assertText(verdict(page), "alice may request dba");
  await page.getByText("Once approved, it lasts 1\u00a0h").waitFor();
  await page.locator(".step", { hasText: "contractor allows requesting dba" }).getByRole("button").click();
  await page.waitForFunction(() => document.querySelector(".editor").shadowRoot.activeElement !== null);
  assert.equal((await selectedIn(page)).text, "dba");

  await page.getByLabel("request", { exact: true }).fill("admin");
  await assertText(verdict(page), "alice may not request admin");

  await page.getByRole("button", { name: "Gallery" }).click();
  await page.getByRole("button", { name: "Everything but admin" }).click();
  await assertText(verdict(page), "cara may not request admin");
  await page.locator(".step", { hasText: "contractor-guarded denies requesting admin" }).waitFor();

  await page.getByLabel("As", { exact: true }).selectOption({ label: "a holder of admin" });
  await assertText(verdict(page), "whoever holds admin may not request admin", "i");
  assert.deepEqual(console, []);
  await context.close();
});

test("every example of the gallery opens, and is broken only where it says so", async () => {
  const { page, context, problems: console } = await open();
  const titles = (list) => page.locator(`.gallery ul:nth-of-type(${list}) button`).allTextContents();
  const [good, broken] = [await titles(1), await titles(2)];
  assert.ok(good.length >= 5 && broken.length >= 4);
  for (const title of [...good, ...broken]) {
    await page.getByRole("button", { name: "Gallery" }).click();
    await changed(page, () => page.getByRole("button", { name: title.trim(), exact: true }).click());
    const found = await problems(page);
    if (broken.includes(title)) assert.notDeepEqual(found, [], title);
    else assert.deepEqual(found.filter(({ severity }) => severity === "error"), [], title);
    assert.notEqual(await verdict(page).textContent(), "", title);
  }
  assert.deepEqual(console, []);
  await context.close();
});

test("nothing leaves the tab", async () => {
  const asked = [];
  const context = await browser.newContext({ baseURL: postern.url });
  const page = await context.newPage();
  context.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto("/playground/");
  await settled(page);
  const others = asked.filter((path) => !/^\/(playground\/|assets\/|fonts\/|favicon\.svg|offline\.js$)/.test(path));
  assert.deepEqual(others, []);
  assert.ok(asked.some((path) => path.includes("/engine-")));

  asked.length = 0;
  await write(page, BROKEN);
  await page.getByLabel("request", { exact: true }).fill("common");
  await page.locator(".said").first().waitFor();
  // What is kept is kept here.
  await page.reload();
  await settled(page);
  assert.equal(await textOf(page), BROKEN);
  assert.equal(await page.getByLabel("request", { exact: true }).inputValue(), "common");
  assert.deepEqual(asked.filter((path) => path.startsWith("/api") || path.startsWith("/auth")), []);

  const refused = await page.evaluate(async () => {
    const tries = {
      fetch: () => fetch("/healthz"),
      elsewhere: () => fetch("https://postern.invalid/assets/x"),
      picture: () =>
        new Promise((resolve, reject) => {
          const image = new Image();
          image.onload = resolve;
          image.onerror = reject;
          image.src = "/favicon.svg?text";
        }),
      beacon: () =>
        new Promise((resolve, reject) => {
          document.addEventListener("securitypolicyviolation", reject, { once: true });
          setTimeout(resolve, 1000);
          navigator.sendBeacon("/healthz", "text");
        }),
    };
    const outcomes = {};
    for (const [name, attempt] of Object.entries(tries)) {
      outcomes[name] = await attempt().then(() => "sent", () => "refused");
    }
    return outcomes;
  });
  assert.deepEqual(refused, { fetch: "refused", elsewhere: "refused", picture: "refused", beacon: "refused" });
  await context.close();
});

test("the editor is left with Escape and Tab, and writes with Tab and Enter", async () => {
  const { page, context, problems: console } = await open();
  await write(page, "spec:");
  const field = page.getByLabel("Policy");
  await field.press("End");
  await field.press("Enter");
  await field.pressSequentially("allow:");
  await field.press("Enter");
  await field.press("Tab");
  await field.press("Shift+Tab");
  await field.pressSequentially("x: y");
  assert.equal(await textOf(page), "spec:\n  allow:\n    x: y");
  assert.ok((await selectedIn(page)).focused);
  await field.press("Escape");
  await page.getByText("Tab leaves the editor now").waitFor();
  await field.press("Tab");
  assert.ok(!(await selectedIn(page)).focused);
  assert.deepEqual(console, []);
  await context.close();
});

test("an engine that stops is started again, and the page says so", async () => {
  const { page, context } = await openPage(browser, postern, { path: "/healthz" });
  await context.route(/\/engine-[^/]+\/worker\.js$/, async (route) => {
    const answer = await route.fetch();
    const script = await answer.text();
    const trap =
      'self.addEventListener("message", (event) => { if (String(event.data.args[0]).includes("TRAP")) { event.stopImmediatePropagation(); self.postMessage({ id: event.data.id, error: "RuntimeError: unreachable", loaded: true }); } });';
    await route.fulfill({ response: answer, body: trap + script });
  });
  await page.goto("/playground/");
  await settled(page);
  await paste(page, "TRAP");
  await page.getByText("The checker stopped at this text and was started again").waitFor();
  await page.getByText("Not checked").waitFor();
  await write(page, BROKEN);
  assert.equal((await problems(page)).length, 3);
  assert.equal(await page.getByText("The checker stopped").count(), 0);
  await context.close();
});

test("a file is opened and saved", async () => {
  const { page, context, problems: console } = await open();
  await page.getByLabel("Import").setInputFiles({
    name: "policy.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(BROKEN),
  });
  await page.locator(".problem").nth(2).waitFor();
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const file = await saved;
  assert.equal(file.suggestedFilename(), "policy.yaml");
  assert.equal(await readFile(await file.path(), "utf8"), BROKEN);
  assert.deepEqual(console, []);
  await context.close();
});

for (const size of [WIDE, NARROW]) {
  for (const theme of ["light", "dark"]) {
    test(`the playground is accessible ${size.width} wide in the ${theme} theme`, async () => {
      const opened = await open({ size, theme });
      const { page, context, problems: console } = opened;
      await write(page, BROKEN);
      const panes = size === NARROW ? ["Editor", "Problems", "Tests", "Explain", "Matches"] : ["All"];
      for (const pane of panes) {
        if (size === NARROW) await page.locator(".tabs .tab", { hasText: pane }).click();
        const { violations } = await new AxeBuilder({ page }).analyze();
        assert.deepEqual(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n")}`),
          [],
        );
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(overflow, 0, `${pane} scrolls sideways`);
        await takePicture(opened, `playground-${pane.toLowerCase()}`);
      }
      if (size === NARROW) {
        // A problem leads to the editor, where it is selected.
        await page.locator(".tabs .tab", { hasText: "Problems" }).click();
        await page.getByRole("button", { name: /no field request_promt/ }).click();
        await page.getByText("Line 11, column 5").waitFor();
        assert.ok(await page.getByLabel("Policy").isVisible());
      }
      assert.deepEqual(console, []);
      await context.close();
    });
  }
}

/** Waits until an element says this and nothing else. */
async function assertText(locator, text, flags = "") {
  const pattern = text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  await locator.filter({ hasText: new RegExp(`^${pattern}$`, flags) }).waitFor();
}
