// Calls that schemathesis makes up from the document, fitting and unfitting: each is answered as the document
// says, and none breaks anything.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
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

/** Runs schemathesis; tells whether it was content, and what it wrote. */
function search(token) {
  const child = spawn(
    PROGRAM,
    [
      ...["--config-file", join(folder, "schemathesis.toml")],
      ...["run", `${postern.url}/api/v1/openapi.json`],
      ...["--max-examples", EXAMPLES, "--seed", SEED, "--no-color"],
      ...(process.env.SCHEMATHESIS_ARGUMENTS?.split(" ") ?? []),
    ],
    {
      cwd: folder,
      env: { ...process.env, POSTERN_TOKEN: token },
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
  await copyFile(join(root, "tests/schemathesis.toml"), join(folder, "schemathesis.toml"));
  await writeDictionary("requests", requests.map((request) => request.id));
  await writeDictionary("names", ["dba", "common", "alice", "no-such-name"]);
  const { code, output } = await search(token);
  if (code !== 0) await writeFile(join(built, "schemathesis.txt"), output);
  assert.equal(code, 0, `${output}\n(also in ${join(built, "schemathesis.txt")})`);
  assert.match(output, /operations/i);
  // The token stayed good to the end, and what was let in has left the ledger whole.
  const me = await postern.fetch("/api/v1/me", { headers: { authorization: `Bearer ${token}` } });
  assert.equal(me.status, 200);
  checkChain(await auditLog(bearer(postern, token)));
});
