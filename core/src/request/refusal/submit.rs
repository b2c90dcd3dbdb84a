//! Why a request was not made.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::{RefusalKind, first_step, reason_too_long};
use crate::{
    policy::{decision::Step, duration::Duration, name::RoleName},
    request::lifetime::StartProblem,
};

/// Why a request was not made, in the order of the checks (Q10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubmitRefusal {
    /// No role was named (Q11).
    NoRoles,
    /// The reason is over 4096 bytes (P5).
    ReasonTooLong,
    /// `*`, and nothing is requestable that is not held (W3).
    NothingRequestable {
        /// What was looked at.
        because: Vec<Step>,
    },
    /// A reason is required and none was given (P).
    ReasonRequired {
        /// What the policy asks to be told; may be empty.
        prompts: Vec<String>,
        /// Which rules require it.
        because: Vec<Step>,
    },
    /// A role that this requester may not ask for (Q6).
    NotRequestable {
        /// The role.
        role: RoleName,
        /// What was looked at.
        because: Vec<Step>,
    },
    /// Whether it may be asked for cannot be evaluated (Q2, Q3).
    CannotEvaluate {
        /// What was looked at.
        because: Vec<Step>,
    },
    /// A role that does not exist (Q8).
    UnknownRole {
        /// The role.
        role: RoleName,
    },
    /// More than 4096 distinct thresholds (T7).
    TooManyThresholds,
    /// A longer credential than the roles allow (L3).
    SessionTooLong {
        /// The longest there is.
        longest: Duration,
    },
    /// Longer access than any request may have (L5).
    AccessTooLong {
        /// The longest there is.
        longest: Duration,
    },
    /// Access that would end before it was asked for (L5).
    AccessNegative,
    /// A wait for a decision that is longer than allowed, or no time at all (L11).
    PendingTime {
        /// The longest there is.
        longest: Duration,
    },
    /// Access cannot begin then (L12).
    Start(StartProblem),
}

impl SubmitRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoRoles => "no-roles",
            Self::ReasonTooLong => "reason-too-long",
            Self::NothingRequestable { .. } => "nothing-requestable",
            Self::ReasonRequired { .. } => "reason-required",
            Self::NotRequestable { .. } => "role-not-requestable",
            Self::CannotEvaluate { .. } => "cannot-evaluate",
            Self::UnknownRole { .. } => "unknown-role",
            Self::TooManyThresholds => "too-many-thresholds",
            Self::SessionTooLong { .. } => "session-too-long",
            Self::AccessTooLong { .. } => "access-too-long",
            Self::AccessNegative => "access-in-past",
            Self::PendingTime { .. } => "invalid-request-ttl",
            Self::Start(problem) => problem.code(),
        }
    }

    /// What sort of no it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NoRoles | Self::ReasonTooLong => RefusalKind::Malformed,
            _ => RefusalKind::Conflict,
        }
    }

    /// The steps that led there; empty where the sentence says it all.
    #[must_use]
    pub fn because(&self) -> &[Step] {
        match self {
            Self::NothingRequestable { because }
            | Self::ReasonRequired { because, .. }
            | Self::NotRequestable { because, .. }
            | Self::CannotEvaluate { because } => because,
            _ => &[],
        }
    }

    /// The field of the ask it is about, as the wire names it.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::NoRoles
            | Self::NothingRequestable { .. }
            | Self::NotRequestable { .. }
            | Self::CannotEvaluate { .. }
            | Self::UnknownRole { .. }
            | Self::TooManyThresholds => "roles",
            Self::ReasonTooLong | Self::ReasonRequired { .. } => "reason",
            Self::SessionTooLong { .. } => "session_ttl",
            Self::AccessTooLong { .. } | Self::AccessNegative => "max_duration",
            Self::PendingTime { .. } => "pending_ttl",
            Self::Start(_) => "starts_at",
        }
    }
}

impl fmt::Display for SubmitRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRoles => f.write_str("name at least one role"),
            Self::ReasonTooLong => reason_too_long(f),
            Self::NothingRequestable { .. } => {
                f.write_str("with your roles there is nothing to ask for that you do not hold")
            }
            Self::ReasonRequired { prompts, .. } if prompts.is_empty() => {
                f.write_str("say why: a reason is required")
            }
            Self::ReasonRequired { prompts, .. } => {
                write!(f, "say why: {}", prompts.join("; "))
            }
            Self::NotRequestable { role, .. } => {
                write!(f, "`{role}` is not requestable with your roles")
            }
            Self::CannotEvaluate { because } => {
                first_step(f, because, "whether you may ask for this cannot be evaluated")
            }
            Self::UnknownRole { role } => {
                write!(f, "`{role}` is not requestable: there is no role of that name")
            }
            Self::TooManyThresholds => f.write_str(
                "too many people would have to agree: over 4096 different thresholds apply; ask for fewer roles",
            ),
            Self::SessionTooLong { longest } => write!(
                f,
                "a credential for these roles lives at most {}; ask for less",
                longest.words()
            ),
            Self::AccessTooLong { longest } => {
                write!(f, "access lasts at most {}; ask for less", longest.words())
            }
            Self::AccessNegative => f.write_str("access must last longer than no time at all"),
            Self::PendingTime { longest } => write!(
                f,
                "a request waits for a decision for some time, at most {} here",
                longest.words()
            ),
            Self::Start(problem) => problem.fmt(f),
        }
    }
}
