// The entry of the worker: calls what the wasm module exports, and survives its traps.
//
// A wasm trap (a panic, an exhausted stack) leaves the module's memory in an unknown state, and every
// promise that was waiting in it would wait for ever. So (a) the call after a trap starts on a fresh
// instance, with each object rebuilt, and (b) every promise in flight at the trap is rejected at once.

import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./module.js";

const PROBLEM = "application/problem+json";

/** How often a waiting call looks whether what it waits for still lives. */
const WATCH_MS = 200;

/** Counts the lives of the wasm instance: the module's start function raises it. */
const currentLife = () => globalThis.__worker_init_state.instanceId;

/** The life that ended in a trap and was not replaced yet. */
let endedLife;

/** The traps that were dealt with. */
const seen = new WeakSet();

/** How to fail each call that waits for the wasm module. */
const inFlight = new Set();

const isTrap = (error) => error instanceof WebAssembly.RuntimeError;

/** Ends the current life: whatever waits for it is told so. One trap can be seen in two places. */
function end(cause) {
  if (seen.has(cause)) return;
  seen.add(cause);
  endedLife = currentLife();
  const waiting = [...inFlight];
  inFlight.clear();
  for (const failed of waiting) failed(new Error("the worker was restarted", { cause }));
}

/** Starts a new life if the last one has ended and wasm-bindgen's glue has not already done so. */
function revive() {
  if (endedLife === currentLife()) wasm.__wbg_reset_state();
  endedLife = undefined;
}

// A trap inside a resumed future throws in a microtask of its own: only this event tells of it.
globalThis.addEventListener("error", (event) => {
  if (isTrap(event.error)) end(event.error);
});

/**
 * Runs `start` on a live instance. What it gives at once is given on; a promise that it gives rejects as soon
 * as anything traps before it settles.
 */
function onLiveInstance(start) {
  revive();
  const life = currentLife();
  let begun;
  try {
    begun = start();
  } catch (error) {
    if (isTrap(error)) end(error);
    throw error;
  }
  return begun instanceof Promise ? watched(begun, life) : begun;
}

/** What a promise of one life gives, or its end. */
function watched(begun, life) {
  return new Promise((resolve, reject) => {
    // The runtime cancels a call that it takes for hung, as one that waits for an ended life seems to
    // be, before it hears that another call rejected it: a timer keeps the call alive until then.
    const watch = setInterval(() => {
      if (currentLife() !== life) failed(new Error("the worker was restarted"));
    }, WATCH_MS);
    const settled = () => {
      clearInterval(watch);
      inFlight.delete(failed);
    };
    const failed = (error) => {
      settled();
      if (isTrap(error)) end(error);
      reject(error);
    };
    inFlight.add(failed);
    begun.then((answer) => {
      settled();
      resolve(answer);
    }, failed);
  });
}

/** The 500 that stands in for an answer, with the id under which its cause was logged. */
function fault(request, error) {
  const given = request.headers.get("x-request-id") ?? "";
  const id = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : crypto.randomUUID();
  const cause = error?.cause ?? error;
  console.error(JSON.stringify({ level: "error", event: "fault", request_id: id, cause: String(cause) }));
  const problem = {
    type: "/problems/internal",
    title: "Something broke",
    status: 500,
    detail: "try again; if it stays, report this request id",
    code: "internal",
    request_id: id,
  };
  return new Response(JSON.stringify(problem), {
    status: 500,
    headers: {
      "content-type": PROBLEM,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "x-request-id": id,
    },
  });
}

export default class Postern extends WorkerEntrypoint {
  async fetch(request) {
    try {
      const response = await onLiveInstance(() => wasm.fetch(request, this.env));
      // What the binding layer answers by itself, when a handler fails, is plain text without an id.
      const isOurs = response.status !== 500 || response.headers.get("content-type") === PROBLEM;
      return isOurs ? response : fault(request, new Error("the handler failed"));
    } catch (error) {
      return fault(request, error);
    }
  }
}

/** The object of the same name in the wasm module, rebuilt when it belongs to an earlier life. */
export class Ledger extends DurableObject {
  #inner;
  #life;

  #call(method, ...args) {
    return onLiveInstance(() => {
      if (this.#life !== currentLife()) {
        this.#inner = new wasm.Ledger(this.ctx, this.env);
        this.#life = currentLife();
      }
      return this.#inner[method](...args);
    });
  }

  /** One message to the ledger, as text both ways. */
  answer(envelope) {
    return this.#call("answer", envelope);
  }

  fetch(request) {
    return this.#call("fetch", request);
  }

  alarm() {
    return this.#call("alarm");
  }

  webSocketMessage(socket, message) {
    return this.#call("webSocketMessage", socket, message);
  }

  webSocketClose(socket, code, reason, wasClean) {
    return this.#call("webSocketClose", socket, code, reason, wasClean);
  }

  webSocketError(socket, error) {
    return this.#call("webSocketError", socket, error);
  }
}
