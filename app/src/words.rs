//! The words of the page: how durations, moments, names and counts are written. Pure; time zones come
//! in as minutes east of UTC.

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};

/// Holds a number and its unit together.
const NBSP: char = '\u{a0}';
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A length of time: `45 s`, `30 min`, `2 h 30 min`, `2 d 4 h`; the two largest units.
pub fn length(duration: Duration) -> String {
    let seconds = duration.as_secs().max(0);
    let units = [
        (seconds / DAY, "d"),
        (seconds % DAY / HOUR, "h"),
        (seconds % HOUR / MINUTE, "min"),
        (seconds % MINUTE, "s"),
    ];
    let first = units.iter().position(|(n, _)| *n > 0).unwrap_or(3);
    let parts: Vec<String> = units
        .iter()
        .skip(first)
        .take(2)
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n}{NBSP}{unit}"))
        .collect();
    if parts.is_empty() {
        format!("0{NBSP}s")
    } else {
        parts.join(&NBSP.to_string())
    }
}

/// What is left, rounded up to whole minutes from two minutes on: `56 min`, `2 h`, `48 s`.
pub fn left(duration: Duration) -> String {
    let seconds = duration.as_secs().max(0);
    let rounded = match seconds {
        s if s >= DAY => s / HOUR * HOUR,
        s if s >= 2 * MINUTE => (s + MINUTE - 1) / MINUTE * MINUTE,
        s => s,
    };
    length(Duration::from_secs(rounded))
}

/// How long something took: `for less than a minute`, then in whole minutes, `for 2 h 30 min`.
pub fn lasted(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < MINUTE {
        "for less than a minute".into()
    } else {
        let whole = Duration::from_secs(seconds / MINUTE * MINUTE);
        format!("for {}", length(whole))
    }
}

/// A countdown: `58:12` under an hour, `3 h 12 min` from an hour, `2 d 4 h` from a day.
pub fn countdown(duration: Duration) -> String {
    let seconds = duration.as_ms().max(0).saturating_add(999) / 1_000;
    if seconds < HOUR {
        format!("{}:{:02}", seconds / MINUTE, seconds % MINUTE)
    } else {
        length(Duration::from_secs(seconds / MINUTE * MINUTE))
    }
}

/// How long ago: `just now`, `12 s ago`, `2 min ago`, `3 h ago`, then days.
pub fn ago(then: Timestamp, now: Timestamp) -> String {
    let seconds = now.since(then).as_secs();
    let (n, unit) = match seconds {
        i64::MIN..5 => return "just now".into(),
        5..MINUTE => (seconds, "s"),
        MINUTE..HOUR => (seconds / MINUTE, "min"),
        HOUR..DAY => (seconds / HOUR, "h"),
        _ => (seconds / DAY, "d"),
    };
    format!("{n}{NBSP}{unit} ago")
}

/// A time of day where the reader is: `15:03`.
pub fn clock(at: Timestamp, east: i64) -> String {
    let minutes = (at.as_secs().div_euclid(MINUTE) + east).rem_euclid(DAY / MINUTE);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day as seen from today: `today`, `tomorrow`, `yesterday`, a weekday within six days, else `20 Nov`.
pub fn day(at: Timestamp, now: Timestamp, east: i64) -> String {
    let day_of = |at: Timestamp| (at.as_secs() + east * MINUTE).div_euclid(DAY);
    let (day, today) = (day_of(at), day_of(now));
    match day - today {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        -6..=6 => WEEKDAYS
            .get(usize::try_from((day + 4).rem_euclid(7)).unwrap_or_default())
            .copied()
            .unwrap_or_default()
            .into(),
        _ => date(at.plus(Duration::from_secs(east * MINUTE))),
    }
}

/// `today 14:03 (13:03 UTC)`: without the second half where they are the same.
pub fn moment(at: Timestamp, now: Timestamp, east: i64) -> String {
    let day = day(at, now, east);
    format!("{day} {}", with_utc(at, east))
}

/// `15:07 (14:07 UTC)`, or `15:07 UTC` where the reader lives by it.
pub fn with_utc(at: Timestamp, east: i64) -> String {
    let utc = clock(at, 0);
    match east {
        0 => format!("{utc}{NBSP}UTC"),
        _ => format!("{} ({utc}{NBSP}UTC)", clock(at, east)),
    }
}

/// A time of day, with its day unless that is today: `15:07`, `tomorrow 09:00`.
pub fn when(at: Timestamp, now: Timestamp, east: i64) -> String {
    match day(at, now, east).as_str() {
        "today" => clock(at, east),
        day => format!("{day} {}", clock(at, east)),
    }
}

const WEEKDAYS: [&str; 7] = [
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// `20 Nov`, from the parts of RFC 3339.
fn date(at: Timestamp) -> String {
    let text = at.to_string();
    let mut parts = text.split(['-', 'T']).skip(1);
    let month: usize = parts.next().and_then(|m| m.parse().ok()).unwrap_or(1);
    let day: u32 = parts.next().and_then(|d| d.parse().ok()).unwrap_or(1);
    let month = MONTHS.get(month.wrapping_sub(1)).copied().unwrap_or("");
    format!("{day}{NBSP}{month}")
}

/// `rita`, `rita and rolf`, `rita, rolf and bob`, `rita, rolf and 3 more`.
pub fn names(all: &[&str]) -> String {
    match all {
        [] => "nobody".into(),
        [one] => (*one).into(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

/// The same with `or`: `bob or rolf`.
pub fn any_of(all: &[&str]) -> String {
    match all {
        [one, two] => format!("{one} or {two}"),
        [one, two, three] => format!("{one}, {two} or {three}"),
        _ => names(all),
    }
}

/// `1 request`, `3 requests`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n}{NBSP}{}", if n == 1 { one } else { many })
}

/// A count in words where it begins a sentence: `One thing`, `Two things`, `11 things`.
pub fn count_said(n: usize, one: &str, many: &str) -> String {
    const SAID: [&str; 7] = ["No", "One", "Two", "Three", "Four", "Five", "Six"];
    match SAID.get(n) {
        Some(said) => format!("{said} {}", if n == 1 { one } else { many }),
        None => count(n, one, many),
    }
}

/// The beginning of an identifier, enough to tell it from others: `3f9c1e7a`.
pub fn short_id(id: &str) -> String {
    id.chars().take(8).collect()
}

#[cfg(test)]
mod tests;
