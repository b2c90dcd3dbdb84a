//! What follows from a verdict: it is recorded, and may settle the request (S).

use alloc::{vec, vec::Vec};

use crate::{
    policy::name::UserName,
    request::{
        access_request::AccessRequest,
        ask::MAX_REASON_BYTES,
        event::Event,
        proof::AdmittedReview,
        refusal::ReviewRefusal,
        review::{
            Proposal, Review, Verdict,
            tally::{Standing, Tally},
        },
        state::{Phase, Resolution, Settler},
        timestamp::Timestamp,
    },
};

/// Whether the proposal fits the request, whoever may review it and wherever the request is (S1).
pub(crate) fn check_fit(
    request: &AccessRequest,
    author: &UserName,
    proposal: &Proposal,
) -> Result<(), ReviewRefusal> {
    if proposal.reason.len() > MAX_REASON_BYTES {
        return Err(ReviewRefusal::ReasonTooLong);
    }
    if request.reviewed_by(author) {
        return Err(ReviewRefusal::AlreadyReviewed);
    }
    let Some(roles) = &proposal.roles else {
        return Ok(());
    };
    if let Some(role) = roles.difference(request.roles()).next() {
        return Err(ReviewRefusal::RoleNotInRequest { role: role.clone() });
    }
    if proposal.verdict == Verdict::Deny && roles != request.roles() {
        return Err(ReviewRefusal::NarrowedDenial);
    }
    let (tally, _) = Tally::of(request.plan(), request.reviews());
    if roles.is_disjoint(tally.roles()) {
        return Err(ReviewRefusal::NothingLeft);
    }
    Ok(())
}

/// Whether what the proposal says about time fits the request's clocks.
fn check_times(
    request: &AccessRequest,
    proposal: &Proposal,
    now: Timestamp,
) -> Result<(), ReviewRefusal> {
    let lifetime = request.lifetime();
    if let Some(starts) = proposal.starts_at {
        lifetime.check_start(starts).map_err(ReviewRefusal::Start)?;
    }
    if proposal.verdict == Verdict::Deny {
        return match proposal.max_duration {
            Some(_) => Err(ReviewRefusal::NarrowedDenial),
            None => Ok(()),
        };
    }
    let access = lifetime.access();
    if proposal.max_duration.is_some_and(|asked| asked > access) {
        return Err(ReviewRefusal::LongerThanAsked { access });
    }
    let (mut tally, _) = Tally::of(request.plan(), request.reviews());
    tally.shorten(proposal.max_duration);
    let ends = lifetime.ends_within(tally.max_duration());
    if ends <= now || ends <= proposal.starts_at.unwrap_or(lifetime.access_starts) {
        return Err(ReviewRefusal::NoTimeLeft { ends });
    }
    Ok(())
}

/// Records an admitted verdict and, where it is decisive, settles the request (S6, S7).
pub(super) fn decide(
    request: &AccessRequest,
    admitted: &AdmittedReview,
    now: Timestamp,
) -> Result<Vec<Event>, ReviewRefusal> {
    let proposal = admitted.proposal();
    if admitted.request() != request.id() {
        return Err(ReviewRefusal::OtherRequest);
    }
    check_fit(request, admitted.author(), proposal)?;
    match request.phase(now) {
        Phase::Pending => {}
        phase => return Err(ReviewRefusal::Settled { phase }),
    }
    check_times(request, proposal, now)?;
    let review = Review {
        author: admitted.author().clone(),
        rule: admitted.rule().map(Into::into),
        verdict: proposal.verdict,
        reason: proposal.reason.clone(),
        roles: proposal
            .roles
            .clone()
            .unwrap_or_else(|| request.roles().clone()),
        max_duration: proposal.max_duration,
        starts_at: proposal.starts_at,
        annotations: proposal.annotations.clone(),
        counts: admitted.counts().to_vec(),
        at: now,
        policy: admitted.policy().clone(),
    };
    let mut reviews = request.reviews().to_vec();
    reviews.push(review.clone());
    let (_, standing) = Tally::of(request.plan(), &reviews);
    // The decisive review may be an earlier one where a request was reopened (D4).
    let resolution = |decisive: usize| {
        let Review {
            author,
            reason,
            annotations,
            ..
        } = reviews.get(decisive).unwrap_or(&review).clone();
        Resolution {
            at: now,
            by: Settler::Reviews { decisive: author },
            reason,
            annotations,
        }
    };
    let access_starts = match (review.verdict, review.starts_at) {
        (Verdict::Approve, Some(starts)) => starts,
        _ => request.lifetime().access_starts,
    };
    let mut events = vec![Event::Reviewed {
        review: review.clone(),
    }];
    match standing {
        Standing::Open => {}
        Standing::Denied { decisive } => events.push(Event::Denied {
            resolution: resolution(decisive),
        }),
        Standing::Approved {
            roles,
            max_duration,
            decisive,
        } => events.push(Event::Approved {
            roles: roles.intersection(request.roles()).cloned().collect(),
            access_starts,
            access_expires: request.lifetime().ends_within(max_duration),
            resolution: resolution(decisive),
        }),
    }
    Ok(events)
}
