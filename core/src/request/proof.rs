//! Proofs that somebody may act: only the functions that check can make them, and commands hold them.

use alloc::{string::String, vec::Vec};

use super::{id::RequestId, plan::ThresholdIndex, review::Proposal};
use crate::policy::{digest::PolicyDigest, name::UserName};

/// A verdict whose author was found to be permitted to give it, on one request, under one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdmittedReview {
    request: RequestId,
    author: UserName,
    rule: Option<String>,
    proposal: Proposal,
    counts: Vec<ThresholdIndex>,
    policy: PolicyDigest,
}

impl AdmittedReview {
    #[cfg(any(test, feature = "engine"))]
    pub(crate) const fn new(
        request: RequestId,
        author: UserName,
        proposal: Proposal,
        counts: Vec<ThresholdIndex>,
        policy: PolicyDigest,
    ) -> Self {
        Self {
            request,
            author,
            rule: None,
            proposal,
            counts,
            policy,
        }
    }

    /// The same, given by an access monitoring rule.
    #[cfg(feature = "engine")]
    pub(crate) fn by_rule(self, rule: &str) -> Self {
        Self {
            rule: Some(rule.into()),
            ..self
        }
    }

    /// The access monitoring rule that reviews, where no person does.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// The request it is for; for another it proves nothing.
    #[must_use]
    pub const fn request(&self) -> RequestId {
        self.request
    }

    /// Who reviews.
    #[must_use]
    pub const fn author(&self) -> &UserName {
        &self.author
    }

    /// What they propose.
    #[must_use]
    pub const fn proposal(&self) -> &Proposal {
        &self.proposal
    }

    /// The thresholds it counts for (S4).
    #[must_use]
    pub fn counts(&self) -> &[ThresholdIndex] {
        &self.counts
    }

    /// The policy that permitted it.
    #[must_use]
    pub const fn policy(&self) -> &PolicyDigest {
        &self.policy
    }
}

/// Somebody who may update access requests (D1), and whether the cluster lets them settle their own
/// (departures 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolver {
    user: UserName,
    own_requests: bool,
}

impl Resolver {
    #[cfg(any(test, feature = "engine"))]
    pub(crate) const fn new(user: UserName, own_requests: bool) -> Self {
        Self { user, own_requests }
    }

    /// Who.
    #[must_use]
    pub const fn user(&self) -> &UserName {
        &self.user
    }

    /// Whether they may settle requests of their own.
    #[must_use]
    pub const fn own_requests(&self) -> bool {
        self.own_requests
    }
}

/// Somebody who may delete access requests, which takes them out of the lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hider {
    user: UserName,
}

impl Hider {
    #[cfg(any(test, feature = "engine"))]
    pub(crate) const fn new(user: UserName) -> Self {
        Self { user }
    }

    /// Who.
    #[must_use]
    pub const fn user(&self) -> &UserName {
        &self.user
    }
}
