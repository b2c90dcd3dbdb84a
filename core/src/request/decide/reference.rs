//! The reference's way of setting a state directly (D): wider than ours, reached only by comparing the
//! two (departures 3). Nothing that serves people calls it.

use alloc::{collections::BTreeSet, vec, vec::Vec};

use crate::{
    policy::name::{RoleName, UserName},
    request::{
        access_request::AccessRequest,
        event::Event,
        lifetime::StartProblem,
        review::Annotations,
        state::{RequestState, Resolution, Settler},
        timestamp::Timestamp,
    },
};

/// A state as the reference names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceState {
    /// Not said.
    None,
    /// Undecided.
    Pending,
    /// Granted.
    Approved,
    /// Refused.
    Denied,
    /// Turned into something that we do not have.
    Promoted,
}

/// What is to be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetState {
    /// Who sets it.
    pub by: UserName,
    /// The new state.
    pub state: ReferenceState,
    /// The roles to keep; none named keeps all (D5).
    pub roles: BTreeSet<RoleName>,
    /// Replaces the reason of the resolution (D7).
    pub reason: alloc::string::String,
    /// Replaces the annotations of the resolution (D7).
    pub annotations: Annotations,
    /// Another begin of access.
    pub starts_at: Option<Timestamp>,
}

/// Why it cannot be set (D2–D5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceRefusal {
    /// No state is named.
    MissingState,
    /// There is no such state here.
    Promoted,
    /// Only an approval names roles.
    OverrideOnlyOnApprove,
    /// What is denied stays denied.
    LockedDenied,
    /// What is undecided has no resolution.
    PendingWithResolution,
    /// A role that the request does not have now.
    OverrideNotSubset,
    /// Access cannot begin then.
    Start(StartProblem),
}

/// What follows from setting a state, by the rules of the reference.
///
/// # Errors
/// Why it cannot be set.
pub fn decide_reference(
    request: &AccessRequest,
    set: SetState,
    now: Timestamp,
) -> Result<Vec<Event>, ReferenceRefusal> {
    let SetState {
        by,
        state,
        roles,
        reason,
        annotations,
        starts_at,
    } = set;
    match state {
        ReferenceState::None => return Err(ReferenceRefusal::MissingState),
        ReferenceState::Promoted => return Err(ReferenceRefusal::Promoted),
        _ => {}
    }
    if !roles.is_empty() && state != ReferenceState::Approved {
        return Err(ReferenceRefusal::OverrideOnlyOnApprove);
    }
    if matches!(request.state(), RequestState::Denied(_)) && state != ReferenceState::Denied {
        return Err(ReferenceRefusal::LockedDenied);
    }
    if state == ReferenceState::Pending && !(reason.is_empty() && annotations.is_empty()) {
        return Err(ReferenceRefusal::PendingWithResolution);
    }
    if !roles.is_subset(request.roles()) {
        return Err(ReferenceRefusal::OverrideNotSubset);
    }
    if let Some(starts) = starts_at {
        let checked = request.lifetime().check_start(starts);
        checked.map_err(ReferenceRefusal::Start)?;
    }
    let resolution = Resolution {
        at: now,
        by: Settler::Override {
            own: by == *request.requester(),
            user: by,
            on_behalf_of: None,
        },
        reason,
        annotations,
    };
    Ok(vec![match state {
        ReferenceState::Approved => Event::Approved {
            roles: if roles.is_empty() {
                request.roles().clone()
            } else {
                roles
            },
            access_starts: starts_at.unwrap_or(request.lifetime().access_starts),
            access_expires: request.lifetime().access_expires,
            resolution,
        },
        ReferenceState::Denied => Event::Denied { resolution },
        _ => Event::Reopened { at: now },
    }])
}
