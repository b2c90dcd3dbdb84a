// Serves a built Postern on workerd for tests: the same configuration, assets and storage on disk as
// `wrangler dev`, on a free port of this machine, in this process.
import { execFileSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readConfiguration } from "wrangler";
import { WebSocket } from "ws";

process.env.CLOUDFLARE_CF_FETCH_ENABLED = "false";

/** The root of the sources. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where `cargo xtask build` puts what it builds. */
export const built = process.env.POSTERN_BUILT ?? join(root, "target/postern");

/**
 * Starts Postern and waits until it answers.
 *
 * `variant`: which build (`test` unless told: the demo, with routes that trap).
 * `storage`: a folder to keep what is stored; without one it is forgotten at `stop`.
 * `bindings`: variables that replace those of the configuration.
 * `port`: a free port of the caller's choice, for configurations that name it.
 */
export async function startPostern({ variant = "test", storage, bindings = {}, port = 0 } = {}) {
  const configuration = join(built, variant, "wrangler.toml");
  if (!existsSync(configuration)) {
    throw new Error(`there is no ${configuration}: run \`cargo xtask build ${variant}\` first`);
  }
  const folder = storage ?? (await mkdtemp(join(tmpdir(), "postern-")));
  const { main, workerOptions } = readConfiguration(configuration);
  const before = runtimes();
  const log = [];
  const miniflare = new Miniflare({
    ...workerOptions,
    name: "postern",
    bindings: { ...workerOptions.bindings, ...bindings },
    modules: true,
    scriptPath: main,
    modulesRoot: dirname(main),
    host: "127.0.0.1",
    port,
    cf: false,
    durableObjectsPersist: join(folder, "objects"),
    handleRuntimeStdio: (stdout, stderr) => {
      for (const stream of [stdout, stderr]) {
        stream.setEncoding("utf8").on("data", (text) => log.push(text));
      }
    },
  });
  const forget = storage ? () => {} : () => rm(folder, { recursive: true, force: true });
  let url;
  try {
    url = (await miniflare.ready).href.replace(/\/$/, "");
    await settle(`${url}/healthz`);
  } catch (error) {
    await miniflare.dispose();
    await forget();
    throw new Error(`Postern does not start: ${log.join("")}`, { cause: error });
  }
  const own = [...runtimes()].filter((pid) => !before.has(pid));

  return {
    url,
    storage: folder,
    /** What the runtime and the worker have written so far. */
    log: () => log.join(""),
    /** Asks for `path` as nobody in particular. */
    fetch: (path, init) => fetch(url + path, init),
    /** Ends the runtime and forgets what was stored, unless a folder was given. */
    async stop() {
      await miniflare.dispose();
      await forget();
    },
    /** Ends the runtime as a power cut would, with SIGKILL; what is on disk stays as it is. */
    async kill() {
      for (const pid of own) process.kill(pid, "SIGKILL");
      await miniflare.dispose();
    },
  };
}

/**
 * Somebody of the sample cluster, signed in: the cookie, and calls that carry it as the page's would.
 */
export async function signIn(postern, user) {
  const answer = await postern.fetch("/auth/demo", {
    method: "POST",
    headers: { "content-type": "application/json", origin: postern.url, "sec-fetch-site": "same-origin" },
    body: JSON.stringify({ user }),
  });
  if (!answer.ok) throw new Error(`${user} cannot sign in: ${answer.status} ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
  return { user, cookie, ...caller(postern, { cookie, origin: postern.url, "sec-fetch-site": "same-origin" }) };
}

/** A program with a machine token: calls that carry it, and nothing that a browser would add. */
export function bearer(postern, secret) {
  return { secret, ...caller(postern, { authorization: `Bearer ${secret}` }) };
}

function caller(postern, own) {
  return {
    /** Calls the API; `body` becomes JSON. Returns the status, headers and the JSON that came back. */
    async call(method, path, body, headers = {}) {
      const response = await postern.fetch(path, {
        method,
        headers: { ...own, ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
        redirect: "manual",
      });
      const text = await response.text();
      const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
      return {
        status: response.status,
        headers: response.headers,
        body: isJson && text !== "" ? JSON.parse(text) : text,
      };
    },
  };
}

/**
 * Opens a socket, and hands out the messages that arrive on it one by one, none lost between calls.
 * Rejects with the HTTP status when the socket is refused.
 */
export function openSocket(postern, path, headers = {}) {
  const socket = new WebSocket(postern.url.replace(/^http/, "ws") + path, { headers });
  const arrived = [];
  const waiting = [];
  let closed;
  socket.on("message", (data) => {
    const text = data.toString();
    if (waiting.length > 0) waiting.shift().resolve(text);
    else arrived.push(text);
  });
  socket.on("close", (code, reason) => {
    closed = new Error(`the socket closed: ${code} ${reason}`);
    for (const { reject } of waiting.splice(0)) reject(closed);
  });
  const opened = {
    send: (text) => socket.send(text),
    close: () => socket.close(),
    /** The next message, as text. */
    next: () =>
      new Promise((resolve, reject) => {
        if (arrived.length > 0) resolve(arrived.shift());
        else if (closed) reject(closed);
        else waiting.push({ resolve, reject });
      }),
  };
  return new Promise((resolve, reject) => {
    socket.once("open", () => resolve(opened));
    socket.once("error", reject);
  });
}

/**
 * A port of this machine that nobody listens on, for a configuration that has to name it before the
 * start. It lies below those that systems hand out by themselves, so that no connection made
 * meanwhile is given it while its server is down between two starts.
 */
export async function freePort() {
  for (;;) {
    const port = 20_000 + randomInt(12_000);
    const server = createServer();
    const isFree = await new Promise((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** Waits until the address answers with success. */
async function settle(address) {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const answer = await fetch(address).catch((error) => error);
    if (answer.ok) return;
    if (Date.now() > deadline) throw new Error(`${address} does not answer well`, { cause: answer });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The runtimes that this process has started. */
function runtimes() {
  const lines = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const children = lines
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match && Number(match[2]) === process.pid && match[3].includes("workerd"));
  return new Set(children.map((match) => Number(match[1])));
}
