// Where a place in a document stands, as the editor's completion finds it in the middle of typing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ensureSyntaxTree } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { yaml } from "@codemirror/lang-yaml";

import { kindAt, placeAt } from "../../app/editor/path.js";

/** What stands where `|` is: keys above, `=` and the key whose value it is, and what was typed. */
function place(marked) {
  const pos = marked.indexOf("|");
  const state = EditorState.create({ doc: marked.replace("|", ""), extensions: [yaml()] });
  ensureSyntaxTree(state, state.doc.length);
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
];

for (const [marked, expected] of CASES) {
  test(JSON.stringify(marked), () => assert.equal(place(marked), expected));
}

test("the kind is that of the document around a line", () => {
  const doc = EditorState.create({ doc: "kind: role\nx: 1\n---\ny: 1\nkind: 'user'\n---\nz: 1\n" }).doc;
  assert.deepEqual([1, 2, 4, 5, 7].map((line) => kindAt(doc, line)), ["role", "role", "user", "user", undefined]);
});
