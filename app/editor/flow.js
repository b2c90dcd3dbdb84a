// Braces and brackets: which of them are open at a place, and below which keys. Read from the beginning of the
// document, one line at a time, so that what is not closed yet does not swallow what stands below it.

/** The key of a line outside of braces, and what stands before its value. */
const LINE = /^(\s*)((?:-\s+)*)(?:(["']?)([\w.$/-]+)\3\s*:(?=\s|$)\s*)?/;
/** A value that begins with an anchor or a tag. */
const PROPERTIES = /^(?:[&!]\S*\s+)*/;

/**
 * What is open at a place, outermost first: `{from, isList, key}`, where `from` is where it was opened and `key`
 * the one whose value is being written, if it is a mapping and there is one.
 */
export function openAt(doc, first, pos) {
  let open = [];
  /** The column of the line in which the outermost was opened. */
  let column = 0;
  /** What is deeper than this belongs to a block of text. */
  let literal = -1;
  for (let number = first; number <= doc.lines; number += 1) {
    const line = doc.line(number);
    if (line.from > pos) break;
    const text = line.text.slice(0, pos - line.from);
    const [before, spaces, dashes, , key] = LINE.exec(line.text);
    const start = spaces.length + dashes.length;
    if (literal >= 0 && (spaces.length > literal || line.text.trim() === "")) continue;
    literal = -1;
    // A key that stands no deeper than the one above the brace: the brace was forgotten.
    if (open.length > 0 && key !== undefined && start <= column) open = [];
    let at = 0;
    if (open.length === 0) {
      at = before.length + PROPERTIES.exec(line.text.slice(before.length))[0].length;
      if (/^[|>]/.test(line.text.slice(at))) literal = start;
      if (!/^[[{]/.test(line.text.slice(at))) continue;
      column = start;
    }
    open = read(text, at, line.from, open);
  }
  return open;
}

/** Reads one line within braces, from a column on; what is open at its end. */
function read(text, begin, from, before) {
  const open = before.map((one) => ({ ...one }));
  /** Where the word that may be a key begins. */
  let word = -1;
  for (let at = begin; at < text.length; at += 1) {
    const char = text[at];
    if (/\s/.test(char)) continue;
    if (char === "#" && /\s/.test(text[at - 1] ?? " ")) break;
    if (word < 0 && (char === '"' || char === "'")) {
      word = at;
      const end = text.indexOf(char, at + 1);
      at = end < 0 ? text.length : end;
    } else if (char === "{" || char === "[") {
      open.push({ from: from + at, isList: char === "[", key: undefined });
      word = -1;
    } else if (char === "}" || char === "]") {
      open.pop();
      word = -1;
      if (open.length === 0) break;
    } else if (char === ",") {
      open.at(-1).key = undefined;
      word = -1;
    } else if (char === ":" && word >= 0 && /[\s,[\]{}"']|^$/.test(text[at + 1] ?? "")) {
      if (!open.at(-1).isList) open.at(-1).key = text.slice(word, at).trim().replace(/^["']|["']$/g, "");
      word = -1;
    } else if (word < 0) {
      word = at;
    }
  }
  return open;
}
