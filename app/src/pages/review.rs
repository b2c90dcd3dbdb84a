//! The page that lists requests to decide.

use leptos::prelude::*;
use postern_core::api::{
    endpoint::ListRequests,
    requests::{Phase, RequestView},
};

use crate::{
    api, browser,
    components::{
        avatar::{Stance, avatar},
        badge::phase_badge,
        button::{Look, link_button},
        icon::{Icon, icon},
        pips::pips,
        sentence::of_request,
        states::{empty, failed, skeleton},
        times,
        trace::spoken,
    },
    load::Load,
    model::Program,
    route::{ReviewFilter, Route, Segment},
    words,
};
use model::{Command, Group, Model, Msg, needs_me};

pub mod model;

type Page = Program<Model>;

/// The page. What it shows follows the address.
pub fn page() -> AnyView {
    browser::title("Review");
    let page = Program::start(Model::default(), vec![Command::Load], run);
    let changed = page.session.changed;
    Effect::new(move |before: Option<()>| {
        changed.track();
        if before.is_some() {
            page.send(Msg::Reload);
        }
    });
    let keys = StoredValue::new_local(browser::on_key(move |key| press(page, key)));
    on_cleanup(move || keys.dispose());
    view! {
        <main id="main" class="page">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">"Review"</h1>
                    <p class="muted">{move || page.read(|model| lead(page, model))}</p>
                </div>
            </div>
            {move || page.read(|model| filters(page, model))}
            {move || page.read(|model| list(page, model))}
            <p class="review-keys small muted only-wide" aria-hidden="true">
                <kbd class="key">"j"</kbd><kbd class="key">"k"</kbd>" move "
                <kbd class="key">"Enter"</kbd>" open "
                <kbd class="key">"/"</kbd>" filter"
            </p>
        </main>
    }
    .into_any()
}

fn run(page: Page, command: Command) {
    match command {
        Command::Load => page
            .task(async { Msg::Loaded(api::get::<ListRequests>(&[], &[("limit", "200")]).await) }),
        Command::Reveal => browser::after(0, || browser::reveal(".review-row[data-cursor]")),
    }
}

fn filter(page: Page) -> ReviewFilter {
    match page.session.route.get() {
        Route::Review(filter) => filter,
        _ => ReviewFilter::default(),
    }
}

fn press(page: Page, key: &str) {
    let filter = match page.session.route.get_untracked() {
        Route::Review(filter) => filter,
        _ => return,
    };
    let me = page.session.user().unwrap_or_default();
    let (rows, picked) = page.peek(|model| {
        let groups = model.groups(&filter, &me);
        let rows: Vec<&RequestView> = groups.into_iter().flat_map(|group| group.rows).collect();
        let picked = model.cursor.and_then(|at| rows.get(at)).map(|row| to(row));
        (rows.len(), picked)
    });
    match key {
        "j" => page.send(Msg::Step(1, rows)),
        "k" => page.send(Msg::Step(-1, rows)),
        "Enter" => {
            if let Some(route) = picked {
                page.session.go(route);
            }
        }
        "/" => browser::focus(".review-filters input"),
        _ => {}
    }
}

/// Where a row leads.
fn to(request: &RequestView) -> Route {
    Route::Decide(request.id.clone())
}

fn lead(page: Page, model: &Model) -> AnyView {
    let me = page.session.user().unwrap_or_default();
    let filter = ReviewFilter::default();
    let first = model
        .groups(&filter, &me)
        .first()
        .and_then(|group| group.rows.first())
        .map(|row| row.pending_expires);
    match (model.requests.ready(), first) {
        (None, _) => ().into_any(),
        (Some(_), None) => "Nothing waits for you.".into_any(),
        (Some(_), Some(first)) => {
            let n = model.count(Segment::NeedsMe, &me);
            let wait = if n == 1 {
                " waits for you. It expires in "
            } else {
                " wait for you. The first expires in "
            };
            view! { {words::count(n, "request", "requests")} {wait} {times::left(first)} "." }
                .into_any()
        }
    }
}

fn filters(page: Page, model: &Model) -> AnyView {
    let now = filter(page);
    let me = page.session.user().unwrap_or_default();
    let segments = Segment::ALL
        .into_iter()
        .map(|segment| {
            let to = Route::Review(ReviewFilter {
                segment,
                text: now.text.clone(),
            });
            let here = segment == now.segment;
            let count = (segment != Segment::Decided && model.requests.ready().is_some())
                .then(|| model.count(segment, &me));
            view! {
                <a class="segment" href=to.href() aria-current=here.then_some("true")>
                    {segment.label()}
                    {count.map(|count| view! { <span class="count" data-quiet=(segment != Segment::NeedsMe).then_some("")>{count}</span> })}
                </a>
            }
        })
        .collect_view();
    view! {
        <div class="review-filters">
            <nav class="segments" aria-label="Which requests">{segments}</nav>
            <label class="search">
                {icon(Icon::Search)}
                <span class="unseen">"Filter by text"</span>
                <input
                    type="search"
                    placeholder="Filter by text"
                    autocomplete="off"
                    prop:value=now.text.clone()
                    on:input=move |event| {
                        let text = event_target_value(&event);
                        let segment = now.segment;
                        page.session.adjust(Route::Review(ReviewFilter { segment, text }));
                    }
                />
                <kbd class="key only-wide" aria-hidden="true">"/"</kbd>
            </label>
        </div>
    }
    .into_any()
}

