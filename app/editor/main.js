// The editor: CodeMirror in a shadow root, driven by the page's module through `globalThis.posternEditor`.
// It tells of what is typed and selected, and draws what it is told; what any of it means, it does not know.
// Places are UTF-16 units of the file that is shown.
import { autocompletion, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore, insertNewlineAndIndent } from "@codemirror/commands";
import { StreamLanguage, indentService, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { yaml } from "@codemirror/legacy-modes/mode/yaml";

import { complete, describe, learn } from "./fields.js";
import { indentAfter } from "./path.js";
import { mark, mend, picked, pick } from "./marks.js";
import { pack, unpack } from "./share.js";
import { colours, theme, tokens } from "./theme.js";

/** How long after Escape the next Tab leaves the editor, in milliseconds. */
const LEAVING_MS = 2000;

/** What is said of the editor to those who cannot see it. */
const KEYS =
  "Tab indents. Press Escape, then Tab, to leave the editor. F8 goes to the next problem, Control and full stop applies its fix.";

/**
 * YAML line by line: a key in ten thousand lines costs as little as one in ten, which a parser of the whole does
 * not manage. What it has no name for is a plain value.
 */
const language = StreamLanguage.define({
  ...yaml,
  token: (stream, state) => yaml.token(stream, state) ?? "content",
  tokenTable: tokens,
});

let view;
let hear = () => {};
/** One state for each file, each with its own history. */
let states = [];
let shown = 0;
let label = "";

/** Whether what happens was done by the page's module, which then need not hear of it. */
let isQuiet = false;

/**
 * Puts the editor into `host`. `listener` hears `typed` (from, to, what stands there now), `selected` (from, to), `leaving` (yes or no)
 * and `mend` (the number of a finding, the number of its fix).
 */
function create(host, name, listener) {
  hear = listener;
  label = name;
  const root = host.attachShadow({ mode: "open" });
  const keys = root.appendChild(document.createElement("p"));
  keys.id = "keys";
  keys.hidden = true;
  keys.textContent = KEYS;
  view = new EditorView({ parent: root, root, state: stateOf("") });
  // Before any key of CodeMirror's own takes it, or there would be moments in which Tab does not leave.
  const escaped = (event) => {
    if (event.key === "Escape" && completionStatus(view.state) !== "active") leave();
  };
  root.addEventListener("keydown", escaped, true);
}

function stateOf(doc) {
  return EditorState.create({ doc, extensions: extensions() });
}

function extensions() {
  return [
    lineNumbers(),
    lintGutter(),
    picked,
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    indentUnit.of("  "),
    EditorState.tabSize.of(2),
    indentService.of((context, pos) => {
      const before = context.lineAt(pos, -1);
      return indentAfter(before.text.slice(0, Math.max(0, pos - before.from)));
    }),
    language,
    syntaxHighlighting(colours),
    autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }),
    describe,
    Prec.high(
      keymap.of([
        { key: "Mod-.", run: (view) => mend(view, hear) },
        { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
        { key: "Enter", run: insertNewlineAndIndent },
        { key: "Tab", run: indentMore, shift: indentLess },
      ]),
    ),
    keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.contentAttributes.of({ tabindex: "0", "aria-label": label, "aria-describedby": "keys", spellcheck: "false" }),
    EditorView.domEventHandlers({
      blur: () => hear("leaving", false),
      // What drops files tells the page, which opens them.
      drop: (event) => (event.dataTransfer?.files.length ?? 0) > 0,
    }),
    EditorView.updateListener.of(told),
    theme,
  ];
}

function told(update) {
  if (isQuiet) return;
  if (update.docChanged) hear("typed", ...changed(update));
  if (update.docChanged || update.selectionSet) {
    const { from, to } = update.state.selection.main;
    hear("selected", from, to);
  }
}

/** What was replaced, from the first place that changed to the last one, and by what. */
function changed({ changes, state }) {
  let from;
  let to;
  let end;
  changes.iterChangedRanges((fromA, toA, _, toB) => {
    from ??= fromA;
    to = toA;
    end = toB;
  });
  return [from, to, state.sliceDoc(from, end)];
}

let until;
function leave() {
  view.setTabFocusMode(LEAVING_MS);
  hear("leaving", true);
  clearTimeout(until);
  until = setTimeout(() => hear("leaving", false), LEAVING_MS);
}

/** Does something that the module need not hear of. */
function quietly(act) {
  isQuiet = true;
  try {
    act();
  } finally {
    isQuiet = false;
  }
}

/** Begins anew with these files, and shows one. */
function open(texts, index) {
  quietly(() => {
    states = texts.map(stateOf);
    shown = index;
    view.setState(states[shown] ?? stateOf(""));
  });
}

/** Adds a file behind the others. */
function add(text) {
  states.push(stateOf(text));
}

/** Forgets a file that is not shown. */
function remove(index) {
  states.splice(index, 1);
  if (index < shown) shown -= 1;
}

/** Shows another file. */
function show(index) {
  if (index === shown) return;
  quietly(() => {
    states[shown] = view.state;
    shown = index;
    view.setState(states[shown]);
  });
}

/** Writes into the file that is shown, so that it can be undone there; then selects. */
function write(from, to, insert, anchor, head) {
  const end = view.state.doc.length;
  const whole = from === 0 && to === end;
  view.dispatch({
    changes: { from: Math.min(from, end), to: Math.min(to, end), insert },
    userEvent: "input",
  });
  const length = view.state.doc.length;
  view.dispatch({
    selection: { anchor: Math.min(anchor, length), head: Math.min(head, length) },
    scrollIntoView: !whole,
    effects: whole ? EditorView.scrollIntoView(0) : [],
  });
}

/** Selects a place, brings it into sight and puts the focus there. */
function select(from, to) {
  const end = view.state.doc.length;
  const [anchor, head] = [Math.min(from, end), Math.min(to, end)];
  view.focus();
  view.dispatch({
    selection: { anchor, head },
    effects: EditorView.scrollIntoView(anchor, { y: "nearest", x: "nearest", yMargin: 80, xMargin: 40 }),
  });
}

globalThis.posternEditor = {
  create,
  open,
  add,
  remove,
  show,
  write,
  select,
  learn,
  pack,
  unpack,
  mark: (findings) => mark(view, JSON.parse(findings), hear),
  pick: (from, to) => pick(view, from, to),
  text: () => view.state.doc.toString(),
};
