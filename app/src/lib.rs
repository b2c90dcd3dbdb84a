//! The page: one Leptos single-page application, which previews what the worker will decide.

pub mod api;
pub mod app;
pub mod browser;
pub mod clock;
pub mod components;
pub mod frame;
pub mod load;
pub mod model;
pub mod pages;
pub mod route;
pub mod session;
pub mod words;

use leptos::prelude::{document, mount_to};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};

/// Starts the page; called when its module has loaded. The playground is a document of its own, with a
/// module of its own, so that neither carries the other.
#[wasm_bindgen(start)]
pub fn start() {
    let Some(place) = document()
        .get_element_by_id("app")
        .and_then(|element| element.dyn_into().ok())
    else {
        return;
    };
    let shown = if cfg!(feature = "playground") {
        pages::playground::page
    } else {
        app::app
    };
    mount_to(place, shown).forget();
}
