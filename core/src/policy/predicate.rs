//! Conditions over a reviewer, a request and a review: the `where` of a role's `review_requests`
//! and the `filter` of a threshold (E1–E15). Types are checked when a condition is read, so that
//! what is left for evaluation to refuse is little, and listed by [`Predicate::faults`].

mod check;
mod constant;
mod evaluate;
mod names;
mod term;
#[cfg(test)]
mod tests;

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::ops::Range;

use self::term::Condition;
use super::{
    budget::{Budget, Remaining},
    expression::{self, ExpressionError},
    traits::Traits,
};

/// Where a predicate stands, which decides what it may speak of (E2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Env {
    /// `review_requests.where`: reviewer and request.
    Where,
    /// A threshold's `filter`: the review as well.
    Filter,
}

/// A condition that was read and type-checked.
#[derive(Clone, Debug)]
pub struct Predicate {
    condition: Condition,
    budget: Budget,
}

/// What a predicate looks at.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// Who reviews.
    pub reviewer: Reviewer<'a>,
    /// What is reviewed.
    pub request: Request<'a>,
    /// The review itself; only a [`Env::Filter`] predicate looks at it, and such a one cannot be
    /// evaluated without.
    pub review: Option<Review<'a>>,
}

/// The `reviewer` of a predicate.
#[derive(Clone, Debug)]
pub struct Reviewer<'a> {
    /// `reviewer.roles`, in order.
    pub roles: Vec<&'a str>,
    /// `reviewer.traits`.
    pub traits: &'a Traits,
}

/// The `request` of a predicate.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// `request.roles`, in byte order (O5).
    pub roles: Vec<&'a str>,
    /// `request.reason`.
    pub reason: &'a str,
    /// `request.system_annotations`.
    pub system_annotations: &'a BTreeMap<String, Vec<String>>,
}

/// The `review` of a filter.
#[derive(Clone, Debug)]
pub struct Review<'a> {
    /// `review.reason`.
    pub reason: &'a str,
    /// `review.annotations`.
    pub annotations: &'a BTreeMap<String, Vec<String>>,
}

/// Why a text is no predicate, or what in a predicate will fail when evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredicateError {
    /// Which kind of trouble.
    pub kind: PredicateErrorKind,
    /// What is wrong.
    pub message: String,
    /// The bytes of the text that are wrong.
    pub span: Range<usize>,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

/// Why a predicate has no answer. Whoever asked must refuse (V8, S5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvalError {
    /// What could not be evaluated, and why.
    pub message: String,
    /// Its bytes in the predicate's text.
    pub span: Range<usize>,
}

/// The kinds of trouble with a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredicateErrorKind {
    /// It breaks the syntax.
    Syntax,
    /// It names something that does not exist.
    Name,
    /// A function has too many arguments or too few.
    Arity,
    /// Something of another type belongs there.
    Type,
}

impl Predicate {
    /// Reads a predicate. An empty text is no predicate (E8): see [`Predicate::parse_optional`].
    ///
    /// # Errors
    /// The first thing that breaks the syntax, is unknown, or has the wrong type. Errors in
    /// patterns are not among them (E15).
    ///
    /// # Examples
    /// ```
    /// use postern_core::policy::{budget::Budget, predicate::{Env, Predicate}};
    ///
    /// let text = r#"contains(reviewer.roles, "lead") && !contains(request.roles, "prod")"#;
    /// assert!(Predicate::parse(text, Env::Where, &Budget::PRODUCT).is_ok());
    /// let error = Predicate::parse("contain(reviewer.roles, `a`)", Env::Where, &Budget::PRODUCT).unwrap_err();
    /// assert_eq!(error.help.as_deref(), Some("did you mean `contains`?"));
    /// ```
    pub fn parse(text: &str, env: Env, budget: &Budget) -> Result<Self, PredicateError> {
        Self::parse_within(text, env, &Remaining::of(budget))
    }

    /// Reads a predicate, its patterns within what is left for the policy.
    ///
    /// # Errors
    /// As [`Predicate::parse`].
    pub fn parse_within(
        text: &str,
        env: Env,
        remaining: &Remaining,
    ) -> Result<Self, PredicateError> {
        let expression = expression::parse(text)?;
        let condition = check::condition(&expression, env, remaining)?;
        Ok(Self {
            condition,
            budget: *remaining.budget(),
        })
    }

    /// Reads a predicate that may be left out: the empty text is `None`, no condition (E8).
    ///
    /// # Errors
    /// As [`Predicate::parse`].
    pub fn parse_optional(
        text: &str,
        env: Env,
        remaining: &Remaining,
    ) -> Result<Option<Self>, PredicateError> {
        if text.is_empty() {
            Ok(None)
        } else {
            Self::parse_within(text, env, remaining).map(Some)
        }
    }

    /// Whether the condition holds. Operands are looked at from the left, and only as far as
    /// needed (E10).
    ///
    /// # Errors
    /// What could not be evaluated: `equals` of a list and a string (E9), a pattern that does not
    /// compile (E15).
    pub fn evaluate(&self, context: &Context<'_>) -> Result<bool, EvalError> {
        evaluate::holds(&self.condition, context, &self.budget)
    }

    /// What fails whenever it is evaluated: comparisons of different types (E9) and patterns that
    /// do not compile (E15). The reference stores such predicates; lint refuses them.
    #[must_use]
    pub fn faults(&self) -> Vec<PredicateError> {
        let mut faults = Vec::new();
        check::faults(&self.condition, &mut faults);
        faults
    }

    /// What it comes to whoever reviews and whatever was asked, if its own text alone decides that.
    #[must_use]
    pub fn constant(&self) -> Option<bool> {
        constant::fold(&self.condition)
    }
}

impl PredicateError {
    /// `message` about these bytes of the text.
    pub(crate) fn new(message: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            kind: PredicateErrorKind::Type,
            message: message.into(),
            span,
            help: None,
        }
    }

    /// The same, of another kind.
    pub(crate) const fn of(mut self, kind: PredicateErrorKind) -> Self {
        self.kind = kind;
        self
    }

    /// The same, with what to write instead.
    pub(crate) fn with_help(mut self, help: Option<&str>) -> Self {
        self.help = help.map(Into::into);
        self
    }
}

impl From<ExpressionError> for PredicateError {
    fn from(error: ExpressionError) -> Self {
        Self {
            kind: PredicateErrorKind::Syntax,
            message: error.message,
            span: error.span,
            help: error.help,
        }
    }
}
