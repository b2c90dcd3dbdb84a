//! Conditions of access monitoring rules: a typed language over a request and who made it, with the
//! syntax of predicates (E1) and names, sets and methods of its own (N2, N3).

mod check;
mod evaluate;
mod names;
mod term;
#[cfg(test)]
mod tests;

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use crate::policy::{
    budget::{Budget, Remaining},
    expression,
    predicate::{EvalError, PredicateError},
    timestamp::Timestamp,
    traits::Traits,
};

/// A condition that was read and type-checked.
#[derive(Clone, Debug)]
pub struct Condition {
    term: term::Condition,
    faults: Vec<PredicateError>,
}

/// What a condition looks at.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// `access_request.spec.roles`: what is asked for.
    pub roles: Vec<&'a str>,
    /// `access_request.spec.suggested_reviewers`.
    pub suggested_reviewers: Vec<&'a str>,
    /// `access_request.spec.system_annotations`.
    pub system_annotations: &'a BTreeMap<String, Vec<String>>,
    /// `access_request.spec.user`: who asks.
    pub user: &'a str,
    /// `access_request.spec.request_reason`; empty if nothing was said.
    pub reason: &'a str,
    /// `access_request.spec.creation_time`.
    pub created: Timestamp,
    /// `access_request.spec.expiry`: when the request lapses if nobody decides.
    pub expires: Timestamp,
    /// `user.traits` of who asks.
    pub traits: &'a Traits,
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// The first thing that breaks the syntax, is unknown, or has the wrong type. Errors in patterns
    /// are not among them: see [`Condition::faults`].
    ///
    /// # Examples
    /// ```
    /// use postern_core::policy::{budget::Budget, monitoring::condition::Condition};
    ///
    /// let text = r#"contains_all(set("dev"), access_request.spec.roles)"#;
    /// assert!(Condition::parse(text, &Budget::PRODUCT).is_ok());
    /// let error = Condition::parse(r#"contains(user.traits.team, "a")"#, &Budget::PRODUCT).unwrap_err();
    /// assert_eq!(error.help.as_deref(), Some("write `user.traits.team.contains(…)`"));
    /// ```
    pub fn parse(text: &str, budget: &Budget) -> Result<Self, PredicateError> {
        Self::parse_within(text, &Remaining::of(budget))
    }

    /// The same, within what is left for the policy that the condition belongs to.
    ///
    /// # Errors
    /// As [`Condition::parse`].
    pub fn parse_within(text: &str, remaining: &Remaining) -> Result<Self, PredicateError> {
        let expression = expression::parse(text)?;
        let (term, faults) = check::condition(&expression, remaining)?;
        Ok(Self { term, faults })
    }

    /// Whether the condition holds. Operands are looked at from the left, and only as far as needed.
    ///
    /// # Errors
    /// What could not be worked out: a pattern that does not compile, a value that is no email
    /// address, a `choose` of which no option holds.
    pub fn evaluate(&self, facts: &Facts<'_>) -> Result<bool, EvalError> {
        evaluate::holds(&self.term, facts)
    }

    /// What fails whenever it is evaluated: patterns that do not compile.
    #[must_use]
    pub fn faults(&self) -> &[PredicateError] {
        &self.faults
    }

    /// Whether it can hold for a request that asks for further roles besides those it speaks of:
    /// true unless it bounds what is asked for from above, as `contains_all(set("dev"),
    /// access_request.spec.roles)` does. What cannot be told apart is taken as not bounded.
    #[must_use]
    pub fn admits_further_roles(&self) -> bool {
        !self.term.bounds_roles()
    }
}
