//! Copying: ids, commands and tokens.

use crate::view::prelude::*;

use super::icon::{Icon, icon};
use crate::{browser, route::Route, words};

/// How long a copy says that it was made, in milliseconds.
const SAID_MS: i32 = 2_000;

/// A signal that is true for a moment after each copy, and what makes one.
fn copier(text: String) -> (RwSignal<bool>, impl Fn() + Clone + 'static) {
    let done = RwSignal::new(false);
    let copy = move || {
        browser::copy(&text);
        done.set(true);
        browser::after(SAID_MS, move || {
            done.try_set(false);
        });
    };
    (done, copy)
}

/// A button that copies `text`; `words` say what.
pub fn copy_button(mark: Icon, words: &'static str, text: String) -> AnyView {
    let (done, copy) = copier(text);
    let words = move || if done.get() { "Copied" } else { words };
    let mark = move || icon(if done.get() { Icon::Check } else { mark });
    view! {
        <button type="button" class="button" data-look="default" on:click=move |_| copy()>
            {mark}
            <span aria-live="polite">{words}</span>
        </button>
    }
    .into_any()
}

/// A button that copies the whole address of a place.
pub fn copy_link(to: &Route) -> AnyView {
    let address = format!("{}{}", browser::history::origin(), to.href());
    copy_button(Icon::Link, "Copy link", address)
}

/// An id, short, with a button that copies the whole of it.
pub fn copy_id(id: &str) -> AnyView {
    let (done, copy) = copier(id.to_owned());
    let name = move || {
        if done.get() {
            "Copied"
        } else {
            "Copy the whole id"
        }
    };
    let mark = move || icon(if done.get() { Icon::Check } else { Icon::Copy });
    view! {
        <span class="copy-id">
            <code title=id.to_owned()>{words::short_id(id)}</code>
            <button type="button" class="button" data-look="ghost" aria-label=name on:click=move |_| copy()>
                {mark}
            </button>
        </span>
    }
    .into_any()
}

/// A line to copy. A secret is shown cut, and copied whole.
pub fn copy_line(words: &'static str, text: String, secret: bool) -> AnyView {
    /// So much of a secret is shown: the part that says what it is.
    const SHOWN: usize = 56;
    let shown = if secret {
        text.chars().take(SHOWN).chain(['…']).collect()
    } else {
        text.clone()
    };
    view! {
        <div class="copy-line">
            <code data-secret=secret.then_some("")>{shown}</code>
            {copy_button(Icon::Copy, words, text)}
        </div>
    }
    .into_any()
}
