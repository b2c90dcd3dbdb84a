//! One's own requests, newest first, and what was held of them before.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::ListRequests,
    requests::{Phase, RequestView},
};

use crate::{
    api, browser,
    components::{
        badge::phase_badge,
        button::{Look, busy_button, button, link_button},
        icon::{Icon, icon},
        message::{Kind, message},
        sentence::of_request,
        states::{empty, failed, skeleton},
        times,
    },
    load::Load,
    model::Program,
    route::Route,
};
use model::{Model, Msg, Part, Read};

pub mod model;

type Page = Program<Model>;

/// The page.
pub fn page() -> AnyView {
    browser::title("Requests");
    view! {
        <main id="main" class="page">
            <div class="page-head">
                <h1 tabindex="-1">"Requests"</h1>
                {link_button(Look::Primary, Some(Icon::Plus), "Request access", &Route::Ask(vec![]))}
            </div>
            {list(Part::All)}
        </main>
    }
    .into_any()
}

/// A list of one's own requests, which keeps itself fresh.
pub fn list(part: Part) -> AnyView {
    let page = Page::start(Model::of(part), vec![Read(None)], run);
    let changed = page.session.changed;
    watch(move |first| {
        changed.track();
        if !first {
            page.send(Msg::Reload);
        }
    });
    (move || {
        page.read(|model| {
            view! { <div class="card">{rows(page, model, part)}</div> {more(page, model)} }
        })
    })
    .into_any()
}

fn run(page: Page, Read(cursor): Read) {
    let me = page.session.user().unwrap_or_default();
    let mut query = vec![("requester", me.as_str()), ("limit", "50")];
    match &cursor {
        Some(cursor) => {
            query.push(("cursor", cursor));
            api::get::<ListRequests>(&[], &query, page.on(Msg::MoreLoaded));
        }
        None => api::get::<ListRequests>(&[], &query, page.on(Msg::Loaded)),
    }
}

fn rows(page: Page, model: &Model, part: Part) -> AnyView {
    match &model.items {
        Load::Waiting => return skeleton(3),
        Load::Failed(failure) => {
            return failed("Your requests could not be loaded", failure, move || {
                page.send(Msg::Reload)
            });
        }
        Load::Ready(_) => {}
    }
    let shown = model.shown();
    if shown.is_empty() {
        return nothing(part);
    }
    let rows = shown
        .into_iter()
        .map(|request| row(page, request))
        .collect_view();
    view! { <ul class="requests">{rows}</ul> }.into_any()
}

fn nothing(part: Part) -> AnyView {
    match part {
        Part::All => empty(
            Icon::Inbox,
            "You have asked for nothing yet",
            "Ask for a role, say why and for how long. Somebody approves, and it ends by itself.",
            link_button(
                Look::Default,
                Some(Icon::Plus),
                "Request access",
                &Route::Ask(vec![]),
            ),
        ),
        Part::History => empty(
            Icon::History,
            "Nothing has ended yet",
            "What you held stays here: which roles, why, and when it ended.",
            link_button(Look::Default, None, "All your requests", &Route::Requests),
        ),
    }
}

fn row(page: Page, request: &RequestView) -> AnyView {
    let now = page.session.clock.glance();
    let end = match request.phase {
        Phase::Pending => view! { {times::left(request.pending_expires)} " left" }.into_any(),
        Phase::Active => view! { {times::left(request.access_expires)} " left" }.into_any(),
        Phase::Scheduled => view! { "from " {request.access_starts.map(times::when)} }.into_any(),
        Phase::Expired => times::when(request.pending_expires),
        Phase::Ended => times::when(request.access_expires),
        _ => times::when(
            request
                .resolution
                .as_ref()
                .map_or(request.created, |end| end.at),
        ),
    };
    let is_over = !matches!(
        request.phase,
        Phase::Pending | Phase::Scheduled | Phase::Active
    );
    let again = is_over.then(|| {
        let to = Route::Again(request.id.clone());
        view! {
            <a class="button" data-look="ghost" href=to.href() title="Ask again">
                {icon(Icon::Refresh)}
                <span class="unseen">"Ask again: "{of_request(request, now)}</span>
            </a>
        }
    });
    view! {
        <li class="request-item">
            <a class="request-row" href=Route::Request(request.id.clone()).href()>
                <span class="request-say">
                    {of_request(request, now)}
                    <span class="request-why small muted">{request.reason.clone()}</span>
                </span>
                <span class="request-stand">{phase_badge(request.phase)}</span>
                <span class="request-end figure muted">{end}</span>
            </a>
            <span class="request-again">{again}</span>
        </li>
    }
    .into_any()
}

/// The way to older ones, where there are any.
fn more(page: Page, model: &Model) -> AnyView {
    if model.next.is_none() {
        return ().into_any();
    }
    let show = match model.busy {
        true => busy_button(Look::Default, "Loading older ones…"),
        false => button(Look::Default, None, "Load older ones", move || {
            page.send(Msg::MoreAsked)
        }),
    };
    let refused = model
        .refused
        .as_ref()
        .map(|failure| message(Kind::Bad, failure.text()));
    view! { <div class="list-more small muted">{show} {refused}</div> }.into_any()
}
