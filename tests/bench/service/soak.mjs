// Whether the runtime's memory stays bounded under load that does not end: `POSTERN_SOAK_MINUTES`, two unless
// told.
import { startLedger } from "../../harness/workerd.mjs";
import { call, drive, mebibytes } from "./load.mjs";
import { ask, cookieOf, print } from "./rows.mjs";

const MINUTES = Number(process.env.POSTERN_SOAK_MINUTES ?? 2);
/** How many pieces the time is cut into, with a look at the memory after each. */
const PIECES = 8;

/** Three of four calls list, the fourth creates. */
export async function soak() {
  const ledger = await startLedger();
  try {
    const [alice, bob] = [await cookieOf(ledger, "alice"), await cookieOf(ledger, "bob")];
    const list = call("GET", "/api/v1/requests?limit=20", { headers: bob });
    const seconds = (MINUTES * 60) / PIECES / 2;
    const found = [];
    for (let piece = 0; piece < PIECES; piece++) {
      const created = await drive({ server: ledger, next: () => ask(alice), expected: 201, seconds });
      const listed = await drive({ server: ledger, next: () => list, seconds });
      found.push({ minute: ((piece + 1) * MINUTES) / PIECES, MiB: mebibytes(ledger.pid), created: created.calls, listed: listed.calls });
      print(found.slice(-1), found.length === 1);
    }
  } finally {
    await ledger.stop();
  }
}
