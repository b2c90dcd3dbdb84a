// Commands that come together are committed together, and still each is done wholly or not at all by itself.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { auditLog, checkChain } from "../harness/api.mjs";
import { signIn } from "../harness/postern.mjs";
import { startLedger } from "../harness/workerd.mjs";

/** More than go together at most, so that there are several such groups. */
const TOGETHER = 200;

/** How many bytes stand in the logs of the databases below a folder: what was committed and not moved yet. */
function committed(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith("-wal"));
  return files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

test("of commands that come together those that fail leave nothing, and the others everything", async () => {
  const postern = await startLedger();
  try {
    const [alice, olga, bob] = await Promise.all(["alice", "olga", "bob"].map((user) => signIn(postern, user)));
    const fails = (number) => number % 5 === 3;
    const answers = await Promise.all(
      Array.from({ length: TOGETHER }, (_, number) => {
        const headers = fails(number) ? { "x-request-id": "fail-at-the-end" } : {};
        return alice.call("POST", "/api/v1/requests", { roles: ["dba"], reason: `number ${number};` }, headers);
      }),
    );
    const made = new Map();
    answers.forEach(({ status, body }, number) => {
      assert.equal(status, fails(number) ? 500 : 201, JSON.stringify(body));
      if (!fails(number)) made.set(body.id, `number ${number};`);
    });

    // What was acknowledged is there, and nothing else.
    const found = new Map();
    let path = "/api/v1/requests?limit=200";
    for (;;) {
      const { body } = await bob.call("GET", path);
      for (const { id, reason } of body.items) found.set(id, reason);
      if (body.next_cursor === null) break;
      path = `/api/v1/requests?limit=200&cursor=${body.next_cursor}`;
    }
    assert.deepEqual(new Map([...found].sort()), new Map([...made].sort()));

    const log = await auditLog(olga);
    checkChain(log);
    const submitted = log.map((row) => JSON.parse(row.body).entry).filter(({ action }) => action === "request-submitted");
    assert.deepEqual(submitted.map(({ subject }) => subject).sort(), [...made.keys()].sort());
    const replayed = await (await postern.fetch("/api/v1/trap/replay")).json();
    assert.deepEqual(replayed.differing, []);
    assert.equal(replayed.requests, made.size);
  } finally {
    await postern.stop();
  }
});

test("what many commands write together is less than what they write one by one", async () => {
  const storage = mkdtempSync(join(tmpdir(), "postern-gathering-"));
  const postern = await startLedger({ storage });
  try {
    const alice = await signIn(postern, "alice");
    const ask = async () => {
      const { status } = await alice.call("POST", "/api/v1/requests", { roles: ["dba"], reason: "as often as it takes" });
      assert.equal(status, 201);
    };
    const cost = async (act) => {
      const before = committed(storage);
      await act();
      return committed(storage) - before;
    };
    await ask();
    // So few that the log is not begun anew meanwhile.
    const apart = await cost(async () => {
      for (let number = 0; number < 12; number++) await ask();
    });
    const together = await cost(() => Promise.all(Array.from({ length: 12 }, ask)));
    assert.ok(together > 0 && together * 2 < apart, `${together} bytes together, ${apart} apart`);
  } finally {
    await postern.stop();
    rmSync(storage, { recursive: true, force: true });
  }
});
