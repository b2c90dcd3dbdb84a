//! One's own requests, newest first.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::ListRequests,
    requests::{Phase, RequestPage, RequestView},
};

use crate::{
    api, browser,
    components::{
        badge::phase_badge,
        button::{Look, link_button},
        icon::Icon,
        sentence::of_request,
        states::{empty, failed, skeleton},
        times,
    },
    load::{Failure, Load},
    model::{Model, Program},
    route::Route,
};

/// One's own requests, as last read.
#[derive(Debug, Default)]
pub struct Requests {
    /// Newest first.
    items: Load<Vec<RequestView>>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// They came.
    Loaded(Result<RequestPage, Failure>),
    /// To be read again.
    Reload,
}

/// Read them.
#[derive(Debug, PartialEq, Eq)]
pub struct Read;

impl Model for Requests {
    type Msg = Msg;
    type Command = Read;

    fn update(&mut self, msg: Msg) -> Vec<Read> {
        match msg {
            Msg::Loaded(answer) => {
                self.items.take(answer.map(|page| page.items));
                vec![]
            }
            Msg::Reload => vec![Read],
        }
    }
}

type Page = Program<Requests>;

/// The page.
pub fn page() -> AnyView {
    browser::title("Requests");
    view! {
        <main id="main" class="page">
            <div class="page-head">
                <h1 tabindex="-1">"Requests"</h1>
                {link_button(Look::Primary, Some(Icon::Plus), "Request access", &Route::Ask(vec![]))}
            </div>
            {list("You have asked for nothing yet")}
        </main>
    }
    .into_any()
}

/// The list, which keeps itself fresh.
pub fn list(none: &'static str) -> AnyView {
    let page = Page::start(Requests::default(), vec![Read], run);
    let changed = page.session.changed;
    watch(move |first| {
        changed.track();
        if !first {
            page.send(Msg::Reload);
        }
    });
    (move || page.read(|model| view! { <div class="card">{rows(page, model, none)}</div> }))
        .into_any()
}

fn run(page: Page, Read: Read) {
    let me = page.session.user().unwrap_or_default();
    let query = [("requester", me.as_str()), ("limit", "50")];
    api::get::<ListRequests>(&[], &query, page.on(Msg::Loaded));
}

fn rows(page: Page, model: &Requests, none: &'static str) -> AnyView {
    match &model.items {
        Load::Waiting => skeleton(3),
        Load::Failed(failure) => failed("Your requests could not be loaded", failure, move || {
            page.send(Msg::Reload)
        }),
        Load::Ready(items) if items.is_empty() => empty(
            Icon::Inbox,
            none,
            "Ask for a role, say why and for how long. Somebody approves, and it ends by itself.",
            link_button(
                Look::Default,
                Some(Icon::Plus),
                "Request access",
                &Route::Ask(vec![]),
            ),
        ),
        Load::Ready(items) => {
            let rows = items
                .iter()
                .map(|request| row(page, request))
                .collect_view();
            view! { <ul class="requests">{rows}</ul> }.into_any()
        }
    }
}

fn row(page: Page, request: &RequestView) -> AnyView {
    let now = page.session.clock.glance();
    let end = match request.phase {
        Phase::Pending => view! { {times::left(request.pending_expires)} " left" }.into_any(),
        Phase::Active => view! { {times::left(request.access_expires)} " left" }.into_any(),
        _ => times::when(request.created),
    };
    view! {
        <li>
            <a class="request-row" href=Route::Request(request.id.clone()).href()>
                <span class="request-say">
                    {of_request(request, now)}
                    <span class="request-why small muted">{request.reason.clone()}</span>
                </span>
                <span class="request-stand">{phase_badge(request.phase)}</span>
                <span class="request-end figure muted">{end}</span>
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::example;

    #[test]
    fn a_list_that_was_read_outlives_a_broken_line() {
        let mut model = Requests::default();
        let items = vec![example::request()];
        assert_eq!(model.update(Msg::Reload), [Read]);
        let page = RequestPage {
            items: items.clone(),
            next_cursor: None,
        };
        assert_eq!(model.update(Msg::Loaded(Ok(page))), []);
        model.update(Msg::Loaded(Err(Failure::Unreachable)));
        assert_eq!(model.items.ready(), Some(&items));
    }
}
