//! What a decision rests on: state and deadline, the sentence, the reason, what it gives, where policy stands.

use crate::view::prelude::*;
use postern_core::api::requests::{RequestView, RoleGives, State};

use super::{
    Page,
    model::{Model, unusual::notices},
};
use crate::{
    components::{
        badge::{Tone, badge, phase_badge},
        icon::{Icon, icon},
        pips::pips,
        plain_text::plain_text,
        sentence::{of_request, role, role_list},
        times,
        trace::spoken,
    },
    load::{Load, sentence},
    pages::standing,
    session::Session,
    words,
};

/// So many roles are told about before the rest folds away.
const TOLD: usize = 4;

/// State, deadline and the sentence.
pub(super) fn head(page: Page, request: &RequestView) -> AnyView {
    let line = match (&request.resolution, request.state) {
        (_, State::Pending) => view! {
            <span class="only-wide">"expires in "</span>
            {times::left(request.pending_expires)}
            <span class="only-phone">" left"</span>
            <span class="only-wide">", " {times::moment(request.pending_expires)}</span>
        }
        .into_any(),
        (Some(resolution), _) => {
            view! { {spoken(&resolution.text)} " " {times::ago(resolution.at)} }.into_any()
        }
        (None, _) => ().into_any(),
    };
    view! {
        <header class="card-part decide-head">
            <p class="status-line">{phase_badge(request.phase)} <span class="small muted">{line}</span></p>
            <h1 tabindex="-1">{of_request(request, page.session.clock.glance())}</h1>
        </header>
    }
    .into_any()
}

/// Why, in the requester's words.
pub(super) fn reason(request: &RequestView) -> AnyView {
    let said = match request.reason.as_str() {
        "" => view! { <span class="muted">"No reason was given"</span> }.into_any(),
        reason => plain_text(reason),
    };
    view! {
        <section class="card-part">
            <h2 class="part-title">"Reason"</h2>
            <p class="decide-reason">{said}</p>
        </section>
    }
    .into_any()
}

/// What it gives, and where policy stands.
pub(super) fn whole(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let told = |all: &[RoleGives]| all.iter().map(gives).collect_view();
    let (first, rest) = request
        .gives
        .split_at_checked(TOLD)
        .unwrap_or((&request.gives, &[]));
    let more = (!rest.is_empty()).then(|| {
        let count = words::count(rest.len(), "more role", "more roles");
        view! { <details class="small"><summary>{count}</summary><ul>{told(rest)}</ul></details> }
    });
    let mut gone = request.requested_roles.clone();
    gone.retain(|role| !request.roles.contains(role));
    let gone = (!gone.is_empty()).then(|| {
        view! { <p class="small muted">"Left out so far: " {role_list(&gone)}</p> }
    });
    let harmless = !changes_policy(request);
    let harmless = (harmless && !request.gives.is_empty())
        .then(|| view! { <p class="small muted">"Does not change roles or users."</p> });
    let is_told = !request.gives.is_empty() || gone.is_some();
    let what = is_told.then(|| {
        view! {
            <section class="card-part">
                <h2 class="part-title">"What it gives"</h2>
                <ul>{told(first)}</ul>
                {more}
                {gone}
                {harmless}
            </section>
        }
    });
    view! {
        {what}
        {unusual(page, model, request)}
        <section class="card-part">
            <div class="decide-line">
                <h2 class="part-title">"Where policy stands"</h2>
                {news(model)}
            </div>
            {stand(request)}
            {conditions(request)}
        </section>
    }
    .into_any()
}

/// Whether the reader sees everyone's requests, and so knows what is usual.
pub(super) fn sees_all(session: Session) -> bool {
    let me = session.me.read_untracked();
    me.ready().is_some_and(|me| me.may.list_requests)
}

/// What stands out beside what was asked for before. Its place is kept while that is read.
fn unusual(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let all = match &model.past {
        Load::Failed(_) => return ().into_any(),
        _ if !sees_all(page.session) => return ().into_any(),
        Load::Waiting => vec![],
        Load::Ready(past) => notices(request, past),
    };
    if all.is_empty() && model.past.ready().is_some() {
        return ().into_any();
    }
    let all = all
        .into_iter()
        .map(|notice| {
            let mark = if notice.odd { Icon::CircleAlert } else { Icon::Check };
            view! { <li data-odd=notice.odd.then_some("")>{icon(mark)}<span>{spoken(&notice.text)}</span></li> }
        })
        .collect_view();
    view! {
        <section class="card-part">
            <h2 class="part-title">"What is unusual"</h2>
            <ul class="decide-unusual">{all}</ul>
        </section>
    }
    .into_any()
}

/// The same in one line, while changes need the room.
pub(super) fn folded(model: &Model, request: &RequestView) -> AnyView {
    let risk = changes_policy(request).then(risk);
    view! { <section class="card-part decide-line">{stand(request)} {risk} {news(model)}</section> }
        .into_any()
}

fn changes_policy(request: &RequestView) -> bool {
    request.gives.iter().any(|gives| gives.changes_policy)
}

fn risk() -> AnyView {
    badge(
        Some(Icon::ShieldAlert),
        "High: changes roles or users",
        Tone::Bad,
    )
}

/// What one role gives: as much as the policy says, and no guess.
fn gives(gives: &RoleGives) -> AnyView {
    let logins: Vec<&str> = gives.logins.iter().map(String::as_str).collect();
    let logins = match logins.as_slice() {
        [] => " gives no login".into_any(),
        logins => view! { " signs in as " <code>{words::names(logins)}</code> }.into_any(),
    };
    let about = (!gives.description.is_empty())
        .then(|| view! { <span class="muted">" · " {gives.description.clone()}</span> });
    view! {
        <li class="decide-gives">
            <span>{role(&gives.role)} {logins} {about}</span>
            {gives.changes_policy.then(risk)}
        </li>
    }
    .into_any()
}

/// `1 of 2 approvals. Yours completes it.`
fn stand(request: &RequestView) -> AnyView {
    let yours = &request.may.review;
    // Why not is said where the actions would be.
    let then = yours.allowed.then(|| spoken(&sentence(&yours.text)));
    let pips = standing::counts(request).then(|| pips(&request.progress));
    view! {
        <p class="stand">
            {pips}
            <span><b class="figure">{spoken(&standing::text(request))}</b> " " {then}</span>
        </p>
    }
    .into_any()
}

/// Each condition with its own count, where there are several.
fn conditions(request: &RequestView) -> AnyView {
    match request.progress.conditions.as_slice() {
        [] | [_] => ().into_any(),
        _ if !standing::counts(request) => ().into_any(),
        all => {
            let all = all
                .iter()
                .map(|one| view! { <li>{spoken(one)}</li> })
                .collect_view();
            view! { <ul class="decide-conditions small muted">{all}</ul> }.into_any()
        }
    }
}

/// What others did meanwhile: beside what it changes, so that nothing moves.
fn news(model: &Model) -> AnyView {
    let news = model.news.as_ref().map(|news| {
        view! {
            {icon(Icon::Info)}
            <span>{spoken(&news.text)} " " {times::ago(news.at)} ". " {news.then.clone()}</span>
        }
    });
    view! { <p class="decide-news small" role="status">{news}</p> }.into_any()
}
