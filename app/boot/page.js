// Starts the page's module, which lies beside this file in the built site; or another one, at its
// addresses.
import init from "./module.js";

const address = (name) => document.querySelector(`meta[name=postern-${name}]`)?.content;
const [, place] = location.pathname.split("/");
const other = { audit: address("administration"), settings: address("administration"), policy: address("policy") }[place];
if (other && !import.meta.url.endsWith(other)) {
  // The policy's module calls the editor as soon as it runs.
  if (place === "policy") await import(address("editor"));
  await import(other);
} else await start();

async function start() {
  // Compiled while it comes in, whatever else is waited for.
  const module = WebAssembly.compileStreaming(fetch(new URL("module_bg.wasm", import.meta.url)));

  // The page draws itself once, so its faces are there by then, or the system's stand in (font-display: optional), as they
  // do where a face cannot be had at all.
  const faces = ["14px Inter", '13px "JetBrains Mono"'].map((face) => document.fonts.load(face).catch(() => {}));
  const late = new Promise((resolve) => setTimeout(resolve, 400));
  await Promise.race([Promise.all(faces), late]);
  await init({ module_or_path: module });
}
