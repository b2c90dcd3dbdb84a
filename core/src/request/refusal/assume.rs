//! Why a request cannot be assumed.

use alloc::vec::Vec;
use core::fmt;

use super::{RefusalKind, first_step, settled, settled_code};
use crate::{
    policy::{decision::Step, name::RoleName},
    request::{state::Phase, timestamp::Timestamp},
};

/// Why a request cannot be assumed now (U).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssumeRefusal {
    /// It is not theirs, so for them it does not exist (U1).
    NotFound,
    /// It is not approved, or over (U2, U4).
    NotGranted {
        /// Where it is.
        phase: Phase,
    },
    /// Access has not begun (U5).
    NotStarted {
        /// When it will.
        starts: Timestamp,
    },
    /// The policy in force requires a reason that the request does not have (U3).
    ReasonRequired {
        /// Which rules require it.
        because: Vec<Step>,
    },
    /// The policy in force no longer lets them ask for a role of it (U3).
    NoLongerRequestable {
        /// The role.
        role: RoleName,
        /// What was looked at.
        because: Vec<Step>,
    },
    /// The policy in force cannot be evaluated (Q2, Q3).
    CannotEvaluate {
        /// What was looked at.
        because: Vec<Step>,
    },
    /// A role of it no longer exists.
    RoleGone {
        /// The role.
        role: RoleName,
    },
    /// The user is locked.
    Locked,
}

impl AssumeRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::NotGranted { phase } => settled_code(*phase),
            Self::NotStarted { .. } => "not-started",
            Self::ReasonRequired { .. } => "reason-required",
            Self::NoLongerRequestable { .. } => "role-not-requestable",
            Self::CannotEvaluate { .. } => "cannot-evaluate",
            Self::RoleGone { .. } => "unknown-role",
            Self::Locked => "locked",
        }
    }

    /// What sort of no it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::NotFound => RefusalKind::NotFound,
            Self::Locked => RefusalKind::Forbidden,
            _ => RefusalKind::Conflict,
        }
    }

    /// The steps that led there; empty where the sentence says it all.
    #[must_use]
    pub fn because(&self) -> &[Step] {
        match self {
            Self::ReasonRequired { because }
            | Self::NoLongerRequestable { because, .. }
            | Self::CannotEvaluate { because } => because,
            _ => &[],
        }
    }
}

impl fmt::Display for AssumeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("you have no such request"),
            Self::NotGranted { phase } => settled(f, *phase),
            Self::NotStarted { starts } => write!(f, "this access begins at {starts}"),
            Self::ReasonRequired { .. } => f.write_str(
                "the policy now requires a reason, and this request has none; ask again with one",
            ),
            Self::NoLongerRequestable { role, .. } => write!(
                f,
                "the policy changed since this was asked: `{role}` is not requestable with your roles any more"
            ),
            Self::CannotEvaluate { because } => first_step(
                f,
                because,
                "whether you may still have this cannot be evaluated",
            ),
            Self::RoleGone { role } => write!(f, "the role `{role}` no longer exists"),
            Self::Locked => f.write_str("this user is locked; ask an administrator"),
        }
    }
}
