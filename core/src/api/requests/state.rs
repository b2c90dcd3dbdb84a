//! Where a request stands, as it crosses the wire: the stored state, and the phase that the clock makes of it.

use serde::{Deserialize, Serialize};

use crate::request::state::{self, RequestState};

/// The stored state (lifecycle).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waits for reviews.
    Pending,
    /// May be assumed, from its start until its end.
    Approved,
    /// Refused.
    Denied,
    /// Nobody decided in time.
    Expired,
    /// Taken back by the requester while pending.
    Withdrawn,
    /// Ended by an administrator.
    Revoked,
    /// Given back by the requester.
    Dropped,
    /// Access ran out.
    Ended,
}

/// Where a request stands now: the state, with approved split by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Waits for reviews.
    Pending,
    /// Approved, not yet begun.
    Scheduled,
    /// Approved, may be assumed now.
    Active,
    /// Refused.
    Denied,
    /// Nobody decided in time.
    Expired,
    /// Taken back by the requester while pending.
    Withdrawn,
    /// Ended by an administrator.
    Revoked,
    /// Given back by the requester.
    Dropped,
    /// Access ran out.
    Ended,
}

impl From<&RequestState> for State {
    fn from(state: &RequestState) -> Self {
        match state {
            RequestState::Pending => Self::Pending,
            RequestState::Approved(_) => Self::Approved,
            RequestState::Denied(_) => Self::Denied,
            RequestState::Expired { .. } => Self::Expired,
            RequestState::Withdrawn { .. } => Self::Withdrawn,
            RequestState::Revoked { .. } => Self::Revoked,
            RequestState::Dropped { .. } => Self::Dropped,
            RequestState::Ended { .. } => Self::Ended,
        }
    }
}

impl From<state::Phase> for Phase {
    fn from(phase: state::Phase) -> Self {
        match phase {
            state::Phase::Pending => Self::Pending,
            state::Phase::Scheduled => Self::Scheduled,
            state::Phase::Active => Self::Active,
            state::Phase::Denied => Self::Denied,
            state::Phase::Expired => Self::Expired,
            state::Phase::Withdrawn => Self::Withdrawn,
            state::Phase::Revoked => Self::Revoked,
            state::Phase::Dropped => Self::Dropped,
            state::Phase::Ended => Self::Ended,
        }
    }
}
