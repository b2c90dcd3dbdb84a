//! Dialogs: for a decision that cannot be taken back.

use std::rc::Rc;

use wasm_bindgen::JsCast;

use crate::{
    browser::{self, Event, HtmlDialogElement},
    view::prelude::*,
};

/// A modal dialog that is open as long as it is there. Escape and a click beside it cancel.
pub fn dialog(
    title: &str,
    body: impl IntoView + 'static,
    foot: impl IntoView + 'static,
    cancel: impl Fn() + 'static,
) -> AnyView {
    let foot = view! { <footer class="buttons" data-end="">{foot.into_any()}</footer> }.into_any();
    drawn("dialog", title, body.into_any(), foot, Rc::new(cancel))
}

/// The same without a foot, for what decides nothing; `class` says how it looks.
pub fn panel(
    class: &'static str,
    title: &str,
    body: impl IntoView + 'static,
    cancel: impl Fn() + 'static,
) -> AnyView {
    let none = ().into_any();
    drawn(class, title, body.into_any(), none, Rc::new(cancel))
}

fn drawn(
    class: &'static str,
    title: &str,
    body: AnyView,
    foot: AnyView,
    cancel: Rc<dyn Fn()>,
) -> AnyView {
    let on_cancel = {
        let cancel = cancel.clone();
        move |event: Event| {
            event.prevent_default();
            cancel();
        }
    };
    // A second Escape closes it without asking. Whoever draws it decides; if it stays, it opens again.
    let on_close = {
        let cancel = cancel.clone();
        move |event: Event| {
            cancel();
            let dialog = event.target().and_then(|target| target.dyn_into().ok());
            browser::after(0, move || {
                if let Some(dialog) = dialog {
                    open(&dialog);
                }
            });
        }
    };
    // The padding belongs to the box inside, so a click on the dialog itself is beside it.
    let on_click = move |event: Event| {
        let beside = event.target().is_some() && event.target() == event.current_target();
        if beside {
            cancel();
        }
    };
    view! {
        <dialog
            class=class
            mounted=|dialog| open(dialog.unchecked_ref())
            aria-labelledby="dialog-title"
            on:cancel=on_cancel
            on:close=on_close
            on:click=on_click
        >
            <div class="dialog-box">
                <h2 id="dialog-title">{title.to_owned()}</h2>
                {body}
                {foot}
            </div>
        </dialog>
    }
    .into_any()
}

/// Opens it, where it stands in the document and is not open.
fn open(dialog: &HtmlDialogElement) {
    if dialog.is_connected() && !dialog.open() {
        let _ = dialog.show_modal();
    }
}
