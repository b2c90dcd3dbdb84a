// The settings: what everybody has, tokens and sessions, and what only who runs a cluster sees.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { after, test } from "node:test";

import { launchBrowser, openPage } from "../harness/browser.mjs";
import { clusterWith, make, untilDelivered } from "../harness/integrations.mjs";
import { looksWell as look } from "../harness/look.mjs";
import { bearer, signIn, startPostern } from "../harness/postern.mjs";

const browser = await launchBrowser();
after(() => browser.close());
const postern = await startPostern({ bindings: clusterWith() });
after(() => postern.stop());
// A tool that answers 500 until it is told to answer well.
let status = 500;
const tool = createServer((request, response) => {
  request.resume();
  response.writeHead(status).end("told");
});
await new Promise((resolve) => tool.listen(0, "127.0.0.1", resolve));
after(() => tool.close());
const olga = await signIn(postern, "olga");

const open = async (user, path) => {
  const person = await openPage(browser, postern, { user, path });
  await person.page.getByRole("heading", { level: 1 }).waitFor();
  return person;
};
async function end(...people) {
  for (const { context, problems } of people) {
    assert.deepEqual(problems, []);
    await context.close();
  }
}

test("bob makes a token, uses its secret, and revokes it", async () => {
  const bob = await open("bob", "/settings");
  const { page } = bob;
  await page.waitForURL(/\/settings\/tokens$/);
  await page.getByText("There are no tokens").waitFor();
  const places = await page.getByRole("navigation", { name: "Settings" }).getByRole("link").allTextContents();
  assert.deepEqual(places, ["Tokens", "Sessions"], "bob manages requests and nothing else");
  await look(bob, "settings-tokens-empty");
  await page.getByRole("button", { name: "New token" }).click();
  const dialog = page.getByRole("dialog", { name: "New token" });
  await dialog.getByRole("button", { name: "Make token" }).click();
  await dialog.getByText("Say what the token is for.").waitFor();
  await dialog.getByLabel("What it is for").fill("nightly report");
  await dialog.getByRole("checkbox", { name: "profile:read" }).check();
  await look(bob, "settings-token-new");
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/v1/tokens") && answer.request().method() === "POST");
  await dialog.getByRole("button", { name: "Make token" }).click();
  const { secret } = await (await answered).json();
  await page.getByText(secret).waitFor();
  assert.equal((await bearer(postern, secret).call("GET", "/api/v1/me")).body.user, "bob");
  await look(bob, "settings-tokens");
  await page.getByRole("button", { name: "I have it" }).click();
  assert.equal(await page.getByText(secret).count(), 0, "a secret is shown once");
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke token" }).click();
  await page.getByText("There are no tokens").waitFor();
  assert.equal((await bearer(postern, secret).call("GET", "/api/v1/me")).status, 401);
  await end(bob);
});

test("bob ends the session in another browser, then all of them", async () => {
  const other = await signIn(postern, "bob");
  const bob = await open("bob", "/settings/sessions");
  const { page } = bob;
  const ended = page.getByRole("listitem").filter({ hasNotText: "This one" }).first();
  await ended.waitFor();
  await look(bob, "settings-sessions");
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("heading", { name: /Sign in/ }).first().waitFor();
  assert.equal((await other.call("GET", "/api/v1/me")).status, 401);
  await bob.context.close();
});

