//! What can lie over any page: the palette and the sheet of keys; and the keys that work everywhere.

use std::cell::Cell;

use crate::view::prelude::*;

use crate::{
    api,
    browser::{self, keys},
    components::dialog::panel,
    palette,
    route::{ReviewFilter, Route},
    session::{Overlay, Session},
};

/// How long a key after `g` may take, in milliseconds.
const PATIENCE_MS: i64 = 1_500;

/// The keys of the sheet: what to press, and what it does.
type Keys = &'static [(&'static str, &'static str)];
/// Where they work.
const EVERYWHERE: Keys = &[
    ("Ctrl K", "search or jump to"),
    ("?", "this sheet"),
    ("g r", "go to Review"),
    ("g q", "go to Requests"),
    ("g a", "go to Access"),
    ("g n", "request access"),
];
const IN_LISTS: Keys = &[
    ("j k", "move"),
    ("Enter", "open"),
    ("x", "select"),
    ("/", "filter"),
];
const ON_REQUESTS: Keys = &[
    ("a", "approve, after a question"),
    ("d", "deny, after a question"),
    ("j k", "next, previous"),
    ("Esc", "back"),
];

/// What lies over the page now.
pub fn overlay(session: Session) -> AnyView {
    listen(session);
    let mut before = None;
    watch(move |_| match session.overlay.get() {
        Some(_) => before = before.take().or_else(browser::focused),
        None => {
            if let Some(element) = before.take() {
                browser::refocus(element);
            }
        }
    });
    (move || match session.overlay.get() {
        None => ().into_any(),
        Some(Overlay::Help) => help(session),
        Some(Overlay::Palette) => palette::palette(session),
    })
    .into_any()
}

/// The keys that work on every page, for whoever is signed in.
fn listen(session: Session) {
    let is_in = move || session.user().is_some();
    let _search = StoredValue::new_local(keys::on_search(move || {
        if is_in() {
            session.overlay.set(Some(Overlay::Palette));
        }
    }));
    let led = Cell::new(i64::MIN);
    let _keys = StoredValue::new_local(browser::on_key(move |key| {
        if !is_in() {
            return false;
        }
        let now = browser::now().as_ms();
        let is_second = now.saturating_sub(led.replace(i64::MIN)) < PATIENCE_MS;
        match (is_second, key) {
            (true, _) => match after_g(session, key) {
                Some(route) => session.go(route),
                None => return false,
            },
            (false, "g") => led.set(now),
            (false, "?") => session.overlay.set(Some(Overlay::Help)),
            _ => return false,
        }
        true
    }));
}

/// Where a key after `g` leads.
fn after_g(session: Session, key: &str) -> Option<Route> {
    let me = session.me.read_untracked();
    let reviews = me.ready().is_some_and(|me| me.may.review);
    Some(match key {
        "r" if reviews => Route::Review(ReviewFilter::default()),
        "r" | "q" => Route::Requests,
        "a" => Route::Access,
        "n" => Route::Ask(vec![]),
        _ => return None,
    })
}

fn help(session: Session) -> AnyView {
    let group = |title: &'static str, keys: Keys| {
        let rows = keys
            .iter()
            .map(|(pressed, does)| {
                let pressed = pressed
                    .split(' ')
                    .map(|key| view! { <kbd class="key">{key.to_owned()}</kbd> " " })
                    .collect_view();
                view! { <div><dt>{pressed}</dt><dd>{*does}</dd></div> }
            })
            .collect_view();
        view! { <section><h3 class="part-title">{title}</h3><dl class="help-keys">{rows}</dl></section> }
    };
    let body = view! {
        <div class="help-groups">
            {group("Everywhere", EVERYWHERE)}
            {group("In the review list", IN_LISTS)}
            {group("On a request to review", ON_REQUESTS)}
        </div>
        <label class="help-switch">
            <input
                type="checkbox"
                class="tick"
                prop:checked=keys::are_on()
                on:change=move |event| keys::switch(event_target_checked(&event))
            />
            <span>
                "Single keys do something"
                <span class="hint">"Never in fields. Ctrl K works either way. Kept on this device."</span>
            </span>
        </label>
        {about()}
    };
    panel("dialog help", "Keys and about", body, move || {
        session.overlay.set(None);
    })
}

/// Which version answers, and how quickly.
fn about() -> AnyView {
    let served = api::served();
    let took = (!served.took_ms.is_empty()).then(|| {
        format!(
            "The last answer took {}\u{a0}ms in the service.",
            served.took_ms
        )
    });
    view! { <p class="small muted figure">"Postern " {served.version} ". " {took}</p> }.into_any()
}
