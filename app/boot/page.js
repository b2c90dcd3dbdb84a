// Starts the page's module, which lies beside this file in the built site.
import init from "./module.js";

// Compiled while it comes in, whatever else is waited for.
const module = WebAssembly.compileStreaming(fetch(new URL("module_bg.wasm", import.meta.url)));

// The page draws itself once, so its face is there by then, or the system's stands in (font-display: optional), as it
// does where the face cannot be had at all.
const face = document.fonts.load("14px Inter").catch(() => {});
const late = new Promise((resolve) => setTimeout(resolve, 400));
await Promise.race([face, late]);
await init({ module_or_path: module });
