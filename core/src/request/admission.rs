//! Admitting: only what passes here becomes a review (V, S1–S5) or an override (D1).

use alloc::{vec, vec::Vec};

use super::{
    access_request::AccessRequest,
    decide::review::check_fit,
    eligibility::{
        requesting::RequestRights,
        reviewing::{Prospect, ReviewRights, context},
    },
    plan::{Plan, ThresholdIndex},
    proof::{AdmittedReview, Hider, Resolver},
    refusal::ReviewRefusal,
    review::{Proposal, Verdict},
};
use crate::policy::{
    access::{self, ACCESS_REQUEST, Access},
    budget::Remaining,
    decision::{Bearing, Finding, Outcome, Step},
    predicate::{Context, Env, Predicate, PredicateError, Review},
    set::Policy,
    subject::Subject,
};

/// Whether the reviewer may give this verdict on this request, and for which thresholds it counts.
/// Whether the request still waits for one is for `decide` to say.
///
/// # Errors
/// The first reason why not, in the order of S1.
pub fn admit(
    policy: &Policy,
    reviewer: &Subject,
    request: &AccessRequest,
    proposal: Proposal,
) -> Result<AdmittedReview, ReviewRefusal> {
    let requester = policy.subject(request.requester());
    admit_for(policy, requester.as_ref(), reviewer, request, proposal)
}

/// The same, where the requester may be somebody whom no document of the policy speaks of. Who is
/// nobody is checked when they assume it (U3).
///
/// # Errors
/// As [`admit`].
pub fn admit_for(
    policy: &Policy,
    requester: Option<&Subject>,
    reviewer: &Subject,
    request: &AccessRequest,
    proposal: Proposal,
) -> Result<AdmittedReview, ReviewRefusal> {
    let cannot = |because| ReviewRefusal::CannotEvaluate { because };
    let rights = ReviewRights::of(policy, reviewer).map_err(|failure| cannot(failure.0))?;
    let decision = rights.explained(rights.may_review(&Prospect::from(request)));
    let because = decision.because;
    match decision.outcome {
        Outcome::Allow => {}
        Outcome::Failed => return Err(cannot(because)),
        Outcome::Deny if !rights.has_directives() => {
            return Err(ReviewRefusal::CannotSubmit { because });
        }
        Outcome::Deny => return Err(ReviewRefusal::NotPermitted { because }),
    }
    check_fit(request, &reviewer.name, &proposal)?;
    let filters = Filters::of(policy, request.plan());
    let counts = filters
        .counts(reviewer, request, &proposal)
        .map_err(cannot)?;
    if let (Verdict::Approve, Some(requester)) = (proposal.verdict, requester) {
        check_requestable(policy, requester, request, &proposal)?;
    }
    Ok(AdmittedReview::new(
        request.id(),
        reviewer.name.clone(),
        proposal,
        counts,
        policy.digest().clone(),
    ))
}

/// Whether the requester could still ask for what this verdict would grant.
pub(super) fn check_requestable(
    policy: &Policy,
    requester: &Subject,
    request: &AccessRequest,
    proposal: &Proposal,
) -> Result<(), ReviewRefusal> {
    let rights = RequestRights::of(policy, requester)
        .map_err(|failure| ReviewRefusal::CannotEvaluate { because: failure.0 })?;
    let granted = proposal.roles.as_ref().unwrap_or(request.roles());
    match granted.iter().find(|role| !rights.allows(role)) {
        None => Ok(()),
        Some(role) => Err(ReviewRefusal::NoLongerRequestable {
            because: rights.may_request(role).because,
            role: role.clone(),
        }),
    }
}

/// The filters of a plan, read once for any number of reviews.
#[derive(Debug)]
pub struct Filters<'p> {
    thresholds: Vec<(ThresholdIndex, &'p str, Filter)>,
}

/// A filter that may be absent or broken.
type Filter = Result<Option<Predicate>, PredicateError>;

impl<'p> Filters<'p> {
    /// Reads them.
    #[must_use]
    pub fn of(policy: &Policy, plan: &'p Plan) -> Self {
        let remaining = Remaining::of(policy.budget());
        let read = |filter: &str| Predicate::parse_optional(filter, Env::Filter, &remaining);
        let thresholds = plan.indexed().map(|(index, threshold)| {
            let filter = threshold.filter.as_str();
            (index, filter, read(filter))
        });
        Self {
            thresholds: thresholds.collect(),
        }
    }

    /// The thresholds whose filter accepts this verdict, with the reviewer as they are now and the
    /// roles as they were asked (S4).
    ///
    /// # Errors
    /// The steps that say which filter cannot be evaluated (S5).
    pub fn counts(
        &self,
        reviewer: &Subject,
        request: &AccessRequest,
        proposal: &Proposal,
    ) -> Result<Vec<ThresholdIndex>, Vec<Step>> {
        let prospect = Prospect::from(request);
        let context = Context {
            review: Some(Review {
                reason: &proposal.reason,
                annotations: &proposal.annotations,
            }),
            ..context(reviewer, &prospect)
        };
        let mut counts = Vec::new();
        for (index, text, filter) in &self.thresholds {
            let holds = match filter {
                Ok(None) => Ok(true),
                Ok(Some(filter)) => filter.evaluate(&context).map_err(|error| error.message),
                Err(error) => Err(error.message.clone()),
            };
            match holds {
                Ok(true) => counts.push(*index),
                Ok(false) => {}
                Err(problem) => {
                    return Err(vec![Step {
                        bearing: Bearing::Refuses,
                        finding: Finding::BadPredicate {
                            holder: None,
                            predicate: (*text).into(),
                            problem,
                        },
                        place: None,
                    }]);
                }
            }
        }
        Ok(counts)
    }
}

/// The proof that the user may settle requests over the plan's head (B6, D1).
///
/// # Errors
/// Why they may not.
pub fn admit_resolver(policy: &Policy, subject: &Subject) -> Result<Resolver, Access> {
    let access = access::check(policy, subject, ACCESS_REQUEST, "update");
    if access.is_allowed() {
        let own_requests = policy.settings().self_resolution;
        Ok(Resolver::new(subject.name.clone(), own_requests))
    } else {
        Err(access)
    }
}

/// The proof that the user may take requests out of the lists.
///
/// # Errors
/// Why they may not.
pub fn admit_hider(policy: &Policy, subject: &Subject) -> Result<Hider, Access> {
    let access = access::check(policy, subject, ACCESS_REQUEST, "delete");
    if access.is_allowed() {
        Ok(Hider::new(subject.name.clone()))
    } else {
        Err(access)
    }
}
