// The list of operations and the example of each, and what it takes to send one.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { root, signIn } from "./postern.mjs";

const folder = join(root, "tests/contract");

/** Every operation, as the endpoint list has it. */
export const endpoints = JSON.parse(readFileSync(join(folder, "endpoints.json"), "utf8"));

/** The operation of this name. */
export function endpoint(name) {
  const found = endpoints.find((one) => one.name === name);
  if (!found) throw new Error(`there is no operation ${name}`);
  return found;
}

/** The example of an operation; nothing where there is none, as for those outside the document. */
export function example(name) {
  const file = join(folder, "examples", `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Somebody who is not signed in, and calls as the page's own script would. */
export function nobody(postern) {
  return {
    user: undefined,
    cookie: "",
    async call(method, path, body, headers = {}) {
      const response = await postern.fetch(path, { method, headers: { origin: postern.url, ...headers }, body });
      return readAnswer(response);
    },
  };
}

/** Sends examples to one cluster; people sign in once. */
export class Sender {
  constructor(postern) {
    this.postern = postern;
    this.people = new Map();
  }

  /** Somebody of the cluster, signed in; nobody without a name. */
  async person(user) {
    const key = user ?? "";
    if (!this.people.has(key)) {
      this.people.set(key, user ? await signIn(this.postern, user) : nobody(this.postern));
    }
    return this.people.get(key);
  }

  /** Sends what an example needs before itself; tells the id that was made and the tag that came last. */
  async prepare(name) {
    let id;
    let etag;
    for (const before of example(name).after ?? []) {
      const answer = await this.send(before, { id, etag });
      if (answer.status >= 300) throw new Error(`${before}, before ${name}: ${JSON.stringify(answer.body)}`);
      id ??= idIn(answer.body);
      etag = answer.headers.get("etag") ?? etag;
    }
    return { id, etag };
  }

  /** Sends an example, once it is prepared. What is given in `change` replaces what the example says. */
  async send(name, { id, etag } = {}, change = {}) {
    const { method, path, accepts } = endpoint(name);
    const { as, path: names = {}, query = {}, headers = {}, body } = { ...example(name), ...change };
    const person = change.person ?? (await this.person(as));
    const search = new URLSearchParams(query).toString();
    const sent = { ...(body === undefined ? {} : { "content-type": accepts[0] }) };
    for (const [header, value] of Object.entries(headers)) {
      // Each repetition of an example is a call of its own.
      const isKey = header.toLowerCase() === "idempotency-key" && !change.headers;
      sent[header.toLowerCase()] = isKey ? `${value}-${crypto.randomUUID()}` : value.replace('{etag}', etag);
    }
    // The moment that the document shows will have passed one day.
    if (body?.expires_at && !change.body) body.expires_at = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const address =
      path.replace(/\{(\w+)\}/g, (_, segment) => encodeURIComponent(names[segment]?.replace("{etag}", etag?.replaceAll('"', "")) ?? id ?? ABSENT)) +
      (search ? `?${search}` : "");
    const response = await this.postern.fetch(address, {
      method: change.method ?? method,
      headers: {
        origin: this.postern.url,
        ...(person.cookie ? { cookie: person.cookie } : {}),
        ...sent,
        ...change.sent,
      },
      body: text,
      redirect: "manual",
    });
    return readAnswer(response);
  }
}

/** The id of what was made, or of the one in a list that the caller has at hand. */
const idIn = (body) => body.id ?? body.token?.id ?? body.items?.find((item) => item.current)?.id;

/** The id of a request that nobody made. */
export const ABSENT = "0b5f2c1e-93a4-4d6e-8f57-2a1b3c4d5e6f";

async function readAnswer(response) {
  const text = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== "" ? JSON.parse(text) : text,
  };
}
