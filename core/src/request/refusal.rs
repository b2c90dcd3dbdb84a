//! Why the rules said no: one enum per operation, one variant per reason, each with a stable code.

use core::fmt;

use super::{ask::MAX_REASON_BYTES, state::Phase, timestamp::Timestamp};
use crate::policy::{decision::Step, name::RoleName};

pub mod assume;
pub mod hide;
pub mod review;
pub mod submit;

pub use self::{
    assume::AssumeRefusal, hide::HideRefusal, review::ReviewRefusal, submit::SubmitRefusal,
};

/// What sort of no it is; the edge turns it into a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RefusalKind {
    /// What was sent makes no sense for any policy or state.
    Malformed,
    /// The rules do not let this person.
    Forbidden,
    /// Well-formed, but the state or the policy refuses.
    Conflict,
    /// There is no such thing, or none that this person may know of.
    NotFound,
}

/// A command was refused; nothing changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A verdict was refused.
    Review(ReviewRefusal),
    /// An override was refused.
    Resolve(ResolveRefusal),
    /// Taking back was refused.
    Withdraw(EndRefusal),
    /// Revoking was refused.
    Revoke(RevokeRefusal),
    /// Giving back was refused.
    Drop(EndRefusal),
    /// Hiding was refused.
    Hide(HideRefusal),
    /// The clock has nothing to do yet.
    Timer {
        /// When it will; `None` if never again.
        next: Option<Timestamp>,
    },
}

/// Why an override was refused (D).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResolveRefusal {
    /// The request is their own (departures 2).
    OwnRequest,
    /// The reason is over [`MAX_REASON_BYTES`] (P5).
    ReasonTooLong,
    /// A role that is not, or no longer, in the request (D5, D6).
    RoleNotInRequest {
        /// The role.
        role: RoleName,
    },
    /// Only an approval can name roles (D2).
    RolesOnDenial,
    /// No role would be left.
    NothingLeft,
    /// An approved request is not denied, it is revoked (departures 3).
    RevokeInstead,
    /// It is approved already, with exactly these roles.
    NothingToNarrow,
    /// It is over.
    Settled {
        /// How.
        phase: Phase,
    },
}

/// Why withdrawing or dropping was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndRefusal {
    /// Only the requester may.
    NotRequester,
    /// The reason is over [`MAX_REASON_BYTES`] (P5).
    ReasonTooLong,
    /// It is approved: drop it instead of withdrawing it.
    DropInstead,
    /// It is undecided: withdraw it instead of dropping it.
    WithdrawInstead,
    /// It is over.
    Settled {
        /// How.
        phase: Phase,
    },
}

/// Why revoking was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevokeRefusal {
    /// The reason is over [`MAX_REASON_BYTES`] (P5).
    ReasonTooLong,
    /// It is undecided: deny it instead.
    DenyInstead,
    /// It is over.
    Settled {
        /// How.
        phase: Phase,
    },
}

impl Refusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Review(refusal) => refusal.code(),
            Self::Resolve(refusal) => refusal.code(),
            Self::Withdraw(refusal) | Self::Drop(refusal) => refusal.code(),
            Self::Revoke(refusal) => refusal.code(),
            Self::Hide(refusal) => refusal.code(),
            Self::Timer { .. } => "nothing-due",
        }
    }

    /// What sort of no it is.
    #[must_use]
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::Review(refusal) => refusal.kind(),
            Self::Resolve(refusal) => refusal.kind(),
            Self::Withdraw(refusal) | Self::Drop(refusal) => match refusal {
                EndRefusal::NotRequester => RefusalKind::Forbidden,
                EndRefusal::ReasonTooLong => RefusalKind::Malformed,
                _ => RefusalKind::Conflict,
            },
            Self::Revoke(RevokeRefusal::ReasonTooLong) => RefusalKind::Malformed,
            Self::Revoke(_) | Self::Hide(_) | Self::Timer { .. } => RefusalKind::Conflict,
        }
    }

    /// The steps that led there; empty where the sentence says it all.
    #[must_use]
    pub fn because(&self) -> &[Step] {
        match self {
            Self::Review(refusal) => refusal.because(),
            _ => &[],
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Review(refusal) => refusal.fmt(f),
            Self::Resolve(refusal) => refusal.fmt(f),
            Self::Withdraw(refusal) | Self::Drop(refusal) => refusal.fmt(f),
            Self::Revoke(refusal) => refusal.fmt(f),
            Self::Hide(refusal) => refusal.fmt(f),
            Self::Timer { next: Some(next) } => write!(f, "nothing is due before {next}"),
            Self::Timer { next: None } => f.write_str("this request has no timer any more"),
        }
    }
}

