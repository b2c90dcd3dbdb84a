// Runs the engine's module (beside this file in the built site) off the main thread.
// In: {id, call, args}, where `call` is one of the engine's functions. Out: {id, answer} or {id, error}.
import init, * as engine from "./postern_engine.js";

const ready = init();

self.addEventListener("message", async ({ data: { id, call, args } }) => {
  try {
    await ready;
    self.postMessage({ id, answer: engine[call](...args) });
  } catch (error) {
    self.postMessage({ id, error: String(error) });
  }
});
