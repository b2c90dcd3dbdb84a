// Starts the page's module, which lies beside this file in the built site.
import init from "./postern_app.js";

await init();
