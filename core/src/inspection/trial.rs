//! One request by one policy at one moment, step by step: asked, seen by the rules, reviewed, taken up. Each step
//! is the very decision that a cluster makes.

use alloc::vec::Vec;

use crate::{
    policy::{monitoring::schedule::Zones, name::UserName, set::Policy, subject::Subject},
    request::{
        access_request::AccessRequest,
        admission::admit_for,
        ask::Ask,
        automatic::{Automatic, automatic_review},
        decide::decide_review,
        eligibility::{eligible_reviewers, reviewing::Prospect},
        grant::{Grant, assume},
        id::RequestId,
        lifetime::MAX_CREDENTIAL,
        proof::AdmittedReview,
        refusal::{AssumeRefusal, ReviewRefusal, SubmitRefusal},
        review::Proposal,
        submission::{Submitted, submit},
        terms::Circumstances,
        timestamp::Timestamp,
    },
};

/// One request that is tried out.
pub(super) struct Trial<'p> {
    /// By which policy.
    pub(super) policy: &'p Policy,
    /// Who asks.
    pub(super) requester: Subject,
    /// When all of it happens.
    pub(super) now: Timestamp,
}

impl Trial<'_> {
    /// The request that would be made.
    pub(super) fn ask(&self, ask: Ask) -> Result<Submitted, SubmitRefusal> {
        submit(
            self.policy,
            &self.requester,
            ask,
            RequestId::from_random([0; 16]),
            &Circumstances::at(self.now),
        )
    }

    /// What access monitoring rules make of it.
    pub(super) fn rules(
        &self,
        request: &AccessRequest,
        zones: &dyn Zones,
    ) -> Result<Automatic, ReviewRefusal> {
        automatic_review(self.policy, &self.requester, request, zones)
    }

    /// Whether somebody may give this verdict, and for which thresholds it counts.
    pub(super) fn admit(
        &self,
        request: &AccessRequest,
        reviewer: &Subject,
        proposal: Proposal,
    ) -> Result<AdmittedReview, ReviewRefusal> {
        let requester = Some(&self.requester);
        admit_for(self.policy, requester, reviewer, request, proposal)
    }

    /// The request with that verdict.
    pub(super) fn reviewed(
        &self,
        request: &AccessRequest,
        review: &AdmittedReview,
    ) -> Result<AccessRequest, ReviewRefusal> {
        let events = decide_review(request, review, self.now)?;
        Ok(events.iter().fold(request.clone(), AccessRequest::apply))
    }

    /// The users of the policy that may review it, whoever has already among them.
    pub(super) fn reviewers(&self, request: &AccessRequest) -> Vec<UserName> {
        let prospect = Prospect::from(request);
        eligible_reviewers(self.policy, self.policy.subjects(), &prospect)
            .map(|subject| subject.name)
            .collect()
    }

    /// What it gives as soon as its access begins. How long credentials may live in a cluster is its own affair.
    pub(super) fn assume(&self, request: &AccessRequest) -> Result<Grant, AssumeRefusal> {
        let at = self.now.max(request.lifetime().access_starts);
        assume(self.policy, request, &self.requester, at, MAX_CREDENTIAL)
    }
}
