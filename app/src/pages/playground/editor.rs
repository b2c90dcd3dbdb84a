//! The editor: a text field with the coloured and underlined text drawn over it, line numbers and signs
//! beside it. Only the visible lines are drawn.

use wasm_bindgen::JsCast;

use super::{
    bench::Bench,
    ink::{self, Grade, Line},
    keys::Stroke,
    model::{MAX_BYTES, message::Msg},
};
use crate::{
    browser::{Event, KeyboardEvent, editor as field, file, spawn},
    components::icon::{Icon, icon},
    view::prelude::*,
};

/// So many lines are drawn above and below the visible ones, so that scrolling meets no gap.
const MARGIN: u32 = 40;

/// The editor.
pub fn editor(bench: Bench) -> AnyView {
    let first = bench.part(|model| model.window.first.saturating_sub(MARGIN).max(1));
    let lines = bench.part(move |model| {
        let first = model.window.first.saturating_sub(MARGIN).max(1);
        let count = model.window.count + 2 * MARGIN;
        ink::lines(
            &model.text,
            first,
            count,
            &model.wrong(),
            model.picked_span(),
        )
    });
    let count = bench.part(|model| model.text.line_count());
    let columns = bench.part(|model| model.text.columns());
    let digits = bench.part(|model| model.text.line_count().to_string().len().max(2));
    let current = bench.part(|model| model.line());
    let start = bench.peek(|model| model.text.as_str().to_owned());
    view! {
        <div
            class="editor"
            id=field::PANE
            on:scroll=move |_| bench.measure()
            on:dragover=|event: Event| event.prevent_default()
            on:drop=move |event: Event| {
                if let Some(file) = file::dropped(event.unchecked_ref()) {
                    event.prevent_default();
                    open(bench, file);
                }
            }
        >
            <div
                class="editor-sheet"
                var:lines=move || count.get().to_string()
                var:columns=move || columns.get().to_string()
                var:digits=move || digits.get().to_string()
            >
                <div class="editor-band" var:at=move || (current.get() - 1).to_string()></div>
                <textarea
                    class="editor-text"
                    id=field::TEXT
                    aria-label="Policy"
                    aria-describedby="editor-keys"
                    wrap="off"
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    prop:value=start
                    on:input=move |_| bench.send(Msg::Typed(field::text()))
                    on:keydown=move |event: Event| key(bench, event.unchecked_ref())
                    on:blur=move |_| bench.send(Msg::Stay)
                ></textarea>
                <div
                    class="editor-ink"
                    aria-hidden="true"
                    var:first=move || (first.get() - 1).to_string()
                >
                    {move || lines.with(|lines| lines.iter().map(|line| drawn(line, current)).collect_view())}
                </div>
            </div>
        </div>
        <p class="unseen" id="editor-keys">
            "Tab indents. Press Escape, then Tab, to leave the editor."
        </p>
    }
    .into_any()
}

/// Reads a file and puts its text into the editor.
pub fn open(bench: Bench, file: file::File) {
    spawn(async move {
        let text = file::read(file, MAX_BYTES).await;
        bench.send(Msg::Opened(text));
    });
}

fn drawn(line: &Line, current: Memo<u32>) -> AnyView {
    let number = line.number;
    let pieces = line
        .pieces
        .iter()
        .map(|piece| {
            view! {
                <span
                    data-code=piece.code
                    data-grade=piece.severity.map(Grade::as_str)
                    data-picked=piece.picked.then_some("")
                >
                    {piece.text.clone()}
                </span>
            }
        })
        .collect_view();
    view! {
        <div class="editor-line" data-here=move || (current.get() == number).then_some("")>
            <span class="editor-number">
                <span>{number}</span>
                {line.severity.map(sign)}
            </span>
            {pieces}
        </div>
    }
    .into_any()
}

/// The icon of something wrong.
pub fn sign(grade: Grade) -> AnyView {
    let mark = match grade {
        Grade::Error => Icon::CircleX,
        Grade::Warning => Icon::Triangle,
        Grade::Info | Grade::Hint => Icon::Info,
    };
    view! { <span class="sign" data-grade=grade.as_str()>{icon(mark)}</span> }.into_any()
}

fn key(bench: Bench, event: &KeyboardEvent) {
    if event.is_composing() || event.ctrl_key() || event.alt_key() || event.meta_key() {
        return;
    }
    let stroke = match event.key().as_str() {
        "Tab" if bench.peek(|model| model.leaving) => return,
        "Tab" if event.shift_key() => Stroke::Outdent,
        "Tab" => Stroke::Indent,
        "Enter" if !event.shift_key() => Stroke::Break,
        "Escape" => return bench.send(Msg::Leave),
        "Shift" => return,
        _ => return bench.send(Msg::Stay),
    };
    event.prevent_default();
    // The browser tells of a moved caret a little later; the key acts where it is now.
    if let Some(units) = field::selected() {
        bench.send(Msg::Selected(units));
    }
    bench.send(Msg::Stroke(stroke));
}
