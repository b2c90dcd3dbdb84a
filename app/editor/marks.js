// What is wrong and what was picked, as the editor draws it.
import { setDiagnostics } from "@codemirror/lint";
import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView } from "@codemirror/view";

import { say } from "./words.js";

/** What was marked last; its places follow what is typed inside CodeMirror. */
let findings = [];

/** Draws findings: `{from, to, severity, message, help, rule, fixes}`, where `fixes` are titles. */
export function mark(view, found, hear) {
  findings = found;
  const end = view.state.doc.length;
  const diagnostics = found.map(({ from, to, severity, message, help, rule, fixes }, finding) => ({
    from: Math.min(from, end),
    to: Math.min(to, end),
    severity,
    message,
    renderMessage: () => rendered(message, help, rule),
    actions: fixes.map((name, fix) => ({ name, apply: () => hear("mend", finding, fix) })),
  }));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function rendered(message, help, rule) {
  const box = document.createElement("div");
  say(box, message, "cm-said");
  say(box, help, "cm-help");
  say(box, rule, "cm-rule");
  return box;
}

/** Applies the first fix of whatever is wrong on the caret's line; the nearest finding before others. */
export function mend(view, hear) {
  const { head } = view.state.selection.main;
  const line = view.state.doc.lineAt(head);
  const here = findings
    .map((finding, at) => ({ ...finding, at }))
    .filter(({ from, to, fixes }) => fixes.length > 0 && from <= line.to && to >= line.from)
    .sort((a, b) => Math.abs(a.from - head) - Math.abs(b.from - head));
  if (here.length === 0) return false;
  hear("mend", here[0].at, 0);
  return true;
}

const picking = StateEffect.define();
const PICKED = Decoration.mark({ class: "cm-picked" });
const LINE = Decoration.line({ class: "cm-picked-line" });

/** The place that was picked in a list. */
export const picked = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    for (const effect of change.effects) {
      if (effect.is(picking)) return effect.value;
    }
    return marks.map(change.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Tints a place and its line; none where `from` is negative. */
export function pick(view, from, to) {
  const { doc } = view.state;
  const end = Math.min(to, doc.length);
  const marks = [];
  if (from >= 0 && from <= doc.length) {
    marks.push(LINE.range(doc.lineAt(from).from));
    if (end > from) marks.push(PICKED.range(from, end));
  }
  view.dispatch({ effects: picking.of(Decoration.set(marks, true)) });
}
