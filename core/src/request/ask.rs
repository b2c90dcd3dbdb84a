//! What is asked, by whom, why and for how long; it never changes once made.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;
use crate::policy::{
    duration::Duration,
    name::{RoleName, UserName},
};

/// The longest reason, in bytes (P5).
pub const MAX_REASON_BYTES: usize = 4096;

/// How many annotations a review or a resolution has at most.
pub const MOST_ANNOTATIONS: usize = 64;
/// How many bytes those have together at most, keys and values.
pub const MOST_ANNOTATION_BYTES: usize = 16 * 1024;

/// One wish for access, as it was put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Who asks.
    pub requester: UserName,
    /// The roles as asked; exactly one `*` stands for everything requestable (W1).
    pub roles: Vec<RoleName>,
    /// Why; empty if nothing was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who should look; empty leaves it to the policy (T8).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested_reviewers: Vec<String>,
    /// How long access is wanted, from creation (L5, L8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_duration: Option<Duration>,
    /// When access should begin; without it, on approval (L12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
    /// The longest life wanted for one credential (L1, L3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_ttl: Option<Duration>,
    /// How long to wait for a decision (L11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_ttl: Option<Duration>,
}

impl Ask {
    /// Roles and nothing else.
    #[must_use]
    pub fn new(requester: UserName, roles: Vec<RoleName>) -> Self {
        Self {
            requester,
            roles,
            reason: String::new(),
            suggested_reviewers: Vec::new(),
            max_duration: None,
            starts_at: None,
            session_ttl: None,
            pending_ttl: None,
        }
    }

    /// The same, with a reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = reason.into();
        self
    }

    /// Whether this asks for everything requestable (W1): exactly one role, named `*`.
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        matches!(self.roles.as_slice(), [only] if only.as_str() == "*")
    }
}
