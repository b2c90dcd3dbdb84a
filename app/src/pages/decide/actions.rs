//! The foot of the card: what can be done, what came of it, or why nothing can be done.

use crate::view::prelude::*;
use postern_core::api::requests::{RequestView, State, Verdict};

use super::{
    Page,
    model::{Act, Model, Msg, changes::Changes, outcome},
    narrow::narrow,
    past,
};
use crate::{
    components::{
        button::{Look, busy_button, button, keyed_button, link_button},
        field::field_error,
        icon::{Icon, icon},
        message::{Kind, message},
        states::sign_in_again,
        times,
        trace::{spoken, trace},
    },
    load::{Failure, sentence},
    route::Route,
    session::Link,
};

/// The foot of the card.
pub(super) fn actions(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let below = if matches!(page.session.link.get(), Link::Offline(_)) {
        offline()
    } else if let Some(changes) = &model.changes {
        narrow(page, model, request, changes)
    } else if request.may.review.allowed {
        decide(page, model, request)
    } else {
        settled(page, model, request)
    };
    view! { {refused(model, request)} {below} }.into_any()
}

fn offline() -> AnyView {
    view! {
        <div class="card-part">
            {message(Kind::Wait, "You are offline. Deciding waits until you are back; what you wrote stays here.")}
        </div>
    }
    .into_any()
}

fn decide(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let now = page.session.clock.glance();
    let change = Changes::are_possible(request, now).then(|| {
        button(
            Look::Default,
            Some(Icon::Sliders),
            "Approve with changes",
            move || {
                page.send(Msg::ChangesOpened(true));
            },
        )
    });
    let skip = model.queue.after(&model.id).map(|next| {
        let to = Route::Decide(next.id.clone());
        view! {
            <a class="button only-wide" data-look="ghost" href=to.href()>
                <span>"Skip"</span>
                <kbd class="key" aria-hidden="true">"j"</kbd>
            </a>
        }
    });
    view! {
        <div class="card-part">{note(page, model, request, "decide-note")}</div>
        <div class="card-foot decide-foot">
            <div class="buttons decide-actions" data-size="large">
                {approve(page, model, "Approve")}
                {change}
                {keyed_button(Look::Danger, Some(Icon::X), "Deny", Some("d"), move || page.send(Msg::Asked(Act::Deny)))}
                <span class="grow"></span>
                {administrator(page, request)}
                {skip}
            </div>
        </div>
    }
    .into_any()
}

/// The one primary button.
pub(super) fn approve(page: Page, model: &Model, words: &str) -> AnyView {
    match model.busy {
        Some(Act::Approve) => busy_button(Look::Primary, "Approving…"),
        _ => {
            let key = model.changes.is_none().then_some("a");
            keyed_button(Look::Primary, Some(Icon::Check), words, key, move || {
                page.send(Msg::Approved);
            })
        }
    }
}

/// The field for what goes with an approval.
pub(super) fn note(page: Page, model: &Model, request: &RequestView, id: &'static str) -> AnyView {
    let wrong = model.complaint.is_some();
    view! {
        <input
            id=id
            class="input"
            type="text"
            autocomplete="off"
            placeholder="Add a note to your decision (optional)"
            aria-label=format!("Note to your decision, optional; {} sees it", request.requester)
            aria-invalid=wrong.then_some("true")
            aria-describedby=wrong.then(|| format!("{id}-error"))
            prop:value=model.note.clone()
            on:input=move |event| page.send(Msg::Noted(event_target_value(&event)))
        />
        {field_error(id, model.complaint.clone())}
    }
    .into_any()
}

