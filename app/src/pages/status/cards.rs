//! The cards of a request's page: using it, who decided, the time left, the details.

use crate::view::prelude::*;
use postern_core::{
    api::requests::{Phase, RequestView, ReviewView, Verdict},
    policy::{duration::Duration, name::UserName},
    request::timestamp::Timestamp,
};

use super::{
    Page,
    model::{Act, Model, Msg},
};
use crate::{
    browser,
    components::{
        avatar::{Stance, avatar},
        button::{Look, busy_button, button},
        card::card,
        copy::copy_id,
        countdown::countdown,
        facts::{Fact, facts},
        icon::{Icon, icon},
        pips::pips,
        plain_text::plain_text,
        sentence::role_list,
        states::sign_in_again,
        stepper::{Point, PointFacts, points},
        times,
        trace::{place, spoken, trace},
    },
    load::sentence,
    pages::{credential::credential, standing},
    words,
};

/// The steps with their facts.
pub fn steps(page: Page, request: &RequestView) -> Vec<Point> {
    let now = page.session.clock.now();
    let at = |at: Timestamp| words::when(at, now, browser::minutes_east(at));
    let length = Duration::from_secs(i64::try_from(request.access_s).unwrap_or(i64::MAX));
    let settled = request.resolution.as_ref();
    let approvers: Vec<&str> = request
        .reviews
        .iter()
        .filter(|review| review.counts && review.verdict == Verdict::Approve)
        .map(|review| review.author.as_str())
        .collect();
    let can: Vec<&str> = request
        .reviewers
        .names
        .iter()
        .flatten()
        .map(UserName::as_str)
        .collect();
    let pending = match (request.phase, settled) {
        (Phase::Pending, _) | (_, None) => request.progress.text.clone(),
        (_, Some(settled)) => words::lasted(settled.at.since(request.created)),
    };
    let approved = match (request.phase, settled) {
        (Phase::Pending, _) if !can.is_empty() => format!("after {}", words::any_of(&can)),
        (Phase::Pending, _) => {
            let count = usize::try_from(request.reviewers.count).unwrap_or_default();
            format!("{} can approve", words::count(count, "person", "people"))
        }
        (Phase::Active | Phase::Scheduled, Some(settled)) => {
            let by = match (approvers.as_slice(), &settled.by) {
                ([], Some(by)) => by.to_string(),
                (approvers, _) => words::names(approvers),
            };
            format!("{by}, {}", at(settled.at))
        }
        _ if !approvers.is_empty() && request.phase != Phase::Pending => words::names(&approvers),
        _ => String::new(),
    };
    let active = match request.phase {
        Phase::Pending => format!("up to {}", words::length(length)),
        Phase::Scheduled => match request.access_starts {
            Some(starts) => format!("from {}", at(starts)),
            None => String::new(),
        },
        Phase::Active => format!("{} left", words::left(request.access_expires.since(now))),
        _ => String::new(),
    };
    let ended = match request.phase {
        Phase::Pending => "by itself".into(),
        Phase::Scheduled | Phase::Active => format!("{}, by itself", at(request.access_expires)),
        _ => settled.map(|settled| at(settled.at)).unwrap_or_default(),
    };
    points(
        request,
        PointFacts {
            pending,
            approved,
            active,
            ended,
        },
    )
}

/// How to use what was approved.
pub fn use_it(page: Page, model: &Model, request: &RequestView) -> AnyView {
    if request.phase == Phase::Scheduled {
        let starts = request.access_starts.map(times::moment);
        return card(
            "Use your access",
            (),
            view! { <p class="card-part">"It begins " {starts} ". You can take it up then, on this page."</p> },
        );
    }
    if request.may.assume.sign_in_again {
        return card(
            "Use your access",
            sign_in_again(true),
            view! { <p class="card-part">{spoken(&sentence(&request.may.assume.text))}</p> },
        );
    }
    if !model.may(Act::Assume) && model.credential.is_none() {
        return ().into_any();
    }
    let assume = match (model.busy, &model.credential) {
        (Some(Act::Assume), _) => busy_button(Look::Primary, "Assuming…"),
        (_, None) => button(Look::Primary, Some(Icon::Key), "Assume", move || {
            page.send(Msg::Do(Act::Assume));
        }),
        (_, Some(_)) => button(Look::Default, Some(Icon::Refresh), "New token", move || {
            page.send(Msg::Do(Act::Assume));
        }),
    };
    let body = match &model.credential {
        Some(given) => credential(given),
        None => view! {
            <p class="card-part">
                "Take up " {role_list(&request.roles)}
                " to get a token that names your roles. It stops working by itself, at the latest at "
                {times::when(request.access_expires)} "."
            </p>
        }
        .into_any(),
    };
    card("Use your access", assume, body)
}

