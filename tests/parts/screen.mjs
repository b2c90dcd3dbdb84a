// Where things are on each screen, by the words and roles that a person, or a screen reader, goes by. What
// of a screen a journey has to know stands here and nowhere else.

const starting = (name) => new RegExp(`^${name.replaceAll(".", "\\.")}\\b`);

export const anywhere = {
  title: (page, name) => page.getByRole("heading", { level: 1, name, exact: true }),
  entry: (page, name) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }),
  dialog: (page) => page.getByRole("dialog"),
  /** Every message that says that something went wrong. */
  errors: (page) => page.locator('[data-kind="bad"], [data-failed]'),
  offline: (page) => page.getByRole("status").filter({ hasText: "You are offline" }),
  tryNow: (page) => page.getByRole("button", { name: "Try now" }),
};

export const signIn = {
  person: (page, name) => page.getByRole("button", { name: starting(name) }),
};

export const ask = {
  path: "/requests/new",
  link: (page) => page.getByRole("link", { name: "Request access" }).first(),
  role: (page, name) => page.getByRole("checkbox", { name: starting(name) }),
  search: (page) => page.getByRole("searchbox"),
  reason: (page) => page.getByRole("textbox").last(),
  send: (page) => page.getByRole("button", { name: "Request access" }),
};

/** The page of one request, as whoever asked sees it. */
export const status = {
  address: /\/requests\/([0-9a-f-]{36})$/,
  path: (id) => `/requests/${id}`,
  phase: (page, name) => page.getByText(name, { exact: true }).first(),
  progress: (page, text) => page.getByText(text).first(),
  assume: (page) => page.getByRole("button", { name: "Assume" }),
  token: (page) => page.getByRole("button", { name: "Copy token" }),
  drop: (page) => page.getByRole("button", { name: "Drop", exact: true }),
  dropNow: (page) => anywhere.dialog(page).getByRole("button", { name: "Drop access" }),
  again: (page) => page.getByRole("link", { name: "Ask again" }),
};

export const review = {
  path: "/review",
  row: (page, sentence) => page.getByRole("link", { name: sentence }).first(),
};

/** One request, as whoever decides sees it. */
export const decide = {
  path: (id) => `/review/${id}`,
  approve: (page) => page.getByRole("button", { name: "Approve", exact: true }),
  change: (page) => page.getByRole("button", { name: /with changes/ }),
  deny: (page) => page.getByRole("button", { name: "Deny", exact: true }),
  note: (page) => page.getByRole("textbox", { name: /^Note/ }),
  grant: (page, role) => page.getByRole("checkbox", { name: starting(role) }),
  length: (page, words) => page.getByRole("radio", { name: words }),
  approveSome: (page, words) => page.getByRole("button", { name: words }),
  whyNot: (page) => anywhere.dialog(page).getByRole("textbox"),
  denyNow: (page) => anywhere.dialog(page).getByRole("button", { name: /^Deny/ }),
  approveNow: (page) => anywhere.dialog(page).getByRole("button", { name: /^Approve/ }),
  cancel: (page) => anywhere.dialog(page).getByRole("button", { name: "Cancel" }),
  back: (page) => page.getByRole("navigation", { name: "Way through the list" }).getByRole("link"),
  next: (page) => page.getByRole("link", { name: /^Next/ }),
  news: (page, text) => page.getByText(text),
};
