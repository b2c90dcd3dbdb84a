//! The syntax of replacements, case by case (I13).

use super::*;
use crate::policy::{
    budget::Budget,
    matcher::{pattern::Replacer, re2::LetterCase},
};

/// Why, the pattern, the replacement, the text, the result.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, &str, Option<&str>)] = &[
    ("a number", "^dev-(.*)$", "$1", "dev-a", Some("a")),
    ("a number in braces", "^dev-(.*)$", "${1}x", "dev-a", Some("ax")),
    ("a number that runs on is a name", "^dev-(.*)$", "$1x", "dev-a", Some("")),
    ("in every script", "^dev-(.*)$", "$1é.$1٣.$1–", "dev-a", Some("..a–")),
    ("marks are no letters", "^dev-(.*)$", "$1\u{301}", "dev-a", Some("a\u{301}")),
    ("a padded number is a name", "^dev-(.*)$", "$01", "dev-a", Some("")),
    ("zero is all of it", "dev", "[$0]", "a-dev-b", Some("a-[dev]-b")),
    ("a huge number is a name", "(a)", "$99999999999999999999", "a", Some("")),
    ("a name", "^(?P<env>.*)-(?<n>.*)$", "$n-${env}", "dev-a", Some("a-dev")),
    ("the first of the name that took part", "^(?P<n>a)?(?P<n>b)$", "$n", "b", Some("b")),
    ("an unknown group is empty", "(a)", "<$2$x>", "a", Some("<>")),
    ("two dollars are one", "a", "$$1", "a", Some("$1")),
    ("a lone dollar", "a", "$", "a", Some("$")),
    ("a dollar before something else", "a", "$-$ ${ $", "a", Some("$-$ ${ $")),
    ("braces that do not close", "(a)", "${1", "a", Some("${1")),
    ("braces around nothing", "(a)", "${}", "a", Some("${}")),
    ("every occurrence", "a", "b", "banana", Some("bbnbnb")),
    ("empty matches between", "x*", "-", "abxc", Some("-a-b-c-")),
    ("no match", "z", "b", "a", None),
];

#[test]
fn replacements_expand_as_their_rule_says() {
    for (why, pattern, replacement, text, expected) in CASES {
        let replacer = Replacer::regex(pattern, LetterCase::Exact, &Budget::PRODUCT).expect(why);
        let got = replacer.replace_all(text, &Replacement::parse(replacement));
        assert_eq!(got.as_ref().map(Option::as_deref), Ok(*expected), "{why}");
    }
}

#[test]
fn a_dollar_before_another_character_looks_expandable() {
    for (text, expected) in [
        ("^dev-.*$", false),
        ("^a$|^b$", true),
        ("a$$", false),
        ("$$a", true),
        ("", false),
    ] {
        assert_eq!(looks_expandable(text), expected, "{text}");
    }
}
