//! Every transition of a request, chosen here and nowhere else: pure, and it may refuse.

use alloc::{collections::BTreeSet, string::String, vec, vec::Vec};

use super::{
    access_request::AccessRequest,
    ask::MAX_REASON_BYTES,
    command::{Command, Resolve},
    event::Event,
    proof::{AdmittedReview, Hider, Resolver},
    refusal::{EndRefusal, HideRefusal, Refusal, ResolveRefusal, ReviewRefusal, RevokeRefusal},
    review::Verdict,
    state::{Phase, Resolution, Settler},
    timestamp::Timestamp,
};
use crate::policy::name::{RoleName, UserName};

pub mod reference;
pub(crate) mod review;

#[cfg(test)]
mod tests;

/// What follows from a command, as facts to be stored and applied in this order.
///
/// # Errors
/// Why nothing follows; then nothing has changed.
pub fn decide(
    request: &AccessRequest,
    command: Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::Review(admitted) => {
            review::decide(request, &admitted, now).map_err(Refusal::Review)
        }
        Command::Resolve(resolve) => {
            decide_resolve(request, resolve, now).map_err(Refusal::Resolve)
        }
        Command::Withdraw { by, reason } => {
            decide_withdraw(request, &by, reason, now).map_err(Refusal::Withdraw)
        }
        Command::Revoke { by, reason } => match request.phase(now) {
            _ if reason.len() > MAX_REASON_BYTES => Err(RevokeRefusal::ReasonTooLong),
            Phase::Scheduled | Phase::Active => Ok(vec![Event::Revoked {
                at: now,
                by: by.user().clone(),
                reason,
            }]),
            Phase::Pending => Err(RevokeRefusal::DenyInstead),
            phase => Err(RevokeRefusal::Settled { phase }),
        }
        .map_err(Refusal::Revoke),
        Command::Drop { by, reason } => {
            decide_drop(request, &by, reason, now).map_err(Refusal::Drop)
        }
        Command::Hide { by } => decide_hide(request, &by, now).map_err(Refusal::Hide),
        Command::Timer => decide_timer(request, now),
    }
}

/// The same for a verdict alone: for whoever asks about nothing else, and carries none of the rest.
///
/// # Errors
/// Why nothing follows.
pub fn decide_review(
    request: &AccessRequest,
    review: &AdmittedReview,
    now: Timestamp,
) -> Result<Vec<Event>, ReviewRefusal> {
    review::decide(request, review, now)
}

fn decide_resolve(
    request: &AccessRequest,
    resolve: Resolve,
    now: Timestamp,
) -> Result<Vec<Event>, ResolveRefusal> {
    let Resolve {
        by,
        on_behalf_of,
        verdict,
        roles,
        reason,
        annotations,
    } = resolve;
    let own = is_own(request, &by, on_behalf_of.as_ref());
    if own && !by.own_requests() {
        return Err(ResolveRefusal::OwnRequest);
    }
    if reason.len() > MAX_REASON_BYTES {
        return Err(ResolveRefusal::ReasonTooLong);
    }
    let resolution = Resolution {
        at: now,
        by: Settler::Override {
            user: by.user().clone(),
            on_behalf_of,
            own,
        },
        reason,
        annotations,
    };
    match (request.phase(now), verdict) {
        (Phase::Pending, Verdict::Deny) if roles.is_some() => Err(ResolveRefusal::RolesOnDenial),
        (Phase::Pending, Verdict::Deny) => Ok(vec![Event::Denied { resolution }]),
        (Phase::Pending, Verdict::Approve) => Ok(vec![Event::Approved {
            roles: narrowed(request, roles)?,
            access_starts: request.lifetime().access_starts,
            access_expires: request.lifetime().access_expires,
            resolution,
        }]),
        (Phase::Scheduled | Phase::Active, Verdict::Deny) => Err(ResolveRefusal::RevokeInstead),
        (Phase::Scheduled | Phase::Active, Verdict::Approve) => {
            let roles = narrowed(request, roles)?;
            if roles == *request.roles() {
                return Err(ResolveRefusal::NothingToNarrow);
            }
            Ok(vec![Event::Narrowed { roles, resolution }])
        }
        (phase, _) => Err(ResolveRefusal::Settled { phase }),
    }
}

/// Whether anyone behind the decision made the request (departures 2).
fn is_own(request: &AccessRequest, by: &Resolver, on_behalf_of: Option<&UserName>) -> bool {
    by.user() == request.requester() || on_behalf_of == Some(request.requester())
}

/// The named roles, each of which the request must still have (D5, D6); all where none is named.
fn narrowed(
    request: &AccessRequest,
    roles: Option<BTreeSet<RoleName>>,
) -> Result<BTreeSet<RoleName>, ResolveRefusal> {
    let Some(roles) = roles else {
        return Ok(request.roles().clone());
    };
    if let Some(role) = roles.difference(request.roles()).next() {
        return Err(ResolveRefusal::RoleNotInRequest { role: role.clone() });
    }
    if roles.is_empty() {
        return Err(ResolveRefusal::NothingLeft);
    }
    Ok(roles)
}

fn decide_withdraw(
    request: &AccessRequest,
    by: &UserName,
    reason: String,
    now: Timestamp,
) -> Result<Vec<Event>, EndRefusal> {
    match request.phase(now) {
        _ if by != request.requester() => Err(EndRefusal::NotRequester),
        _ if reason.len() > MAX_REASON_BYTES => Err(EndRefusal::ReasonTooLong),
        Phase::Pending => Ok(vec![Event::Withdrawn { at: now, reason }]),
        Phase::Scheduled | Phase::Active => Err(EndRefusal::DropInstead),
        phase => Err(EndRefusal::Settled { phase }),
    }
}

fn decide_drop(
    request: &AccessRequest,
    by: &UserName,
    reason: String,
    now: Timestamp,
) -> Result<Vec<Event>, EndRefusal> {
    match request.phase(now) {
        _ if by != request.requester() => Err(EndRefusal::NotRequester),
        _ if reason.len() > MAX_REASON_BYTES => Err(EndRefusal::ReasonTooLong),
        Phase::Scheduled | Phase::Active => Ok(vec![Event::Dropped { at: now, reason }]),
        Phase::Pending => Err(EndRefusal::WithdrawInstead),
        phase => Err(EndRefusal::Settled { phase }),
    }
}

fn decide_hide(
    request: &AccessRequest,
    by: &Hider,
    now: Timestamp,
) -> Result<Vec<Event>, HideRefusal> {
    match request.phase(now) {
        Phase::Pending => Err(HideRefusal::DenyInstead),
        Phase::Scheduled | Phase::Active => Err(HideRefusal::RevokeInstead),
        _ if request.is_hidden() => Err(HideRefusal::Hidden),
        _ => Ok(vec![Event::Hidden {
            at: now,
            by: by.user().clone(),
        }]),
    }
}

fn decide_timer(request: &AccessRequest, now: Timestamp) -> Result<Vec<Event>, Refusal> {
    match request.next_timer() {
        Some(due) if due <= now => Ok(vec![match request.phase(now) {
            Phase::Ended => Event::Ended { at: now },
            _ => Event::Expired { at: now },
        }]),
        next => Err(Refusal::Timer { next }),
    }
}
