//! The pages: one Leptos single-page application, which previews what the worker will decide, and the
//! playground. `src/bin` has the module that each document loads.

pub mod api;
pub mod app;
pub mod banners;
pub mod browser;
pub mod clock;
pub mod components;
pub mod frame;
pub mod letters;
pub mod load;
pub mod model;
pub mod order;
pub mod overlay;
pub mod pages;
pub mod palette;
pub mod route;
pub mod session;
pub mod view;
pub mod words;

use leptos::prelude::document;
use view::AnyView;

/// Shows a view as the page of its document, for as long as that is open.
pub fn show(page: impl FnOnce() -> AnyView) {
    if let Some(place) = document().get_element_by_id("app") {
        browser::dom::mount(&place, page);
    }
}
