// What calls of the service cost beside the bare worker's: the same runtime, load and machine, turn by turn.
import { startBare, startLedger } from "../../harness/workerd.mjs";
import { call, drive } from "./load.mjs";

/** How often each row takes its turn; the median of the ratios counts. */
const ROUNDS = 7;
/**
 * How long a turn is, in seconds. Short: what else the machine does then falls on both alike; and while the
 * runtime has something to do it looks at no clock, so that a long turn ends with connections given up.
 */
const SECONDS = Number(process.env.POSTERN_BENCH_SECONDS ?? 0.8);
/** How many turns go before the first that counts: until then the engine compiles what is called. */
const WARM_UPS = 4;

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** Someone of the sample cluster, as headers of a call. */
export async function cookieOf(server, user) {
  const answer = await server.fetch("/auth/demo", {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url, "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ user }),
  });
  if (!answer.ok) throw new Error(`${user} cannot sign in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  return { cookie, "sec-fetch-site": "same-origin" };
}

/** The bytes that ask for a role. */
export const ask = (headers, reason = "ticket 4711: the nightly export does not come through") =>
  call("POST", "/api/v1/requests", { headers, body: { roles: ["dba"], reason } });

/** Makes requests that wait for a review, some at a time; returns their ids. */
export async function pending(server, headers, count) {
  const ids = [];
  const one = async () => {
    const answer = await server.fetch("/api/v1/requests", {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify({ roles: ["dba"], reason: "ticket 4711: the nightly export does not come through" }),
    });
    if (answer.status !== 201) throw new Error(`a request was answered ${answer.status}: ${await answer.text()}`);
    ids.push((await answer.json()).id);
  };
  while (ids.length < count) await Promise.all(Array.from({ length: Math.min(16, count - ids.length) }, one));
  return ids;
}

/** The rows: what is called, and the bare call that it is measured beside. */
async function questions(ledger) {
  const [alice, bob, rita] = await Promise.all(["alice", "bob", "rita"].map((user) => cookieOf(ledger, user)));
  const [one] = await pending(ledger, alice, 60);
  const waiting = [];
  const get = (path, headers) => {
    const bytes = call("GET", path, { headers });
    return { next: () => bytes };
  };
  return [
    { title: "/me", bare: "read", ...get("/api/v1/me", alice) },
    { title: "read one", bare: "read", goal: 0.6, ...get(`/api/v1/requests/${one}`, bob) },
    { title: "list 1", bare: "read", goal: 0.6, ...get("/api/v1/requests?limit=1", bob) },
    { title: "list 50", bare: "page", goal: 0.6, ...get("/api/v1/requests?limit=50", bob) },
    { title: "create", bare: "insert", goal: 0.6, expected: 201, next: () => ask(alice) },
    {
      title: "review",
      bare: "insert",
      expected: 201,
      prepare: async (calls) => waiting.push(...(await pending(ledger, alice, calls))),
      next: () =>
        call("POST", `/api/v1/requests/${waiting.shift()}/reviews`, { headers: rita, body: { verdict: "deny" } }),
    },
  ];
}

/** Measures; `only` names rows. */
export async function rows(only = []) {
  const [bare, ledger] = [await startBare(), await startLedger()];
  try {
    await bare.fetch("/seed");
    const asked = (await questions(ledger)).filter(({ title }) => only.length === 0 || only.includes(title));
    const found = [];
    for (const { title, bare: path, goal, prepare, ...load } of asked) {
      const bytes = call("GET", `/${path}`);
      const turns = [];
      for (let round = -WARM_UPS; round < ROUNDS; round++) {
        const theirs = await drive({ server: bare, next: () => bytes, seconds: SECONDS });
        // A review settles its request: as many must wait as can be answered.
        await prepare?.(Math.ceil(theirs.rate * (SECONDS + 1) * 2));
        const ours = await drive({ server: ledger, seconds: SECONDS, ...load });
        if (round < 0) continue;
        turns.push({ ours, theirs, ratio: ours.rate / theirs.rate, processor: theirs.processor / ours.processor });
      }
      const of = (pick) => median(turns.map(pick));
      found.push({
        row: title,
        beside: `bare ${path}`,
        ratio: of(({ ratio }) => ratio),
        "by processor": of(({ processor }) => processor),
        goal,
        "calls/s": Math.round(of(({ ours }) => ours.rate)),
        "p50 ms": of(({ ours }) => ours.p50),
        "p99 ms": of(({ ours }) => ours.p99),
        "bare p50": of(({ theirs }) => theirs.p50),
        "bare p99": of(({ theirs }) => theirs.p99),
      });
      print(found.slice(-1), found.length === 1);
    }
    return found;
  } finally {
    await Promise.all([bare.stop(), ledger.stop()]);
  }
}

/** Prints rows as lines of a table. */
export function print(found, withHead = true) {
  const shown = (value) => {
    if (value === undefined) return "";
    return typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : String(value);
  };
  const line = (cells) => `| ${cells.map((cell) => cell.padEnd(12)).join(" | ")} |`;
  if (withHead) console.log(line(Object.keys(found[0])));
  for (const row of found) console.log(line(Object.values(row).map(shown)));
}
