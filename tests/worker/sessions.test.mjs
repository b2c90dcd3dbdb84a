// Sessions: listed and ended by their owner or by who may, and at once.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { assertProblem, auditLog } from "../harness/api.mjs";
import { openSocket, signIn, startPostern } from "../harness/postern.mjs";

let postern;
let olga;
before(async () => {
  postern = await startPostern();
  olga = await signIn(postern, "olga");
});
after(() => postern?.stop());

const sessions = async (person, query = "") => (await person.call("GET", `/api/v1/sessions${query}`)).body.items;

test("someone sees where they are signed in, by an id that is not the secret", async () => {
  const here = await signIn(postern, "cara");
  await postern.fetch("/auth/demo", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      origin: postern.url,
      "user-agent": `Phone\u00e9 <b>${"x".repeat(300)}`,
      "cf-connecting-ip": "192.0.2.7",
    },
    body: JSON.stringify({ user: "cara" }),
  });
  const items = await sessions(here);
  assert.equal(items.length, 2);
  const [phone, current] = items[0].current ? [items[1], items[0]] : items;
  assert.equal(current.current, true);
  assert.equal(phone.current, false);
  assert.equal(phone.source, "192.0.2.7");
  assert.match(phone.agent, /^[ -~]{200}$/);
  const secret = here.cookie.split("=")[1];
  assert.ok(!JSON.stringify(items).includes(secret));
  for (const id of items.map((item) => item.id)) {
    assert.match(id, /^[0-9a-f]{8}-/);
    const asked = await postern.fetch("/api/v1/me", { headers: { cookie: `postern=${id}` } });
    assert.equal(asked.status, 401, "the id opens nothing");
  }
});

test("ending a session ends it and its socket at once, and no other", async () => {
  const [here, there] = [await signIn(postern, "rolf"), await signIn(postern, "rolf")];
  const socket = await openSocket(postern, "/api/v1/stream", { cookie: there.cookie, origin: postern.url });
  await socket.next();
  const id = (await sessions(here)).find((item) => !item.current).id;
  assert.equal((await here.call("DELETE", `/api/v1/sessions/${id}`)).status, 204);
  const silence = new Promise((resolve) => setTimeout(resolve, 20_000, "null").unref());
  assert.deepEqual(JSON.parse(await Promise.race([socket.next(), silence])), { type: "signed-out" });
  socket.close();
  assertProblem(await there.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assert.equal((await here.call("GET", "/api/v1/me")).status, 200);
  const own = (await sessions(here))[0].id;
  const last = await here.call("DELETE", `/api/v1/sessions/${own}`);
  assert.match(last.headers.getSetCookie()[0], /Max-Age=0/, "the cookie goes with its session");
});

test("signing out everywhere leaves nothing, and is audited", async () => {
  const all = [await signIn(postern, "gus"), await signIn(postern, "gus"), await signIn(postern, "gus")];
  const other = await signIn(postern, "rita");
  const ended = await all[1].call("DELETE", "/api/v1/sessions");
  assert.equal(ended.status, 200);
  assert.deepEqual(ended.body, { sessions: 3 });
  assert.match(ended.headers.getSetCookie()[0], /Max-Age=0/);
  for (const person of all) assertProblem(await person.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assert.equal((await other.call("GET", "/api/v1/me")).status, 200);
  const log = (await auditLog(olga)).map((row) => JSON.parse(row.body).entry);
  assert.ok(log.some((entry) => entry.action === "sessions-ended" && entry.actor === "gus" && entry.data.sessions === 3));
});

test("the sessions of others are for those who may, and do not exist for anyone else", async () => {
  const [alice, erin] = [await signIn(postern, "alice"), await signIn(postern, "erin")];
  const [{ id }] = await sessions(alice);
  const hidden = assertProblem(await erin.call("DELETE", `/api/v1/sessions/${id}`), 404, "not-found");
  const absent = assertProblem(await erin.call("DELETE", "/api/v1/sessions/none"), 404, "not-found");
  assert.equal(hidden.detail, absent.detail);
  for (const method of ["GET", "DELETE"]) {
    const known = assertProblem(await erin.call(method, "/api/v1/sessions?user=alice"), 403, "not-allowed");
    const unknown = assertProblem(await erin.call(method, "/api/v1/sessions?user=nobody"), 403, "not-allowed");
    assert.equal(known.detail, unknown.detail);
  }
  assert.equal((await alice.call("GET", "/api/v1/me")).status, 200);
  assert.equal((await sessions(olga, "?user=alice"))[0].id, id);
  assert.deepEqual((await olga.call("DELETE", "/api/v1/sessions?user=alice")).body, { sessions: 1 });
  assertProblem(await alice.call("GET", "/api/v1/me"), 401, "not-signed-in");
  assert.equal((await olga.call("GET", "/api/v1/me")).status, 200);
});

test("a page of another site ends nobody's sessions", async () => {
  const erin = await signIn(postern, "erin");
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
    assertProblem(await erin.call("DELETE", "/api/v1/sessions", undefined, headers), 403, "cross-site");
  }
});

test("the cluster says how long sessions live, and what it shortens holds at once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "postern-sessions-"));
  const start = (limits) =>
    startPostern({ storage: folder, bindings: { POSTERN_CLUSTERS: JSON.stringify([{ id: "sample", hosts: [], ...limits }]) } });
  let own = await start({ session_max: "2h" });
  try {
    const answer = await own.fetch("/auth/demo", {
      method: "POST",
      headers: { "content-type": "application/json", origin: own.url },
      body: JSON.stringify({ user: "alice" }),
    });
    const [cookie, ...attributes] = answer.headers.getSetCookie()[0].split("; ");
    assert.ok(attributes.includes("Max-Age=7200"));
    const life = async () => {
      const me = await (await own.fetch("/api/v1/me", { headers: { cookie } })).json();
      return Date.parse(me.session_expires) - began;
    };
    const began = Date.parse((await answer.json()).session_expires) - 2 * 3_600_000;
    assert.equal(await life(), 2 * 3_600_000);
    await own.stop();
    own = await start({ session_max: "45m" });
    assert.equal(await life(), 45 * 60_000, "a session that began before is shortened as well");
    await own.stop();
    own = await start({ session_max: "30s" });
    assert.equal((await own.fetch("/api/v1/me", { headers: { cookie } })).status, 500, "what is out of bounds is no limit");
  } finally {
    await own.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
