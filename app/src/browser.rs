//! The only place that touches the browser itself: history, storage, timers, focus, clipboard,
//! sockets and workers.

use std::pin::Pin;

use leptos::prelude::{document, window};
use postern_core::request::timestamp::Timestamp;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::HtmlElement;
pub use web_sys::{AbortSignal, Element as Node, Event, HtmlDialogElement, KeyboardEvent};

pub use keys::{Listening, on_key};

pub mod dom;
pub mod editor;
pub mod engine;
pub mod file;
pub mod history;
pub mod json;
pub mod keys;
pub mod socket;
pub mod storage;
pub mod theme;

/// The browser's clock.
pub fn now() -> Timestamp {
    // A double holds milliseconds exactly for the next 285,000 years.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "milliseconds are whole and small"
    )]
    Timestamp::from_ms(js_sys::Date::now() as i64)
}

/// Minutes east of UTC where the reader is, at that moment (summer time included).
pub fn minutes_east(at: Timestamp) -> i64 {
    #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
    let date = js_sys::Date::new(&(at.as_ms() as f64).into());
    #[expect(clippy::cast_possible_truncation, reason = "at most a day of minutes")]
    let west = date.get_timezone_offset() as i64;
    -west
}

/// Reads what a `datetime-local` field holds, as the reader's local time.
pub fn local_time(text: &str) -> Option<Timestamp> {
    let ms = js_sys::Date::parse(text);
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds are whole")]
    (!ms.is_nan()).then(|| Timestamp::from_ms(ms as i64))
}

/// Calls back after so many milliseconds, again and again, as long as the page lives.
pub fn every(ms: i32, call: impl FnMut() + 'static) {
    let closure = Closure::<dyn FnMut()>::new(call);
    let _ = window().set_interval_with_callback_and_timeout_and_arguments_0(
        closure.as_ref().unchecked_ref(),
        ms,
    );
    closure.forget();
}

/// Works on something until it is done, while the page goes on.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}

/// Calls back once, after so many milliseconds.
pub fn after(ms: i32, call: impl FnOnce() + 'static) {
    let call: Box<dyn FnOnce()> = Box::new(call);
    let closure = Closure::once_into_js(call);
    let _ =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(closure.unchecked_ref(), ms);
}

/// Moves the focus to what the selector finds first, and to it on the screen.
pub fn focus(selector: impl AsRef<str> + 'static) {
    // After what is being drawn now.
    after(0, move || {
        if let Ok(Some(element)) = document().query_selector(selector.as_ref())
            && let Some(element) = element.dyn_ref::<HtmlElement>()
        {
            let _ = element.focus();
        }
    });
}

/// Names the page.
pub fn title(text: &str) {
    document().set_title(&format!("{text} · Postern"));
}

/// Copies text to the clipboard.
pub fn copy(text: &str) {
    let _ = window().navigator().clipboard().write_text(text);
}

/// Whether the browser believes it is connected.
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Scrolls the row at the keyboard's cursor into sight.
pub fn reveal(selector: &str) {
    if let Ok(Some(element)) = document().query_selector(selector) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

/// Whether anything in the document fits the selector.
pub fn is_there(selector: &str) -> bool {
    matches!(document().query_selector(selector), Ok(Some(_)))
}

/// Keeps what has the focus, for a dialog to give it back when it closes.
pub fn focused() -> Option<HtmlElement> {
    document().active_element()?.dyn_into().ok()
}

/// Gives the focus back to where it was, if that is still there.
pub fn refocus(element: HtmlElement) {
    after(0, move || {
        if element.is_connected() {
            let _ = element.focus();
        }
    });
}
