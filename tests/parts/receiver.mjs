// A receiver of webhooks on a free port of this machine, which behaves as badly as it is told to: each path
// has a script of behaviours, one a call, of which the last one stays.
import { createServer } from "node:http";

/** What a receiver can do with a call; each gets the response, and the receiver's own address. */
const BEHAVIOURS = {
  accept: (response) => response.writeHead(204).end(),
  fail: (response) => response.writeHead(500, { "content-type": "text/plain" }).end("out of\r\norder \u001b[31m"),
  refuse: (response) => response.writeHead(400).end("no"),
  busy: (response) => response.writeHead(429, { "retry-after": "600" }).end(),
  gone: (response) => response.writeHead(410).end(),
  redirect: (response, url) => response.writeHead(307, { location: `${url}/elsewhere` }).end(),
  // Nothing, ever; not even headers.
  stall: () => {},
  reset: (response) => response.socket.resetAndDestroy(),
  // Headers, and then a drop now and then, for ever.
  slow(response) {
    response.writeHead(200);
    const drip = setInterval(() => response.write("."), 50);
    response.on("close", () => clearInterval(drip));
  },
  // As much as anyone takes.
  huge(response) {
    response.writeHead(200);
    const chunk = Buffer.alloc(64 * 1024, "x");
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", pour);
    pour();
  },
};

/** Starts a receiver. `calls` holds everything that arrived, in order; bodies are byte by byte. */
export async function startReceiver() {
  const calls = [];
  const waiting = new Set();
  const scripts = new Map();
  const open = new Map();
  const peaks = new Map();
  let url;
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const path = request.url;
    const script = scripts.get(path) ?? ["accept"];
    const behaviour = script.length > 1 ? script.shift() : script[0];
    const body = Buffer.concat(chunks);
    const call = { path, method: request.method, headers: request.headers, body, behaviour };
    calls.push(call);
    open.set(path, (open.get(path) ?? 0) + 1);
    peaks.set(path, Math.max(peaks.get(path) ?? 0, open.get(path)));
    response.on("close", () => open.set(path, open.get(path) - 1));
    BEHAVIOURS[behaviour](response, url);
    for (const look of [...waiting]) look();
  });
  server.on("clientError", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    calls,
    /** What happens at a path, call by call. */
    script: (path, ...behaviours) => scripts.set(path, behaviours),
    /** The calls to a path, parsed. */
    to: (path) =>
      calls.filter((call) => call.path === path).map((call) => ({ ...call, json: JSON.parse(call.body.toString()) })),
    /** How many calls to a path were without an end at the same time, at most. */
    peak: (path) => peaks.get(path) ?? 0,
    /** Waits until what has arrived is as `holds` wants it; returns what `holds` returned. */
    until(holds) {
      return new Promise((resolve) => {
        const look = () => {
          const found = holds(calls);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    /** Ends it, with whatever is still open. */
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}
