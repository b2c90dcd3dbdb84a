// Runs what is built on the `workerd` binary itself, with a configuration of our own: no proxy in between,
// storage on disk, a free port of this machine. It starts in a moment and can be killed at any.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import workerd from "workerd";

import { built, root } from "./postern.mjs";

/** A text in the configuration's language. */
const quoted = (text) => JSON.stringify(text);

/** The worker's modules, the entry first; what is embedded is named from the configuration's folder. */
function modulesOf(folder, from) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  names.sort((one, other) => Number(other === "entry.mjs") - Number(one === "entry.mjs"));
  return names.map((name) => {
    const kind = name.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = ${quoted(name)}, ${kind} = embed ${quoted(relative(from, join(folder, name)))})`;
  });
}

/** The configuration: one worker, one class of objects, one socket. */
function configuration(from, { folder, className, binding, storage, bindings }) {
  const date = /^compatibility_date = "(.*)"$/m.exec(readFileSync(join(root, "worker/wrangler.toml"), "utf8"))[1];
  const texts = Object.entries(bindings).map(([name, text]) => `(name = ${quoted(name)}, text = ${quoted(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "disk", disk = (path = ${quoted(storage)}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [
    ${modulesOf(folder, from).join(",\n    ")},
  ],
  compatibilityDate = ${quoted(date)},
  durableObjectNamespaces = [(className = ${quoted(className)}, uniqueKey = "bench", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
  bindings = [
    ${[`(name = ${quoted(binding)}, durableObjectNamespace = ${quoted(className)})`, ...texts].join(",\n    ")},
  ],
);
`;
}

/**
 * Starts a worker and waits until it listens.
 *
 * `folder`: its modules, with `entry.mjs` among them. `className`, `binding`: its objects.
 * `storage`: where they are kept; forgotten at `stop` without. `inspect`: lets a debugger look.
 */
export async function startWorkerd({ folder, className, binding, storage, bindings = {}, inspect = false }) {
  const temporary = mkdtempSync(join(tmpdir(), "postern-workerd-"));
  const kept = storage ?? join(temporary, "objects");
  mkdirSync(kept, { recursive: true });
  const file = join(temporary, "config.capnp");
  writeFileSync(file, configuration(temporary, { folder, className, binding, storage: kept, bindings }));
  const log = [];
  const flags = inspect ? ["--inspector-addr=127.0.0.1:0"] : [];
  const child = spawn(workerd.default, ["serve", "--experimental", "--control-fd=3", ...flags, file], {
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    // Only the end of what it writes is kept: a benchmark writes for ever.
    stream.setEncoding("utf8").on("data", (text) => {
      log.push(text);
      if (log.length > 200) log.shift();
    });
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const ports = {};
  await new Promise((resolve, reject) => {
    let text = "";
    child.stdio[3].setEncoding("utf8").on("data", (part) => {
      text += part;
      const lines = text.split("\n");
      text = lines.pop();
      for (const line of lines) {
        const { event, socket, port } = JSON.parse(line);
        if (event === "listen-inspector") ports.inspector = port;
        if (event === "listen") ports[socket] = port;
      }
      if (ports.http !== undefined) resolve();
    });
    ended.then((code) => reject(new Error(`workerd ended with ${code}: ${log.join("")}`)));
  });
  const url = `http://127.0.0.1:${ports.http}`;
  const end = async (signal) => {
    child.kill(signal);
    await ended;
    rmSync(temporary, { recursive: true, force: true });
  };
  return {
    url,
    ports,
    pid: child.pid,
    log: () => log.join(""),
    fetch: (path, init) => fetch(url + path, init),
    /** Asks it to end, and forgets what was stored, unless a folder was given. */
    stop: () => end("SIGTERM"),
    /** Ends it as a power cut would; what is on disk stays as it is. */
    kill: () => end("SIGKILL"),
  };
}

/** Starts a built Postern: the sample cluster, with as many calls as anyone likes. */
export const startLedger = ({ variant = "test", cluster = {}, ...rest } = {}) =>
  startWorkerd({
    folder: join(built, variant, "worker"),
    className: "Ledger",
    binding: "LEDGER",
    bindings: {
      POSTERN_CLUSTERS: JSON.stringify([
        { id: "sample", hosts: [], audiences: ["urn:postern:sample"], calls_per_minute: 4_000_000_000, ...cluster },
      ]),
    },
    ...rest,
  });

/** Starts the bare worker of the benchmark. */
export const startBare = (rest = {}) =>
  startWorkerd({ folder: join(built, "bare"), className: "Bare", binding: "OBJECT", ...rest });
