//! One author's verdict on a request, with all that was true when it was given.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use serde::{Deserialize, Serialize};

use super::{plan::ThresholdIndex, timestamp::Timestamp};
use crate::policy::{
    digest::PolicyDigest,
    duration::Duration,
    name::{RoleName, UserName},
};

pub mod tally;

/// What a review proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Grant it.
    Approve,
    /// Refuse it.
    Deny,
}

/// Keys and values attached by a person to a review or a resolution.
pub type Annotations = BTreeMap<String, Vec<String>>;

/// What a reviewer wants to say, before anyone checked whether they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Approve or deny.
    pub verdict: Verdict,
    /// Why; empty if nothing was said.
    pub reason: String,
    /// The roles to grant, where fewer than asked; `None` means all.
    pub roles: Option<BTreeSet<RoleName>>,
    /// A shorter access, counted from the request's creation; `None` leaves it.
    pub max_duration: Option<Duration>,
    /// Another begin of access; `None` leaves it (S13).
    pub starts_at: Option<Timestamp>,
    /// For filters and integrations.
    pub annotations: Annotations,
}

impl Proposal {
    /// A verdict on everything asked, with a reason.
    #[must_use]
    pub fn new(verdict: Verdict, reason: impl Into<String>) -> Self {
        Self {
            verdict,
            reason: reason.into(),
            roles: None,
            max_duration: None,
            starts_at: None,
            annotations: Annotations::new(),
        }
    }
}

/// A recorded verdict; it never changes, whatever happens to the policy later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Who gave it.
    pub author: UserName,
    /// The access monitoring rule that gave it, where no person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// Approve or deny.
    pub verdict: Verdict,
    /// Why; empty if nothing was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The roles it speaks for: all of the request's, or the fewer that an approval names.
    pub roles: BTreeSet<RoleName>,
    /// A shorter access, counted from the request's creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<Duration>,
    /// Another begin of access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// For filters and integrations.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
    /// The thresholds it counts for, found when it was given (S4).
    pub counts: Vec<ThresholdIndex>,
    /// When it was given.
    pub at: Timestamp,
    /// The policy that permitted it.
    pub policy: PolicyDigest,
}

impl Review {
    /// Who decided, for people: a name, or `the rule x`.
    #[must_use]
    pub fn by(&self) -> String {
        decided_by(&self.author, self.rule.as_deref())
    }
}

/// Who decided, for people: a name, or `the rule x`.
pub(crate) fn decided_by(author: &UserName, rule: Option<&str>) -> String {
    match rule {
        Some(rule) => ["the rule ", rule].concat(),
        None => author.as_str().into(),
    }
}
