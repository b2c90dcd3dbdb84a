//! Single keys for those who work by keyboard. They do nothing in fields, while a dialog is open, or when
//! their user has switched them off.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlInputElement, KeyboardEvent};

use super::{is_there, storage};

const KEY: &str = "postern-keys";

/// Whether single keys do something.
pub fn are_on() -> bool {
    storage::kept(KEY).is_none()
}

/// Switches them on or off, on this device.
pub fn switch(on: bool) {
    storage::keep(KEY, (!on).then_some("off"));
}

/// Listens to single keys that are not meant for a field or a control that uses them; `call` says whether it
/// took the key, which nothing else then hears. Escape is no shortcut, and always heard.
pub fn on_key(call: impl Fn(&str) -> bool + 'static) -> Listening {
    let call: Box<dyn Fn(&str) -> bool> = Box::new(call);
    listen(move |event| {
        let busy = event.ctrl_key() || event.meta_key() || event.alt_key();
        let key = event.key();
        let deaf = busy || event.default_prevented() || is_taken(&key);
        if !deaf && (key == "Escape" || are_on()) && call(&key) {
            event.prevent_default();
        }
    })
}

/// Listens to Ctrl-K, or Command-K, everywhere but in a dialog.
pub fn on_search(call: impl Fn() + 'static) -> Listening {
    let call: Box<dyn Fn()> = Box::new(call);
    listen(move |event| {
        let is_it = (event.ctrl_key() || event.meta_key())
            && !event.shift_key()
            && !event.alt_key()
            && matches!(event.key().as_str(), "k" | "K");
        if is_it && !is_there("dialog[open]") {
            event.prevent_default();
            call();
        }
    })
}

fn listen(hear: impl Fn(KeyboardEvent) + 'static) -> Listening {
    let closure = Closure::<dyn Fn(KeyboardEvent)>::new(hear);
    let _ =
        document().add_event_listener_with_callback("keydown", closure.as_ref().unchecked_ref());
    Listening { closure }
}

/// A listener that ends with this value.
pub struct Listening {
    closure: Closure<dyn Fn(KeyboardEvent)>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        let _ = document()
            .remove_event_listener_with_callback("keydown", self.closure.as_ref().unchecked_ref());
    }
}

/// Whether the key goes into a field or to the link or button that has the focus, or a dialog is open.
fn is_taken(key: &str) -> bool {
    if is_there("dialog[open]") {
        return true;
    }
    let Some(active) = document().active_element() else {
        return false;
    };
    match active.dyn_ref::<HtmlInputElement>() {
        Some(input) => !matches!(input.type_().as_str(), "checkbox" | "radio" | "button"),
        None => match active.tag_name().as_str() {
            "TEXTAREA" | "SELECT" => true,
            "A" | "BUTTON" | "SUMMARY" => matches!(key, "Enter" | " "),
            _ => false,
        },
    }
}
