//! People, with their locks, and the connectors they sign in through; each with its document.

use std::collections::{BTreeMap, BTreeSet};

use crate::view::prelude::*;
use postern_core::api::{
    identities::IdentityView, identity::Me, locks::LockView, policy::DocumentEntry,
};

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
        sentence::role,
        times,
    },
    load::Load,
};

/// Who is on the list: somebody of whom the policy has a document, a provider has spoken, or there is a lock.
#[derive(Clone, Copy)]
struct Person<'a> {
    name: &'a str,
    entry: Option<&'a DocumentEntry>,
    lock: Option<&'a LockView>,
    seen: Option<&'a IdentityView>,
}

/// Everybody once: users of the policy first, then whoever signed in last, then who else is locked.
fn everybody<'a>(
    users: &'a [DocumentEntry],
    locks: &'a [LockView],
    seen: &'a [IdentityView],
) -> Vec<Person<'a>> {
    let names = users.iter().map(|user| user.name.as_str());
    let names = names.chain(seen.iter().map(|one| one.user.as_str()));
    let names = names.chain(locks.iter().map(|lock| lock.user.as_str()));
    let entries: BTreeMap<_, _> = users.iter().map(|one| (one.name.as_str(), one)).collect();
    let locks: BTreeMap<_, _> = locks.iter().map(|one| (one.user.as_str(), one)).collect();
    let seen: BTreeMap<_, _> = seen.iter().map(|one| (one.user.as_str(), one)).collect();
    let mut told = BTreeSet::new();
    names
        .filter(|name| told.insert(*name))
        .map(|name| Person {
            name,
            entry: entries.get(name).copied(),
            lock: locks.get(name).copied(),
            seen: seen.get(name).copied(),
        })
        .collect()
}

/// Who there is, what is known of them, and who is locked.
pub(super) fn people(
    page: Page,
    model: &Model,
    me: &Me,
    (users, locks, seen): (&[DocumentEntry], &[LockView], &[IdentityView]),
) -> AnyView {
    let may_lock = may(me, "user:update");
    let may_read = may(me, "user:read");
    let all = everybody(users, locks, seen)
        .into_iter()
        .map(|person| {
            let Person {
                name,
                entry,
                lock,
                seen,
            } = person;
            let title = view! {
                <b>{name.to_owned()}</b>
                {(me.user.as_str() == name).then(|| badge(None, "You", Tone::Plain))}
                {lock.map(|_| badge(Some(Icon::Lock), "Locked", Tone::Bad))}
            };
            let about = entry.map_or("", |entry| entry.description.as_str());
            let mut facts = Vec::new();
            if !about.is_empty() {
                facts.push(about.to_owned().into_any());
            }
            facts.extend(seen.into_iter().flat_map(last_seen));
            if entry.is_none() && seen.is_none() {
                facts.push("Known by an identity provider".into_any());
            }
            facts.extend(lock.map(locked));
            let asked = name.to_owned();
            let lock_button = may_lock.then(|| match lock {
                Some(_) => button(Look::Default, Some(Icon::Key), "Unlock", move || {
                    page.send(Msg::Ask(Question::Unlock(asked.clone())));
                }),
                None => button(Look::Danger, Some(Icon::Lock), "Lock", move || {
                    page.send(Msg::Ask(Question::Lock(asked.clone())));
                }),
            });
            let open = (may_read && entry.is_some()).then(|| open_button(page, model, name));
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

/// What a provider last said of somebody: when, the roles and the traits that it made.
fn last_seen(seen: &IdentityView) -> Vec<AnyView> {
    let roles = seen.roles.iter().map(|name| view! { " " {role(name)} });
    let when = view! { "Signed in " {times::ago(seen.signed_in)} " through " <code>{seen.connector.clone()}</code> };
    let roles =
        view! { {if seen.roles.is_empty() { "No roles" } else { "Roles" }} {roles.collect_view()} };
    let traits = seen.traits.iter().map(|(name, values)| {
        view! { <code>{name.to_string()}</code> " " {values.join(", ")} }.into_any()
    });
    [when.into_any(), roles.into_any()]
        .into_iter()
        .chain(traits)
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_on_the_list_once() {
        let user: DocumentEntry = serde_json::from_value(serde_json::json!({
            "name": "ana", "description": "", "hash": "d"
        }))
        .unwrap();
        let lock = |name: &str| -> LockView {
            serde_json::from_value(serde_json::json!({
                "user": name, "reason": "lost", "author": "olga", "at": "2026-03-03T14:03:00.000Z", "expires": null
            }))
            .unwrap()
        };
        let seen = |name: &str| -> IdentityView {
            serde_json::from_value(serde_json::json!({
                "user": name, "connector": "corp", "issuer": "https://id.example", "subject": name,
                "roles": ["dba"], "traits": {}, "signed_in": "2026-03-03T14:03:00.000Z"
            }))
            .unwrap()
        };
        let (users, locks) = ([user], [lock("bo"), lock("cy")]);
        let seen = [seen("cy"), seen("ana")];
        let all = everybody(&users, &locks, &seen);
        let told: Vec<_> = all
            .iter()
            .map(|one| {
                (
                    one.name,
                    one.entry.is_some(),
                    one.lock.is_some(),
                    one.seen.is_some(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("ana", true, false, true),
                ("cy", false, true, true),
                ("bo", false, true, false)
            ]
        );
    }
}
