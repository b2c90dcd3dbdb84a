//! The core for the browser: a wasm module of its own, run in a Web Worker, so that the page's
//! module carries no YAML reader and no regex engine.

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the core in this module, as in `0.1.0`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    postern_core::VERSION.into()
}
