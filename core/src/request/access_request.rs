//! A request with its plan, its clocks, its reviews and its state.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{
    ask::Ask,
    event::{Event, Submission},
    id::RequestId,
    lifetime::Lifetime,
    plan::Plan,
    review::{Annotations, Review},
    state::{Phase, RequestState},
    timestamp::Timestamp,
};
use crate::policy::{
    digest::PolicyDigest,
    duration::Duration,
    name::{RoleName, UserName},
};

mod apply;

/// One request, as its events have made it. Its serial form is for storage; the wire has views.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessRequest {
    submission: Submission,
    roles: BTreeSet<RoleName>,
    lifetime: Lifetime,
    reviews: Vec<Review>,
    // INVARIANT: assigned in `apply` and nowhere else; held by privacy and by the table test.
    state: RequestState,
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    hidden: bool,
    version: u32,
}

impl AccessRequest {
    /// A request that was just made.
    #[must_use]
    pub fn new(submission: Submission) -> Self {
        Self {
            roles: submission.roles.clone(),
            lifetime: submission.lifetime,
            reviews: Vec::new(),
            state: RequestState::Pending,
            hidden: false,
            version: 1,
            submission,
        }
    }

    /// The request that these events made; `None` unless the first says that it was submitted.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Event::Submitted(submission) = events.next()? else {
            return None;
        };
        Some(events.fold(Self::new((**submission).clone()), Self::apply))
    }

    /// All that was fixed when it was made.
    #[must_use]
    pub const fn submission(&self) -> &Submission {
        &self.submission
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> RequestId {
        self.submission.id
    }

    /// Who asked.
    #[must_use]
    pub const fn requester(&self) -> &UserName {
        &self.submission.ask.requester
    }

    /// What was asked, as it was put.
    #[must_use]
    pub const fn ask(&self) -> &Ask {
        &self.submission.ask
    }

    /// The roles asked for, wildcard expanded; these are what reviewers are judged by (V4).
    #[must_use]
    pub const fn roles_asked(&self) -> &BTreeSet<RoleName> {
        &self.submission.roles
    }

    /// The roles as they stand: those asked for, narrowed by approval (departures 7; D5, D6).
    #[must_use]
    pub const fn roles(&self) -> &BTreeSet<RoleName> {
        &self.roles
    }

    /// Why; empty if nothing was said.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.submission.ask.reason
    }

    /// System annotations (A).
    #[must_use]
    pub const fn annotations(&self) -> &Annotations {
        &self.submission.annotations
    }

    /// Who should look (T8).
    #[must_use]
    pub fn suggested_reviewers(&self) -> &[String] {
        &self.submission.suggested_reviewers
    }

    /// Who must agree.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.submission.plan
    }

    /// The clocks as they stand.
    #[must_use]
    pub const fn lifetime(&self) -> &Lifetime {
        &self.lifetime
    }

    /// The verdicts so far, in the order given.
    #[must_use]
    pub fn reviews(&self) -> &[Review] {
        &self.reviews
    }

    /// The stored state; for what holds now ask [`AccessRequest::phase`].
    #[must_use]
    pub const fn state(&self) -> &RequestState {
        &self.state
    }

    /// Whether it was taken out of the lists.
    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        self.hidden
    }

    /// The policy under which it was made.
    #[must_use]
    pub const fn policy(&self) -> &PolicyDigest {
        &self.submission.policy
    }

    /// How many events made it: grows with each, so it tells whether anything was decided since.
    #[must_use]
    pub const fn version(&self) -> u32 {
        self.version
    }

    /// Where it is at `now`, also when no timer has run yet.
    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        self.state.phase(&self.lifetime, now)
    }

    /// The first moment at which a timer has something to do; `None` once it is settled for good.
    #[must_use]
    pub fn next_timer(&self) -> Option<Timestamp> {
        match self.state {
            RequestState::Pending => Some(self.lifetime.pending_expires),
            RequestState::Approved(_) => {
                Some(self.lifetime.access_expires.plus(Duration::from_ms(1)))
            }
            _ => None,
        }
    }

    /// Whether this user has given a verdict.
    #[must_use]
    pub fn reviewed_by(&self, user: &UserName) -> bool {
        self.reviews.iter().any(|review| review.author == *user)
    }
}
