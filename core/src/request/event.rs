//! What happened to a request: facts, never refused, stored in order; replaying them gives the request.

use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{
    ask::Ask,
    id::RequestId,
    lifetime::Lifetime,
    plan::Plan,
    review::{Annotations, Review},
    state::Resolution,
    timestamp::Timestamp,
};
use crate::policy::{
    digest::PolicyDigest,
    name::{RoleName, UserName},
};

/// One fact about one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// It was made.
    Submitted(Box<Submission>),
    /// Someone gave a verdict.
    Reviewed {
        /// The verdict, with all that was true then.
        review: Review,
    },
    /// It was granted, by reviews or by an administrator.
    Approved {
        /// What is granted.
        roles: BTreeSet<RoleName>,
        /// The first moment at which it may be used.
        access_starts: Timestamp,
        /// The last moment at which it may be used.
        access_expires: Timestamp,
        /// How.
        resolution: Resolution,
    },
    /// It was refused.
    Denied {
        /// How.
        resolution: Resolution,
    },
    /// An administrator took roles away from the approval (D5, D6).
    Narrowed {
        /// What is left.
        roles: BTreeSet<RoleName>,
        /// How.
        resolution: Resolution,
    },
    /// The requester took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// Why; empty if nothing was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Nobody decided in time.
    Expired {
        /// When that was noted.
        at: Timestamp,
    },
    /// An administrator ended it.
    Revoked {
        /// When.
        at: Timestamp,
        /// Who.
        by: UserName,
        /// Why; empty if nothing was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// The requester gave it back.
    Dropped {
        /// When.
        at: Timestamp,
        /// Why; empty if nothing was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// Access ran out.
    Ended {
        /// When that was noted.
        at: Timestamp,
    },
    /// Someone assumed it and got a credential; the state stays.
    CredentialIssued {
        /// When.
        at: Timestamp,
        /// When the credential ends.
        expires: Timestamp,
        /// The roles it carries.
        roles: Vec<RoleName>,
        /// Its serial or token id.
        credential: String,
        /// The policy in force then.
        policy: PolicyDigest,
    },
    /// It was taken out of the lists, when it was over; the state stays.
    Hidden {
        /// When.
        at: Timestamp,
        /// Who.
        by: UserName,
    },
    /// An approval was taken back to pending: only in comparison with the reference (D4).
    Reopened {
        /// When.
        at: Timestamp,
    },
}

/// All that is fixed when a request is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Its id.
    pub id: RequestId,
    /// What was asked, as it was put.
    pub ask: Ask,
    /// The roles asked for, wildcard expanded (W), sorted, without repeats (O5).
    pub roles: BTreeSet<RoleName>,
    /// System annotations, from the requester's roles (A).
    #[serde(default, skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
    /// Who should look: named by the requester or by the policy (T8).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suggested_reviewers: Vec<String>,
    /// Who must agree.
    pub plan: Plan,
    /// The clocks.
    pub lifetime: Lifetime,
    /// The policy under which it was made.
    pub policy: PolicyDigest,
}

impl Event {
    /// When it happened.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Submitted(submission) => submission.lifetime.created,
            Self::Reviewed { review } => review.at,
            Self::Approved { resolution, .. }
            | Self::Denied { resolution }
            | Self::Narrowed { resolution, .. } => resolution.at,
            Self::Withdrawn { at, .. }
            | Self::Expired { at }
            | Self::Revoked { at, .. }
            | Self::Dropped { at, .. }
            | Self::Ended { at }
            | Self::CredentialIssued { at, .. }
            | Self::Hidden { at, .. }
            | Self::Reopened { at } => *at,
        }
    }

    /// One stable word, as it stands in the stored form.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Submitted(_) => "submitted",
            Self::Reviewed { .. } => "reviewed",
            Self::Approved { .. } => "approved",
            Self::Denied { .. } => "denied",
            Self::Narrowed { .. } => "narrowed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Expired { .. } => "expired",
            Self::Revoked { .. } => "revoked",
            Self::Dropped { .. } => "dropped",
            Self::Ended { .. } => "ended",
            Self::CredentialIssued { .. } => "credential-issued",
            Self::Hidden { .. } => "hidden",
            Self::Reopened { .. } => "reopened",
        }
    }
}
