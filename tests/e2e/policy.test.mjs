// The administrator: opens the policy in force, breaks it and sees where, mends it, sees what a change does to
// people, saves it, and is told when somebody else was faster.
import assert from "node:assert/strict";
import { test } from "node:test";

import { onStage, openPage } from "../harness/browser.mjs";
import { looksWell } from "../harness/look.mjs";
import { signIn } from "../harness/postern.mjs";

const { postern, browser } = await onStage();

const textOf = (page) => page.evaluate(() => globalThis.posternEditor.text());

/** Writes a text over all of the editor's, in one step. */
const write = (page, text) =>
  page.evaluate((text) => {
    const editor = globalThis.posternEditor;
    editor.write(0, editor.text().length, text, 0, 0);
  }, text);

/** A test of the policy that it does not pass. */
const FAILING = `kind: policy_test
version: v1
metadata: {name: nobody asks for dba}
spec:
  requester: alice
  request: {roles: [dba], reason: a restart}
  expect: {outcome: refused}
`;

test("olga changes the policy, sees what it does to people first, and it is in force", async () => {
  const olga = await openPage(browser, postern, { user: "olga" });
  const { page } = olga;
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Policy" }).click();
  await page.getByRole("heading", { level: 1, name: "Policy" }).waitFor();
  await page.getByText(/^\s*Checked/).first().waitFor();
  const before = await textOf(page);
  assert.match(before, /kind: role/);
  await looksWell(olga, "policy");

  // What is wrong is seen at its place, and is not sent.
  await write(page, before.replace("kind: role", "kind: roel"));
  await page.locator(".problem", { hasText: "roel" }).first().waitFor();
  await page.getByRole("button", { name: "Save policy" }).click();
  const cannot = page.getByRole("dialog", { name: "The policy cannot be saved yet" });
  await cannot.getByText("listed under Problems").waitFor();
  await cannot.getByRole("button", { name: "Close" }).click();

  // What only the service refuses comes back with its place.
  await write(page, `${before}---\n${FAILING}`);
  await page.getByRole("button", { name: "Save policy" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Save and put in force" }).click();
  const refused = page.getByRole("dialog", { name: "The policy was not saved" });
  await refused.getByText(/nobody asks for dba/).first().waitFor();
  await looksWell(olga, "policy-refused");
  await refused.getByRole("button", { name: "Close" }).click();

  // A change that takes rights away says from whom.
  const after = before.replace("roles: [dba]", "roles: [common]");
  assert.notEqual(after, before);
  await write(page, after);
  await page.getByText("Changed, not saved.").waitFor();
  await page.getByRole("button", { name: "Save policy" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this policy?" });
  await dialog.getByText("alice", { exact: true }).waitFor();
  await dialog.getByText("may no longer request").first().waitFor();
  await looksWell(olga, "policy-save");
  await dialog.getByRole("button", { name: "Save and put in force" }).click();
  await page.getByText("The policy is in force.").waitFor();
  const alice = await signIn(postern, "alice");
  const able = await alice.call("GET", "/api/v1/me/capabilities");
  assert.ok(!able.body.roles.some(({ name }) => name === "dba"), JSON.stringify(able.body.roles));

  // Somebody else is faster: theirs is shown, and what was written is kept aside.
  const other = await signIn(postern, "olga");
  const now = await other.call("GET", "/api/v1/policy");
  const saved = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: {
      cookie: other.cookie,
      "sec-fetch-site": "same-origin",
      "content-type": "application/yaml",
      "if-match": now.headers.get("etag"),
    },
    body: before,
  });
  assert.equal(saved.status, 200);
  await write(page, `# mine\n${after}`);
  await page.getByRole("button", { name: "Save policy" }).click();
  await page.getByRole("button", { name: "Save and put in force" }).click();
  await page.getByText("Somebody else saved a policy meanwhile.").waitFor();
  await page.getByRole("button", { name: "Look at theirs" }).click();
  await page.waitForFunction((text) => globalThis.posternEditor.text() === text, before);
  await page.getByRole("button", { name: "Bring it back" }).click();
  await page.waitForFunction((text) => globalThis.posternEditor.text() === text, `# mine\n${after}`);

  // Not even a reload loses it.
  await page.getByText(/^\s*Checked/).first().waitFor();
  await page.reload();
  await page.getByText("This is what is in force.").waitFor();
  await page.getByRole("button", { name: "Bring it back" }).click();
  await page.waitForFunction((text) => globalThis.posternEditor.text() === text, `# mine\n${after}`);

  // Signing out does: whoever comes next at this browser finds nothing of it.
  const drafts = () => page.evaluate(() => Object.keys(localStorage).filter((name) => name.includes("policy")));
  assert.equal((await drafts()).length, 1);
  await page.getByRole("button", { name: /olga/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: /^alice/ }).waitFor();
  assert.deepEqual(await drafts(), []);
  await olga.context.close();
});

test("who may not read the policy has no way there", async () => {
  const { page, context } = await openPage(browser, postern, { user: "alice", path: "/policy" });
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Policy", exact: true }).count(), 0);
  await page.getByText("The policy could not be loaded").waitFor();
  await context.close();
});
