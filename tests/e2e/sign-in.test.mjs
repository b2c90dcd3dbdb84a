// Signing in through a provider in a real browser: from the page to the provider and back to where one
// was, in each size and theme, and what happens when it does not work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import AxeBuilder from "@axe-core/playwright";

import { launchBrowser, NARROW, openPage, takePicture, WIDE } from "../harness/browser.mjs";
import { looksWell } from "../harness/look.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";
import { connector, write } from "../parts/connector.mjs";
import { CLIENTS, startProvider } from "../parts/openid.mjs";

const people = {
  s1: { preferred_username: "ana", groups: ["dev"] },
  s2: { preferred_username: "di", groups: ["nothing"] },
};

let postern;
let provider;
let browser;
before(async () => {
  postern = await startPostern({ bindings: { POSTERN_SECRET_PROVIDER: CLIENTS.secret.secret } });
  provider = await startProvider({ callbacks: [`${postern.url}/auth/callback`], people });
  const olga = await signIn(postern, "olga");
  await write(postern, olga, [
    connector("idp", provider.issuer, CLIENTS.secret, postern, { display: "Corporate account" }),
    connector("partners", provider.issuer, CLIENTS.public, postern, { display: "Partners" }),
  ]);
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await provider?.stop();
  await postern?.stop();
});

for (const size of [WIDE, NARROW]) {
  for (const theme of ["light", "dark"]) {
    test(`the ways to sign in stand beside the demo's people, ${size.width} wide in the ${theme} theme`, async () => {
      const person = await openPage(browser, postern, { size, theme });
      const { page, context, problems } = person;
      await page.getByRole("link", { name: "Corporate account" }).waitFor();
      await page.getByRole("button", { name: /^alice/ }).waitFor();
      const sideways = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      assert.equal(sideways, 0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      assert.deepEqual(violations.map(({ id }) => id), []);
      await takePicture(person, "sign-in-providers");
      assert.deepEqual(problems, []);
      await context.close();
    });
  }
}

test("one signs in at the provider and is back where one was", async () => {
  const { page, context, problems } = await openPage(browser, postern, { path: "/requests/new?role=dba" });
  await page.getByRole("link", { name: "Corporate account" }).click();
  await page.getByRole("heading", { name: "Who are you?" }).waitFor();
  assert.ok(page.url().startsWith(provider.issuer));
  await page.getByRole("link", { name: "ana" }).click();
  await page.waitForURL(`${postern.url}/requests/new?role=dba`);
  await page.getByRole("checkbox", { name: /^dba\b/, checked: true }).waitFor();
  await page.getByText("idp:ana").first().waitFor();
  // When the session is over the page asks again, and leads back again; nothing is under way by then.
  await page.waitForLoadState("networkidle");
  await context.clearCookies({ name: "postern" });
  await page.goto("/requests");
  await page.getByRole("link", { name: "Corporate account" }).click();
  await page.waitForURL(`${postern.url}/requests`);
  await page.getByText("idp:ana").first().waitFor();
  // The provider has no icon, which is none of our business.
  assert.deepEqual(problems.filter((text) => !text.includes(provider.issuer)), []);
  await context.close();
});

test("who looks after people sees what the provider last said of them", async () => {
  const olga = await openPage(browser, postern, { user: "olga", path: "/settings/people" });
  const row = olga.page.getByRole("listitem").filter({ hasText: "idp:ana" });
  await row.getByText(/Signed in .* through idp/).waitFor();
  await row.getByText(/Roles contractor/).waitFor();
  await row.getByText(/groups dev/).waitFor();
  await looksWell(olga, "settings-people-seen");
  await olga.context.close();
});

test("who cancels, or has no role, reads why and finds the way back", async () => {
  const { page, context } = await openPage(browser, postern, {});
  for (const [choice, heading] of [
    ["Cancel", "The identity provider did not sign you in"],
    ["di", "You have no role here"],
  ]) {
    await page.getByRole("link", { name: "Corporate account" }).click();
    await page.getByRole("link", { name: choice }).click();
    await page.getByRole("heading", { name: heading }).waitFor();
    await page.getByRole("link", { name: "Back to the sign-in page" }).click();
    await page.getByRole("link", { name: "Corporate account" }).waitFor();
  }
  await context.close();
});
