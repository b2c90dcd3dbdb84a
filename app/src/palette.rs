//! The palette: by a few letters to a place, to the form with a role ticked, or to a request.

use wasm_bindgen::JsCast;

use crate::view::prelude::*;
use postern_core::api::endpoint::{ListRequests, ReadCapabilities};

use crate::{
    api,
    browser::{self, Event, KeyboardEvent},
    components::{
        dialog::panel,
        icon::{Icon, icon},
        sentence::Sentence,
    },
    model::Program,
    pages::{self, audit::filter::AuditFilter, settings::place::Place},
    route::{ReviewFilter, Route, Segment},
    session::{Overlay, Session},
};
use model::{Command, Entry, Go, Model, Msg};

pub mod model;

type Page = Program<Model>;

/// How long the field must rest before the server is asked, in milliseconds.
const REST_MS: i32 = 200;
/// So many requests are looked up at once.
const AT_ONCE: &str = "6";

/// The palette, over the page.
pub fn palette(session: Session) -> AnyView {
    let places = places(session);
    let page = Page::start(Model::of(places), vec![Command::LoadRoles], run);
    panel(
        "dialog palette",
        "Search or jump to",
        move || page.read(|model| body(page, model)),
        move || session.overlay.set(None),
    )
}

/// What can be reached by name without asking the server.
fn places(session: Session) -> Vec<Entry> {
    let me = session.me.read_untracked();
    let may_review = me.ready().is_some_and(|me| me.may.review);
    let place = |mark, words: &str, hint, route| Entry {
        mark,
        words: words.into(),
        hint,
        go: Go::Route(route),
    };
    let mut all = vec![
        place(Icon::Plus, "Request access", "g n", Route::Ask(vec![])),
        place(Icon::Inbox, "Requests", "g q", Route::Requests),
        place(Icon::Key, "Access", "g a", Route::Access),
    ];
    if may_review {
        let review = Route::Review(ReviewFilter::default());
        all.insert(0, place(Icon::Users, "Review", "g r", review));
        let decided = Route::Review(ReviewFilter {
            segment: Segment::Decided,
            ..ReviewFilter::default()
        });
        all.push(place(Icon::History, "Review, decided", "", decided));
    }
    if let Some(me) = me.ready() {
        if pages::policy::is_for(me) {
            all.push(place(Icon::ShieldAlert, "Policy", "", Route::Policy));
        }
        if pages::audit::is_for(me) {
            let audit = Route::Audit(AuditFilter::default());
            all.push(place(Icon::History, "Audit", "", audit));
        }
        let settings = Route::Settings(Place::Start, String::new());
        all.push(place(Icon::Sliders, "Settings", "", settings));
    }
    all.push(place(Icon::Flask, "Playground", "", Route::Playground));
    let act = |mark, words: &str, hint, go| Entry {
        mark,
        words: words.into(),
        hint,
        go,
    };
    all.push(act(Icon::Info, "Keys and about", "?", Go::Help));
    all.push(act(Icon::LogOut, "Sign out", "", Go::SignOut));
    all
}

fn run(page: Page, command: Command) {
    let session = page.session;
    match command {
        Command::LoadRoles => api::get::<ReadCapabilities>(&[], &[], page.on(Msg::Roles)),
        Command::Wait(edition) => {
            browser::after(REST_MS, move || page.send(Msg::Settled(edition)));
        }
        Command::Search(edition, text) => {
            let query = [("q", text.as_str()), ("limit", AT_ONCE)];
            let then = page.on(move |answer| Msg::Found(edition, answer));
            api::get::<ListRequests>(&[], &query, then);
        }
        Command::Reveal => {
            browser::after(0, || browser::reveal("#palette-list [aria-selected=true]"))
        }
        Command::Go(go) => {
            session.overlay.set(None);
            match go {
                Go::Route(route) => session.go(route),
                Go::Help => browser::after(0, move || session.overlay.set(Some(Overlay::Help))),
                Go::SignOut => session.sign_out(),
            }
        }
    }
}

fn body(page: Page, model: &Model) -> AnyView {
    let found = model.found(|request| {
        let now = page.session.clock.glance();
        Sentence::of(request, now, browser::minutes_east(now)).text()
    });
    let nothing = found
        .is_empty()
        .then(|| view! { <p class="palette-none muted">"Nothing by that name"</p> });
    let count = found.len();
    let rows = found
        .into_iter()
        .enumerate()
        .map(|(at, entry)| row(page, at, at == model.cursor, entry))
        .collect_view();
    view! {
        <label class="search">
            {icon(Icon::Search)}
            <span class="unseen">"Search or jump to"</span>
            <input
                id="palette-text"
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="palette-list"
                aria-autocomplete="list"
                aria-activedescendant=(count > 0).then(|| format!("palette-{}", model.cursor))
                autocomplete="off"
                spellcheck="false"
                autofocus=""
                placeholder="A place, a role, a person or words of a reason"
                prop:value=model.text.clone()
                on:input=move |event| page.send(Msg::Typed(event_target_value(&event)))
                on:keydown=move |event| pressed(page, count, event)
            />
        </label>
        <ul id="palette-list" role="listbox" aria-label="Found">{rows}</ul>
        {nothing}
        <p class="unseen" role="status">{crate::words::count(count, "result", "results")}</p>
    }
    .into_any()
}

fn row(page: Page, at: usize, picked: bool, entry: Entry) -> AnyView {
    let hint = entry
        .hint
        .split(' ')
        .filter(|key| !key.is_empty())
        .map(|key| view! { <kbd class="key only-wide">{key}</kbd> })
        .collect_view();
    view! {
        <li
            id=format!("palette-{at}")
            role="option"
            class="palette-row"
            aria-selected=if picked { "true" } else { "false" }
            on:click=move |_| page.send(Msg::Picked(at))
        >
            {icon(entry.mark)}
            <span class="grow">{entry.words}</span>
            <span aria-hidden="true">{hint}</span>
        </li>
    }
    .into_any()
}

fn pressed(page: Page, count: usize, event: Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else {
        return;
    };
    let msg = match key.as_str() {
        "ArrowDown" => Msg::Moved(true, count),
        "ArrowUp" => Msg::Moved(false, count),
        "Enter" => Msg::Entered,
        _ => return,
    };
    event.prevent_default();
    page.send(msg);
}
