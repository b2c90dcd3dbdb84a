// What crosses between the runtime and the module for a call: its line and headers at once, and the
// answer at once. Every crossing costs, and a call has a dozen headers and an answer more.

let known = "";
let names = [];

/**
 * The method, the address and the headers of these names (one text, a name a line), a line each: a header
 * that is there begins with `=`. None of them can have a line break.
 */
export function describe(request, wanted) {
  if (wanted !== known) {
    known = wanted;
    names = wanted.split("\n");
  }
  let text = `${request.method}\n${request.url}`;
  for (const name of names) {
    const value = request.headers.get(name);
    text += value === null ? "\n" : `\n=${value}`;
  }
  return text;
}

let alike = "";
let base = new Headers();

/** Name and value by turns, a line each. */
function put(headers, text) {
  const lines = text.split("\n");
  for (let at = 0; at + 1 < lines.length; at += 2) {
    // The one header that an answer can have more than once.
    if (lines[at] === "set-cookie") headers.append(lines[at], lines[at + 1]);
    else headers.set(lines[at], lines[at + 1]);
  }
  return headers;
}

/**
 * An answer. `common` and `own` are headers, name and value by turns, a line each: those that every answer
 * has, which are read once, and those of this one. A copy of headers costs a quarter of a list of them.
 */
export function respond(status, common, own, body) {
  if (common !== alike) {
    base = put(new Headers(), common);
    alike = common;
  }
  return new Response(body, { status, headers: put(new Headers(base), own) });
}
