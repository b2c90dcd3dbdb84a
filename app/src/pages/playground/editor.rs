//! The editor's place in the page, the tabs of its files above it, and what is said about where they came
//! from.

use wasm_bindgen::JsCast;

use postern_core::yaml::diagnostic::Severity;

use super::{
    bench::Bench,
    model::{grade, message::Msg},
};
use crate::{
    browser::{Event, editor::address_with, file},
    components::{
        button::{Look, button},
        icon::{Icon, icon},
    },
    view::prelude::*,
};

/// The editor.
pub fn editor(bench: Bench) -> AnyView {
    view! {
        <section class="playground-editor" aria-label="Editor">
            {aside(bench)}
            <div
                class="editor"
                mounted=move |host| bench.mount(&host)
                on:dragover=|event: Event| event.prevent_default()
                on:drop=move |event: Event| {
                    let files = file::dropped(event.unchecked_ref());
                    if !files.is_empty() {
                        event.prevent_default();
                        bench.open(files);
                    }
                }
            ></div>
        </section>
    }
    .into_any()
}

/// What took the place of what, and the link that was made.
fn aside(bench: Bench) -> AnyView {
    let shelved = bench.part(|model| model.shelved.as_ref().map(|(_, said)| said.clone()));
    let shared = bench.part(|model| model.shared.clone());
    let close = move || {
        button(Look::Ghost, None, "Dismiss", move || {
            bench.send(Msg::Dismiss)
        })
    };
    view! {
        <div role="status">
            {move || shelved.get().map(|said| view! {
                <div class="editor-aside">
                    {icon(Icon::Info)}
                    <p class="grow">{said} " What you had is kept."</p>
                    {button(Look::Default, None, "Bring it back", move || bench.send(Msg::Restore))}
                    {close()}
                </div>
            })}
            {move || shared.get().map(|fragment| view! {
                <div class="editor-aside">
                    {icon(Icon::CircleCheck)}
                    <p>"Link copied. All of it is in the link; nothing was sent."</p>
                    <input
                        class="input mono grow"
                        type="text"
                        readonly=""
                        aria-label="Link"
                        prop:value=address_with(&fragment)
                    />
                    {close()}
                </div>
            })}
        </div>
    }
    .into_any()
}

/// The tabs of the files.
pub fn files(bench: Bench) -> AnyView {
    let names = bench.part(|model| model.folder.names().to_vec());
    let shown = bench.part(|model| model.folder.shown());
    let tab = move |at: usize, name: String, alone: bool| {
        let here = move || (shown.get() == at).then_some("true");
        let errors = move || {
            let count = bench.read(|model| model.errors_in(at));
            let words = if count == 1 { " error" } else { " errors" };
            (count > 0).then(
                || view! { <span class="count">{count}<span class="unseen">{words}</span></span> },
            )
        };
        let close = format!("Close {name}");
        view! {
            <li class="file" data-here=here>
                <button
                    type="button"
                    class="file-name"
                    aria-current=here
                    on:click=move |_| bench.send(Msg::Turn(at))
                >
                    {name} {errors}
                </button>
                {(!alone).then(|| view! {
                    <button
                        type="button"
                        class="file-close"
                        aria-label=close
                        on:click=move |_| bench.send(Msg::Close(at))
                    >
                        {icon(Icon::X)}
                    </button>
                })}
            </li>
        }
    };
    view! {
        <ul class="files" aria-label="Files">
            {move || {
                let names = names.get();
                let alone = names.len() == 1;
                names.into_iter().enumerate().map(|(at, name)| tab(at, name, alone)).collect_view()
            }}
        </ul>
        <button type="button" class="button" data-look="ghost" aria-label="New file" on:click=move |_| bench.send(Msg::New)>
            {icon(Icon::Plus)}
        </button>
    }
    .into_any()
}

/// The icon of something wrong.
pub fn sign(severity: Severity) -> AnyView {
    let mark = match severity {
        Severity::Error => Icon::CircleX,
        Severity::Warning => Icon::Triangle,
        Severity::Info | Severity::Hint => Icon::Info,
    };
    view! { <span class="sign" data-grade=grade(severity)>{icon(mark)}</span> }.into_any()
}
