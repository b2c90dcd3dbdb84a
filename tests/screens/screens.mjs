// Every screen and every state of it that is worth a picture, in the order in which people meet them. A row is
//
//   name      of the file; one picture each for light and dark, wide and narrow
//   title     what the picture shows
//   user      who of the sample cluster looks; nobody without
//   path      where: a path, or what makes one of the ids of `world.mjs`
//   ready     what must be there before anything is done; the page's title without
//   act       what to do there first; gets the page
//   gone      there is no line: taken away once the page is ready
//   sizes     in which widths, where not in both
import { WIDE } from "../harness/browser.mjs";
import { anywhere, ask, decide, review, signIn, status } from "../parts/screen.mjs";

const text = (words) => (page) => page.getByText(words).first();

/** What a service says that is there and cannot answer. */
export const UNAVAILABLE = {
  type: "/problems/unavailable",
  title: "Not available",
  status: 503,
  detail: "the ledger cannot be reached; try again in a moment",
  code: "unavailable",
  request_id: "7d1c4c55-9a1e-4a61-8f0e-2f6f5d1f3b0a",
};

/** The service is there and cannot answer. */
const broken = (path) => async (page) => {
  await page.route(path, (route) =>
    route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify(UNAVAILABLE),
    }),
  );
  await page.reload();
  await page.getByRole("button", { name: "Try again" }).waitFor();
};

/** The playground's answer to what stands in its editor. */
const checked = (page) => page.getByText(/^\s*Checked/).first();

async function example(page, name) {
  await page.getByRole("button", { name: /Gallery|Examples/ }).click();
  await page.getByRole("button", { name }).click();
  await checked(page).waitFor();
}

/** Shows a pane, wherever its tab stands at this width. */
const pane = (page, name) =>
  page.getByRole("button", { name: new RegExp(`^${name}`) }).locator("visible=true").first().click();

