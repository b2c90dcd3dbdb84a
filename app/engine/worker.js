// Runs the engine's module (beside this file in the built site) off the main thread.
// In: {id, call, args}, where `call` is one of the engine's functions. Out: {id, answer}, or
// {id, error, loaded}: after that nothing here is to be trusted, and the page starts a new worker.
import init, * as engine from "./module.js";

let loaded = false;
const ready = init().then(() => {
  loaded = true;
});

self.addEventListener("message", async ({ data: { id, call, args } }) => {
  try {
    await ready;
    self.postMessage({ id, answer: engine[call](...args) });
  } catch (error) {
    self.postMessage({ id, error: String(error), loaded });
  }
});