/// Who decided, and who still can.
pub fn reviews(page: Page, request: &RequestView) -> AnyView {
    let rows = request.reviews.iter().map(review).collect_view();
    let open = (request.phase == Phase::Pending).then(|| still(page, request));
    let nobody = (request.reviews.is_empty() && request.phase != Phase::Pending).then(|| {
        let text = request
            .resolution
            .as_ref()
            .map(|resolution| sentence(&resolution.text));
        view! { <p class="card-part muted">{spoken(&text.unwrap_or_default())}</p> }
    });
    let said = request
        .resolution
        .as_ref()
        .filter(|resolution| !resolution.reason.is_empty() && request.reviews.is_empty())
        .map(|resolution| view! { <p class="card-part">{plain_text(&resolution.reason)}</p> });
    let mine = page.session.is_me(request.requester.as_str());
    let leave = (request.phase == Phase::Pending && mine).then(|| {
        view! {
            <p class="card-part small muted status-leave">
                {icon(Icon::Bell)}
                "You can leave this page. It changes by itself when somebody decides."
            </p>
        }
    });
    let counts = standing::counts(request).then(|| {
        view! { <span class="figure">{request.progress.text.clone()}</span> {pips(&request.progress)} }
    });
    card(
        "Reviews",
        counts,
        view! { {rows} {nobody} {said} {open} {leave} },
    )
}

/// One review.
pub fn review(review: &ReviewView) -> AnyView {
    let verdict = match review.verdict {
        Verdict::Approve => "approved",
        Verdict::Deny => "denied",
    };
    let narrowed = review
        .roles
        .as_ref()
        .map(|roles| view! { <span class="review-more small">"only " {role_list(roles)}</span> });
    let shorter = review.access_expires.map(
        |until| view! { <span class="review-more small">"only until " {times::when(until)}</span> },
    );
    let reason = (!review.reason.is_empty())
        .then(|| view! { <span class="review-reason">{plain_text(&review.reason)}</span> });
    let idle = (!review.counts)
        .then(|| view! { <span class="small muted">"does not count towards the threshold"</span> });
    view! {
        <div class="card-row review">
            {avatar(review.author.as_str(), Stance::Acted)}
            <div class="grow review-text">
                <span><b>{review.by()}</b> " " {verdict}</span>
                {reason}
                {narrowed}
                {shorter}
                {idle}
            </div>
            <span class="small muted">{times::ago(review.at)}</span>
        </div>
    }
    .into_any()
}

/// Who can still review, and what it waits for.
pub fn still(page: Page, request: &RequestView) -> AnyView {
    let outlook = request.progress.outlook.as_slice();
    let waits =
        (!outlook.is_empty()).then(|| view! { <div class="card-part">{trace(outlook)}</div> });
    view! {
        {people_left(request, move |name| page.session.is_me(name))}
        {waits}
    }
    .into_any()
}

/// The same, for whoever says which name is the reader's.
pub fn people_left(request: &RequestView, is_me: impl Fn(&str) -> bool) -> AnyView {
    let decided = |name: &UserName| request.reviews.iter().any(|review| review.author == *name);
    match &request.reviewers.names {
        Some(names) => names
            .iter()
            .filter(|name| !decided(name))
            .map(|name| {
                let can = if is_me(name.as_str()) {
                    "you"
                } else {
                    "can approve"
                };
                view! {
                    <div class="card-row">
                        {avatar(name.as_str(), Stance::Open)}
                        <span><b>{name.to_string()}</b> " " <span class="muted">{can}</span></span>
                    </div>
                }
            })
            .collect_view()
            .into_any(),
        None => {
            let count = usize::try_from(request.reviewers.count).unwrap_or_default();
            view! { <div class="card-row muted">{words::count(count, "person", "people")} " can still review"</div> }
                .into_any()
        }
    }
}

/// What is left of active access.
pub fn time_left(request: &RequestView) -> AnyView {
    if request.phase != Phase::Active {
        return ().into_any();
    }
    let starts = request
        .access_starts
        .or(request.resolution.as_ref().map(|resolution| resolution.at))
        .unwrap_or(request.created);
    let body = view! {
        <div class="card-part">
            {countdown(starts, request.access_expires)}
            <p class="hint">"What was issued stops working then, by itself."</p>
        </div>
    };
    view! { <div class="status-time">{card("Time left", (), body)}</div> }.into_any()
}

/// The particulars.
pub fn details(request: &RequestView) -> AnyView {
    let reason = match request.reason.as_str() {
        "" => view! { <span class="muted">"none given"</span> }.into_any(),
        reason => plain_text(reason),
    };
    let mut all: Vec<Fact> = vec![
        ("Reason", reason),
        ("Asked", times::moment(request.created)),
    ];
    if request.phase == Phase::Pending {
        let expires =
            view! { {times::moment(request.pending_expires)} " if nobody decides" }.into_any();
        all.push(("Expires", expires));
    }
    if request.roles != request.requested_roles && request.phase != Phase::Pending {
        all.push(("Asked for", role_list(&request.requested_roles)));
    }
    let conditions = request
        .progress
        .conditions
        .iter()
        .map(|line| view! { <div>{spoken(line)}</div> })
        .collect_view();
    if !standing::counts(request) {
        all.push(("Settled", spoken(&standing::text(request))));
    } else if request.progress.outlook.is_empty() && !conditions.is_empty() {
        all.push(("Rule", conditions.into_any()));
    }
    if let Some(cap) = &request.cap {
        let cap = view! { {spoken(&cap.text)} " " {cap.place.as_ref().map(place)} }.into_any();
        all.push(("Limit", cap));
    }
    for (key, values) in request.annotations.iter() {
        let note = view! { <code>{key.to_owned()}</code> " " {values.join(", ")} }.into_any();
        all.push(("Note", note));
    }
    all.push(("Request", copy_id(&request.id)));
    card(
        "Details",
        (),
        view! { <div class="card-part">{facts(all)}</div> },
    )
}
