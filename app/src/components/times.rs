//! Moments: said in relation to now, with the whole of it on hand.

use crate::view::prelude::*;
use postern_core::request::timestamp::Timestamp;

use crate::{browser, session::Session, words};

/// `2 min ago`, up to a day; then the day.
pub fn ago(at: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    stamp(at, move || {
        let now = clock.now();
        if now.since(at).as_secs() < 86_400 {
            words::ago(at, now)
        } else {
            words::when(at, now, browser::minutes_east(at))
        }
    })
}

/// `today 14:03 (13:03 UTC)`.
pub fn moment(at: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    stamp(at, move || {
        words::moment(at, clock.now(), browser::minutes_east(at))
    })
}

/// `15:03`, with its day unless that is today.
pub fn when(at: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    stamp(at, move || {
        words::when(at, clock.now(), browser::minutes_east(at))
    })
}

/// `56 min`, until then.
pub fn left(at: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    stamp(at, move || words::left(at.since(clock.now())))
}

fn stamp(at: Timestamp, say: impl Fn() -> String + Send + Sync + 'static) -> AnyView {
    // Told apart by its text, so that a tick which changes nothing touches nothing.
    let said = memo(say);
    let whole = words::moment(
        at,
        Session::here().clock.glance(),
        browser::minutes_east(at),
    );
    view! { <time datetime=at.to_string() title=whole>{move || said.get()}</time> }.into_any()
}
