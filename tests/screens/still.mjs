// Holds still what differs from run to run, so that the same sources give the same pictures: moments, the ids
// of what was made, and tokens. Nothing else of what the service answers is touched.
import { createHash } from "node:crypto";

/** When the story of the pictures happened, and when they are taken. */
const STORY = Date.parse("2026-03-03T13:58:00.000Z");
export const NOW = Date.parse("2026-03-03T14:03:00.000Z");

const MINUTE = 60_000;
const MOMENT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const ID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;

/** The id that stands for the one that came as number `at`. */
function idOf(at) {
  const hex = createHash("sha256").update(`postern ${at}`).digest("hex");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
}

/** The same token with another key's name: its head is what a picture shows. */
function tokenOf(token) {
  const [, claims, signature] = token.split(".");
  const head = { alg: "EdDSA", kid: createHash("sha256").update("postern").digest("base64url"), typ: "JWT" };
  return [Buffer.from(JSON.stringify(head)).toString("base64url"), claims, signature].join(".");
}

/** For one run of the service: `began` is when its story began, `ids` what was made in it, in order. */
export function stillness(began, ids) {
  const shown = new Map(ids.map((id, at) => [id, idOf(at)]));
  const real = new Map([...shown].map(([id, still]) => [still, id]));
  const moment = (text) => new Date(STORY + Math.floor((Date.parse(text) - began) / MINUTE) * MINUTE).toISOString();
  let unknown = 1_000;
  const still = (text) =>
    text
      .replace(/"now":"[^"]*"/g, `"now":"${new Date(NOW).toISOString()}"`)
      .replace(MOMENT, (found) => (found === new Date(NOW).toISOString() ? found : moment(found)))
      .replace(ID, (found) => {
        if (!shown.has(found)) shown.set(found, idOf((unknown += 1)));
        return shown.get(found);
      })
      .replace(TOKEN, tokenOf);
  const back = (text) => text.replace(ID, (found) => real.get(found) ?? found);

  /** Lets a page talk to the service through this. */
  async function between(page) {
    await page.clock.setFixedTime(NOW);
    await page.route(/\/(api|auth)\//, async (route) => {
      const request = route.request();
      const body = request.postData();
      try {
        const answer = await route.fetch({ url: back(request.url()), postData: body === null ? undefined : back(body) });
        await route.fulfill({ response: answer, body: still(await answer.text()) });
      } catch {
        // There is no line, or the page has gone on.
        await route.abort("internetdisconnected").catch(() => {});
      }
    });
    await page.routeWebSocket(/\/api\//, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => socket.send(still(message.toString())));
    });
  }
  return { between, id: (id) => shown.get(id) };
}
