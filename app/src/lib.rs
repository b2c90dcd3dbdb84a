//! The page: one Leptos single-page application, which previews what the worker will decide.

pub mod api;
pub mod app;
pub mod browser;
pub mod clock;
pub mod components;
pub mod frame;
pub mod letters;
pub mod load;
pub mod model;
pub mod order;
pub mod pages;
pub mod route;
pub mod session;
pub mod view;
pub mod words;

use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;

/// Starts the page; called when its module has loaded. The playground is a document of its own, with a
/// module of its own, so that neither carries the other.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(place) = document().get_element_by_id("app") else {
        return;
    };
    let shown = if cfg!(feature = "playground") {
        pages::playground::page
    } else {
        app::app
    };
    browser::dom::mount(&place, shown);
}
