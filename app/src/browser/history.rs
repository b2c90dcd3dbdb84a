//! The address bar: reading it, moving, and hearing of back and forward.

use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{HtmlAnchorElement, MouseEvent};

/// The path with its query.
pub fn address() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    path + &location.search().unwrap_or_default()
}

/// The address of this site, as in `https://postern.example`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Goes to an address of this page.
pub fn push(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Changes the address without a step that Back would undo.
pub fn replace(address: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

/// Leaves this document.
pub fn leave(address: &str) {
    let _ = window().location().assign(address);
}

/// Calls back when Back or Forward was used.
pub fn on_pop(call: impl Fn() + 'static) {
    let closure = Closure::<dyn Fn()>::new(call);
    let _ = window().add_event_listener_with_callback("popstate", closure.as_ref().unchecked_ref());
    closure.forget();
}

/// Calls back with the address of a link within the application that was followed with a plain click.
pub fn on_follow(call: impl Fn(String) + 'static) {
    let closure = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        let plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if !plain || event.default_prevented() {
            return;
        }
        let Some(link) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|element| element.closest("a[href]").ok().flatten())
            .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok())
        else {
            return;
        };
        let elsewhere = link.origin() != origin()
            || !link.target().is_empty()
            || link.has_attribute("download")
            || link.has_attribute("data-leave")
            || !link.hash().is_empty();
        if !elsewhere {
            event.prevent_default();
            call(link.pathname() + &link.search());
        }
    });
    let _ = leptos::prelude::document()
        .add_event_listener_with_callback("click", closure.as_ref().unchecked_ref());
    closure.forget();
}
