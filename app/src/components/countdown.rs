//! What is left of some access: digits that tick, and a bar.

use crate::view::prelude::*;
use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};

use crate::{browser, session::Session, words};

/// How close the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// More than ten minutes.
    Far,
    /// Under ten minutes.
    Near,
    /// Under a minute.
    Last,
    /// Over.
    Over,
}

impl Nearness {
    /// How close an end is that comes after so long.
    pub fn of(left: Duration) -> Self {
        match left.as_ms() {
            i64::MIN..=0 => Self::Over,
            1..60_000 => Self::Last,
            60_000..600_000 => Self::Near,
            _ => Self::Far,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Far => "far",
            Self::Near => "near",
            Self::Last => "last",
            Self::Over => "over",
        }
    }

    /// What is to be heard when it comes this close.
    const fn announced(self) -> &'static str {
        match self {
            Self::Far => "",
            Self::Near => "Access ends in under ten minutes",
            Self::Last => "Access ends in under a minute",
            Self::Over => "Access has ended",
        }
    }
}

/// How many thousandths of `whole` are left at `now`.
pub fn share(starts: Timestamp, ends: Timestamp, now: Timestamp) -> i64 {
    let whole = ends.since(starts).as_ms().max(1);
    (ends.since(now).as_ms().clamp(0, whole) * 1_000) / whole
}

/// The digits alone.
pub fn digits(ends: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    let nearness = move || Nearness::of(ends.since(clock.now())).as_str();
    view! {
        <span class="digits" role="timer" data-near=nearness>
            {move || words::countdown(ends.since(clock.now()))}
        </span>
    }
    .into_any()
}

/// The bar alone.
pub fn bar(starts: Timestamp, ends: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    let nearness = move || Nearness::of(ends.since(clock.now())).as_str();
    view! {
        <svg class="meter" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true" data-near=nearness>
            <rect height="6" width=move || share(starts, ends, clock.now()).to_string() />
        </svg>
    }
    .into_any()
}

/// Digits, end and bar; announced at ten minutes and at one.
pub fn countdown(starts: Timestamp, ends: Timestamp) -> AnyView {
    let clock = Session::here().clock;
    let announced = memo(move || Nearness::of(ends.since(clock.now())).announced());
    view! {
        <div class="countdown">
            <p>
                {digits(ends)}
                <span class="small muted">
                    "until " {words::with_utc(ends, browser::minutes_east(ends))}
                </span>
            </p>
            {bar(starts, ends)}
            <span class="unseen" role="status">{move || announced.get()}</span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_shrinks_to_nothing() {
        let at = |s: i64| Timestamp::from_ms(s * 1_000);
        for (now, left) in [
            (0, 1_000),
            (50, 500),
            (99, 10),
            (100, 0),
            (200, 0),
            (-50, 1_000),
        ] {
            assert_eq!(share(at(0), at(100), at(now)), left);
        }
        assert_eq!(share(at(5), at(5), at(5)), 0);
    }

    #[test]
    fn ends_come_near_in_steps() {
        for (seconds, nearness) in [
            (601, Nearness::Far),
            (600, Nearness::Far),
            (599, Nearness::Near),
            (59, Nearness::Last),
            (0, Nearness::Over),
        ] {
            assert_eq!(Nearness::of(Duration::from_secs(seconds)), nearness);
        }
    }
}
