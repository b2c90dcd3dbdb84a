// The load generator: plain sockets with keep-alive, one call at a time on each, answers read only as far as
// HTTP needs. It costs a fraction of what it measures.
import { readFileSync } from "node:fs";
import { connect } from "node:net";

/** A connection that sends one call after another. */
class Line {
  #socket;
  #waiting;
  #held = Buffer.alloc(0);

  constructor(port) {
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (data) => this.#take(data));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the connection closed")));
  }

  /** Sends bytes; resolves with the status and the body. */
  call(bytes) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(bytes);
    });
  }

  close() {
    this.#socket.destroy();
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #take(data) {
    this.#held = this.#held.length === 0 ? data : Buffer.concat([this.#held, data]);
    const head = this.#held.indexOf("\r\n\r\n");
    if (head < 0) return;
    const text = this.#held.latin1Slice(0, head);
    const length = /\r\ncontent-length: (\d+)/i.exec(text);
    const status = Number(text.slice(9, 12));
    let body;
    if (length) {
      if (this.#held.length < head + 4 + Number(length[1])) return;
      body = this.#held.subarray(head + 4, head + 4 + Number(length[1]));
    } else if (/\r\ntransfer-encoding: chunked/i.test(text)) {
      if (this.#held.indexOf("\r\n0\r\n\r\n", head) < 0) return;
      body = this.#held.subarray(head + 4);
    } else {
      body = Buffer.alloc(0);
    }
    this.#held = Buffer.alloc(0);
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve({ status, body });
  }
}

/** The bytes of a call. */
export function call(method, path, { headers = {}, body } = {}) {
  const text = body === undefined ? "" : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1"];
  if (body !== undefined) lines.push("content-type: application/json");
  if (method !== "GET") lines.push(`content-length: ${Buffer.byteLength(text)}`);
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${text}`);
}

/** How many seconds of the processor a process has taken. */
export function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** How much memory a process holds, in MiB. */
export function mebibytes(pid) {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;
}

/**
 * Drives a server for so many seconds over so many connections. `next()` gives the bytes of a call;
 * every answer must have status `expected`. Returns calls, calls a second, how long the median and the
 * slowest hundredth took in ms, and what each cost the server's processor in ms.
 */
export async function drive({ server, next, expected = 200, seconds = 2, connections = 16, warmup = 0.3 }) {
  const port = Number(new URL(server.url).port);
  const lines = Array.from({ length: connections }, () => new Line(port));
  const took = [];
  let until = Infinity;
  let counting = false;
  const work = async (line) => {
    while (performance.now() < until) {
      const start = performance.now();
      const { status, body } = await line.call(next());
      if (status !== expected) throw new Error(`answered ${status}, not ${expected}: ${body}`);
      if (counting) took.push(performance.now() - start);
    }
  };
  const working = lines.map(work);
  working.forEach((one) => one.catch(() => {}));
  await new Promise((resolve) => setTimeout(resolve, warmup * 1e3));
  counting = true;
  const [began, used] = [performance.now(), processorSeconds(server.pid)];
  until = began + seconds * 1e3;
  try {
    await Promise.all(working);
  } finally {
    lines.forEach((line) => line.close());
  }
  const elapsed = (performance.now() - began) / 1e3;
  const processor = processorSeconds(server.pid) - used;
  took.sort((one, other) => one - other);
  const at = (part) => took[Math.min(took.length - 1, Math.floor(took.length * part))];
  return {
    calls: took.length,
    rate: took.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    processor: (processor / took.length) * 1e3,
  };
}
