//! The list of requests to decide: which part of it, filters, rows by deadline.

use crate::view::prelude::*;
use postern_core::api::{
    endpoint::{ListRequests, ReadRequest, SubmitReview},
    requests::Verdict,
};

use crate::{
    api::{self, Answer},
    browser,
    components::{
        button::{Look, busy_button, button, link_button},
        icon::Icon,
        message::{Kind, message},
        states::{empty, failed, skeleton},
        times,
    },
    load::Load,
    model::Program,
    route::{ReviewFilter, Route, Segment},
    session::{Link, Overlay},
    words,
};
use model::{Command, Model, Msg, Step, bulk};

mod ask;
pub mod model;
mod row;
mod tools;

type Page = Program<Model>;

/// How many requests are read at once.
const AT_ONCE: &str = "100";

/// The page. What it shows is in the address, so it follows that.
pub fn page() -> AnyView {
    browser::title("Review");
    let session = crate::session::Session::here();
    let filter = filter(&session.route.get_untracked());
    let first = vec![Command::Load(filter.segment)];
    let page = Program::start(Model::of(filter), first, run);
    watch(move |first| {
        if let Route::Review(filter) = &*session.route.read()
            && !first
        {
            page.send(Msg::Routed(filter.clone()));
        }
    });
    watch(move |first| {
        session.changed.track();
        if !first {
            page.send(Msg::Changed);
        }
    });
    let _keys = StoredValue::new_local(browser::on_key(move |key| {
        let msg = pressed(key);
        let is_mine = msg.is_some();
        if let Some(msg) = msg {
            page.send(msg);
        }
        is_mine
    }));
    view! {
        <main id="main" class="page list">
            <div class="page-head">
                <div>
                    <h1 tabindex="-1">"Review"</h1>
                    <p class="muted" role="status">{move || waiting(page)}</p>
                </div>
            </div>
            {move || page.read(|model| tools::tools(page, model))}
            {move || page.read(|model| body(page, model))}
            <p class="list-keys small muted only-wide">
                <span><kbd class="key">"j"</kbd> " " <kbd class="key">"k"</kbd> " move"</span>
                <span><kbd class="key">"Enter"</kbd> " open"</span>
                <span><kbd class="key">"a"</kbd> " approve"</span>
                <span><kbd class="key">"d"</kbd> " deny"</span>
                <span><kbd class="key">"x"</kbd> " select"</span>
                <span><kbd class="key">"/"</kbd> " filter"</span>
                <button
                    type="button"
                    class="list-all-keys"
                    on:click=move |_| session.overlay.set(Some(Overlay::Help))
                >
                    <kbd class="key">"?"</kbd> " all keys"
                </button>
            </p>
            {move || page.read(|model| ask::ask(page, model))}
        </main>
    }
    .into_any()
}

fn filter(route: &Route) -> ReviewFilter {
    match route {
        Route::Review(filter) => filter.clone(),
        _ => ReviewFilter::default(),
    }
}

fn pressed(key: &str) -> Option<Msg> {
    match key {
        "j" => Some(Msg::Moved(Step::On)),
        "k" => Some(Msg::Moved(Step::Back)),
        "/" => Some(Msg::SearchAsked),
        "x" => Some(Msg::Bulk(bulk::Msg::Toggled)),
        "a" => Some(Msg::Bulk(bulk::Msg::Asked(Verdict::Approve))),
        "d" => Some(Msg::Bulk(bulk::Msg::Asked(Verdict::Deny))),
        _ => None,
    }
}

fn run(page: Page, command: Command) {
    match command {
        Command::Load(segment) => {
            read(
                segment,
                None,
                page.on(move |answer| Msg::Loaded(segment, answer)),
            );
        }
        Command::LoadMore(segment, cursor) => {
            let then = page.on(move |answer| Msg::MoreLoaded(segment, answer));
            read(segment, Some(&cursor), then);
        }
        Command::LoadOne(id) => {
            let then = page.on(|answer: Answer<ReadRequest>| match answer {
                Ok(request) => Msg::OneLoaded(Box::new(request)),
                Err(_) => Msg::OneHidden,
            });
            api::get::<ReadRequest>(&[&id], &[], then);
        }
        Command::Adjust(filter) => page.session.adjust(Route::Review(filter)),
        Command::FocusRow(id) => browser::focus(format!("#{}", row::element_id(&id))),
        Command::FocusSearch => browser::focus("#list-text"),
        Command::FocusList => browser::focus(".list-row"),
        Command::FocusReason => browser::focus("#list-reason"),
        Command::Review(id, body) => {
            let of = id.clone();
            let then = page.on(move |answer: Answer<SubmitReview>| {
                Msg::Bulk(bulk::Msg::Decided(of, answer.map(Box::new)))
            });
            api::call::<SubmitReview>(&[&id], &[], &body, then);
        }
        Command::Say(text) => {
            page.session.read_me();
            page.session.say(text, false);
        }
    }
}

fn read(segment: Segment, cursor: Option<&str>, then: impl FnOnce(Answer<ListRequests>) + 'static) {
    let part = match segment {
        Segment::NeedsMe => Some(("needs", "me")),
        Segment::Pending => Some(("state", "pending")),
        // There is no one state for it; the rows leave out what still waits.
        Segment::Decided => None,
    };
    let query: Vec<(&str, &str)> = [("limit", AT_ONCE)]
        .into_iter()
        .chain(part)
        .chain(cursor.map(|cursor| ("cursor", cursor)))
        .collect();
    api::get::<ListRequests>(&[], &query, then);
}