fn list(page: Page, model: &Model) -> AnyView {
    let filter = filter(page);
    let me = page.session.user().unwrap_or_default();
    match &model.requests {
        Load::Waiting => view! { <div class="card">{skeleton(3)}</div> }.into_any(),
        Load::Failed(failure) => view! {
            <div class="card">
                {failed("The list could not be loaded", failure, move || page.send(Msg::Reload))}
            </div>
        }
        .into_any(),
        Load::Ready(_) => {
            let groups = model.groups(&filter, &me);
            if groups.is_empty() {
                return view! { <div class="card">{nothing(&filter)}</div> }.into_any();
            }
            let mut from = 0;
            let shown = groups
                .iter()
                .map(|group| {
                    let view = rows(page, model, group, from);
                    from += group.rows.len();
                    view
                })
                .collect_view();
            let more = model.more.then(|| {
                view! { <p class="card-part small muted">"Only the newest 200 requests are shown."</p> }
            });
            view! { <div class="card review-list">{shown} {more}</div> }.into_any()
        }
    }
}

fn nothing(filter: &ReviewFilter) -> AnyView {
    if !filter.text.is_empty() {
        let to = Route::Review(ReviewFilter {
            segment: filter.segment,
            text: String::new(),
        });
        return empty(
            Icon::Search,
            &format!("Nothing here holds “{}”", filter.text),
            "Names, roles, reasons and request ids are searched.",
            link_button(Look::Default, None, "Clear filter", &to),
        );
    }
    let decided = Route::Review(ReviewFilter {
        segment: Segment::Decided,
        text: String::new(),
    });
    match filter.segment {
        Segment::Decided => empty(
            Icon::History,
            "Nothing was decided yet",
            "Requests that were approved, denied or ran out appear here.",
            (),
        ),
        _ => empty(
            Icon::Inbox,
            "Nothing waits on you",
            "When someone asks for a role you may review, it appears here by itself.",
            link_button(
                Look::Default,
                Some(Icon::History),
                "See what was decided",
                &decided,
            ),
        ),
    }
}

fn rows(page: Page, model: &Model, group: &Group<'_>, from: usize) -> AnyView {
    let rows = group
        .rows
        .iter()
        .enumerate()
        .map(|(at, request)| row(page, request, model.cursor == Some(from + at)))
        .collect_view();
    view! {
        <section>
            <h2 class="group-head">{group.title}</h2>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

fn row(page: Page, request: &RequestView, cursor: bool) -> AnyView {
    let now = page.session.clock.glance();
    let pending = request.phase == Phase::Pending;
    let stand = if pending {
        standing(request)
    } else {
        phase_badge(request.phase)
    };
    let end = match (&request.resolution, pending) {
        (_, true) => view! { {times::left(request.pending_expires)} <span class="muted">" left"</span> }.into_any(),
        (Some(by), false) => view! { <span class="muted">{times::when(by.at)} {by.by.as_ref().map(|by| format!(" by {by}"))}</span> }.into_any(),
        (None, false) => ().into_any(),
    };
    view! {
        <li>
            <a class="review-row" href=to(request).href() data-cursor=cursor.then_some("")>
                {avatar(request.requester.as_str(), Stance::Acted)}
                <span class="review-say">
                    {of_request(request, now)}
                    <span class="review-why small muted">{request.reason.clone()}</span>
                </span>
                <span class="review-stand">{stand}</span>
                <span class="review-end figure">{end}</span>
            </a>
        </li>
    }
    .into_any()
}

/// Whether it needs the reader, and what theirs would do.
fn standing(request: &RequestView) -> AnyView {
    if needs_me(request) {
        view! {
            <span class="review-count">
                {pips(&request.progress)}
                <span class="figure">{request.progress.text.clone()}</span>
            </span>
            <span class="small muted">{spoken(&request.may.review.text)}</span>
        }
        .into_any()
    } else {
        view! {
            <span class="small muted review-not">{icon(Icon::Info)}<span>{spoken(&request.may.review.text)}</span></span>
        }
        .into_any()
    }
}
