// What happened can be replayed and checked; and time does its work when nobody looks.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { assertProblem, auditLog, checkChain, review, submit } from "../harness/api.mjs";
import { openSocket, signIn, startPostern } from "../harness/postern.mjs";

const replay = async (postern) => (await postern.fetch("/api/v1/trap/replay")).json();

test("the audit log is for those who may read it, and says who did what from which call", async () => {
  const postern = await startPostern();
  try {
    const [alice, bob, olga] = await Promise.all(["alice", "bob", "olga"].map((user) => signIn(postern, user)));
    const made = await submit(alice, ["dba"], "for the log");
    const path = `/api/v1/requests/${made.id}/reviews`;
    await bob.call("POST", path, { verdict: "approve" }, { "x-request-id": "case-42" });
    for (const person of [alice, bob]) {
      assertProblem(await person.call("GET", "/api/v1/audit"), 403, "not-allowed");
    }
    const rows = await auditLog(olga);
    checkChain(rows);
    const entries = rows.map((row) => JSON.parse(row.body).entry).filter((entry) => entry.subject === made.id);
    assert.deepEqual(
      entries.map((entry) => [entry.action, entry.actor]),
      [
        ["request-submitted", "alice"],
        ["request-reviewed", "bob"],
        ["request-approved", "bob"],
      ],
    );
    assert.equal(entries[1].request_id, "case-42");
    assert.match(entries[1].policy, /^[0-9a-f]{64}$/);
    // Any change to a row shows.
    const changed = rows.map((row) => ({ ...row }));
    changed[2].body = changed[2].body.replace("sample", "simple");
    assert.throws(() => checkChain(changed));
    assert.throws(() => checkChain([...rows.slice(0, 1), ...rows.slice(2)]));
  } finally {
    await postern.stop();
  }
});

test("access begins and ends, and waiting ends, without anybody looking", async () => {
  const postern = await startPostern();
  try {
    const [alice, bob, rita] = await Promise.all(["alice", "bob", "rita"].map((user) => signIn(postern, user)));
    const socket = await openSocket(postern, "/api/v1/stream", { cookie: alice.cookie, origin: postern.url });
    const heard = async (id) => {
      for (;;) {
        const change = JSON.parse(await socket.next());
        if (change.id === id) return (await alice.call("GET", `/api/v1/requests/${id}`)).body;
      }
    };
    // Waits for two seconds at most, because access would end then.
    const waiting = await submit(alice, ["dba"], "too late", { max_duration: "2s" });
    assert.equal(Date.parse(waiting.pending_expires) - Date.parse(waiting.created), 2000);
    assert.equal((await heard(waiting.id)).phase, "pending");
    const expired = await heard(waiting.id);
    assert.equal(expired.state, "expired", "the alarm wrote it");
    assert.equal(expired.resolution.text, "nobody decided in time");
    assertProblem(
      await bob.call("POST", `/api/v1/requests/${waiting.id}/reviews`, { verdict: "approve" }),
      409,
      "expired",
    );
    const starts = new Date(Date.now() + 2000).toISOString();
    const brief = await submit(alice, ["dba"], "brief", { max_duration: "4s", starts_at: starts });
    await heard(brief.id);
    await review(rita, brief.id, "approve");
    assert.equal((await heard(brief.id)).phase, "scheduled");
    const begun = await heard(brief.id);
    assert.equal(begun.phase, "active", "the page hears when access begins");
    const credential = await alice.call("POST", `/api/v1/requests/${brief.id}/assume`, {});
    assert.equal(credential.status, 201);
    assert.ok(Date.parse(credential.body.expires_at) <= Date.parse(brief.access_expires));
    await heard(brief.id);
    const ended = await heard(brief.id);
    assert.equal(ended.state, "ended");
    assertProblem(await alice.call("POST", `/api/v1/requests/${brief.id}/assume`, {}), 409, "ended");
    const report = await replay(postern);
    assert.deepEqual(report.differing, []);
    socket.close();
  } finally {
    await postern.stop();
  }
});

test("what is due while nothing runs happens at the next start", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-late-"));
  try {
    let postern = await startPostern({ storage: folder });
    const made = await submit(await signIn(postern, "alice"), ["dba"], "late", { max_duration: "2s" });
    await postern.kill();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    postern = await startPostern({ storage: folder });
    try {
      const alice = await signIn(postern, "alice");
      const seen = await alice.call("GET", `/api/v1/requests/${made.id}`);
      assert.equal(seen.body.phase, "expired", "derived from the clock, written or not");
      for (let tries = 0; tries < 50; tries += 1) {
        const { body } = await alice.call("GET", `/api/v1/requests/${made.id}`);
        if (body.state === "expired") return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assert.fail("the alarm did not write it within five seconds");
    } finally {
      await postern.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