test("olga locks cara with a reason, and lets her in again", async () => {
  const person = await open("olga", "/settings/people");
  const { page } = person;
  const row = page.getByRole("listitem").filter({ has: page.getByText("cara", { exact: true }) });
  await row.getByRole("button", { name: /Document/ }).click();
  await page.getByRole("region", { name: "Document of cara" }).getByText("contractor-guarded").waitFor();
  await look(person, "settings-people");
  await row.getByRole("button", { name: "Lock" }).click();
  const dialog = page.getByRole("dialog", { name: "Lock cara?" });
  await dialog.getByRole("button", { name: "Lock" }).click();
  await dialog.getByText("Say why.").waitFor();
  await dialog.getByLabel("Why").fill("lost laptop");
  await look(person, "settings-lock");
  await dialog.getByRole("button", { name: "Lock" }).click();
  await row.getByText("Locked", { exact: true }).waitFor();
  await row.getByText(/lost laptop/).waitFor();
  await row.getByRole("button", { name: "Unlock" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Unlock" }).click();
  await row.getByRole("button", { name: "Lock", exact: true }).waitFor();
  await end(person);
});

test("olga tests an integration, sees why it failed, and has it told once more", async () => {
  const person = await open("olga", "/settings/integrations");
  const { page } = person;
  await page.getByText("Nothing is told yet").waitFor();
  await make(postern, olga, "desk", `http://127.0.0.1:${tool.address().port}/`, "  events: [request.created]\n");
  await page.reload();
  await page.getByRole("link", { name: "Delivery log" }).waitFor();
  await look(person, "settings-integrations");
  await page.getByRole("link", { name: "Delivery log" }).click();
  await page.getByText("It was told nothing yet").waitFor();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("The test is on its way.").waitFor();
  await untilDelivered(olga, "desk", (all) => all.length > 0 && all.every(({ state }) => state === "dead") && all);
  await page.reload();
  await page.getByText(/answered 500/).first().waitFor();
  await look(person, "settings-integration");
  status = 200;
  await page.getByRole("button", { name: "Redeliver" }).first().click();
  await page.getByText("It is told once more.").waitFor();
  await untilDelivered(olga, "desk");
  await page.reload();
  await page.getByText("Delivered", { exact: true }).first().waitFor();
  await end(person);
});

test("olga rotates the key, sets and removes a secret whose value is never shown", async () => {
  const person = await open("olga", "/settings/keys");
  const { page } = person;
  await page.getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate key" }).click();
  await page.getByText("A new key signs from now on.").waitFor();
  const { body: keys } = await olga.call("GET", "/api/v1/keys");
  const kid = keys.items.find(({ current }) => current).kid;
  await page.getByText(kid.slice(0, 8)).waitFor();
  await look(person, "settings-keys");
  await page.getByRole("link", { name: "Secrets" }).click();
  await page.getByText("No secret is set").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1", "the heading has the focus");
  await page.getByRole("button", { name: "Set a secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("chat-hook");
  await dialog.getByLabel("Value").fill("https://chat.example/T0/s3cret");
  await look(person, "settings-secret-new");
  await dialog.getByRole("button", { name: "Set secret" }).click();
  await page.getByText("secret://chat-hook").waitFor();
  assert.ok(!(await page.content()).includes("s3cret"));
  await look(person, "settings-secrets");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove secret" }).click();
  await page.getByText("No secret is set").waitFor();
  await page.getByRole("link", { name: "Connectors" }).click();
  await page.getByRole("heading", { level: 1, name: "Connectors" }).waitFor();
  await page.getByText("There are no connectors").waitFor();
  await look(person, "settings-connectors");
  await end(person);
});

test("olga changes what the cluster decides for itself", async () => {
  const person = await open("olga", "/settings/cluster");
  const { page } = person;
  const idle = page.getByLabel(/A session ends without use after/);
  await idle.fill("soon");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("Write for example 30d, 8h or 1h30m.").waitFor();
  await look(person, "settings-cluster");
  await idle.fill("2h");
  await page.getByRole("button", { name: "Save settings" }).click();
  await page.getByText("The settings are in force.").waitFor();
  const { body } = await olga.call("GET", "/api/v1/settings");
  assert.equal(body.settings.session_idle, "2h");
  assert.equal(body.effective.session_idle_s, 7200);
  await end(person);
});

test("who may not see a part is told so, and how to go on", async () => {
  const alice = await open("alice", "/settings/keys");
  await alice.page.getByText("Your roles do not let you see this.").waitFor();
  await look(alice, "settings-forbidden");
  await end(alice);
});
