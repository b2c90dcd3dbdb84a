//! People, with their locks, and the connectors they sign in through; each with its document.

use crate::view::prelude::*;
use postern_core::api::{identity::Me, locks::LockView, policy::DocumentEntry};

use super::{
    Page,
    model::{Model, Msg, Question},
    place::may,
    row, rows,
};
use crate::{
    components::{
        badge::{Tone, badge},
        button::{Look, button},
        icon::Icon,
        times,
    },
    load::Load,
};

/// Who the policy knows; and who else is locked.
pub(super) fn people(
    page: Page,
    model: &Model,
    me: &Me,
    users: &[DocumentEntry],
    locks: &[LockView],
) -> AnyView {
    let may_lock = may(me, "user:update");
    let may_read = may(me, "user:read");
    let known = users.iter().map(|user| {
        let lock = locks.iter().find(|lock| lock.user.as_str() == user.name);
        (user.name.as_str(), user.description.as_str(), lock)
    });
    let strangers = locks
        .iter()
        .filter(|lock| !users.iter().any(|user| user.name == lock.user.as_str()))
        .map(|lock| {
            (
                lock.user.as_str(),
                "Known by an identity provider",
                Some(lock),
            )
        });
    let all = known
        .chain(strangers)
        .map(|(name, about, lock)| {
            let is_document = users.iter().any(|user| user.name == name);
            let title = view! {
                <b>{name.to_owned()}</b>
                {(me.user.as_str() == name).then(|| badge(None, "You", Tone::Plain))}
                {lock.map(|_| badge(Some(Icon::Lock), "Locked", Tone::Bad))}
            };
            let mut facts = Vec::new();
            if !about.is_empty() {
                facts.push(about.to_owned().into_any());
            }
            if let Some(lock) = lock {
                facts.push(locked(lock));
            }
            let asked = name.to_owned();
            let lock_button = may_lock.then(|| match lock {
                Some(_) => button(Look::Default, Some(Icon::Key), "Unlock", move || {
                    page.send(Msg::Ask(Question::Unlock(asked.clone())));
                }),
                None => button(Look::Danger, Some(Icon::Lock), "Lock", move || {
                    page.send(Msg::Ask(Question::Lock(asked.clone())));
                }),
            });
            let open = (may_read && is_document).then(|| open_button(page, model, name));
            row(
                title,
                facts,
                view! { {open} {lock_button} },
                document(model, name),
            )
        })
        .collect_view();
    rows(
        "People",
        all,
        Icon::Users,
        "The policy knows nobody yet",
        "Add a document of kind user to the policy, or let people sign in through a connector.",
        ().into_any(),
    )
}

fn locked(lock: &LockView) -> AnyView {
    let until = match lock.expires {
        Some(expires) => view! { ", until " {times::when(expires)} }.into_any(),
        None => ", until someone unlocks".into_any(),
    };
    view! {
        "Locked by " {lock.author.to_string()} " " {times::ago(lock.at)} {until} ": "
        {lock.reason.clone()}
    }
    .into_any()
}

/// The ways to sign in.
pub(super) fn connectors(page: Page, model: &Model, all: &[DocumentEntry]) -> AnyView {
    let list = all
        .iter()
        .map(|connector| {
            let about = match connector.description.as_str() {
                "" => "Without a description".to_owned(),
                about => about.to_owned(),
            };
            row(
                view! { <b>{connector.name.clone()}</b> },
                vec![about.into_any()],
                open_button(page, model, &connector.name),
                document(model, &connector.name),
            )
        })
        .collect_view();
    rows(
        "Connectors",
        list,
        Icon::Link,
        "There are no connectors",
        "Add a document of kind oidc to the policy; its button then stands on the sign-in page.",
        ().into_any(),
    )
}

fn open_button(page: Page, model: &Model, name: &str) -> AnyView {
    let is_open = model.opened.as_ref().is_some_and(|(open, _)| open == name);
    let asked = name.to_owned();
    view! {
        <button
            type="button"
            class="button"
            data-look="default"
            aria-expanded=if is_open { "true" } else { "false" }
            on:click=move |_| page.send(Msg::Opened(asked.clone()))
        >
            <span>{if is_open { "Hide document" } else { "Document" }}<span class="unseen">" of "{name.to_owned()}</span></span>
        </button>
    }
    .into_any()
}

/// The document, where it is open.
fn document(model: &Model, name: &str) -> AnyView {
    let Some((_, text)) = model.opened.as_ref().filter(|(open, _)| open == name) else {
        return ().into_any();
    };
    let text = match text {
        Load::Waiting => "Loading…".to_owned(),
        Load::Failed(failure) => failure.text(),
        Load::Ready(text) => text.trim_end().to_owned(),
    };
    view! {
        <pre class="settings-text" tabindex="0" role="region" aria-label=format!("Document of {name}")>{text}</pre>
    }
    .into_any()
}
