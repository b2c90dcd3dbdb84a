//! Beside the decision: who decided and who can, why the reader may, and the particulars.

use crate::view::prelude::*;
use postern_core::api::requests::{RequestView, State};

use super::{
    Page,
    evidence::sees_all,
    model::{Model, before::Before},
};
use crate::{
    components::{
        avatar::{Stance, avatar},
        badge::of_phase,
        card::card,
        copy::copy_id,
        facts::{Fact, facts},
        plain_text::plain_text,
        sentence::role_list,
        times,
        trace::{place, spoken, trace},
    },
    letters::lower,
    pages::status::{people_left, review},
};

/// The cards.
pub(super) fn side(page: Page, model: &Model, request: &RequestView) -> AnyView {
    view! {
        {decided(page, request)}
        {why(model, request)}
        <section class="card card-part" aria-label="Particulars">{facts(particulars(page, model, request))}</section>
    }
    .into_any()
}

fn decided(page: Page, request: &RequestView) -> AnyView {
    let reviews = request.reviews.iter().map(review).collect_view();
    let waits = request.state == State::Pending;
    let open = waits.then(|| people_left(request, move |name| page.session.is_me(name)));
    let left = usize::try_from(request.reviewers.count).unwrap_or_default();
    let count = waits.then(|| {
        let done = request.reviews.len();
        format!("{done} of {}", done + left)
    });
    let nobody = (waits && request.reviews.is_empty() && left == 0)
        .then(|| view! { <p class="card-part muted">"Nobody can review this"</p> });
    card(
        "Who decided",
        count.map(|count| view! { <span class="figure">{count}</span> }),
        view! { {reviews} {settled(request)} {open} {nobody} },
    )
}

/// How it was settled, where no review says it: an override, a timer, an end.
fn settled(request: &RequestView) -> AnyView {
    let Some(resolution) = &request.resolution else {
        return ().into_any();
    };
    let told = resolution.by.as_ref().is_some_and(|by| {
        let mut authors = request.reviews.iter().map(|review| &review.author);
        authors.any(|author| author == by)
    });
    if told {
        return ().into_any();
    }
    let who = resolution
        .by
        .as_ref()
        .map(|by| avatar(by.as_str(), Stance::Acted));
    view! {
        <div class="card-row review">
            {who}
            <div class="grow review-text">
                <span>{spoken(&resolution.text)}</span>
                <span>{plain_text(&resolution.reason)}</span>
            </div>
            <span class="small muted">{times::ago(resolution.at)}</span>
        </div>
    }
    .into_any()
}

/// Why the reader may decide, or may not, while there is something to decide.
fn why(model: &Model, request: &RequestView) -> AnyView {
    let review = &request.may.review;
    if request.state != State::Pending || model.has_reviewed() || review.why.is_empty() {
        return ().into_any();
    }
    let title = match review.allowed {
        true => "Why you may decide",
        false => "Why you may not decide",
    };
    card(
        title,
        (),
        view! { <div class="card-part">{trace(&review.why)}</div> },
    )
}

/// What the requester has now and asked for last.
fn before(page: Page, model: &Model, request: &RequestView) -> Vec<Fact> {
    let Some(past) = model.past.ready() else {
        return vec![];
    };
    let now = page.session.clock.glance();
    let before = Before::of(request, past, sees_all(page.session), now);
    let active = before.active.map(|roles| match roles.as_slice() {
        [] => "nothing by request".into_any(),
        roles => role_list(roles),
    });
    let last = before.last.map(|last| {
        let (came_to, ..) = of_phase(last.phase);
        view! { {role_list(&last.requested_roles)} " " {times::ago(last.created)} ", " {lower(came_to)} }
            .into_any()
    });
    [("Active now", active), ("Last asked", last)]
        .into_iter()
        .filter_map(|(name, fact)| Some((name, fact?)))
        .collect()
}

fn particulars(page: Page, model: &Model, request: &RequestView) -> Vec<Fact> {
    let ends = if request.state == State::Pending {
        "Would end"
    } else {
        "Ends"
    };
    let mut all: Vec<Fact> = vec![
        ("Asked", times::ago(request.created)),
        (ends, times::moment(request.access_expires)),
    ];
    all.extend(before(page, model, request));
    if let Some(cap) = &request.cap {
        let capped = view! { {spoken(&cap.text)} " " {cap.place.as_ref().map(place)} };
        all.push(("Limit", capped.into_any()));
    }
    if request.roles != request.requested_roles {
        all.push(("Asked for", role_list(&request.requested_roles)));
    }
    if !request.suggested_reviewers.is_empty() {
        let names: Vec<&str> = request
            .suggested_reviewers
            .iter()
            .map(String::as_str)
            .collect();
        all.push(("Suggested", crate::words::names(&names).into_any()));
    }
    all.push(("Request", copy_id(&request.id)));
    all
}
