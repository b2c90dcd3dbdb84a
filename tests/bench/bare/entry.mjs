// The entry of the bare worker: calls what its wasm module exports and does nothing else.
import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";
import * as wasm from "./module.js";

export default class extends WorkerEntrypoint {
  fetch(request) {
    return wasm.fetch(request, this.env, this.ctx);
  }
}

/** The object of the same name in the module. */
export class Bare extends DurableObject {
  #inner = new wasm.Bare(this.ctx, this.env);

  fetch(request) {
    return this.#inner.fetch(request);
  }
}