/// What only an administrator may do, named as what it is.
fn administrator(page: Page, request: &RequestView) -> AnyView {
    let over = Act::Override(Verdict::Approve);
    let overrides = over.is_open(request).then(|| {
        button(Look::Ghost, Some(Icon::Zap), "Override", move || {
            page.send(Msg::Asked(over))
        })
    });
    let revokes = Act::Revoke.is_open(request).then(|| {
        button(Look::Danger, Some(Icon::Ban), "Revoke access", move || {
            page.send(Msg::Asked(Act::Revoke));
        })
    });
    let hides = Act::Hide.is_open(request).then(|| {
        button(Look::Ghost, Some(Icon::EyeOff), "Hide", move || {
            page.send(Msg::Asked(Act::Hide));
        })
    });
    view! { {overrides} {revokes} {hides} }.into_any()
}

/// Nothing to decide for the reader: what came of it, or why, and the way on.
fn settled(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let onward = model.queue.onward(&model.id).map(|next| {
        let words = format!("Next: {}", next.who);
        let to = Route::Decide(next.id.clone());
        link_button(Look::Primary, Some(Icon::ArrowRight), &words, &to)
    });
    view! {
        <div class="card-foot decide-foot">
            <p id="decide-outcome" class="decide-outcome" tabindex="-1">{told(model, request)}</p>
            <div class="buttons decide-actions" data-size="large">
                {sign_in_again(request.may.review.sign_in_again)}
                {administrator(page, request)}
                {onward}
            </div>
        </div>
    }
    .into_any()
}

fn told(model: &Model, request: &RequestView) -> AnyView {
    if let Some(act) = model.done {
        let mark = match act {
            Act::Approve | Act::Override(Verdict::Approve) => Icon::CircleCheck,
            Act::Deny | Act::Override(Verdict::Deny) => Icon::CircleX,
            Act::Revoke => Icon::Ban,
            Act::Hide => Icon::EyeOff,
        };
        return view! { {icon(mark)} <span>{outcome(act, request)}</span> }.into_any();
    }
    let mine = request
        .reviews
        .iter()
        .find(|review| review.author.as_str() == model.me);
    let text = match (mine, &request.resolution, request.state) {
        (Some(mine), _, State::Pending) => {
            view! { "You " {past(mine.verdict)} " this " {times::ago(mine.at)} "." }.into_any()
        }
        (None, _, State::Pending) => spoken(&sentence(&request.may.review.text)),
        (_, Some(resolution), _) => {
            let text = sentence(&resolution.text);
            view! { {spoken(&text)} " Nothing is left to decide." }.into_any()
        }
        (_, None, _) => "Nothing is left to decide.".into_any(),
    };
    view! { {icon(Icon::Info)} <span>{text}</span> }.into_any()
}

/// What was not done, why, and what now. Somebody else having been first is no error.
fn refused(model: &Model, request: &RequestView) -> AnyView {
    let Some((act, failure)) = &model.refused else {
        return ().into_any();
    };
    let what = match act {
        Act::Approve => "Your approval was not recorded. ",
        Act::Deny => "Your denial was not recorded. ",
        Act::Override(_) => "Your override was not recorded. ",
        Act::Revoke => "The access was not revoked. ",
        Act::Hide => "The request was not hidden. ",
    };
    let (what, why) = match failure {
        Failure::Problem(problem) => (what, trace(&problem.explanation)),
        Failure::Unreachable | Failure::Unreadable(_) => {
            let again = "Trying again does no harm: each person decides once.";
            (
                "It is not known whether that was recorded. ",
                again.into_any(),
            )
        }
    };
    let overtaken = failure.status() == 409 && request.state != State::Pending;
    let kind = if overtaken { Kind::Info } else { Kind::Bad };
    let id = failure.id();
    let id = (!id.is_empty() && !overtaken).then(
        || view! { <p class="small muted">"Id for support " <code>{id.to_owned()}</code></p> },
    );
    let text = spoken(&failure.text());
    view! {
        <div id="decide-refused" class="card-part" role="alert" tabindex="-1">
            {message(kind, view! { <strong>{what}</strong> {text} " " {why} {id} {sign_in_again(failure.wants_sign_in())} })}
        </div>
    }
    .into_any()
}
