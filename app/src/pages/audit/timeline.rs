//! The entries, day by day.

use crate::view::prelude::*;
use postern_core::request::timestamp::Timestamp;

use super::{
    Page,
    entry::Entry,
    filter::AuditFilter,
    model::{Model, Msg},
    row::row,
};
use crate::{
    browser,
    components::{
        button::{Look, busy_button, button, link_button},
        icon::Icon,
        message::{Kind, message},
        states::{empty, failed, skeleton},
        times,
    },
    letters::capital,
    load::Load,
    route::Route,
    session::Link,
    words,
};

/// The list, or what stands in its place.
pub(super) fn timeline(page: Page, model: &Model) -> AnyView {
    let entries = match &model.entries {
        Load::Waiting => return view! { <div class="card">{skeleton(6)}</div> }.into_any(),
        Load::Failed(failure) => {
            let what = if failure.status() == 403 {
                "The audit log is not for you"
            } else {
                "The audit log could not be read"
            };
            return view! {
                <div class="card">{failed(what, failure, move || page.send(Msg::Reload))}</div>
            }
            .into_any();
        }
        Load::Ready(entries) => entries,
    };
    if entries.is_empty() {
        return view! { <div class="card">{nothing(model)}</div> }.into_any();
    }
    let now = page.session.clock.glance();
    let mut days: Vec<(String, Vec<&Entry>)> = Vec::new();
    for entry in entries {
        let day = day(entry.at(), now);
        match days.last_mut() {
            Some((last, list)) if *last == day => list.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    let days = days
        .into_iter()
        .enumerate()
        .map(|(at, (name, list))| {
            let count = words::count(list.len(), "entry", "entries");
            let fresh = (at == 0).then(|| freshness(page));
            let rows = list
                .into_iter()
                .map(|entry| row(page, model, entry))
                .collect_view();
            view! {
                <div class="group-head list-head">
                    <h2>{name.clone()}</h2>
                    <span class="list-fresh">{fresh}<span>{count}</span></span>
                </div>
                <ul aria-label=name>{rows}</ul>
            }
        })
        .collect_view();
    view! {
        <div class="card audit-list">{days}{foot(page, model, entries.len())}</div>
    }
    .into_any()
}

fn day(at: Timestamp, now: Timestamp) -> String {
    let east = browser::minutes_east(at);
    capital(&words::day(at, now, east))
}

/// Only where it is not live: how old the list may be.
fn freshness(page: Page) -> AnyView {
    match page.session.link.get() {
        Link::Live | Link::Polling => ().into_any(),
        Link::Offline(since) => view! { <span>"As of " {times::when(since)}</span> }.into_any(),
    }
}

fn nothing(model: &Model) -> AnyView {
    if model.filter.is_set() {
        return empty(
            Icon::Search,
            "No entry matches",
            "Person, request and kind are compared as a whole. Check their spelling, or look further back.",
            link_button(
                Look::Default,
                None,
                "Clear filters",
                &Route::Audit(AuditFilter::default()),
            ),
        );
    }
    empty(
        Icon::History,
        "Nothing was done yet",
        "The first entry is written with the first policy; then everything that changes something stands here.",
        (),
    )
}

fn foot(page: Page, model: &Model, shown: usize) -> AnyView {
    let refused = model
        .refused
        .as_ref()
        .map(|failure| message(Kind::Bad, failure.text()));
    let count = words::count(shown, "entry", "entries");
    let (said, more) = match model.next {
        None => (
            format!("{count}, to the first that matches."),
            ().into_any(),
        ),
        Some(_) if model.busy => (
            format!("The newest {count}."),
            busy_button(Look::Default, "Loading older ones…"),
        ),
        Some(_) => (
            format!("The newest {count}."),
            button(Look::Default, None, "Load older ones", move || {
                page.send(Msg::MoreAsked);
            }),
        ),
    };
    let said = if model.next.is_none() && !model.filter.is_set() {
        format!("{count}, all there are.")
    } else {
        said
    };
    view! {
        <div class="card-foot audit-foot"><span class="small muted">{said}</span> {refused} {more}</div>
    }
    .into_any()
}
