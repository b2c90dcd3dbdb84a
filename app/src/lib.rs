//! The page: one Leptos single-page application. Starts when its module loads.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Mounts the application on the document's body.
#[wasm_bindgen(start)]
pub fn start() {
    mount_to_body(App);
}

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    view! { <main><h1>"Postern"</h1></main> }
}
