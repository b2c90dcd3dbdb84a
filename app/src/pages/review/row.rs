//! One row of the list: who wants what and why; how far it is; how long it still waits.

use crate::view::prelude::*;
use postern_core::api::requests::{RequestView, State};

use super::{
    Page,
    model::{Model, Msg, bulk, rows::Row, rows::settled},
};
use crate::{
    browser,
    components::{
        avatar::{Stance, avatar},
        badge::phase_badge,
        pips::pips,
        sentence::{Sentence, of_request},
        times,
        trace::spoken,
    },
    load::sentence,
    route::Route,
};

/// The id of a row's element.
pub(super) fn element_id(request: &str) -> String {
    format!("row-{request}")
}

/// The row; all of it opens the request.
pub(super) fn row(page: Page, row: &Row) -> AnyView {
    let request = &row.request;
    let now = page.session.clock.glance();
    let id = request.id.clone();
    let fate = if request.state != State::Pending {
        decided(page, request)
    } else if row.left {
        view! { <span class="list-progress muted">"No longer waits for you"</span> }.into_any()
    } else {
        pending(request)
    };
    view! {
        <a
            class="list-row"
            id=element_id(&request.id)
            href=Route::Decide(request.id.clone()).href()
            data-left=row.left.then_some("")
            on:focus=move |_| page.send(Msg::Focused(id.clone()))
        >
            {avatar(request.requester.as_str(), Stance::Acted)}
            <span class="list-main">
                {of_request(request, now)}
                <span class="list-reason">{request.reason.clone()}</span>
            </span>
            {fate}
        </a>
    }
    .into_any()
}

/// The box that selects a row; its place alone where there is nothing to decide.
pub(super) fn tick(page: Page, model: &Model, row: &Row) -> AnyView {
    if !row.can_be_decided() {
        return view! { <span class="list-tick only-wide"></span> }.into_any();
    }
    let now = page.session.clock.glance();
    let said = Sentence::of(&row.request, now, browser::minutes_east(now)).text();
    let id = row.request.id.clone();
    let picked = model.picked.contains(&id);
    view! {
        <label class="list-tick only-wide">
            <span class="unseen">"Select: "{said}</span>
            <input
                type="checkbox"
                class="tick"
                prop:checked=picked
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    page.send(Msg::Bulk(bulk::Msg::Picked(id.clone(), on)));
                }
            />
        </label>
    }
    .into_any()
}

fn pending(request: &RequestView) -> AnyView {
    let progress = &request.progress;
    let count = match progress.needed {
        0 => progress.text.clone(),
        needed => format!("{} of {needed}", progress.approvals),
    };
    let then = sentence(&request.may.review.text);
    view! {
        <span class="list-progress">
            <span class="list-count figure">{pips(progress)} {count}</span>
            <span class="list-then">{spoken(then.trim_end_matches('.'))}</span>
        </span>
        <span class="list-when">{times::left(request.pending_expires)} <span class="muted">"left"</span></span>
    }
    .into_any()
}

fn decided(page: Page, request: &RequestView) -> AnyView {
    let by = request
        .resolution
        .as_ref()
        .map(|resolution| match &resolution.by {
            Some(by) if page.session.is_me(by.as_str()) => " by you".into(),
            Some(by) => format!(" by {by}"),
            None => format!(", {}", resolution.text),
        });
    view! {
        <span class="list-badge">{phase_badge(request.phase)}</span>
        <span class="list-when" data-wide="">{times::when(settled(request))}<span class="muted">{by}</span></span>
    }
    .into_any()
}
