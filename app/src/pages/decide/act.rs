//! Deciding: approve, approve with changes in place, deny with a reason.

use leptos::prelude::*;
use postern_core::{
    api::requests::{Phase, RequestView, Verdict},
    policy::duration::Duration,
};

use super::{
    Page, change,
    model::{Changes, Mode, Model, Msg, Standing},
    step,
};
use crate::{
    browser,
    components::{
        button::{Look, busy_button, button, icon_button, keyed_button},
        chips::{Chip, chips},
        dialog::dialog,
        field::field_error,
        icon::{Icon, icon},
        message::{Kind, message},
        sentence::{Sentence, role, role_list, sentence},
        trace::{spoken, trace},
    },
    load::{self, Failure},
    words,
};

/// What the reader can do, at the foot of the card.
pub fn act(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let refused = refusal(model);
    let below = match (&model.mode, model.standing()) {
        (_, Standing::None) => cannot(page, request),
        (Mode::Changing(changes), _) => changing(page, model, request, changes),
        _ => view! { {note(page, model)} <div class="card-foot only-wide">{buttons(page, model)}</div> }
            .into_any(),
    };
    view! { {refused} {below} }.into_any()
}

/// The same two choices in the bar of a phone.
pub fn bar(page: Page, model: &Model) -> AnyView {
    if model.standing() == Standing::None || matches!(model.mode, Mode::Changing(_)) {
        return ().into_any();
    }
    view! {
        <div class="bar decide-bar">
            {deny(page)}
            {approve(page, model)}
            {button(Look::Ghost, Some(Icon::Sliders), "Approve with changes", move || page.send(change()))}
        </div>
    }
    .into_any()
}

fn approve(page: Page, model: &Model) -> AnyView {
    match model.busy {
        Some(Verdict::Approve) => busy_button(Look::Primary, "Approving…"),
        _ => keyed_button(
            Look::Primary,
            Some(Icon::Check),
            "Approve",
            Some("a"),
            move || {
                page.send(Msg::Decide(Verdict::Approve));
            },
        ),
    }
}

fn deny(page: Page) -> AnyView {
    keyed_button(Look::Danger, Some(Icon::X), "Deny", Some("d"), move || {
        page.send(Msg::Mode(Mode::Denying));
    })
}

fn buttons(page: Page, model: &Model) -> AnyView {
    view! {
        <div class="buttons" data-size="large">
            {approve(page, model)}
            {button(Look::Default, Some(Icon::Sliders), "Approve with changes", move || page.send(change()))}
            {deny(page)}
            <span class="grow"></span>
            {keyed_button(Look::Ghost, None, "Skip", Some("j"), move || step(page, 1))}
        </div>
    }
    .into_any()
}

fn note(page: Page, model: &Model) -> AnyView {
    let over = (model.standing() == Standing::Administrator).then(|| {
        message(
            Kind::Wait,
            "You are not a reviewer of this. You decide as an administrator, and your word settles it.",
        )
    });
    view! {
        <div class="card-part decide-note">
            {over}
            <input
                type="text"
                class="input"
                aria-label="Note to your decision, optional"
                placeholder="Add a note to your decision (optional)"
                autocomplete="off"
                prop:value=model.note.clone()
                on:input=move |event| page.send(Msg::Note(event_target_value(&event)))
            />
        </div>
    }
    .into_any()
}

/// Why there is nothing to press, and where to go.
fn cannot(page: Page, request: &RequestView) -> AnyView {
    let why = if request.phase == Phase::Pending {
        view! { <p>{spoken(&load::sentence(&request.may.review.text))}</p> }.into_any()
    } else {
        view! { <p class="muted">"This request is settled; there is nothing left to decide."</p> }
            .into_any()
    };
    view! {
        <div class="card-part">{why}</div>
        <div class="card-foot buttons">{keyed_button(Look::Default, None, "Next request", Some("j"), move || step(page, 1))}</div>
    }
    .into_any()
}

fn refusal(model: &Model) -> AnyView {
    let Some(failure) = &model.refused else {
        return ().into_any();
    };
    let (why, id) = match failure {
        Failure::Problem(problem) => (trace(&problem.explanation), failure.id().to_owned()),
        _ => (().into_any(), String::new()),
    };
    let id = (!id.is_empty())
        .then(|| view! { <p class="small muted">"Id for support " <code>{id}</code></p> });
    view! {
        <div class="card-part" role="alert">
            {message(
                Kind::Bad,
                view! { <strong>"Your decision was not recorded. "</strong>{spoken(&failure.text())}{why}{id} },
            )}
        </div>
    }
    .into_any()
}