/// How many wait, and when the first of them expires.
fn waiting(page: Page) -> AnyView {
    let waits = page.session.waiting.get();
    if waits == 0 {
        return "Nothing waits for you.".into_any();
    }
    let wait = if waits == 1 { " waits" } else { " wait" };
    let first = page.read(|model| {
        let rows = model.rows.ready()?;
        let mut mine = rows.all().iter().filter(|row| row.needs_me && !row.left);
        mine.next().map(|row| row.request.pending_expires)
    });
    view! {
        {words::count(waits, "request", "requests")}
        {wait}
        " for you."
        {first.map(|first| view! { " The first expires in " {times::left(first)} "." })}
    }
    .into_any()
}

fn body(page: Page, model: &Model) -> AnyView {
    let rows = match &model.rows {
        Load::Waiting => return view! { <div class="card">{skeleton(4)}</div> }.into_any(),
        Load::Failed(failure) => {
            return view! {
                <div class="card">
                    {failed("The list could not be loaded", failure, move || page.send(Msg::Reload))}
                </div>
            }
            .into_any();
        }
        Load::Ready(rows) => rows,
    };
    let shown = model.shown();
    if shown.is_empty() {
        return view! {
            {ask::refusals(page, model)}
            <div class="card">{head(page, model, String::new(), rows.new_ones())}{nothing(model)}</div>
            {more(page, model)}
        }
        .into_any();
    }
    let now = page.session.clock.glance();
    let east = browser::minutes_east(now);
    let ticks = shown.iter().any(|row| row.can_be_decided());
    let groups = model::rows::groups(rows.segment(), rows.order(), shown, now, east)
        .into_iter()
        .enumerate()
        .map(|(at, group)| {
            let list = group
                .rows
                .iter()
                .map(|shown| {
                    let tick = ticks.then(|| row::tick(page, model, shown));
                    view! { <li class="list-item">{tick}{row::row(page, shown)}</li> }
                })
                .collect_view();
            let label = group.head.clone();
            let head = match at {
                0 => head(page, model, group.head, rows.new_ones()),
                _ => view! { <div class="group-head list-head"><h2>{group.head}</h2></div> }
                    .into_any(),
            };
            view! { {head} <ul aria-label=label>{list}</ul> }
        })
        .collect_view();
    view! {
        {ask::refusals(page, model)}
        <div class="card list-card">{groups}</div>
        {more(page, model)}
    }
    .into_any()
}

/// The head of the first group, with what came new and how fresh the list is.
fn head(page: Page, model: &Model, title: String, new: usize) -> AnyView {
    let link = match page.session.link.get() {
        Link::Live => "Live".into_any(),
        Link::Polling => "Looks every few seconds".into_any(),
        Link::Offline(since) => view! { "As of " {times::when(since)} }.into_any(),
    };
    let new = (new > 0).then(|| {
        let words = words::count(new, "new entry", "new entries");
        button(Look::Default, Some(Icon::ChevronUp), &words, move || {
            page.send(Msg::NewShown)
        })
    });
    view! {
        <div class="group-head list-head">
            {(!title.is_empty()).then(|| view! { <h2>{title}</h2> })}
            {ask::selected(page, model)}
            <span class="list-fresh"><span role="status">{new}</span>{link}</span>
        </div>
    }
    .into_any()
}

fn nothing(model: &Model) -> AnyView {
    if model.is_filtered() {
        return empty(
            Icon::Search,
            "No request matches",
            "Nothing in this part of the list passes the filters.",
            link_button(
                Look::Default,
                None,
                "Clear filters",
                &Route::Review(model.unfiltered()),
            ),
        );
    }
    let decided = Route::Review(ReviewFilter {
        segment: Segment::Decided,
        ..ReviewFilter::default()
    });
    let see = link_button(
        Look::Default,
        Some(Icon::History),
        "See what was decided",
        &decided,
    );
    match model.filter.segment {
        Segment::NeedsMe => empty(
            Icon::Inbox,
            "Nothing waits on you",
            "When someone asks for a role that you may review, it appears here by itself.",
            see,
        ),
        Segment::Pending => empty(
            Icon::Inbox,
            "Nothing is pending",
            "Every request that you may see is settled.",
            see,
        ),
        Segment::Decided => empty(
            Icon::History,
            "Nothing was decided yet",
            "What you and others decide stays here, with the reasons.",
            (),
        ),
    }
}

/// The way to older requests, where there are any.
fn more(page: Page, model: &Model) -> AnyView {
    if model.rows.ready().and_then(|rows| rows.next()).is_none() {
        return ().into_any();
    }
    let shown = model.rows.ready().map_or(0, |rows| rows.all().len());
    let so_far = if model.is_filtered() {
        format!("Only the newest {shown} were looked through.")
    } else {
        format!("These are the newest {shown}.")
    };
    let show = if model.busy {
        busy_button(Look::Default, "Loading older ones…")
    } else {
        button(Look::Default, None, "Load older ones", move || {
            page.send(Msg::MoreAsked)
        })
    };
    let refused = model
        .refused
        .as_ref()
        .map(|failure| message(Kind::Bad, failure.text()));
    view! { <div class="list-more small muted">{so_far} {show} {refused}</div> }.into_any()
}
