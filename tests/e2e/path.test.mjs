// Where a place in a document stands, as the editor's completion finds it in the middle of typing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { EditorState } from "@codemirror/state";

import { kindAt, placeAt } from "../../app/editor/path.js";

/** What stands where `|` is (`@` where that is needed as text): keys above, `=` and the key whose value it is, and what was typed. */
function place(marked) {
  const sign = marked.includes("@") ? "@" : "|";
  const pos = marked.indexOf(sign);
  const state = EditorState.create({ doc: marked.replace(sign, "") });
  const { keys, key, typed } = placeAt(state, pos);
  return `${keys.join(".")}${key === undefined ? "" : `=${key}`} ${typed}`;
}

const CASES = [
  ["|", " "],
  ["ki|", " ki"],
  ["kind: |", "=kind "],
  ["kind: ro|", "=kind ro"],
  ["spec:\n  |", "spec "],
  ["spec:\n  allow:\n    re|", "spec.allow re"],
  ["spec:\n  allow:\n    request:\n      reason:\n        mode: |", "spec.allow.request.reason=mode "],
  ["spec:\n  allow:\n    request:\n      roles:\n        - d|", "spec.allow.request=roles d"],
  ["spec:\n  allow:\n    request:\n      roles:\n      - d|", "spec.allow.request=roles d"],
  ["spec:\n  allow:\n    request:\n      roles:\n      - a\n      thr|", "spec.allow.request thr"],
  ["spec:\n  allow:\n    request:\n      thresholds:\n      - approve: 1\n        de|", "spec.allow.request.thresholds de"],
  ["spec:\n  allow:\n    request:\n      thresholds:\n      - name: x\n      - approve: |", "spec.allow.request.thresholds=approve "],
  ["spec:\n  allow: {}\n  deny:\n    request:\n      r|", "spec.deny.request r"],
  ["spec:\n  # allow:\n  options:\n    max|", "spec.options max"],
  ["spec: {a: 1}\n---\nspec:\n  op|", "spec op"],
  ["spec:\n  allow: {request: {roles: [a, b|]}}", "spec.allow.request=roles b"],
  ["spec: {allow: {request: {roles: [a], rea|}}}", "spec.allow.request rea"],
  ["spec: {allow: {request: {reason: {mode: req|}}}}", "spec.allow.request.reason=mode req"],
  ["metadata: {na|}", "metadata na"],
  // Not closed yet: what was begun above ends where a key stands no deeper.
  ["spec:\n  allow:\n    request: {roles: [a, |", "spec.allow.request=roles "],
  ["spec:\n  allow: {request: {roles: [a\n  deny:\n    re|", "spec.deny re"],
  ["spec:\n  allow: {\n    request: {\n      thr|", "spec.allow.request thr"],
  ["spec: {allow: {a: 1\n---\nspec:\n  op|", "spec op"],
  // Closed again, in a list, in quotes, after a comment.
  ["spec:\n  allow: {request: {roles: [a]}}\n  op|", "spec op"],
  ["spec:\n  allow: {request: {thresholds: [{name: x, ap|}]}}", "spec.allow.request.thresholds ap"],
  ["spec:\n  allow:\n    request:\n      thresholds:\n        - {name: 'a, {b', ap|}", "spec.allow.request.thresholds ap"],
  ["spec:\n  allow:\n    request:\n      roles: [a, # {\n        b|]", "spec.allow.request=roles b"],
  ['spec: {"allow": {deny: a, re|}}', "spec.allow re"],
  ["spec: {options: {max_session_ttl: 1h, x: y:z, pi|", "spec.options pi"],
  // Braces that are text.
  ["metadata:\n  description: a {b\n  na|", "metadata na"],
  ["metadata:\n  description: |\n    {a\n  na@", "metadata na"],
];

for (const [marked, expected] of CASES) {
  test(JSON.stringify(marked), () => assert.equal(place(marked), expected));
}

test("the kind is that of the document around a line", () => {
  const doc = EditorState.create({ doc: "kind: role\nx: 1\n---\ny: 1\nkind: 'user'\n---\nz: 1\n" }).doc;
  assert.deepEqual([1, 2, 4, 5, 7].map((line) => kindAt(doc, line)), ["role", "role", "user", "user", undefined]);
});
