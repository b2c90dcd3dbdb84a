//! Why a verdict was refused.

use alloc::vec::Vec;
use core::fmt;

use super::{
    RefusalKind, first_step, nothing_left, reason_too_long, role_not_in_request, settled,
    settled_code,
};
use crate::{
    policy::{decision::Step, duration::Duration, name::RoleName},
    request::{lifetime::StartProblem, state::Phase, timestamp::Timestamp},
};

/// Why a verdict was refused, in the order of the checks (S1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReviewRefusal {
    /// None of the author's roles lets them review anything (V3).
    CannotSubmit {
        /// What was looked at.
        because: Vec<Step>,
    },
    /// The author may not review this request (V1, V5, V6).
    NotPermitted {
        /// What was looked at.
        because: Vec<Step>,
    },
    /// Whether they may, or whether it counts, cannot be evaluated (V8, S5).
    CannotEvaluate {
        /// What was looked at.
        because: Vec<Step>,
    },
    /// The reason is over 4096 bytes (P5).
    ReasonTooLong,
    /// One review each (S1).
    AlreadyReviewed,
    /// Only an approval can name fewer roles, or a shorter time.
    NarrowedDenial,
    /// A role that is not in the request.
    RoleNotInRequest {
        /// The role.
        role: RoleName,
    },
    /// No role would be left that all approvals speak for (departures 7).
    NothingLeft,
    /// The policy in force would not let the requester ask for what is to be granted.
    NoLongerRequestable {
        /// The role.
        role: RoleName,
        /// What was looked at.
        because: Vec<Step>,
    },
    /// It is settled already (S2).
    Settled {
        /// How.
        phase: Phase,
    },
    /// A reviewer shortens access, never lengthens it.
    LongerThanAsked {
        /// What the request has.
        access: Duration,
    },
    /// Access that short would be over already, or before it begins.
    NoTimeLeft {
        /// When it would have ended.
        ends: Timestamp,
    },
    /// Access cannot begin then (L12).
    Start(StartProblem),
    /// The proof is for another request.
    OtherRequest,
}

impl ReviewRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CannotSubmit { .. } => "cannot-submit-reviews",
            Self::NotPermitted { .. } => "cannot-review",
            Self::CannotEvaluate { .. } => "cannot-evaluate",
            Self::ReasonTooLong => "reason-too-long",
            Self::AlreadyReviewed => "already-reviewed",
            Self::NarrowedDenial => "narrowed-denial",
            Self::RoleNotInRequest { .. } => "role-not-in-request",
            Self::NothingLeft => "nothing-left",
            Self::NoLongerRequestable { .. } => "role-not-requestable",
            Self::Settled { phase } => settled_code(*phase),
            Self::LongerThanAsked { .. } => "longer-than-asked",
            Self::NoTimeLeft { .. } => "no-time-left",
            Self::Start(problem) => problem.code(),
            Self::OtherRequest => "other-request",
        }
    }

    /// What sort of no it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::CannotSubmit { .. } | Self::NotPermitted { .. } => RefusalKind::Forbidden,
            Self::ReasonTooLong | Self::NarrowedDenial | Self::RoleNotInRequest { .. } => {
                RefusalKind::Malformed
            }
            _ => RefusalKind::Conflict,
        }
    }

    /// The steps that led there; empty where the sentence says it all.
    #[must_use]
    pub fn because(&self) -> &[Step] {
        match self {
            Self::CannotSubmit { because }
            | Self::NotPermitted { because }
            | Self::CannotEvaluate { because }
            | Self::NoLongerRequestable { because, .. } => because,
            _ => &[],
        }
    }
}

impl fmt::Display for ReviewRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CannotSubmit { because } => {
                first_step(f, because, "your roles do not let you review requests")
            }
            Self::NotPermitted { because } => {
                first_step(f, because, "your roles do not let you review this request")
            }
            Self::CannotEvaluate { because } => first_step(
                f,
                because,
                "whether you may review this cannot be evaluated",
            ),
            Self::ReasonTooLong => reason_too_long(f),
            Self::AlreadyReviewed => f.write_str("you have reviewed this request already"),
            Self::NarrowedDenial => {
                f.write_str("a denial refuses the whole request; leave roles and time out")
            }
            Self::RoleNotInRequest { role } => role_not_in_request(f, role),
            Self::NothingLeft => nothing_left(f),
            Self::NoLongerRequestable { role, .. } => write!(
                f,
                "the policy changed since this was asked: its requester may not have `{role}` any more; leave it out, or deny the request"
            ),
            Self::Settled { phase } => settled(f, *phase),
            Self::LongerThanAsked { access } => write!(
                f,
                "a reviewer can only shorten access; at most {} here",
                access.words()
            ),
            Self::NoTimeLeft { ends } => write!(
                f,
                "access is counted from when it was asked for and would be over at {ends}; give it longer"
            ),
            Self::Start(problem) => problem.fmt(f),
            Self::OtherRequest => f.write_str("this review was admitted for another request"),
        }
    }
}
