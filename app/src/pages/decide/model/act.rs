//! What one may do about a request, and the words for what came of it.

use postern_core::api::requests::{Phase, RequestView, State, Verdict};

use super::focus;

/// What one may do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Approve, as a reviewer.
    Approve,
    /// Deny, as a reviewer.
    Deny,
    /// Settle it over the reviewers' heads, as an administrator.
    Override(Verdict),
    /// End access that was approved, as an administrator.
    Revoke,
    /// Take it out of the lists, as an administrator.
    Hide,
}

impl Act {
    /// Whether the reader may do it to the request now.
    pub fn is_open(self, request: &RequestView) -> bool {
        match self {
            Self::Approve | Self::Deny => request.may.review.allowed,
            // An administrator can also narrow what was approved, but not from here.
            Self::Override(_) => request.may.resolve.allowed && request.state == State::Pending,
            Self::Revoke => request.may.revoke.allowed,
            Self::Hide => request.may.hide.allowed,
        }
    }

    /// The button that asks for it.
    pub(super) const fn button(self) -> &'static str {
        match self {
            Self::Approve => focus::PRIMARY,
            Self::Deny | Self::Revoke => focus::DANGER,
            Self::Override(_) | Self::Hide => focus::GHOST,
        }
    }

    /// Whether a reason can go with it.
    pub const fn takes_reason(self) -> bool {
        !matches!(self, Self::Hide)
    }

    /// Whether it is not done without saying why.
    pub const fn needs_reason(self) -> bool {
        !matches!(self, Self::Approve | Self::Hide)
    }
}

/// What was done, and what follows.
pub fn outcome(act: Act, request: &RequestView) -> String {
    let who = request.requester.as_str();
    match (act, request.phase) {
        (Act::Approve, Phase::Pending) => {
            format!("Your approval is recorded: {}.", request.progress.text)
        }
        (Act::Deny, Phase::Pending) => "Your denial is recorded. Others still decide.".into(),
        (Act::Approve | Act::Override(_), Phase::Active) => {
            format!("Approved. {who} can take up the access now.")
        }
        (Act::Approve | Act::Override(_), Phase::Scheduled) => {
            format!("Approved. {who} can take up the access when it begins.")
        }
        (Act::Hide, _) => "Hidden. It is out of the lists; the audit log keeps it.".into(),
        (Act::Revoke, _) => "Revoked. The access has ended.".into(),
        _ => format!("Denied. {who} sees why."),
    }
}
