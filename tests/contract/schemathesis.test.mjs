// Calls that schemathesis makes up from the document, fitting and unfitting: each is answered as the document
// says, and none breaks anything.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { auditLog, checkChain, submit } from "../harness/api.mjs";
import { bearer, built, root, signIn, startPostern } from "../harness/postern.mjs";

/** How many calls are made up for each operation; more find more. */
const EXAMPLES = process.env.SCHEMATHESIS_EXAMPLES ?? "12";
/** From where the making up begins: the same calls each time, unless another one is named. */
const SEED = process.env.SCHEMATHESIS_SEED ?? "1";
const PROGRAM = process.env.SCHEMATHESIS ?? join(root, "target/schemathesis/bin/schemathesis");

/** Somebody who may do everything, so that rights hide nothing from the search. */
const EVERYTHING = `
---
kind: role
version: v7
metadata:
  name: everything
spec:
  allow:
    request:
      roles: ['*']
    review_requests:
      roles: ['*']
    rules:
      - resources: ['*']
        verbs: ['*']
---
kind: user
version: v2
metadata:
  name: quinn
spec:
  roles: [everything]
`;

let postern;
let folder;
before(async () => {
  // Nobody makes calls as fast as a program that searches.
  const cluster = { id: "sample", hosts: [], audiences: ["urn:postern:sample"], calls_per_minute: 1_000_000 };
  postern = await startPostern({ bindings: { POSTERN_CLUSTERS: JSON.stringify([cluster]) } });
  folder = await mkdtemp(join(tmpdir(), "postern-schemathesis-"));
  await writeDictionary("requests", ["00000000-0000-4000-8000-000000000000"]);
  await writeDictionary("names", ["dba", "common", "alice", "no-such-name"]);
});
after(async () => {
  await postern?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Gives quinn every right. */
async function letQuinnDoEverything(olga) {
  const { body, headers } = await olga.call("GET", "/api/v1/policy");
  const answer = await postern.fetch("/api/v1/policy", {
    method: "PUT",
    headers: {
      cookie: olga.cookie,
      origin: postern.url,
      "content-type": "application/yaml",
      "if-match": headers.get("etag"),
    },
    body: body.text + EVERYTHING,
  });
  assert.equal(answer.status, 200, await answer.text());
}

/** A token of somebody's that may do everything that they may. */
async function issueToken(person) {
  const document = await (await postern.fetch("/api/v1/openapi.json")).json();
  const told = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.description));
  const acts = told.flatMap((text) => /scope `([a-z-]+:[a-z-]+)`/.exec(text)?.[1] ?? []);
  const scopes = ["*:*", ...new Set(acts)];
  const answer = await person.call("POST", "/api/v1/tokens", { name: "search", scopes, expires_in: "1h" });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.secret;
}

/** A file of words for schemathesis to try. */
function writeDictionary(name, words) {
  return writeFile(join(folder, `${name}.dict`), words.map((word) => `"${word}"\n`).join(""));
}

/** Runs schemathesis with a configuration; tells whether it was content, and what it wrote. */
async function search(configuration, more, environment = {}) {
  await writeFile(join(folder, "schemathesis.toml"), configuration);
  const child = spawn(
    PROGRAM,
    [
      ...["--config-file", join(folder, "schemathesis.toml")],
      ...["run", `${postern.url}/api/v1/openapi.json`],
      ...["--max-examples", EXAMPLES, "--seed", SEED, "--no-color"],
      ...more,
    ],
    {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}

/** Holds that schemathesis found nothing. */
async function assertContent({ code, output }) {
  if (code !== 0) await writeFile(join(built, "schemathesis.txt"), output);
  assert.equal(code, 0, `${output}\n(also in ${join(built, "schemathesis.txt")})`);
  assert.match(output, /operations/i);
}

const configuration = () => readFile(join(root, "tests/schemathesis.toml"), "utf8");

test("every made-up call is answered as the document says", async () => {
  const olga = await signIn(postern, "olga");
  await letQuinnDoEverything(olga);
  const people = await Promise.all(["alice", "erin", "quinn"].map((user) => signIn(postern, user)));
  const [alice, erin, quinn] = people;
  const requests = [];
  for (let at = 0; at < 4; at += 1) {
    requests.push(await submit(alice, ["dba"], "so that there is one"));
    requests.push(await submit(erin, ["common"], "so that there is another"));
    requests.push(await submit(quinn, ["dev-web"], "so that one is the caller's own"));
  }
  const token = await issueToken(quinn);
  await writeDictionary("requests", requests.map((request) => request.id));
  const more = process.env.SCHEMATHESIS_ARGUMENTS?.split(" ") ?? [];
  await assertContent(await search(await configuration(), more, { POSTERN_TOKEN: token }));
  // The token stayed good to the end, and what was let in has left the ledger whole.
  const me = await postern.fetch("/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
  assert.equal(me.status, 200);
  checkChain(await auditLog(bearer(postern, token)));
});

test("what no token may do is done for somebody who is signed in, however the call is written", async () => {
  const olga = await signIn(postern, "olga");
  const withoutToken = (await configuration()).replace(/^\[auth\..*\n.*\n/m, "");
  assert.ok(!withoutToken.includes("POSTERN_TOKEN"));
  const session = ["--header", `cookie: ${olga.cookie}`, "--header", `origin: ${postern.url}`];
  // The session goes with every call, so that none is one without: only calls that fit are made up.
  const fitting = ["--mode", "positive", "--exclude-checks", "ignored_auth"];
  await assertContent(await search(withoutToken, [...session, ...fitting, "--include-operation-id", "CreateToken"]));
  const { body } = await olga.call("GET", "/api/v1/tokens?user=olga");
  assert.ok(body.items.length > 0, "some of the calls were let in");
});
