//! The row of tools above the editor, and the menu of examples.

use super::{
    bench::Bench,
    editor,
    model::{Pane, message::Msg},
    problems, tests,
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

/// The row of tools; how "Share" looks, which is what visitors of the playground come to do.
pub fn tools(bench: Bench, share: Look) -> AnyView {
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
            {button(share, Some(Icon::Link), "Share", move || bench.send(Msg::Share))}
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
    let tab = move |shows: Pane| {
        view! {
            <button
                type="button"
                class="tab"
                aria-pressed=move || (pane.get() == shows).to_string()
                on:click=move |_| bench.send(Msg::Show(shows))
            >
                {name(shows)}
                {move || count(bench, shows)}
            </button>
        }
    };
    view! {
        <div class="tabs" role="group" aria-label="Panes">
            {tab(Pane::Editor)}
            {tab(Pane::Problems)}
            {tab(Pane::Tests)}
            {tab(Pane::Explain)}
            {tab(Pane::Matches)}
        </div>
    }
    .into_any()
}

/// A tab in the head of the lists or of the inspector.
pub fn tab(bench: Bench, shows: Pane) -> AnyView {
    let here = bench.part(move |model| model.under == shows || model.beside == shows);
    view! {
        <h2>
            <button
                type="button"
                class="tab"
                aria-pressed=move || here.get().to_string()
                on:click=move |_| bench.send(Msg::Show(shows))
            >
                {name(shows)}
                {move || count(bench, shows)}
            </button>
        </h2>
    }
    .into_any()
}

const fn name(pane: Pane) -> &'static str {
    match pane {
        Pane::Editor => "Editor",
        Pane::Problems => "Problems",
        Pane::Tests => "Tests",
        Pane::Explain => "Explain",
        Pane::Matches => "Matches",
    }
}

/// How much there is in a pane.
fn count(bench: Bench, pane: Pane) -> AnyView {
    match pane {
        Pane::Problems => problems::pill(bench),
        Pane::Tests => bench
            .read(|model| {
                let report = model.report.as_ref()?;
                let wrong = report.failed + report.broken;
                Some((report.tests.len(), wrong, tests::said(report)))
            })
            .map(|(count, wrong, said)| {
                let quiet = (wrong == 0).then_some("");
                view! { <span class="count" data-quiet=quiet title=said>{if wrong == 0 { count } else { wrong }}</span> }
            })
            .into_any(),
        _ => ().into_any(),
    }
}
