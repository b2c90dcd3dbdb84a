// Which fields a place in a document stands below. Found by indentation, so that it works in the middle of
// typing, when the text is no YAML; and within braces and brackets by what is open.
import { openAt } from "./flow.js";

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
  const open = openAt(doc, documentAround(doc, line.number).first, from);
  if (open.length > 0) {
    const start = doc.lineAt(open[0].from);
    const outer = blockAt(doc, start, open[0].from - start.from);
    const keys = [...outer.keys, outer.key, ...open.map(({ key }) => key)].filter((key) => key !== undefined);
    const { isList, key } = open.at(-1);
    return { kind, keys, key: isList || key !== undefined ? keys.pop() : undefined, typed, from };
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

/** How far the line after this one is indented, in columns, if Enter is pressed at its end. */
export function indentAfter(text) {
  if (isBlank(text)) return /^\s*/.exec(text)[0].length;
  const [, spaces, dashes, , key] = KEY.exec(text);
  const column = spaces.length + dashes.length;
  const opens = /:\s*(#.*)?$/.test(text) && key !== undefined;
  if (opens) return column + 2;
  return key === undefined ? spaces.length : column;
}
