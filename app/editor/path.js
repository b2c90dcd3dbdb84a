// Which fields a place in a document stands below. Found by indentation, so that it works in the middle of
// typing, when the text is no YAML; within braces and brackets the parsed tree tells.
import { syntaxTree } from "@codemirror/language";

const KEY = /^(\s*)((?:-\s+)*)(?:(["']?)([\w.$/-]+)\3\s*:(?=\s|$))?/;

/** The document that a place stands in: its first and last line, counted from 1. */
function documentAround(doc, number) {
  let first = number;
  while (first > 1 && !isMark(doc.line(first - 1).text)) first -= 1;
  let last = number;
  while (last < doc.lines && !isMark(doc.line(last + 1).text)) last += 1;
  return { first, last };
}

const isMark = (text) => /^(---|\.\.\.)(\s|$)/.test(text);
const isBlank = (text) => /^\s*(#|$)/.test(text);

/** What `kind:` says in the document around a line. */
export function kindAt(doc, number) {
  const { first, last } = documentAround(doc, number);
  for (let at = first; at <= last; at += 1) {
    const said = /^kind:\s*["']?(\w+)/.exec(doc.line(at).text);
    if (said) return said[1];
  }
  return undefined;
}

/**
 * The keys above a line whose text begins at a column, outermost first. `isItem`: it begins with a dash, and
 * may stand at the column of the key that it belongs to.
 */
function keysAbove(doc, number, column, isItem) {
  const keys = [];
  let limit = isItem ? column + 1 : column;
  for (let at = number - 1; at >= 1 && limit > 0; at -= 1) {
    const { text } = doc.line(at);
    if (isMark(text)) break;
    if (isBlank(text)) continue;
    const [, spaces, dashes, , key] = KEY.exec(text);
    const start = spaces.length + dashes.length;
    if (key !== undefined && start < limit) {
      keys.unshift(key);
      limit = start;
    }
    // An item's own column ends what stands below it, too: its list may begin at its parent's column.
    if (dashes !== "" && spaces.length < limit) limit = spaces.length + 1;
  }
  return keys;
}

/**
 * What a place is: `{kind, keys, key, typed, from}`. `keys` are those above it, outermost first; `key` is the one
 * whose value it is in, if it is in one's; `typed` is the word up to it, which begins at `from`.
 */
export function placeAt(state, pos) {
  const { doc } = state;
  const line = doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  const kind = kindAt(doc, line.number);
  const typed = /[^\s,[\]{}:"'#]*$/.exec(before)[0];
  const from = pos - typed.length;
  const inside = flowAt(state, from);
  if (inside) {
    const start = doc.lineAt(inside.from);
    const outer = blockAt(doc, start, inside.from - start.from);
    const keys = [...outer.keys, ...(outer.key ? [outer.key] : []), ...inside.keys];
    return { kind, keys, key: inside.key, typed, from };
  }
  const block = blockAt(doc, line, from - line.from);
  return { kind, ...block, typed, from };
}

/** The same outside of braces and brackets. */
function blockAt(doc, line, column) {
  const [whole, spaces, dashes, , key] = KEY.exec(line.text);
  const start = spaces.length + dashes.length;
  const keys = keysAbove(doc, line.number, dashes ? spaces.length : start, dashes !== "");
  if (key !== undefined && column >= whole.length) return { keys, key };
  if (dashes !== "" && key === undefined) return { keys: keys.slice(0, -1), key: keys.at(-1), isItem: true };
  return { keys, key: undefined };
}

/** The keys between the outermost brace or bracket around a place and it; none outside of any. */
function flowAt(state, pos) {
  const keys = [];
  let key;
  let outermost;
  let isValue = false;
  for (let node = syntaxTree(state).resolveInner(pos, -1); node; node = node.parent) {
    if (node.name === "FlowMapping" || node.name === "FlowSequence") {
      outermost = node;
      if (node.name === "FlowSequence" && key === undefined && keys.length === 0) isValue = true;
    }
    if (node.name === "Pair" && insideFlow(node)) {
      const name = node.getChild("Key");
      if (!name) continue;
      const text = state.sliceDoc(name.from, name.to).replace(/^["']|["']$/g, "");
      const after = pos > name.to;
      if (key === undefined && keys.length === 0 && after && !isBelow(node, pos)) key = text;
      else if (after) keys.unshift(text);
    }
  }
  return outermost && { from: outermost.from, keys, key };
}

/** Whether a mapping within a pair holds the place. */
function isBelow(pair, pos) {
  const value = pair.getChild("FlowMapping");
  return value !== null && value.from < pos && pos <= value.to;
}

function insideFlow(node) {
  for (let at = node.parent; at; at = at.parent) {
    if (at.name === "FlowMapping" || at.name === "FlowSequence") return true;
    if (at.name === "BlockMapping") return false;
  }
  return false;
}

/** How far the line after this one is indented, in columns, if Enter is pressed at its end. */
export function indentAfter(text) {
  if (isBlank(text)) return /^\s*/.exec(text)[0].length;
  const [, spaces, dashes, , key] = KEY.exec(text);
  const column = spaces.length + dashes.length;
  const opens = /:\s*(#.*)?$/.test(text) && key !== undefined;
  if (opens) return column + 2;
  return key === undefined ? spaces.length : column;
}
