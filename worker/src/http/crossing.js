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

/** An answer. `headers`: name and value by turns, a line each. */
export function respond(status, headers, body) {
  const lines = headers.split("\n");
  const pairs = [];
  for (let at = 0; at + 1 < lines.length; at += 2) pairs.push([lines[at], lines[at + 1]]);
  return new Response(body, { status, headers: pairs });
}