export const GROUPS = [
  {
    title: "Signing in",
    screens: [
      { name: "sign-in", title: "Who one is, and a story to try", ready: (page) => signIn.person(page, "alice") },
      { name: "lost", title: "No such page", user: "alice", path: "/no/such/page" },
    ],
  },
  {
    title: "Asking",
    screens: [
      { name: "ask", title: "The form, empty", user: "alice", path: ask.path, ready: (page) => ask.role(page, "dba") },
      {
        name: "ask-filled",
        title: "The form, filled in, with what comes of it",
        user: "erin",
        path: ask.path,
        async act(page) {
          for (const role of ["common", "dev-web"]) await ask.role(page, role).check();
          await ask.reason(page).fill("INC-4822: the shop’s pictures do not load");
          await text("The server was asked")(page).waitFor();
        },
      },
      {
        name: "ask-refused",
        title: "The form, when something is missing",
        user: "erin",
        path: ask.path,
        async act(page) {
          await ask.role(page, "dev-web").check();
          await ask.send(page).click();
          await text(/to fix/)(page).waitFor();
        },
      },
      {
        name: "ask-why",
        title: "A role that cannot be requested, and why",
        user: "cara",
        path: ask.path,
        async act(page) {
          await ask.search(page).fill("admin");
          await page.getByText(/denies/).locator("visible=true").first().waitFor();
        },
      },
    ],
  },
  {
    title: "Waiting and using",
    screens: [
      { name: "status-pending", title: "Waiting", user: "alice", path: ({ pending }) => status.path(pending) },
      { name: "status-half", title: "One of two has agreed", user: "erin", path: ({ half }) => status.path(half) },
      { name: "status-active", title: "Approved", user: "cara", path: ({ active }) => status.path(active) },
      {
        name: "status-token",
        title: "Taken up",
        user: "cara",
        path: ({ active }) => status.path(active),
        async act(page) {
          await status.assume(page).click();
          await status.token(page).waitFor();
        },
      },
      {
        name: "status-drop",
        title: "Asked once more before it is dropped",
        user: "cara",
        path: ({ active }) => status.path(active),
        async act(page) {
          await status.drop(page).click();
          await anywhere.dialog(page).waitFor();
        },
      },
      { name: "status-denied", title: "Denied, and why", user: "cara", path: ({ denied }) => status.path(denied) },
      { name: "status-ended", title: "Over", user: "cara", path: ({ ended }) => status.path(ended) },
      { name: "requests", title: "One’s own requests", user: "cara", path: "/requests", ready: text("INC-4790") },
      {
        name: "requests-empty",
        title: "Nothing asked yet",
        user: "gus",
        path: "/requests",
        ready: text("You have asked for nothing yet"),
      },
      { name: "requests-failed", title: "A list that could not be loaded", user: "cara", path: "/requests", act: broken("**/api/v1/requests**") },
      { name: "requests-offline", title: "Without a line", user: "cara", path: "/requests", ready: text("INC-4790"), gone: true },
      { name: "access", title: "What one may use now", user: "cara", path: "/access", ready: text("Active") },
      { name: "access-empty", title: "Nothing beyond what one holds", user: "gus", path: "/access", ready: text("Nothing is active") },
    ],
  },
  {
    title: "Deciding",
    screens: [
      { name: "review-list", title: "What waits", user: "rita", path: "/review", ready: (page) => review.row(page, /erin wants/) },
      {
        name: "review-list-decided",
        title: "What was decided",
        user: "rita",
        path: "/review?show=decided",
        ready: text(/INC-47/),
      },
      { name: "review", title: "One request, to decide", user: "bob", path: ({ pending }) => decide.path(pending), ready: decide.approve },
      {
        name: "review-changes",
        title: "Approving some of it",
        user: "rita",
        path: ({ several }) => decide.path(several),
        async act(page) {
          await decide.change(page).click();
          await decide.grant(page, "dev-db").uncheck();
          await decide.approveSome(page, "Approve 2 of 3 roles").waitFor();
        },
      },
      {
        name: "review-deny",
        title: "Denying, with a reason",
        user: "rita",
        path: ({ several }) => decide.path(several),
        async act(page) {
          await decide.deny(page).click();
          await decide.whyNot(page).fill("The shop is up again since 13:50.");
        },
      },
      { name: "review-decided", title: "Decided, by somebody else", user: "rita", path: ({ active }) => decide.path(active) },
      { name: "review-offline", title: "Deciding waits for the line", user: "bob", path: ({ pending }) => decide.path(pending), ready: decide.approve, gone: true },
    ],
  },
  {
    title: "The playground",
    screens: [
      { name: "playground", title: "A policy, read and explained", path: "/playground/", ready: checked },
      {
        name: "playground-broken",
        title: "A policy with faults, and their fixes",
        path: "/playground/",
        ready: checked,
        act: (page) => example(page, /fields/i),
      },
      {
        name: "playground-explain",
        title: "Who may request what, and why",
        path: "/playground/",
        ready: checked,
        act: (page) => pane(page, "Explain"),
      },
      {
        name: "playground-tests",
        title: "A policy’s own tests, and what they leave out",
        path: "/playground/",
        ready: checked,
        async act(page) {
          await example(page, /Policy tests/);
          await pane(page, "Tests");
          await text("are exercised")(page).waitFor();
        },
      },
      {
        name: "playground-matches",
        title: "What a pattern accepts",
        path: "/playground/",
        ready: checked,
        async act(page) {
          await example(page, "Everything but admin");
          await page.locator(".cm-line", { hasText: "roles" }).getByText("*").first().click();
          await pane(page, "Matches");
          await text("Would also accept")(page).waitFor();
        },
      },
      {
        name: "playground-completion",
        title: "Fields are completed and explained",
        path: "/playground/",
        ready: checked,
        sizes: [WIDE],
        async act(page) {
          await page.getByLabel("Policy").press("ControlOrMeta+Home");
          await page.locator(".cm-line", { hasText: "request:" }).first().click();
          await page.keyboard.press("End");
          await page.keyboard.press("Enter");
          await page.keyboard.type("rea");
          await text("Whether a reason must be given")(page).waitFor();
        },
      },
      { name: "rules", title: "Every rule of the linter", path: "/rules/" },
      { name: "rule", title: "One rule: what it finds, what is wrong, what is right", path: "/rules/matcher/too-broad/" },
    ],
  },
  {
    title: "Looking after the cluster",
    screens: [
      { name: "policy", title: "The policy in force", user: "olga", path: "/policy", ready: checked },
      {
        name: "policy-save",
        title: "What a change does to people, before it is saved",
        user: "olga",
        path: "/policy",
        ready: checked,
        async act(page) {
          await page.evaluate(() => {
            const editor = globalThis.posternEditor;
            const [old, fresh] = ["roles: [dba]", "roles: [common]"];
            const at = editor.text().indexOf(old);
            editor.write(at, at + old.length, fresh, 0, 0);
          });
          await text("Changed, not saved.")(page).waitFor();
          await page.getByRole("button", { name: "Save policy" }).click();
          await anywhere.dialog(page).getByText("may no longer request").first().waitFor();
        },
      },
      { name: "audit", title: "What has happened", user: "olga", path: "/audit", ready: text(/asked for dba/) },
      {
        name: "audit-entry",
        title: "One entry, opened",
        user: "olga",
        path: "/audit?kind=request-reviewed",
        async act(page) {
          await page.getByRole("button", { name: /approved request/ }).first().click();
          await page.getByRole("region", { name: "Particulars" }).waitFor();
        },
      },
      ...["tokens", "sessions", "people", "connectors", "integrations", "keys", "secrets", "cluster"].map((name) => ({
        name: `settings-${name}`,
        title: `Settings: ${name}`,
        user: "olga",
        path: `/settings/${name}`,
      })),
      {
        name: "settings-token-new",
        title: "A token, to be made",
        user: "bob",
        path: "/settings/tokens",
        async act(page) {
          await page.getByRole("button", { name: "New token" }).click();
          await anywhere.dialog(page).waitFor();
        },
      },
    ],
  },
];
