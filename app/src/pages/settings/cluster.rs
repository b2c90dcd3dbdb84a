//! What the cluster itself is run with: its keys, its secrets, its settings.

use crate::view::prelude::*;
use postern_core::{
    api::{
        identity::Me,
        settings::{KeyView, SecretView, SettingsView},
    },
    policy::duration::Duration,
};

use super::{
    Page,
    fields::{self, text},
    form::Field,
    model::{Act, Model, Msg, Question},
    place::may,
    row, rows,
};
use crate::{
    browser::Event,
    components::{
        badge::{Tone, badge},
        button::button,
        button::{Look, busy_button, keyed_button},
        copy::copy_id,
        icon::{Icon, icon},
        times,
    },
    words,
};

/// A new key.
pub(super) fn keys_head(page: Page, me: &Me) -> AnyView {
    may(me, "key:update")
        .then(|| {
            button(Look::Default, Some(Icon::Refresh), "Rotate", move || {
                page.send(Msg::Ask(Question::Rotate));
            })
        })
        .into_any()
}

/// The keys.
pub(super) fn keys(all: &[KeyView]) -> AnyView {
    let list = all
        .iter()
        .map(|key| {
            let state = if key.current {
                badge(Some(Icon::Key), "Signs now", Tone::Good)
            } else {
                badge(Some(Icon::CircleMinus), "Verifies only", Tone::Off)
            };
            let mut facts = vec![view! { "made " {times::ago(key.created)} }];
            if let Some(until) = key.published_until {
                facts.push(view! { "published until " {times::when(until)} });
            }
            row(
                view! { {copy_id(&key.kid)} {state} },
                facts,
                ().into_any(),
                ().into_any(),
            )
        })
        .collect_view();
    rows(
        "Signing keys",
        list,
        Icon::Key,
        "There is no key yet",
        "The first one is made when something is to be signed.",
        ().into_any(),
    )
}

/// A new secret.
pub(super) fn secrets_head(page: Page, me: &Me) -> AnyView {
    may(me, "settings:update")
        .then(|| {
            keyed_button(
                Look::Primary,
                Some(Icon::Plus),
                "Set a secret",
                None,
                move || {
                    page.send(Msg::Ask(Question::SetSecret(None)));
                },
            )
        })
        .into_any()
}

/// The names of the secrets.
pub(super) fn secrets(page: Page, me: &Me, all: &[SecretView]) -> AnyView {
    let (may_set, may_delete) = (may(me, "settings:update"), may(me, "settings:delete"));
    let list = all
        .iter()
        .map(|secret| {
            let (set, forget) = (secret.name.clone(), secret.name.clone());
            let set = may_set.then(|| {
                button(Look::Default, Some(Icon::Refresh), "Replace", move || {
                    page.send(Msg::Ask(Question::SetSecret(Some(set.clone()))));
                })
            });
            let forget = may_delete.then(|| {
                button(Look::Danger, Some(Icon::Ban), "Remove", move || {
                    page.send(Msg::Ask(Question::DeleteSecret(forget.clone())));
                })
            });
            row(
                view! { <code>{format!("secret://{}", secret.name)}</code> },
                vec![
                    view! { "set by " {secret.set_by.to_string()} " " {times::ago(secret.set_at)} },
                ],
                view! { {set} {forget} },
                ().into_any(),
            )
        })
        .collect_view();
    rows(
        "Secrets",
        list,
        Icon::Lock,
        "No secret is set",
        "Set one, and write secret://NAME where the policy or an integration asks for it.",
        ().into_any(),
    )
}

/// The settings, to be read or changed.
pub(super) fn cluster(page: Page, model: &Model, me: &Me, view: &SettingsView) -> AnyView {
    let may_change = may(me, "settings:update");
    let form = &model.form;
    let now = &view.effective;
    let length = |seconds: u64| {
        let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
        words::length(Duration::from_secs(seconds))
    };
    let one = |field, value: &str, label, in_force: String| {
        let look = fields::Look {
            label,
            hint: "For example 8h or 1h30m.",
            kind: "text",
            is_optional: true,
        };
        view! {
            <div class="settings-field">
                {text(page, model, field, value, &look)}
                {in_force_says(in_force)}
            </div>
        }
        .into_any()
    };
    let audiences = fields::Look {
        label: "Audiences",
        hint: "Who tokens may be issued for, one a line. The first is the default.",
        kind: "lines",
        is_optional: true,
    };
    let changed = match (&view.author, view.since) {
        (Some(author), Some(since)) => {
            view! { "Changed by " {author.to_string()} " " {times::ago(since)} "." }
        }
        _ => "Nothing was ever changed here.".into_any(),
    };
    let save = if !may_change {
        view! { <span class="small muted">"You may read these, not change them."</span> }.into_any()
    } else if matches!(model.busy, Some(Act::WriteSettings(..))) {
        busy_button(Look::Primary, "Saving…")
    } else {
        button(Look::Primary, None, "Save settings", move || {
            page.send(Msg::Send);
        })
    };
    view! {
        <section class="card" aria-label="Settings of the cluster">
            <fieldset class="card-part settings-form" disabled=!may_change>
                <legend class="unseen">"Settings of the cluster"</legend>
                <div class="settings-field">
                    {text(page, model, Field::Audiences, &form.audiences, &audiences)}
                    {in_force_says(now.audiences.join(", "))}
                </div>
                {one(Field::Ceiling, &form.ceiling, "Longest life of a credential", length(now.credential_ceiling_s))}
                {one(Field::Idle, &form.idle, "A session ends without use after", length(now.session_idle_s))}
                {one(Field::Longest, &form.longest, "A session ends at the latest after", length(now.session_max_s))}
                <div class="settings-field">
                    {self_resolution(page, &form.self_resolution)}
                    {in_force_says(if now.self_resolution { "they may" } else { "they may not" }.into())}
                </div>
            </fieldset>
            <div class="card-foot audit-foot"><span class="small muted">{changed}</span>{save}</div>
        </section>
    }
    .into_any()
}

fn in_force_says(value: String) -> AnyView {
    view! { <p class="settings-now"><span class="muted">"In force: "</span>{value}</p> }.into_any()
}

fn self_resolution(page: Page, value: &str) -> AnyView {
    let id = Field::SelfResolution.id();
    let options = [
        ("", "As the deployment says"),
        ("false", "They may not"),
        ("true", "They may"),
    ]
    .into_iter()
    .map(|(option, words)| {
        view! { <option value=option prop:selected=option == value>{words}</option> }
    })
    .collect_view();
    let pick = move |event: Event| {
        page.send(Msg::Typed(
            Field::SelfResolution,
            event_target_value(&event),
        ));
    };
    view! {
        <div>
            <label class="label" for=id>"Administrators settle their own requests"</label>
            <span class="select settings-select">
                <select class="input" id=id on:change=pick>{options}</select>
                {icon(Icon::ChevronDown)}
            </span>
        </div>
    }
    .into_any()
}
