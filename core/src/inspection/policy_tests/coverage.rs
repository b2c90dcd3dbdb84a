//! Which matchers and thresholds of a policy its tests exercised.
//!
//! A matcher is exercised by whoever holds its role and is asked about, where it accepts a role that a test asks
//! for. A threshold is exercised by a review that counts for it.

use alloc::{collections::BTreeSet, string::String};

use super::place;
use crate::{
    api::policy_test::{Coverage, MOST_UNCOVERED, Part, Uncovered},
    policy::{
        name::RoleName,
        reading::{Reading, Resource},
        role::{ClaimToRoles, Role, Text},
        set::Policy,
        subject::Subject,
    },
    request::{
        access_request::AccessRequest,
        eligibility::{
            requesting::RequestRights,
            reviewing::{Prospect, ReviewRights},
        },
        plan::{PlanThreshold, ThresholdIndex},
    },
    yaml::span::Span,
};

/// The places of what was exercised so far.
#[derive(Debug, Default)]
pub(super) struct Exercised(BTreeSet<Span>);

impl Exercised {
    /// Somebody asked for these roles.
    pub(super) fn requested(
        &mut self,
        policy: &Policy,
        requester: &Subject,
        roles: &BTreeSet<RoleName>,
    ) {
        if requester.locked {
            return;
        }
        let Ok(rights) = RequestRights::of(policy, requester) else {
            return;
        };
        for (matcher, span) in rights.patterns() {
            if roles.iter().any(|role| matcher.accepts(role.as_str())) {
                self.0.insert(span);
            }
        }
    }

    /// It was asked whether somebody may review that.
    pub(super) fn reviewable(
        &mut self,
        policy: &Policy,
        reviewer: &Subject,
        request: &AccessRequest,
    ) {
        let Ok(rights) = ReviewRights::of(policy, reviewer) else {
            return;
        };
        let prospect = Prospect::from(request);
        for (matcher, span) in rights.patterns(&prospect) {
            let mut roles = prospect.roles.iter();
            if roles.any(|role| matcher.accepts(role.as_str())) {
                self.0.insert(span);
            }
        }
    }

    /// A review counted for these thresholds of the request.
    pub(super) fn counted(
        &mut self,
        policy: &Policy,
        requester: &Subject,
        request: &AccessRequest,
        counts: &[ThresholdIndex],
    ) {
        let Ok(rights) = RequestRights::of(policy, requester) else {
            return;
        };
        let plan = request.plan();
        let counted = |threshold: &PlanThreshold| {
            let mut counts = counts.iter();
            counts.any(|index| plan.threshold(*index) == Some(threshold))
        };
        for role in request.roles_asked() {
            for holder in rights.concerned_with(role) {
                for threshold in &holder.role.allow.request.thresholds {
                    if counted(&threshold.into()) {
                        self.0.insert(threshold.span);
                    }
                }
            }
        }
    }

    /// What of the policy that is.
    pub(super) fn coverage(&self, reading: &Reading, policy: &Policy) -> Coverage {
        let mut coverage = Coverage::default();
        for document in &reading.documents {
            let Some(Resource::Role(role)) = &document.resource else {
                continue;
            };
            // Of two documents of one name the later counts.
            let counts = policy.role(&role.name).map(|known| known.role.span);
            if counts != Some(role.span) {
                continue;
            }
            each(role, |part, span, text| {
                coverage.total += 1;
                if self.0.contains(&span) {
                    coverage.covered += 1;
                } else if coverage.uncovered.len() < MOST_UNCOVERED {
                    coverage.uncovered.push(Uncovered {
                        part,
                        role: role.name.as_str().into(),
                        text: text(),
                        at: place(reading, span),
                    });
                } else {
                    coverage.truncated = true;
                }
            });
        }
        coverage
    }
}

/// Everything in a role that tests can exercise: what it is, where, and its text.
fn each(role: &Role, mut see: impl FnMut(Part, Span, &dyn Fn() -> String)) {
    let mut matchers = |part, roles: &[Text], claims: &[ClaimToRoles]| {
        let given = claims.iter().flat_map(|claim| &claim.roles);
        for text in roles.iter().chain(given) {
            see(part, text.span, &|| text.value.clone());
        }
    };
    let (allow, deny) = (&role.allow, &role.deny);
    let request = &allow.request;
    matchers(Part::AllowRequest, &request.roles, &request.claims_to_roles);
    matchers(
        Part::AllowReview,
        &allow.review.roles,
        &allow.review.claims_to_roles,
    );
    matchers(
        Part::DenyRequest,
        &deny.request.roles,
        &deny.request.claims_to_roles,
    );
    matchers(
        Part::DenyReview,
        &deny.review.roles,
        &deny.review.claims_to_roles,
    );
    for threshold in &request.thresholds {
        // The one that applies where none is written has no place.
        if threshold.span != Span::default() {
            see(Part::Threshold, threshold.span, &|| {
                PlanThreshold::from(threshold).words()
            });
        }
    }
}
