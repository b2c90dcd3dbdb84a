//! What is said where something else came than a test expects.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString as _},
    vec::Vec,
};
use core::fmt::Display;

use super::place;
use crate::{
    api::policy_test::Unmet,
    inspection::explain::placed,
    policy::{decision::Step, reading::Reading, role::Text, spelling::listed},
    yaml::span::Span,
};

/// How many names one sentence lists at most.
const MOST_NAMES: usize = 10;
/// How many steps one unmet expectation shows at most.
const MOST_STEPS: usize = 12;

/// Why a test cannot be run, in one sentence.
pub(super) struct Unfit(pub(super) String);

/// Why something was refused.
pub(super) struct Said {
    pub(super) code: &'static str,
    sentence: String,
    pub(super) because: Vec<Step>,
}

impl Said {
    pub(super) fn new(code: &'static str, sentence: &impl Display, because: &[Step]) -> Self {
        Self {
            code,
            sentence: sentence.to_string(),
            because: because.to_vec(),
        }
    }

    /// As what came.
    pub(super) fn words(&self) -> String {
        format!("`{}`: {}", self.code, self.sentence)
    }
}

/// What was not met so far.
pub(super) struct Judgement<'a> {
    reading: &'a Reading,
    unmet: Vec<Unmet>,
}

impl<'a> Judgement<'a> {
    pub(super) const fn new(reading: &'a Reading) -> Self {
        Self {
            reading,
            unmet: Vec::new(),
        }
    }

    pub(super) fn into_unmet(self) -> Vec<Unmet> {
        self.unmet
    }

    pub(super) fn unmet(&mut self, at: Span, expected: String, came: String, because: &[Step]) {
        let steps = because.get(..MOST_STEPS).unwrap_or(because);
        self.unmet.push(Unmet {
            at: place(self.reading, at),
            expected,
            came,
            why: placed(self.reading, steps),
        });
    }

    /// Compares a refusal with the one that is expected, if one is.
    pub(super) fn refusal(&mut self, expected: &Text, said: &Said) {
        if !expected.value.is_empty() && expected.value != said.code {
            self.unmet(
                expected.span,
                format!("the refusal `{}`", expected.value),
                said.words(),
                &said.because,
            );
        }
    }

    /// Compares two sets of names.
    pub(super) fn same(&mut self, what: &str, at: Span, expected: &[Text], came: &BTreeSet<&str>) {
        let expected = set(expected);
        if expected != *came {
            let words = |names| format!("{what}: {}", names_of(names));
            self.unmet(at, words(&expected), words(came), &[]);
        }
    }
}

/// Names as a set.
pub(super) fn set(texts: &[Text]) -> BTreeSet<&str> {
    texts.iter().map(|text| text.value.as_str()).collect()
}

/// Names in a sentence, not too many of them.
pub(super) fn names_of(names: &BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "none".into();
    }
    let shown: Vec<&str> = names.iter().copied().take(MOST_NAMES).collect();
    match names.len().checked_sub(shown.len()) {
        None | Some(0) => listed(&shown, "and"),
        Some(more) => format!("{} and {more} more", listed(&shown, "and")),
    }
}
