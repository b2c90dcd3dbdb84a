//! The text field of the playground's editor and what scrolls around it. Places are UTF-16 units, as
//! the browser counts them.

use std::ops::Range;

use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventTarget, HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// The id of the text field.
pub const TEXT: &str = "playground-text";
/// The id of what scrolls.
pub const PANE: &str = "playground-pane";

/// Longer pieces are not typed into the field but replace its whole text: typing them is slow.
const LONGEST_TYPED: usize = 20_000;

fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

fn field() -> Option<HtmlTextAreaElement> {
    element(TEXT)
}

/// The field's text.
pub fn text() -> String {
    field().map(|field| field.value()).unwrap_or_default()
}

/// What is selected.
pub fn selected() -> Option<Range<u32>> {
    let field = field()?;
    let start = field.selection_start().ok()??;
    Some(start..field.selection_end().ok()??)
}

/// Whether typing goes into the field.
pub fn has_focus() -> bool {
    document()
        .active_element()
        .is_some_and(|active| active.id() == TEXT)
}

/// Calls back with the selection whenever it changes.
pub fn on_select(call: impl Fn(Range<u32>) + 'static) {
    let closure = Closure::<dyn Fn()>::new(move || {
        if let Some(selected) = selected().filter(|_| has_focus()) {
            call(selected);
        }
    });
    listen(&document(), "selectionchange", closure);
}

/// Calls back when the window changes its size.
pub fn on_resize(call: impl Fn() + 'static) {
    listen(&window(), "resize", Closure::new(call));
}

/// Listens as long as the document lives.
fn listen(target: &EventTarget, event: &str, closure: Closure<dyn Fn()>) {
    let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Selects a place and puts the focus there.
pub fn select(units: &Range<u32>) {
    if let Some(field) = field() {
        let _ = field.focus();
        let _ = field.set_selection_range(units.start, units.end);
    }
}

/// Brings a line and column, both counted from 0, into sight.
pub fn reveal(line: u32, column: u32) {
    let (Some(pane), Some(field)) = (element::<HtmlElement>(PANE), field()) else {
        return;
    };
    let height = line_height();
    let top = f64::from(line) * height;
    let (seen, room) = (
        f64::from(pane.scroll_top()),
        f64::from(pane.client_height()),
    );
    if top < seen + height || top > seen + room - 3.0 * height {
        pane.set_scroll_top(whole(top - room / 3.0));
    }
    // The face has one width; two fifths of a line's height is a little less than it.
    let left = f64::from(column) * height * 0.39;
    let (seen, room) = (
        f64::from(pane.scroll_left()),
        f64::from(pane.client_width()),
    );
    if left < seen || left > seen + room - f64::from(field.offset_left()) - 80.0 {
        pane.set_scroll_left(whole(left - room / 3.0));
    }
}

/// The first visible line, counted from 1, and how many there are room for.
pub fn visible() -> Option<(u32, u32)> {
    let pane = element::<HtmlElement>(PANE)?;
    let height = line_height();
    let first = f64::from(pane.scroll_top()) / height;
    let count = f64::from(pane.client_height()) / height;
    Some((units(first) + 1, units(count) + 1))
}

/// Writes into the field, so that it can be undone there where it can be typed, and selects. The field
/// tells of it as of anything typed. Where the whole text is replaced, the focus stays where it was.
pub fn write(place: &Range<u32>, text: &str, selected: &Range<u32>) {
    let Some(field) = field() else { return };
    let before = document().active_element();
    let length = field.text_length();
    let all = place.start == 0 && place.end == length;
    let is_long = all && text.len() > LONGEST_TYPED;
    if length == 0 || is_long || !typed(&field, place, text) {
        let _ = field.set_range_text_with_start_and_end(text, place.start, place.end);
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = field.dispatch_event(&event);
        }
    }
    let _ = field.set_selection_range(selected.start, selected.end);
    if all && let Some(before) = before.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        let _ = before.focus();
    }
}

/// Types or deletes as a person would, which is the only way that Undo knows of. Not possible while
/// the field is hidden.
fn typed(field: &HtmlTextAreaElement, place: &Range<u32>, text: &str) -> bool {
    let _ = field.focus();
    let _ = field.set_selection_range(place.start, place.end);
    let Ok(page) = document().dyn_into::<HtmlDocument>() else {
        return false;
    };
    let command = if text.is_empty() {
        "delete"
    } else {
        "insertText"
    };
    has_focus()
        && page
            .exec_command_with_show_ui_and_value(command, false, text)
            .unwrap_or(false)
}

fn line_height() -> f64 {
    let style = element::<HtmlElement>(TEXT)
        .and_then(|field| window().get_computed_style(&field).ok().flatten());
    style
        .and_then(|style| style.get_property_value("line-height").ok())
        .and_then(|height| height.trim_end_matches("px").parse().ok())
        .filter(|height| *height > 1.0)
        .unwrap_or(20.0)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "pixels and lines are small; casting saturates"
)]
fn units(number: f64) -> u32 {
    number as u32
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pixels are few; casting saturates"
)]
fn whole(pixels: f64) -> i32 {
    pixels.max(0.0) as i32
}
