// What those who watch the service look at.
import assert from "node:assert/strict";
import { test } from "node:test";

import { assertProblem, review, submit } from "../harness/api.mjs";
import { signIn, startPostern } from "../harness/postern.mjs";

const TOKEN = "a token for the metrics";

/** Every value, by name and labels. */
function read(text) {
  const values = new Map();
  const types = new Map();
  for (const line of text.trimEnd().split("\n")) {
    const type = /^# TYPE (\w+) (gauge|counter)$/.exec(line);
    const value = /^(\w+)\{([^}]*)\} (\S+)$/.exec(line);
    if (type) types.set(type[1], type[2]);
    else if (value) values.set(`${value[1]}{${value[2]}}`, Number(value[3]));
    else assert.match(line, /^# HELP \w+ .+\.$/);
  }
  for (const key of values.keys()) assert.ok(types.has(key.split("{")[0]), key);
  return (name, labels = "") => values.get(`postern_${name}{cluster="sample"${labels}}`);
}

test("metrics count what there is, and only for who has the token", async () => {
  const postern = await startPostern({ bindings: { POSTERN_METRICS_TOKEN: TOKEN } });
  try {
    const look = async () => {
      const answer = await postern.fetch("/metrics", { headers: { authorization: `Bearer ${TOKEN}` } });
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("content-type"), /^text\/plain; version=0\.0\.4/);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      return read(await answer.text());
    };
    const [alice, bob] = [await signIn(postern, "alice"), await signIn(postern, "bob")];
    const before = await look();
    await submit(alice, ["dba"], "one that waits");
    const granted = await submit(alice, ["dba"], "secret words");
    await review(bob, granted.id, "approve");
    assertProblem(await alice.call("POST", "/api/v1/requests", { roles: ["admin"] }), 409, "role-not-requestable");
    const value = await look();
    assert.equal(value("requests_open", ',state="pending"') - before("requests_open", ',state="pending"'), 1);
    assert.equal(value("requests_open", ',state="approved"') - before("requests_open", ',state="approved"'), 1);
    assert.equal(value("events_total") - before("events_total"), 4);
    assert.equal(value("sessions"), 2);
    assert.ok(value("calls_total", ',outcome="refused"') - before("calls_total", ',outcome="refused"') === 1);
    assert.ok(value("calls_total", ',outcome="done"') > before("calls_total", ',outcome="done"'));
    assert.ok(value("storage_bytes") > 0);
    assert.equal(value("timer_late_seconds"), 0);
    for (const headers of [{}, { authorization: "Bearer no" }, { authorization: TOKEN }, { cookie: bob.cookie }]) {
      const refused = await postern.fetch("/metrics", { headers });
      assertProblem({ status: refused.status, headers: refused.headers, body: await refused.json() }, 401, "invalid-token");
    }
    assert.ok(!postern.log().includes(TOKEN));
  } finally {
    await postern.stop();
  }
});

test("without a token there are no metrics", async () => {
  for (const bindings of [{}, { POSTERN_METRICS_TOKEN: "short" }]) {
    const postern = await startPostern({ bindings });
    try {
      const answer = await postern.fetch("/metrics", { headers: { authorization: "Bearer short" } });
      assertProblem({ status: answer.status, headers: answer.headers, body: await answer.json() }, 404, "not-found");
    } finally {
      await postern.stop();
    }
  }
});
