// Answers the questions of the benchmark in Node, as rows in JSON: `rows.mjs MODULE-FOLDER QUESTION`.
// Beside the module's own questions: `javascript`, which a person would answer without it, and `memory`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder, question] = process.argv;
const bytes = await readFile(join(folder, "module_bg.wasm"));
const compiled = await WebAssembly.compile(bytes);

/** An instance of its own: with memory that nothing else has used. */
let instances = 0;
async function instance() {
  const glue = pathToFileURL(join(folder, "module.js"));
  const module = await import(`${glue}?${instances++}`);
  const { memory } = await module.default({ module_or_path: compiled });
  return { ...module, memory };
}

const seconds = (act, times) => {
  const start = performance.now();
  for (let time = 0; time < times; time++) act();
  return (performance.now() - start) / times / 1e3;
};

/** How many seconds each takes: turn by turn, the best of several rounds. */
function compare(one, other) {
  const enough = (act) => {
    let times = 1;
    while (seconds(act, times) * times < 0.012) times *= 2;
    return times;
  };
  const [times, otherTimes] = [enough(one), enough(other)];
  let best = [Infinity, Infinity];
  for (let round = 0; round < 9; round++) {
    best = [Math.min(best[0], seconds(one, times)), Math.min(best[1], seconds(other, otherTimes))];
  }
  return best;
}

const gain = (title, [ours, other]) => ({ title, ours, other, ratio: other / ours });

/** What one writes in JavaScript in ten minutes: a set for the literals, one expression for the rest. */
function rival(written) {
  const side = (denies) => {
    const mine = written.filter((one) => one.denies === denies);
    const literals = new Set(mine.filter((one) => one.regex === null).map((one) => one.matcher));
    const rest = mine.filter((one) => one.regex !== null).map((one) => `(?:${one.regex})`);
    const pattern = rest.length > 0 ? new RegExp(rest.join("|")) : /[^\s\S]/;
    return (name) => literals.has(name) || pattern.test(name);
  };
  const [allows, denies] = [side(false), side(true)];
  return (name) => allows(name) && !denies(name);
}

async function javascript() {
  const { Sample } = await instance();
  const rows = [];
  for (const [count, matchers] of [
    [10, 4],
    [100, 40],
    [10_000, 40],
    [10_000, 400],
  ]) {
    const sample = new Sample(count, matchers);
    const names = JSON.parse(sample.names());
    const allows = rival(JSON.parse(sample.written()));
    const index = sample.index();
    const list = () => [...index.list()].map((position) => names[position]);
    const expected = names.filter(allows);
    assert.deepEqual(list(), expected);
    assert.ok(names.every((name) => index.allows(name) === allows(name)));
    const asked = Array.from({ length: 64 }, (_, at) => names[(at * 7919) % names.length]);
    const each = (act) => () => asked.reduce((sum, name) => sum + (act(name) ? 1 : 0), 0);
    const ours = compare(each((name) => index.allows(name)), each(allows)).map((time) => time / 64);
    rows.push(gain(`(a) one of ${count}, M=${matchers}: JavaScript / wasm`, ours));
    const lists = compare(list, () => names.filter(allows));
    rows.push(gain(`(b) ${expected.length} of ${count}, M=${matchers}: JavaScript / wasm`, lists));
  }
  return rows;
}

async function memory() {
  const patterns = JSON.parse((await instance()).hostile_patterns());
  const grown = async (pattern) => {
    const { memory, compile } = await instance();
    const before = memory.buffer.byteLength;
    compile(pattern);
    return memory.buffer.byteLength - before;
  };
  let worst = { bytes: await grown("^a$"), note: "nothing" };
  for (const [why, pattern] of patterns) {
    const bytes = await grown(pattern);
    if (bytes > worst.bytes) worst = { bytes, note: `${why} ${pattern.slice(0, 24)}` };
  }
  const most = 1024 * 1024;
  return [
    {
      title: "hostile text: memory grows at most by / 1 MiB",
      ours: worst.bytes,
      other: most,
      unit: "bytes",
      ratio: worst.bytes / most,
      goal: { "at-most": 1 },
      note: worst.note,
    },
  ];
}

const own = { javascript, memory };
const rows = own[question] ? JSON.stringify(await own[question]()) : (await instance()).ask(question);
console.log(rows);
