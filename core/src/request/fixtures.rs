//! Requests for tests: made by hand, so that the state machine is tested without any policy.

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::num::NonZeroU32;

use super::{
    access_request::AccessRequest,
    ask::Ask,
    event::Submission,
    id::RequestId,
    lifetime::Lifetime,
    plan::{Plan, PlanThreshold, ThresholdIndex},
    proof::{AdmittedReview, Hider, Resolver},
    review::{Annotations, Proposal},
    timestamp::Timestamp,
};
use crate::policy::{
    digest::PolicyDigest,
    duration::Duration,
    name::{RoleName, UserName},
};

pub(crate) fn user(name: &str) -> UserName {
    UserName::verbatim(name)
}

pub(crate) fn roles(names: &[&str]) -> BTreeSet<RoleName> {
    names.iter().map(|name| RoleName::verbatim(*name)).collect()
}

/// Minutes after the creation of every request made here.
pub(crate) fn minute(n: i64) -> Timestamp {
    Timestamp::from_ms(1_767_225_600_000).plus(Duration::from_secs(60 * n))
}

pub(crate) fn threshold(name: &str, approve: u32, deny: u32) -> PlanThreshold {
    PlanThreshold {
        name: name.into(),
        filter: String::new(),
        approve: NonZeroU32::new(approve),
        deny: NonZeroU32::new(deny),
    }
}

/// alice's request: waits for 60 minutes, may be used from minute 0 to minute 120.
pub(crate) fn request(plan: &[(&str, &[PlanThreshold])]) -> AccessRequest {
    let mut filled = Plan::default();
    for (role, thresholds) in plan {
        filled
            .add_set(&RoleName::verbatim(*role), thresholds.iter().cloned())
            .expect("few thresholds");
    }
    let asked: Vec<RoleName> = plan
        .iter()
        .map(|(role, _)| RoleName::verbatim(*role))
        .collect();
    AccessRequest::new(Submission {
        id: RequestId::from_random([7; 16]),
        roles: asked.iter().cloned().collect(),
        ask: Ask::new(user("alice"), asked).because("the replica lags"),
        annotations: Annotations::new(),
        suggested_reviewers: Vec::new(),
        plan: filled,
        lifetime: Lifetime {
            created: minute(0),
            pending_expires: minute(60),
            access_starts: minute(0),
            access_expires: minute(120),
            session_ttl: Duration::from_hours(1),
        },
        policy: digest(),
    })
}

pub(crate) fn digest() -> PolicyDigest {
    PolicyDigest::from_bytes([1; 32])
}

/// A review that counts for every threshold.
pub(crate) fn admitted(
    request: &AccessRequest,
    author: &str,
    proposal: Proposal,
) -> AdmittedReview {
    let counts: Vec<ThresholdIndex> = request.plan().indexed().map(|(index, _)| index).collect();
    AdmittedReview::new(request.id(), user(author), proposal, counts, digest())
}

pub(crate) fn resolver(name: &str) -> Resolver {
    Resolver::new(user(name), false)
}

pub(crate) fn hider(name: &str) -> Hider {
    Hider::new(user(name))
}
