// Brings a page to where a row of `screens.mjs` says, for pictures of it and for whatever else must hold there.
import { NARROW, openPage } from "../harness/browser.mjs";
import { anywhere } from "../parts/screen.mjs";

/** The sessions of those who have looked at a screen already: one sign-in each, as the audit log will show. */
const sessions = new Map();

/** Opens a screen and does there what its row says; with `still`, what differs from run to run is held still. */
export async function stage(browser, postern, ids, screen, size, still) {
  const path = typeof screen.path === "function" ? screen.path(ids) : (screen.path ?? "/");
  const person = await openPage(browser, postern, {
    user: screen.user,
    cookies: sessions.get(screen.user),
    path: still ? "/healthz" : path,
    size,
    touch: size === NARROW,
  });
  const { page, context } = person;
  if (screen.user && !sessions.has(screen.user)) sessions.set(screen.user, await context.cookies());
  if (still) {
    await still.between(page);
    await page.goto(path);
    await anywhere.title(page).first().waitFor();
    // Faces that came too late for the first drawing are there for the second.
    await page.evaluate(() => document.fonts.ready.then(() => {}));
    await page.reload();
  }
  await anywhere.title(page).first().waitFor();
  await page.waitForLoadState("networkidle");
  await screen.ready?.(page).waitFor();
  await screen.act?.(page);
  if (screen.gone) {
    await page.unrouteAll();
    await context.setOffline(true);
    await anywhere.offline(page).waitFor();
  }
  return person;
}
