//! Answers with reasons: whether something may be done, and the steps that led there.
//!
//! Findings are data; the one place that turns them into sentences is [`Step::text`] and
//! [`Step::detail`] (`decision/words.rs`).

mod finding;
mod words;

use alloc::vec::Vec;

pub use self::finding::{Act, Entry, EntrySource, Finding, People};
use super::place::Place;

/// The answer to "may X do Y?", and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What follows.
    pub outcome: Outcome,
    /// The steps, the decisive ones first.
    pub because: Vec<Step>,
}

impl Decision {
    /// Whether it is allowed; what cannot be evaluated is not.
    #[must_use]
    pub const fn is_allowed(&self) -> bool {
        matches!(self.outcome, Outcome::Allow)
    }
}

/// What a decision comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Yes.
    Allow,
    /// No: something forbids it, or nothing allows it.
    Deny,
    /// It cannot be evaluated, which counts as no (Q3, V8).
    Failed,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What it means for the answer.
    pub bearing: Bearing,
    /// What was found.
    pub finding: Finding,
    /// Where in the policy that is said.
    pub place: Option<Place>,
}

/// What a step means for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// It holds.
    Holds,
    /// It says nothing about this.
    NotRelevant,
    /// It was looked at and did not match.
    NoMatch,
    /// It depends on something still to come.
    Depends,
    /// This refuses.
    Refuses,
}
