//! Matchers: any pattern is read or refused within the budget, and accepts what its kind says (M, R).

use postern_core::policy::{
    budget::Budget,
    expand::{LONGEST_RESULT, Replacement},
    index::catalogue::Catalogue,
    matcher::{Matcher, MatcherKind, pattern::Replacer, re2::LetterCase},
};

use crate::{
    input::{Input, joined},
    sample::{Samples, text},
    span::within,
};

/// The longest name that is tried, in characters: twice what can be saved.
const LONGEST: usize = 512;

pub(super) fn check(input: &mut Input<'_>) {
    let pattern = input.text();
    let names: Vec<String> = input
        .take(8)
        .map(|name| name.chars().take(LONGEST).collect())
        .collect();
    let braces = pattern.contains("{{") || pattern.contains("}}");
    match Matcher::parse(&pattern, &Budget::PRODUCT) {
        Ok(matcher) if braces => {
            assert_eq!(matcher.kind(), MatcherKind::Template);
            decides(&matcher, &names);
        }
        Ok(matcher) => plain(&matcher, &names),
        Err(error) => within(&pattern, &error.span),
    }
    if braces && let Ok(matcher) = Matcher::glob_or_regex(&pattern, &Budget::PRODUCT) {
        plain(&matcher, &names);
    }
}

/// A matcher in which braces mean nothing.
fn plain(matcher: &Matcher, names: &[String]) {
    assert_eq!(matcher.kind(), plain_kind(matcher.text()));
    decides(matcher, names);
    for case in [LetterCase::Exact, LetterCase::Ignored] {
        replaces(matcher, case, names);
    }
}

fn plain_kind(pattern: &str) -> MatcherKind {
    if pattern.starts_with('^') && pattern.ends_with('$') {
        MatcherKind::Regex
    } else if pattern.contains('*') {
        MatcherKind::Glob
    } else {
        MatcherKind::Literal
    }
}

/// Every way to ask gives one answer, and the simple kinds answer as they are defined.
fn decides(matcher: &Matcher, names: &[String]) {
    let text = matcher.text().to_owned();
    let wider = match matcher.kind() {
        MatcherKind::Template => Matcher::parse(&text, &Budget::REFERENCE),
        _ => Matcher::glob_or_regex(&text, &Budget::REFERENCE),
    };
    let wider = wider.unwrap_or_else(|error| unreachable!("only within the budget: {error}"));
    let names: Vec<&str> = names.iter().chain([&text]).map(String::as_str).collect();
    for name in &names {
        let accepted = matcher.accepts(name);
        assert_eq!(wider.accepts(name), accepted, "{name:?}");
        match matcher.kind() {
            MatcherKind::Literal => assert_eq!(accepted, *name == text, "{name:?}"),
            MatcherKind::Glob => assert_eq!(accepted, glob_accepts(&text, name), "{name:?}"),
            MatcherKind::Regex | MatcherKind::Template => {}
        }
    }
    for catalogue in [Catalogue::new(names.clone()), Catalogue::new(names.clone()).ready()] {
        let accepted = catalogue.accepted([matcher]);
        for (position, name) in catalogue.names().iter().enumerate() {
            assert_eq!(accepted.contains(position), matcher.accepts(name), "{name:?}");
        }
    }
}

/// The definition, character by character (M2–M5): which places of the glob the name can have reached.
fn glob_accepts(glob: &str, name: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    // A star may stand for nothing, so reaching it is reaching what follows.
    let close = |reached: &mut Vec<bool>| {
        for (place, character) in glob.iter().enumerate() {
            if *character == '*' && reached.get(place) == Some(&true) {
                reached.splice(place + 1..=place + 1, [true]);
            }
        }
    };
    let mut reached = vec![false; glob.len() + 1];
    reached.splice(..1, [true]);
    close(&mut reached);
    for next in name.chars() {
        let mut after = vec![false; glob.len() + 1];
        for (place, character) in glob.iter().enumerate() {
            if reached.get(place) != Some(&true) {
                continue;
            }
            if *character == '*' && next != '\n' {
                after.splice(place..=place, [true]);
            } else if *character == next {
                after.splice(place + 1..=place + 1, [true]);
            }
        }
        close(&mut after);
        reached = after;
    }
    reached.last() == Some(&true)
}

/// Replacing every match by itself changes nothing, and there is a match where the matcher says so (C3).
fn replaces(matcher: &Matcher, case: LetterCase, names: &[String]) {
    let replacer = match Replacer::glob_or_regex(matcher.text(), case, &Budget::PRODUCT) {
        Ok(replacer) => replacer,
        Err(error) => return within(matcher.text(), &error.span),
    };
    let itself = Replacement::parse("${0}");
    for name in names {
        // A name by itself never grows too long.
        let Ok(replaced) = replacer.replace_all(name, &itself) else {
            assert!(name.len() > LONGEST_RESULT);
            return;
        };
        if let Some(replaced) = &replaced {
            assert_eq!(replaced, name);
        }
        if case == LetterCase::Exact {
            assert_eq!(replaced.is_some(), matcher.accepts(name), "{name:?}");
        }
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let cases = samples.cases("matcher");
    cases
        .map(|case| joined([text(case, "expr"), text(case, "input")]))
        .collect()
}
