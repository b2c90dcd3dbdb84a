//! The playground: write policy, see what is wrong with it, ask who may request what. A document of its
//! own that works without signing in; the engine runs in this tab and nothing is sent anywhere.

pub mod bench;
pub mod editor;
pub mod explain;
pub mod folder;
pub mod matches;
pub mod model;
pub mod problems;
pub mod tests;
pub mod text;
pub mod tools;

use crate::view::prelude::*;

use self::{
    bench::Bench,
    model::{Check, Pane},
};
use crate::{
    browser,
    components::{
        button::Look,
        icon::{Icon, icon},
    },
    frame,
    route::Route,
};

/// The whole document.
pub fn page() -> AnyView {
    browser::title("Playground");
    let bench = Bench::start();
    let pane = bench.part(|model| model.pane);
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        {header()}
        <main id="main" class="playground" data-pane=move || shown(pane.get())>
            <h1 class="unseen" tabindex="-1">"Playground"</h1>
            {tools::tools(bench, Look::Primary)}
            {tools::tabs(bench)}
            {editor::editor(bench)}
            {problems::problems(bench)}
            {explain::explain(bench)}
            {status(bench)}
        </main>
    }
    .into_any()
}

/// A pane, as the style sheets know it.
pub const fn shown(pane: Pane) -> &'static str {
    match pane {
        Pane::Editor => "editor",
        Pane::Problems => "problems",
        Pane::Tests => "tests",
        Pane::Explain => "explain",
        Pane::Matches => "matches",
    }
}

fn header() -> AnyView {
    view! {
        <header class="frame-header">
            {frame::brand()}
            <nav class="frame-nav only-wide" aria-label="Main">
                <a class="frame-entry" href=Route::Playground.href() aria-current="page">"Playground"</a>
            </nav>
            <span class="grow"></span>
            <p class="promise">{icon(Icon::WifiOff)} <span>"Nothing you type leaves this tab"</span></p>
            {frame::theme_button()}
            <a class="button" data-look="default" href=Route::Home.href()>"Back to Postern"</a>
        </header>
    }
    .into_any()
}

/// The bar at the foot: how the checking stands, where the caret is, what checks.
pub fn status(bench: Bench) -> AnyView {
    let check = bench.part(|model| model.check);
    let caret = bench.part(|model| model.folder.position(model.selected.start));
    let revision = bench.part(|model| model.revision);
    let leaving = bench.part(|model| model.leaving);
    let version = bench.part(|model| model.version.clone());
    let lines = bench.part(|model| model.folder.text().line_count());
    let checked = move || match check.get() {
        Check::Done => view! { {icon(Icon::CircleCheck)} "Checked" }.into_any(),
        Check::Due | Check::Asked(_) => view! { {icon(Icon::Clock)} "Checking…" }.into_any(),
        Check::Failed(_) => view! { {icon(Icon::CircleX)} "Not checked" }.into_any(),
    };
    view! {
        <footer class="playground-status">
            <span class="playground-check" data-revision=move || revision.get().to_string()>{checked}</span>
            <span>{move || {
                let caret = caret.get();
                format!("Line {}, column {}", caret.line, caret.column)
            }}</span>
            <span role="status">
                {move || leaving.get().then_some("Tab leaves the editor now")}
            </span>
            <span class="grow"></span>
            <span class="only-wide">{move || {
                let version = version.get();
                (!version.is_empty()).then(|| format!("Engine {version}"))
            }}</span>
            <span class="only-wide">"YAML"</span>
            <span>{move || match lines.get() {
                1 => "1 line".to_owned(),
                count => format!("{count} lines"),
            }}</span>
        </footer>
    }
    .into_any()
}
