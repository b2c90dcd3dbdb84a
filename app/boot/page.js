// Starts the page's module, which lies beside this file in the built site.
import init from "./module.js";

// The page draws itself once, so its face is there by then, or the system's stands in (font-display: optional).
const late = new Promise((resolve) => setTimeout(resolve, 400));
await Promise.race([document.fonts.load("14px Inter"), late]);
await init();
