//! What a `kind: access_monitoring_rule` document says: which requests it is about, whether they are
//! reviewed automatically, and who is told.

pub mod condition;
pub mod schedule;

use alloc::{string::String, vec::Vec};

use self::{condition::Condition, schedule::Schedule};
use super::{budget::Remaining, predicate::PredicateError, role::Text};
use crate::yaml::span::Span;

/// A rule that watches requests being made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitoringRule {
    /// The name, unique among rules.
    pub name: String,
    /// The whole document.
    pub span: Span,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// `spec.subjects` names `access_request`; a rule about anything else is kept and does nothing.
    pub about_requests: bool,
    /// `spec.condition`: which requests (see [`condition::Condition`]).
    pub condition: Text,
    /// What it decides; `None` unless `desired_state: reviewed` and the integration is `builtin`.
    pub review: Option<AutomaticReview>,
    /// Who is told.
    pub notification: Option<Notification>,
    /// When it is in force; always, if there are none.
    pub schedules: Vec<Schedule>,
}

/// `spec.automatic_review`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AutomaticReview {
    /// `decision: APPROVED` or `DENIED`.
    pub approves: bool,
    /// `reason`; empty if nothing was written.
    pub reason: Text,
    /// Where the decision is written.
    pub span: Span,
}

/// `spec.notification`: who hears of the requests that the rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// The integration's name.
    pub name: Text,
    /// Whom it tells, in its own terms: channels, addresses, services.
    pub recipients: Vec<Text>,
}

/// A rule with its condition read.
#[derive(Clone, Debug)]
pub struct CompiledRule {
    /// The rule.
    pub rule: MonitoringRule,
    /// Its condition, or why it cannot be read: such a rule decides nothing, and where it would deny
    /// nothing is approved automatically.
    pub condition: Result<Condition, PredicateError>,
}

impl CompiledRule {
    /// Reads the rule's condition, within what is left for the policy.
    #[must_use]
    pub fn new(rule: MonitoringRule, remaining: &Remaining) -> Self {
        let condition = Condition::parse_within(&rule.condition.value, remaining);
        Self { rule, condition }
    }
}