impl ResolveRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OwnRequest => "own-request",
            Self::ReasonTooLong => "reason-too-long",
            Self::RoleNotInRequest { .. } => "role-not-in-request",
            Self::RolesOnDenial => "roles-on-denial",
            Self::NothingLeft => "nothing-left",
            Self::RevokeInstead => "revoke-instead",
            Self::NothingToNarrow => "nothing-to-narrow",
            Self::Settled { phase } => settled_code(*phase),
        }
    }

    /// What sort of no it is.
    #[must_use]
    pub const fn kind(&self) -> RefusalKind {
        match self {
            Self::OwnRequest => RefusalKind::Forbidden,
            Self::ReasonTooLong | Self::RolesOnDenial => RefusalKind::Malformed,
            _ => RefusalKind::Conflict,
        }
    }
}

impl fmt::Display for ResolveRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnRequest => {
                f.write_str("nobody settles their own request; ask another administrator")
            }
            Self::ReasonTooLong => reason_too_long(f),
            Self::RoleNotInRequest { role } => role_not_in_request(f, role),
            Self::RolesOnDenial => {
                f.write_str("a denial refuses the whole request; leave the roles out")
            }
            Self::NothingLeft => nothing_left(f),
            Self::RevokeInstead => {
                f.write_str("this request is approved already; revoke it to end the access")
            }
            Self::NothingToNarrow => f.write_str(
                "this request is approved already; name fewer roles to narrow it, or revoke it",
            ),
            Self::Settled { phase } => settled(f, *phase),
        }
    }
}

impl EndRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotRequester => "not-requester",
            Self::ReasonTooLong => "reason-too-long",
            Self::DropInstead => "drop-instead",
            Self::WithdrawInstead => "withdraw-instead",
            Self::Settled { phase } => settled_code(*phase),
        }
    }
}

impl fmt::Display for EndRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRequester => f.write_str("only the requester can take a request back"),
            Self::ReasonTooLong => reason_too_long(f),
            Self::DropInstead => {
                f.write_str("this request is approved already; drop it to give the access back")
            }
            Self::WithdrawInstead => {
                f.write_str("this request is not decided yet; withdraw it to take it back")
            }
            Self::Settled { phase } => settled(f, *phase),
        }
    }
}

impl RevokeRefusal {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ReasonTooLong => "reason-too-long",
            Self::DenyInstead => "deny-instead",
            Self::Settled { phase } => settled_code(*phase),
        }
    }
}

impl fmt::Display for RevokeRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReasonTooLong => reason_too_long(f),
            Self::DenyInstead => {
                f.write_str("this request is not decided yet; deny it to refuse the access")
            }
            Self::Settled { phase } => settled(f, *phase),
        }
    }
}

/// The code for a request that is in a phase where the operation cannot be.
const fn settled_code(phase: Phase) -> &'static str {
    match phase {
        Phase::Pending => "pending",
        Phase::Scheduled | Phase::Active => "already-approved",
        Phase::Denied => "already-denied",
        Phase::Expired => "expired",
        Phase::Withdrawn => "withdrawn",
        Phase::Revoked => "revoked",
        Phase::Dropped => "dropped",
        Phase::Ended => "ended",
    }
}

fn settled(f: &mut fmt::Formatter<'_>, phase: Phase) -> fmt::Result {
    f.write_str(match phase {
        Phase::Pending => "this request is not decided yet",
        Phase::Scheduled | Phase::Active => "this request is approved already",
        Phase::Denied => "this request is denied already",
        Phase::Expired => "this request expired before anybody decided; ask again",
        Phase::Withdrawn => "this request was withdrawn by its requester",
        Phase::Revoked => "this request was revoked",
        Phase::Dropped => "this request was given back by its requester",
        Phase::Ended => "the access of this request has ended",
    })
}

fn reason_too_long(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(
        f,
        "a reason has at most {MAX_REASON_BYTES} bytes; shorten it"
    )
}

fn role_not_in_request(f: &mut fmt::Formatter<'_>, role: &RoleName) -> fmt::Result {
    write!(f, "`{role}` is not among the roles of this request")
}

fn nothing_left(f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("no role would be left to grant; name at least one, or deny the request")
}

/// The first step's sentence, for refusals that rest on an explanation.
fn first_step(f: &mut fmt::Formatter<'_>, because: &[Step], otherwise: &str) -> fmt::Result {
    match because.first().map(Step::text) {
        Some(text) => f.write_str(&text),
        None => f.write_str(otherwise),
    }
}
