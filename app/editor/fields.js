// Completion and explanation of fields, from the engine's list of them and the names in the text.
import { hoverTooltip } from "@codemirror/view";

import { kindAt, placeAt } from "./path.js";
import { say } from "./words.js";

/** By kind: its fields. */
let kinds = new Map();
/** Names that may stand where names of documents do: `{role: […], user: […]}`. */
let names = { role: [], user: [] };

/** Takes in the engine's list of kinds, the names in the text, or both; `""` leaves what is known. */
export function learn(list, found) {
  if (list) kinds = new Map(JSON.parse(list).map((kind) => [kind.name, kind]));
  if (found) names = JSON.parse(found);
}

/** The field at the end of a path, and the fields that may stand below it. */
function find(kind, keys) {
  let fields = kinds.get(kind)?.fields;
  let field;
  for (let at = 0; at < keys.length; at += 1) {
    field = fields?.find(({ name }) => name === keys[at]);
    if (!field) return undefined;
    fields = field.fields;
    // Below a map stand free names.
    if (field.map && at + 1 < keys.length) {
      at += 1;
      if (at + 1 === keys.length) field = { ...field, map: false };
    }
  }
  return { field, fields };
}

/** What may be written at the caret. */
export function complete(context) {
  const place = placeAt(context.state, context.pos);
  if (place.typed === "" && !context.explicit && place.key === undefined) return null;
  if (/#/.test(context.state.doc.lineAt(context.pos).text.slice(0, place.from - context.state.doc.lineAt(context.pos).from))) {
    return null;
  }
  const options = place.key === undefined ? keysAt(place) : valuesAt(place);
  return options.length > 0 ? { from: place.from, options, validFor: /^[\w.*$-]*$/ } : null;
}

/** The fields that may stand there. */
function keysAt({ kind, keys }) {
  if (keys.length === 0 && kind === undefined) {
    return [{ label: "kind", apply: "kind: ", detail: "which kind of document" }];
  }
  const fields = find(kind, keys)?.fields ?? (keys.length === 0 ? kinds.get(kind)?.fields : undefined);
  return (fields ?? []).map((field) => ({
    label: field.name,
    apply: field.fields?.length || field.list || field.map ? `${field.name}:` : `${field.name}: `,
    detail: field.shape,
    info: () => told(field, [...keys, field.name]),
    boost: field.needed ? 2 : field.instead ? -2 : field.meaning ? 1 : 0,
  }));
}

/** The words or names that may stand there. */
function valuesAt({ kind, keys, key }) {
  if (keys.length === 0 && key === "kind") return [...kinds.keys()].map((label) => ({ label, type: "text" }));
  if (keys.length === 0 && key === "version") {
    return (kinds.get(kind)?.versions ?? []).toReversed().map((label) => ({ label }));
  }
  const field = find(kind, [...keys, key])?.field;
  if (!field || (field.fields?.length ?? 0) > 0) return field?.list ? keysAt({ kind, keys: [...keys, key] }) : [];
  const words = (field.words ?? []).map((label) => ({ label, detail: "word" }));
  const known = field.names ? (names[field.names] ?? []).map((label) => ({ label, detail: field.names })) : [];
  return [...words, ...known];
}

/** What the field under the pointer means. */
export const describe = hoverTooltip((view, pos, side) => {
  const line = view.state.doc.lineAt(pos);
  const column = pos - line.from;
  const words = /[\w.-]+(?=["']?\s*:)/g;
  for (const word of line.text.matchAll(words)) {
    const [from, to] = [word.index, word.index + word[0].length];
    if (column < from || column > to || (column === from && side < 0) || (column === to && side > 0)) continue;
    const { keys } = placeAt(view.state, line.from + from);
    const path = [...keys, word[0]];
    const field = find(kindAt(view.state.doc, line.number), path)?.field;
    if (!field || field.name !== word[0]) return null;
    return {
      pos: line.from + from,
      end: line.from + to,
      above: true,
      create: () => ({ dom: told(field, path) }),
    };
  }
  return null;
});

/** A field in words. */
function told(field, path) {
  const box = document.createElement("div");
  box.className = "cm-field";
  say(box, path.join("."), "cm-field-name");
  say(box, field.meaning, "cm-field-meaning");
  const notes = [field.map ? `names, each with ${field.shape}` : field.shape];
  if (field.words?.length) notes.push(`one of ${field.words.slice(0, 8).map((word) => `\`${word}\``).join(", ")}${field.words.length > 8 ? ", …" : ""}`);
  if (field.needed) notes.push("must be there");
  if (field.denying) notes.push(field.denying);
  if (field.instead) notes.push(`\`${field.instead}\` has taken its place`);
  say(box, notes.join("; "), "cm-field-note");
  return box;
}
