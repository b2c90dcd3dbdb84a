// What a cursor brings, in one crossing: the first column of every row, a line each.

/** Texts that have no line breaks themselves, as compact JSON has none. */
export function lines(cursor) {
  let text = "";
  for (const [line] of cursor.raw()) text += `${line}\n`;
  return text;
}
