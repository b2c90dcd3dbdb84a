//! Cases for the words.

use super::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn plain(text: String) -> String {
    text.replace(NBSP, " ")
}

#[test]
fn lengths() {
    let cases = [
        (0, "0 s", "0 s", "0:00"),
        (48, "48 s", "48 s", "0:48"),
        (90, "1 min 30 s", "1 min 30 s", "1:30"),
        (1_800, "30 min", "30 min", "30:00"),
        (3_361, "56 min 1 s", "57 min", "56:01"),
        (3_600, "1 h", "1 h", "1 h"),
        (9_000, "2 h 30 min", "2 h 30 min", "2 h 30 min"),
        (187_300, "2 d 4 h", "2 d 4 h", "2 d 4 h"),
        (-5, "0 s", "0 s", "0:00"),
    ];
    for (seconds, whole, remaining, ticking) in cases {
        let duration = Duration::from_secs(seconds);
        assert_eq!(plain(length(duration)), whole);
        assert_eq!(plain(left(duration)), remaining);
        assert_eq!(plain(countdown(duration)), ticking);
    }
}

#[test]
fn what_took_no_time_to_speak_of_is_not_counted_in_seconds() {
    let cases = [
        (-5, "for less than a minute"),
        (0, "for less than a minute"),
        (59, "for less than a minute"),
        (60, "for 1 min"),
        (3_599, "for 59 min"),
        (9_000, "for 2 h 30 min"),
    ];
    for (seconds, said) in cases {
        assert_eq!(plain(lasted(Duration::from_secs(seconds))), said);
    }
}

#[test]
fn a_countdown_reaches_nought_only_at_the_end() {
    assert_eq!(countdown(Duration::from_ms(1)), "0:01");
    assert_eq!(countdown(Duration::from_ms(0)), "0:00");
}

#[test]
fn moments() {
    let now = at("2026-11-22T13:03:00Z");
    let cases = [
        (
            "2026-11-22T13:03:00Z",
            60,
            "today 14:03 (13:03 UTC)",
            "14:03",
        ),
        ("2026-11-22T13:03:00Z", 0, "today 13:03 UTC", "13:03"),
        (
            "2026-11-22T23:30:00Z",
            60,
            "tomorrow 00:30 (23:30 UTC)",
            "tomorrow 00:30",
        ),
        (
            "2026-11-21T13:03:00Z",
            -300,
            "yesterday 08:03 (13:03 UTC)",
            "yesterday 08:03",
        ),
        (
            "2026-11-26T09:00:00Z",
            0,
            "Thursday 09:00 UTC",
            "Thursday 09:00",
        ),
        (
            "2026-12-20T09:00:00Z",
            0,
            "20 Dec 09:00 UTC",
            "20 Dec 09:00",
        ),
        (
            "2026-11-22T00:15:00Z",
            -60,
            "yesterday 23:15 (00:15 UTC)",
            "yesterday 23:15",
        ),
    ];
    for (then, east, full, short) in cases {
        assert_eq!(plain(moment(at(then), now, east)), full);
        assert_eq!(plain(when(at(then), now, east)), short);
    }
}

#[test]
fn how_long_ago() {
    let now = at("2026-11-22T13:03:00Z");
    for (then, text) in [
        ("2026-11-22T13:02:58Z", "just now"),
        ("2026-11-22T13:03:09Z", "just now"),
        ("2026-11-22T13:02:48Z", "12 s ago"),
        ("2026-11-22T13:01:00Z", "2 min ago"),
        ("2026-11-22T10:01:00Z", "3 h ago"),
        ("2026-11-20T10:01:00Z", "2 d ago"),
    ] {
        assert_eq!(plain(ago(at(then), now)), text);
    }
}

#[test]
fn lists_and_counts() {
    assert_eq!(names(&[]), "nobody");
    assert_eq!(names(&["a", "b"]), "a and b");
    assert_eq!(names(&["a", "b", "c"]), "a, b and c");
    assert_eq!(names(&["a", "b", "c", "d", "e"]), "a, b and 3 more");
    assert_eq!(any_of(&["a", "b"]), "a or b");
    assert_eq!(plain(count(1, "request", "requests")), "1 request");
    assert_eq!(plain(count(0, "request", "requests")), "0 requests");
    assert_eq!(
        count_said(2, "thing to fix", "things to fix"),
        "Two things to fix"
    );
    assert_eq!(short_id("3f9c1e7a-0000"), "3f9c1e7a");
}
