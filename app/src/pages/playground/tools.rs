//! The row of tools above the editor, and the menu of examples.

use super::{
    bench::Bench,
    editor,
    model::{Pane, message::Msg},
    problems,
};
use crate::{
    browser::Event,
    browser::file,
    components::{
        button::{Look, button},
        icon::{Icon, icon},
    },
    view::prelude::*,
};

/// The row of tools.
pub fn tools(bench: Bench) -> AnyView {
    view! {
        <div class="tools">
            {editor::files(bench)}
            <span class="grow only-wide"></span>
            <button type="button" class="button" data-look="default" popovertarget="gallery">
                {icon(Icon::Library)}
                <span>"Gallery"</span>
            </button>
            {gallery(bench)}
            <label class="button tools-open" data-look="default">
                {icon(Icon::Upload)}
                <span>"Import"</span>
                <input
                    class="unseen"
                    type="file"
                    multiple=""
                    accept=".yaml,.yml,.json,text/plain"
                    on:change=move |event: Event| {
                        let files = file::chosen(&event);
                        if !files.is_empty() {
                            bench.open(files);
                        }
                    }
                />
            </label>
            {button(Look::Default, Some(Icon::Indent), "Format", move || bench.send(Msg::Format))}
            {button(Look::Default, Some(Icon::Download), "Export", move || bench.save())}
            {button(Look::Primary, Some(Icon::Link), "Share", move || bench.send(Msg::Share))}
        </div>
    }
    .into_any()
}

/// The menu of examples: what role files can say, then what goes wrong in them.
fn gallery(bench: Bench) -> AnyView {
    let examples = bench.part(|model| {
        let titles = model.examples.iter();
        titles
            .map(|example| (example.title.clone(), example.broken))
            .collect::<Vec<_>>()
    });
    let group = move |broken: bool| {
        let examples = examples.get().into_iter().enumerate();
        examples
            .filter(|(_, example)| example.1 == broken)
            .map(|(at, (title, _))| {
                view! {
                    <li>
                        <button
                            type="button"
                            class="button"
                            data-look="ghost"
                            popovertarget="gallery"
                            popovertargetaction="hide"
                            on:click=move |_| bench.send(Msg::Begin(at))
                        >
                            {title}
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <div id="gallery" class="menu gallery" popover="auto" role="group" aria-label="Gallery">
            <h2>"What role files can say"</h2>
            <ul>{move || group(false)}</ul>
            <h2>"What goes wrong"</h2>
            <ul>{move || group(true)}</ul>
        </div>
    }
    .into_any()
}

/// The tabs of a narrow page.
pub fn tabs(bench: Bench) -> AnyView {
    let pane = bench.part(|model| model.pane);
    let tab = move |shows: Pane, name: &'static str| {
        view! {
            <button
                type="button"
                class="tab"
                aria-pressed=move || (pane.get() == shows).to_string()
                on:click=move |_| bench.send(Msg::Show(shows))
            >
                {name}
                {(shows == Pane::Problems).then_some(move || problems::pill(bench))}
            </button>
        }
    };
    view! {
        <div class="tabs" role="group" aria-label="Panes">
            {tab(Pane::Editor, "Editor")}
            {tab(Pane::Problems, "Problems")}
            {tab(Pane::Explain, "Explain")}
        </div>
    }
    .into_any()
}
