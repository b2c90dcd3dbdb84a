//! The playground: a document of its own, which works without signing in.

use leptos::prelude::*;

use crate::{browser, frame};

/// The page.
pub fn page() -> AnyView {
    browser::title("Playground");
    view! {
        <header class="frame-header">{frame::brand()} <span class="grow"></span> {frame::theme_button()}</header>
        <main id="main" class="page"><h1 tabindex="-1">"Playground"</h1></main>
    }
    .into_any()
}
