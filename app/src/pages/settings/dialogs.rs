//! What is asked before something is done.

use crate::view::prelude::*;
use postern_core::api::scope::Act as Own;

use super::{
    Page,
    fields::{self, text},
    form::Field,
    model::{Model, Msg, Question},
};
use crate::{
    components::{
        button::{Look, busy_button, button},
        dialog::dialog,
        field::field_error,
        message::{Kind, message},
        trace::spoken,
    },
    load::Failure,
};

/// The dialog that is open, if one is.
pub(super) fn dialogs(page: Page, model: &Model) -> AnyView {
    let Some(question) = &model.question else {
        return ().into_any();
    };
    let says = |words: &'static str| view! { <p class="small muted">{words}</p> }.into_any();
    let (title, body, words, look) = match question {
        Question::Lock(user) => (
            format!("Lock {user}?"),
            lock(page, model),
            "Lock",
            Look::DangerSolid,
        ),
        Question::Unlock(user) => (
            format!("Unlock {user}?"),
            says(
                "They may sign in again and hold their own roles. What the lock ended stays ended.",
            ),
            "Unlock",
            Look::Primary,
        ),
        Question::NewToken => (
            "New token".into(),
            token(page, model),
            "Make token",
            Look::Primary,
        ),
        Question::Revoke(_, name) => (
            format!("Revoke {name}?"),
            says(
                "What uses it is refused from the next call on. A revoked token does not come back.",
            ),
            "Revoke token",
            Look::DangerSolid,
        ),
        Question::EndSession(_, true) => (
            "Sign out here?".into(),
            says("This is the session that you use now. You are signed out at once."),
            "Sign out",
            Look::DangerSolid,
        ),
        Question::EndSession(..) => (
            "Sign out there?".into(),
            says("Whoever uses that browser has to sign in again."),
            "Sign out there",
            Look::DangerSolid,
        ),
        Question::EndSessions => (
            "Sign out everywhere?".into(),
            says("Every session of yours ends, this one too. Your tokens stay."),
            "Sign out everywhere",
            Look::DangerSolid,
        ),
        Question::Rotate => (
            "Sign with a new key?".into(),
            says(
                "What the old key signed stays valid, and it stays published until the last of that has ended.",
            ),
            "Rotate key",
            Look::Primary,
        ),
        Question::SetSecret(name) => (
            match name {
                Some(name) => format!("Replace {name}"),
                None => "Set a secret".into(),
            },
            secret(page, model, name.is_some()),
            "Set secret",
            Look::Primary,
        ),
        Question::DeleteSecret(name) => (
            format!("Remove {name}?"),
            says("Whatever refers to it stops working. The value cannot be read back first."),
            "Remove secret",
            Look::DangerSolid,
        ),
    };
    let refused = model.refused.as_ref().map(refused);
    let act = if model.busy.is_some() {
        busy_button(look, "One moment…")
    } else {
        button(look, None, words, move || page.send(Msg::Send))
    };
    dialog(
        &title,
        view! { {body} {refused} },
        view! {
            {button(Look::Ghost, None, "Cancel", move || page.send(Msg::Cancel))}
            {act}
        },
        move || page.send(Msg::Cancel),
    )
}

/// Why the server would not, with what it says of each field.
fn refused(failure: &Failure) -> AnyView {
    let errors = match failure {
        Failure::Problem(problem) => problem
            .errors
            .iter()
            .map(|error| view! { <li>{spoken(&crate::load::sentence(&error.detail))}</li> })
            .collect_view(),
        _ => vec![],
    };
    let id = (!failure.id().is_empty()).then(|| format!(" Id for support: {}", failure.id()));
    view! {
        <div role="alert">
            {message(Kind::Bad, view! { {spoken(&failure.text())} <ul>{errors}</ul> <span class="muted">{id}</span> })}
        </div>
    }
    .into_any()
}

fn lock(page: Page, model: &Model) -> AnyView {
    let reason = fields::Look {
        label: "Why",
        hint: "It stands in the audit log, and with every request that ends.",
        kind: "text",
        is_optional: false,
    };
    let life = fields::Look {
        label: "For how long",
        hint: "For example 8h. Left empty: until someone unlocks.",
        kind: "text",
        is_optional: true,
    };
    view! {
        <p class="small muted">"Their sessions, tokens, requests and grants end at once."</p>
        {text(page, model, Field::Reason, &model.form.reason, &reason)}
        {text(page, model, Field::Life, &model.form.life, &life)}
    }
    .into_any()
}

fn secret(page: Page, model: &Model, is_named: bool) -> AnyView {
    let name = fields::Look {
        label: "Name",
        hint: "The NAME of secret://NAME.",
        kind: "text",
        is_optional: false,
    };
    let value = fields::Look {
        label: "Value",
        hint: "It is sealed when it arrives, and never shown again.",
        kind: "password",
        is_optional: false,
    };
    let name = (!is_named).then(|| text(page, model, Field::Name, &model.form.name, &name));
    view! {
        {name}
        {text(page, model, Field::Value, &model.form.value, &value)}
    }
    .into_any()
}

fn token(page: Page, model: &Model) -> AnyView {
    let name = fields::Look {
        label: "What it is for",
        hint: "A few words, for example nightly report.",
        kind: "text",
        is_optional: false,
    };
    let life = fields::Look {
        label: "How long it lives",
        hint: "For example 30d or 8h; at most a year.",
        kind: "text",
        is_optional: false,
    };
    let me = page.session.me.read();
    let rules = me
        .ready()
        .map(|me| me.may.rules.clone())
        .unwrap_or_default();
    let own = Own::ALL.iter().map(|act| act.word().to_owned()).collect();
    let id = Field::Scopes.id();
    let rules = (!rules.is_empty()).then(|| scopes(page, model, "As your rules allow", rules));
    view! {
        {text(page, model, Field::Name, &model.form.name, &name)}
        {text(page, model, Field::Life, &model.form.life, &life)}
        <div id=id tabindex="-1">
            <p class="label">"What it may do" <span class="muted">" never more than you"</span></p>
            <div class="settings-scopes" tabindex="0" role="region" aria-label="What it may do">
                {scopes(page, model, "For yourself", own)}
                {rules}
            </div>
            {field_error(id, model.problem(Field::Scopes))}
        </div>
    }
    .into_any()
}

fn scopes(page: Page, model: &Model, title: &'static str, all: Vec<String>) -> AnyView {
    let ticks = all
        .into_iter()
        .map(|scope| {
            let ticked = model.form.scopes.contains(&scope);
            let word = scope.clone();
            view! {
                <label>
                    <input
                        type="checkbox"
                        class="tick"
                        prop:checked=ticked
                        on:change=move |event| {
                            page.send(Msg::Ticked(scope.clone(), event_target_checked(&event)));
                        }
                    />
                    <code>{word}</code>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend class="part-title">{title}</legend>
            <div class="choices">{ticks}</div>
        </fieldset>
    }
    .into_any()
}
