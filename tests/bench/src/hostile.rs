//! Patterns of at most 1 KiB that ask for as much work as they can, and names that make them do it.

use std::hint::black_box;

use anyhow::Result;
use postern_core::policy::{budget::Budget, matcher::Matcher};

use crate::{
    clock::glance,
    row::{Goal::AtMost, Row},
};

/// What a pattern may take until it has been compiled, and for one name; in seconds.
const MOST: f64 = 0.005;

/// Each with a word about it. Those that the budget refuses cost little; the worst are just below it.
#[must_use]
pub fn patterns() -> Vec<(&'static str, String)> {
    let times = |what: &str, most: usize| what.repeat(most.min(1000 / what.len()));
    let counts = |what: &str| {
        [10, 20, 30, 40, 60, 80, 100, 150, 200, 300, 400, 600, 1000]
            .map(|count| format!("{what}{{{count}}}"))
    };
    let mut patterns = vec![
        ("stars", times("a*", 500)),
        ("any case", times("(?i)ſk", 200)),
        ("choices", format!("({})", times("a|", 500))),
        ("words", format!("({}x)", times("ab|cd|", 160))),
        ("nested counts", "((a{10}){10}){10}".into()),
        ("nested options", "((a?){30}){30}b".into()),
        ("classes", times(r"\pL", 300)),
        ("optional anything", times("(?:.*)?", 140)),
        ("anything counted", "(.*){250}".into()),
        ("boundaries", times(r"\b|\B|^|$|", 90)),
        ("word classes", times(r"[\w\d]*", 140)),
        ("other scripts", times(r"\p{Greek}\P{Han}", 60)),
    ];
    let repeated = [
        ("letters", r"\pL"),
        ("letters in any case", r"(?i:\pL)"),
        ("no letters", r"\PL"),
        ("all but a few", r"[^\pL\d]"),
        ("anything", "."),
        ("every character in any case", r"(?i:[\x{0}-\x{10FFFF}])"),
        ("one character of four bytes", "\u{1f600}"),
        ("a range of three bytes", "[\u{800}-\u{ffff}]"),
        ("words", r"\w"),
        ("options", "a?"),
        ("two options", "(?:a?b?)"),
        ("stars", "(?:a*)"),
        ("choices", "(?:a|b|c|d)"),
        ("any case", "(?i:k)"),
    ];
    for (why, what) in repeated {
        patterns.extend(counts(what).map(|text| (why, text)));
        // As many beside each other as there is room for.
        patterns.extend([2, 4, 8, 16, 32].map(|count| (why, times(what, count))));
    }
    let bounded = patterns
        .into_iter()
        .map(|(why, text)| (why, format!("^{text}$")));
    bounded.filter(|(_, text)| text.len() <= 1024).collect()
}

/// Names as long as a name may be, for a pattern to get lost in.
#[must_use]
pub fn names() -> Vec<String> {
    ["a", "k", "é", "\u{1f600}", "ab", "a b"]
        .map(|piece| piece.repeat(256 / piece.len()))
        .into()
}

/// Reads a pattern and runs it once, so that it has been compiled. Whether the budget lets it pass.
#[must_use]
pub fn compile(pattern: &str) -> bool {
    let matcher = Matcher::parse(pattern, &Budget::PRODUCT);
    matcher.is_ok_and(|matcher| {
        black_box(matcher.accepts(""));
        black_box(matcher.accepts("a"));
        true
    })
}

/// How long the worst of them takes.
///
/// # Errors
/// Never; it is a question like the others.
pub fn time() -> Result<Vec<Row>> {
    let (mut compiling, mut matching) = (Worst::default(), Worst::default());
    for (why, pattern) in patterns() {
        compiling.note(glance(|| compile(&pattern)), why, &pattern);
        let Ok(matcher) = Matcher::parse(&pattern, &Budget::PRODUCT) else {
            continue;
        };
        for name in names() {
            matching.note(glance(|| matcher.accepts(&name)), why, &pattern);
        }
    }
    Ok(vec![
        compiling.row("hostile text, compiled: worst / 5 ms"),
        matching.row("hostile text, run on 256 bytes: worst / 5 ms"),
    ])
}

/// What took longest.
#[derive(Default)]
struct Worst {
    taken: f64,
    what: String,
}

impl Worst {
    fn note(&mut self, taken: f64, why: &str, pattern: &str) {
        if taken > self.taken {
            let shown: String = pattern.chars().take(24).collect();
            self.taken = taken;
            self.what = format!("{why} {shown}");
        }
    }

    fn row(self, title: &str) -> Row {
        let times = (self.taken, MOST);
        let row = Row::cost(title, times, Some(AtMost(1.0)));
        Row {
            note: Some(self.what),
            ..row
        }
    }
}
