// What stands between a browser and the service on Cloudflare and not on workerd: static answers and JSON are
// compressed on their way. Everything else passes as it is, sockets too.
import { Agent, createServer, request as ask } from "node:http";
import { connect } from "node:net";
import { brotliCompressSync, constants } from "node:zlib";

/** How hard Cloudflare compresses what it compresses on the way. */
const QUALITY = 4;
const COMPRESSED = /^(text\/|application\/(wasm|json|javascript|problem\+json)|image\/svg)/;

/** Starts it in front of `url`. */
export async function startEdge(url) {
  const { hostname, port } = new URL(url);
  const known = new Map();
  // A connection each: one that is kept may be closed by the service in the moment in which it is used again.
  const agent = new Agent({ keepAlive: false });
  const compress = (key, body) => {
    if (!known.has(key)) known.set(key, brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } }));
    return known.get(key);
  };
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers };
    delete headers["accept-encoding"];
    const passed = ask({ agent, hostname, port, path: incoming.url, method: incoming.method, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        let body = Buffer.concat(parts);
        const own = { ...answer.headers };
        const isAsked = /\bbr\b/.test(incoming.headers["accept-encoding"] ?? "");
        if (isAsked && body.length > 0 && COMPRESSED.test(own["content-type"] ?? "")) {
          body = own.etag ? compress(`${incoming.url} ${own.etag}`, body) : compress(body.toString("latin1"), body);
          own["content-encoding"] = "br";
        }
        delete own["transfer-encoding"];
        outgoing.writeHead(answer.statusCode, { ...own, "content-length": body.length }).end(body);
      });
    });
    passed.on("error", () => outgoing.destroy());
    incoming.pipe(passed);
  });
  server.on("upgrade", (incoming, socket, head) => {
    const service = connect(Number(port), hostname, () => {
      const lines = Object.entries(incoming.headers).map(([name, value]) => `${name}: ${value}`);
      service.write(`GET ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
      service.write(head);
      service.pipe(socket).pipe(service);
    });
    for (const end of [socket, service]) end.on("error", () => (socket.destroy(), service.destroy()));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => (server.closeAllConnections(), new Promise((resolve) => server.close(resolve))),
  };
}
