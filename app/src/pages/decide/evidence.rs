//! What a decision rests on: the reason, what the roles give, where policy stands, who decided.

use leptos::prelude::*;
use postern_core::api::requests::{RequestView, RoleGives};

use super::{
    Page,
    model::{Model, Standing},
    past,
};
use crate::{
    components::{
        badge::{Tone, badge},
        card::card,
        copy::copy_id,
        facts::{Fact, facts},
        icon::Icon,
        message::{Kind, message},
        pips::pips,
        plain_text::plain_text,
        sentence::{role, role_list},
        times,
        trace::{spoken, trace},
    },
    load::sentence,
    pages::status::{people_left, review},
};

/// The reason, in the requester's own words.
pub fn reason(request: &RequestView) -> AnyView {
    let said = match request.reason.as_str() {
        "" => view! { <span class="muted">"No reason was given."</span> }.into_any(),
        reason => plain_text(reason),
    };
    view! {
        <div class="card-part">
            <h2 class="part-title">"Reason"</h2>
            <p class="decide-reason">{said}</p>
        </div>
    }
    .into_any()
}

/// What it gives and where policy stands.
pub fn whole(request: &RequestView) -> AnyView {
    let gives = request.gives.iter().map(given).collect_view();
    view! {
        <div class="card-part">
            <h2 class="part-title">"What it gives"</h2>
            <div class="decide-gives">{gives}</div>
        </div>
        <div class="card-part">
            <h2 class="part-title">"Where policy stands"</h2>
            <p class="stand">{stands(request)}</p>
        </div>
    }
    .into_any()
}

/// The same in one line, while something else needs the room.
pub fn folded(request: &RequestView) -> AnyView {
    let risk = request
        .gives
        .iter()
        .any(|gives| gives.changes_policy)
        .then(policy_badge);
    view! { <div class="card-part decide-folded"><span class="stand">{stands(request)}</span>{risk}</div> }
        .into_any()
}

fn stands(request: &RequestView) -> AnyView {
    let yours = &request.may.review;
    view! {
        {pips(&request.progress)}
        <span><b>{sentence(&request.progress.text)}</b> " " {spoken(&sentence(&yours.text))}</span>
    }
    .into_any()
}

/// One role in words, as far as its document says.
fn given(gives: &RoleGives) -> AnyView {
    let logins = gives
        .logins
        .iter()
        .map(|login| view! { " " <code>{login.clone()}</code> })
        .collect_view();
    let signs_in = if gives.logins.is_empty() {
        "gives no login"
    } else {
        "signs in as"
    };
    let about = (!gives.description.is_empty()).then(|| {
        view! { <span class="muted">" · " {gives.description.clone()}</span> }
    });
    view! {
        <p>
            <span>{role(&gives.role)} " " {signs_in} {logins} {about}</span>
            {gives.changes_policy.then(policy_badge)}
        </p>
    }
    .into_any()
}

fn policy_badge() -> AnyView {
    badge(
        Some(Icon::ShieldAlert),
        "High: changes the policy",
        Tone::Bad,
    )
}

/// Beside it: what happened meanwhile, who decided, why the reader may.
pub fn side(page: Page, model: &Model, request: &RequestView) -> AnyView {
    let reviews = request.reviews.iter().map(review).collect_view();
    let open = (request.phase == postern_core::api::requests::Phase::Pending)
        .then(|| people_left(request, move |name| page.session.is_me(name)));
    let nobody = (request.reviews.is_empty() && open.is_none()).then(|| {
        let text = request
            .resolution
            .as_ref()
            .map(|resolution| sentence(&resolution.text))
            .unwrap_or_default();
        view! { <p class="card-part muted">{spoken(&text)}</p> }
    });
    let all = usize::try_from(request.reviewers.count).unwrap_or_default();
    let decided = format!(
        "{} of {}",
        request.reviews.len(),
        all.max(request.reviews.len())
    );
    view! {
        {news(model, request)}
        {card("Who decided", view! { <span class="figure">{decided}</span> }, view! { {reviews} {nobody} {open} })}
        {why(model, request)}
        <section class="card"><div class="card-part">{facts(more(request))}</div></section>
    }
    .into_any()
}

/// What somebody else did while this page was open: information, not an error.
fn news(model: &Model, request: &RequestView) -> AnyView {
    let Some(news) = &model.news else {
        return ().into_any();
    };
    view! {
        <div role="status">
            {message(
                Kind::Info,
                view! {
                    <b>{news.author.to_string()}</b>
                    " "
                    {past(news.verdict)}
                    " "
                    {times::ago(news.at)}
                    ". "
                    {sentence(&request.progress.text)}
                },
            )}
        </div>
    }
    .into_any()
}

fn why(model: &Model, request: &RequestView) -> AnyView {
    let (title, steps) = match model.standing() {
        Standing::Reviewer => ("Why you may decide", &request.may.review.why),
        Standing::Administrator => ("Why you may decide", &request.may.resolve.why),
        Standing::None => ("Why you may not decide", &request.may.review.why),
    };
    if steps.is_empty() {
        return ().into_any();
    }
    card(
        title,
        (),
        view! { <div class="card-part">{trace(steps)}</div> },
    )
}

fn more(request: &RequestView) -> Vec<Fact> {
    let mut all: Vec<Fact> = vec![
        ("Asked", times::moment(request.created)),
        ("Would end", times::moment(request.access_expires)),
    ];
    if request.roles != request.requested_roles {
        all.push(("Asked for", role_list(&request.requested_roles)));
    }
    for (key, values) in &request.annotations {
        let note = view! { <code>{key.clone()}</code> " " {values.join(", ")} }.into_any();
        all.push(("Note", note));
    }
    all.push(("Request", copy_id(&request.id)));
    all
}
