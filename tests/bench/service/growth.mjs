// What a page, a review and an expiry cost at a million stored requests, beside a thousand: the same ledger,
// which has grown in between.
import { startLedger } from "../../harness/workerd.mjs";
import { call, drive, processorSeconds } from "./load.mjs";
import { cookieOf, pending, print } from "./rows.mjs";

/** How many requests are stored first, and then. */
const SIZES = [1_000, Number(process.env.POSTERN_BENCH_STORED ?? 1_000_000)];
/** How many are stored in one transaction. */
const BATCH = 20_000;
/** One of so many stored requests waits for a review. */
const WAITING = 50;
/** How many expire together. */
const EXPIRING = 200;
const SECONDS = 1.5;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Stores requests like these two until there are so many. */
async function grow(ledger, { waits, denied }, from, to) {
  for (let first = from; first < to; first += BATCH) {
    const count = Math.min(BATCH, to - first);
    const share = Math.ceil(count / WAITING);
    for (const [like, at, many] of [[waits, first, share], [denied, first + share, count - share]]) {
      if (many <= 0) continue;
      const answer = await ledger.fetch(`/api/v1/trap/multiply?like=${like}&first=${at + 1}&count=${many}`);
      if (!answer.ok) throw new Error(`storing requests was answered ${answer.status}: ${await answer.text()}`);
    }
  }
}

/** What one expiry costs the processor, in ms: many fall due together. */
async function expiry(ledger, headers) {
  const body = JSON.stringify({ roles: ["dba"], reason: "soon over", max_duration: "2s" });
  const ids = [];
  for (let made = 0; made < EXPIRING; made++) {
    const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
    ids.push((await (await ledger.fetch("/api/v1/requests", sent)).json()).id);
  }
  const began = processorSeconds(ledger.pid);
  for (;;) {
    const last = await (await ledger.fetch(`/api/v1/requests/${ids.at(-1)}`, { headers })).json();
    if (last.state === "expired") break;
    await sleep(250);
  }
  return ((processorSeconds(ledger.pid) - began) / EXPIRING) * 1e3;
}

/** Everything that is measured at one size, in ms of the processor for each. */
async function measure(ledger, { alice, bob, rita }) {
  const page = async (query) => {
    const bytes = call("GET", `/api/v1/requests?limit=50${query}`, { headers: bob });
    return (await drive({ server: ledger, next: () => bytes, seconds: SECONDS })).processor;
  };
  const waiting = await pending(ledger, alice, 600);
  const review = () =>
    call("POST", `/api/v1/requests/${waiting.shift()}/reviews`, { headers: rita, body: { verdict: "deny" } });
  return {
    page: await page(""),
    "page that waits": await page("&state=pending"),
    "page of a role that was denied": await page("&role=dba&state=denied"),
    "page of a requester": await page("&requester=alice&state=denied"),
    review: (await drive({ server: ledger, next: review, expected: 201, seconds: 0.7, connections: 4, warmup: 0.1 })).processor,
    expiry: await expiry(ledger, alice),
  };
}

/** Measures at both sizes. */
export async function growth() {
  const ledger = await startLedger();
  try {
    const people = {};
    for (const user of ["alice", "bob", "rita"]) people[user] = await cookieOf(ledger, user);
    const [waits, denied] = await pending(ledger, people.alice, 2);
    await ledger.fetch(`/api/v1/requests/${denied}/reviews`, {
      method: "POST",
      headers: { ...people.rita, "content-type": "application/json" },
      body: JSON.stringify({ verdict: "deny", reason: "the export has its own account by now" }),
    });
    await grow(ledger, { waits, denied }, 0, SIZES[0]);
    const small = await measure(ledger, people);
    const began = performance.now();
    await grow(ledger, { waits, denied }, SIZES[0], SIZES[1]);
    console.log(`stored ${SIZES[1] - SIZES[0]} requests in ${((performance.now() - began) / 1e3).toFixed(0)} s`);
    const large = await measure(ledger, people);
    print(
      Object.keys(small).map((row) => ({
        row,
        goal: 1.5,
        ratio: large[row] / small[row],
        [`ms at ${SIZES[0]}`]: small[row],
        [`ms at ${SIZES[1]}`]: large[row],
      })),
    );
  } finally {
    await ledger.stop();
  }
}
