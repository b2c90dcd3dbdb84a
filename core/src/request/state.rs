//! Where a request is in its life: what is stored, and the phase that follows from it and the clock.

use alloc::string::String;
use core::fmt;

use serde::{Deserialize, Serialize};

use super::{lifetime::Lifetime, review::Annotations, timestamp::Timestamp};
use crate::policy::name::UserName;

/// What is stored; assigned only where events are applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum RequestState {
    /// Nobody has decided yet.
    Pending,
    /// Granted, to be assumed while the clock allows.
    Approved(Resolution),
    /// Refused, for good.
    Denied(Resolution),
    /// Nobody decided in time.
    Expired {
        /// When that was noted.
        at: Timestamp,
    },
    /// The requester took it back before a decision.
    Withdrawn {
        /// When.
        at: Timestamp,
        /// Why; empty if nothing was said.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
    },
    /// An administrator ended it after approval.
    Revoked {
        /// When.
        at: Timestamp,
        /// Who.
        by: UserName,
        /// Why; empty if nothing was said.
        reason: String,
    },
    /// The requester gave it back after approval.
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
}

/// How a request settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Settler,
    /// The deciding words; empty if nothing was said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What the resolver attached (D7).
    #[serde(default, skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
}

/// Who settled a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Settler {
    /// The reviews met the plan; this was the last one needed.
    Reviews {
        /// Its author.
        decisive: UserName,
    },
    /// Someone who may update requests decided over the plan's head.
    Override {
        /// Who.
        user: UserName,
        /// For whom, where an integration carried a person's decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf_of: Option<UserName>,
        /// The request was their own, which the cluster's settings permitted.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        own: bool,
    },
}

impl Settler {
    /// The name to show.
    #[must_use]
    pub const fn name(&self) -> &UserName {
        match self {
            Self::Reviews { decisive } => decisive,
            Self::Override {
                user, on_behalf_of, ..
            } => match on_behalf_of {
                Some(person) => person,
                None => user,
            },
        }
    }
}

/// Where a request is, for people and for the table of transitions: the stored state, read with the
/// clock, so that a late timer changes no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Waits for a decision.
    Pending,
    /// Approved; access has not begun.
    Scheduled,
    /// Approved; access may be used now.
    Active,
    /// Refused.
    Denied,
    /// Nobody decided in time.
    Expired,
    /// Taken back before a decision.
    Withdrawn,
    /// Ended by an administrator.
    Revoked,
    /// Given back by the requester.
    Dropped,
    /// Access ran out.
    Ended,
}

impl Phase {
    /// Every phase, in the order of a request's life.
    pub const ALL: [Self; 9] = [
        Self::Pending,
        Self::Scheduled,
        Self::Active,
        Self::Denied,
        Self::Expired,
        Self::Withdrawn,
        Self::Revoked,
        Self::Dropped,
        Self::Ended,
    ];

    /// One stable lower-case word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Scheduled => "scheduled",
            Self::Active => "active",
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::Revoked => "revoked",
            Self::Dropped => "dropped",
            Self::Ended => "ended",
        }
    }

    /// Whether the request is approved and its access not over.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Scheduled | Self::Active)
    }

    /// Whether nothing can happen to the request any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Pending | Self::Scheduled | Self::Active)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl RequestState {
    /// One stable lower-case word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved(_) => "approved",
            Self::Denied(_) => "denied",
            Self::Expired { .. } => "expired",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Revoked { .. } => "revoked",
            Self::Dropped { .. } => "dropped",
            Self::Ended { .. } => "ended",
        }
    }

    /// Where a request with this state and these clocks is at `now`.
    #[must_use]
    pub fn phase(&self, lifetime: &Lifetime, now: Timestamp) -> Phase {
        match self {
            Self::Pending if now >= lifetime.pending_expires => Phase::Expired,
            Self::Pending => Phase::Pending,
            Self::Approved(_) if now > lifetime.access_expires => Phase::Ended,
            Self::Approved(_) if now < lifetime.access_starts => Phase::Scheduled,
            Self::Approved(_) => Phase::Active,
            Self::Denied(_) => Phase::Denied,
            Self::Expired { .. } => Phase::Expired,
            Self::Withdrawn { .. } => Phase::Withdrawn,
            Self::Revoked { .. } => Phase::Revoked,
            Self::Dropped { .. } => Phase::Dropped,
            Self::Ended { .. } => Phase::Ended,
        }
    }

    /// How it settled, where someone approved or denied and nothing followed.
    #[must_use]
    pub const fn resolution(&self) -> Option<&Resolution> {
        match self {
            Self::Approved(resolution) | Self::Denied(resolution) => Some(resolution),
            _ => None,
        }
    }
}