/// Fewer roles, or shorter.
fn changing(page: Page, model: &Model, request: &RequestView, changes: &Changes) -> AnyView {
    let roles = request
        .roles
        .iter()
        .map(|name| {
            let on = !changes.without.contains(name);
            let ticked = name.clone();
            view! {
                <label class="decide-role">
                    <input
                        type="checkbox"
                        class="tick"
                        prop:checked=on
                        on:change=move |event| page.send(Msg::Grant(ticked.clone(), event_target_checked(&event)))
                    />
                    <span class="grow">{role(name)}</span>
                    <span class="small muted">{(!on).then_some("left out")}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="card-foot decide-changes">
            <header>
                <h2>"Approve with changes"</h2>
                {icon_button(Icon::X, "Close", move || page.send(Msg::Mode(Mode::Reading)))}
            </header>
            <fieldset>
                <legend class="label">"Roles to grant"</legend>
                <div class="decide-roles">{roles}</div>
            </fieldset>
            <div>
                <p class="label" aria-hidden="true">"For how long"</p>
                {lengths(page, model, request, changes)}
                <p class="hint" id="shorten-hint">"You can shorten, not lengthen."</p>
                <label class="label decide-label">
                    "Note " <span class="muted">{request.requester.to_string()} " sees this"</span>
                    <input
                        type="text"
                        class="input"
                        autocomplete="off"
                        prop:value=model.note.clone()
                        on:input=move |event| page.send(Msg::Note(event_target_value(&event)))
                    />
                </label>
            </div>
            <footer>
                {result(page, model, request)}
                <div class="buttons" data-size="large">
                    {button(Look::Ghost, None, "Cancel", move || page.send(Msg::Mode(Mode::Reading)))}
                    {approve_changed(page, model, request)}
                </div>
            </footer>
        </div>
    }
    .into_any()
}

fn lengths(page: Page, model: &Model, request: &RequestView, changes: &Changes) -> AnyView {
    let asked = Duration::from_secs(i64::try_from(request.access_s).unwrap_or(i64::MAX));
    let shorter = model.shorter();
    let chip = |words: String, picked| Chip {
        words,
        picked,
        over: false,
    };
    let mut all: Vec<Chip> = shorter
        .iter()
        .map(|length| chip(words::length(*length), changes.length == Some(*length)))
        .collect();
    let as_asked = format!("{}, as asked", words::length(asked));
    all.push(chip(as_asked, changes.length.is_none()));
    chips("shorten", "For how long", all, move |at| {
        let length = page.peek(|model| model.shorter().get(at).copied());
        page.send(Msg::Shorten(length));
    })
}

fn result(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let granted = model.granted();
    if granted.is_empty() {
        return view! { <p class="field-error">{icon(Icon::CircleX)}"Leave at least one role, or deny."</p> }
            .into_any();
    }
    let now = page.session.clock.glance();
    let until = model
        .until()
        .map(|until| words::when(until, now, browser::minutes_east(until)));
    view! {
        <p class="small decide-result">
            {icon(Icon::ArrowRight)}
            <span>{request.requester.to_string()} " gets " {role_list(&granted)} ", until " <b class="figure">{until}</b></span>
        </p>
    }
    .into_any()
}

fn approve_changed(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let (some, all) = (model.granted().len(), request.roles.len());
    let words = match all {
        1 => "Approve".to_owned(),
        all => format!("Approve {some} of {all} roles"),
    };
    match model.busy {
        Some(_) => busy_button(Look::Primary, "Approving…"),
        None => button(Look::Primary, Some(Icon::Check), &words, move || {
            page.send(Msg::Decide(Verdict::Approve));
        }),
    }
}

/// The question before a denial, and before an approval by keyboard.
pub fn question(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let now = page.session.clock.glance();
    let said = Sentence::of(request, now, browser::minutes_east(now));
    let back = move || page.send(Msg::Mode(Mode::Reading));
    match model.mode {
        Mode::Approving => dialog(
            "Approve this request?",
            view! { <p>{sentence(&said)}</p> },
            view! {
                {button(Look::Ghost, None, "Cancel", back)}
                {approve(page, model)}
            },
            back,
        ),
        Mode::Denying => dialog(
            "Deny this request?",
            view! { <p>{sentence(&said)}</p> {why_not(page, model, request)} },
            view! {
                {button(Look::Ghost, None, "Cancel", back)}
                {match model.busy {
                    Some(_) => busy_button(Look::DangerSolid, "Denying…"),
                    None => button(Look::DangerSolid, None, "Deny request", move || page.send(Msg::Decide(Verdict::Deny))),
                }}
            },
            move || {
                // What was typed is not lost to a stray click.
                if page.peek(|model| model.note.is_empty()) {
                    back();
                }
            },
        ),
        _ => ().into_any(),
    }
}

fn why_not(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let error = model
        .wants_reason
        .then(|| format!("Write why not; {} sees it.", request.requester));
    view! {
        <div>
            <label class="label" for="deny-reason">
                "Why not " <span class="muted">{request.requester.to_string()} " sees this"</span>
            </label>
            <textarea
                class="input"
                id="deny-reason"
                rows="2"
                autofocus
                aria-describedby="deny-reason-error"
                aria-invalid=error.is_some().then_some("true")
                prop:value=model.note.clone()
                on:input=move |event| page.send(Msg::Note(event_target_value(&event)))
            ></textarea>
            {field_error("deny-reason", error)}
        </div>
    }
    .into_any()
}
