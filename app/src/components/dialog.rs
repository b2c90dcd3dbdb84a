//! Dialogs: for a decision that cannot be taken back.

use leptos::{ev, html, prelude::*};

use crate::browser;

/// A modal dialog that is open as long as it is there. Escape and a click beside it cancel.
pub fn dialog(
    title: &str,
    body: impl IntoView + 'static,
    foot: impl IntoView + 'static,
    cancel: impl Fn() + Clone + 'static,
) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    });
    let on_cancel = {
        let cancel = cancel.clone();
        move |event: ev::Event| {
            event.prevent_default();
            cancel();
        }
    };
    // A second Escape closes it without asking. Whoever draws it decides; if it stays, it opens again.
    let on_close = {
        let cancel = cancel.clone();
        move |_: ev::Event| {
            cancel();
            browser::after(0, move || {
                if let Some(Some(dialog)) = node.try_get_untracked()
                    && dialog.is_connected()
                    && !dialog.open()
                {
                    let _ = dialog.show_modal();
                }
            });
        }
    };
    // The padding belongs to the box inside, so a click on the dialog itself is beside it.
    let on_click = move |event: ev::MouseEvent| {
        let beside = node
            .get_untracked()
            .is_some_and(|dialog| event.target().as_ref() == Some(dialog.as_ref()));
        if beside {
            cancel();
        }
    };
    view! {
        <dialog
            class="dialog"
            node_ref=node
            aria-labelledby="dialog-title"
            on:cancel=on_cancel
            on:close=on_close
            on:click=on_click
        >
            <div class="dialog-box">
                <h2 id="dialog-title">{title.to_owned()}</h2>
                {body.into_any()}
                <footer class="buttons" data-end="">{foot.into_any()}</footer>
            </div>
        </dialog>
    }
    .into_any()
}
