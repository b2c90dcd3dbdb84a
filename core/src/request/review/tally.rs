//! Counting reviews against a plan (S6): the first decisive review settles the request.

use alloc::{collections::BTreeSet, vec, vec::Vec};

use super::{Review, Verdict};
use crate::{
    policy::{duration::Duration, name::RoleName},
    request::plan::{Plan, ThresholdIndex, ThresholdSet},
};

/// Where a request stands after its reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing decisive yet.
    Open,
    /// Every set is met.
    Approved {
        /// Which review completed it, counted from 0.
        decisive: usize,
        /// What is granted: what every approving review up to the decisive one speaks for.
        roles: BTreeSet<RoleName>,
        /// The shortest time any of them named.
        max_duration: Option<Duration>,
    },
    /// A threshold has its denials.
    Denied {
        /// Which review completed it, counted from 0.
        decisive: usize,
    },
}

/// So many approvals and denials counted for one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Approvals.
    pub approvals: u32,
    /// Denials.
    pub denials: u32,
}

/// The counts of a plan's thresholds, and what the approving reviews left of the request.
#[derive(Clone, Debug)]
pub struct Tally<'a> {
    plan: &'a Plan,
    counts: Vec<Count>,
    roles: BTreeSet<RoleName>,
    max_duration: Option<Duration>,
    reviewed: usize,
}

impl<'a> Tally<'a> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            counts: vec![Count::default(); plan.thresholds().len()],
            roles: plan.sets().keys().cloned().collect(),
            max_duration: None,
            reviewed: 0,
        }
    }

    /// Counts reviews in the order given, up to the first that settles (S6, S7).
    pub fn of(plan: &'a Plan, reviews: &[Review]) -> (Self, Standing) {
        let mut tally = Self::new(plan);
        for review in reviews {
            let standing = tally.add(review);
            if standing != Standing::Open {
                return (tally, standing);
            }
        }
        (tally, Standing::Open)
    }

    /// Counts one more review. A denial settles as soon as any threshold of any role has enough; an
    /// approval when each role that is still to be granted has every set met. A role that an
    /// approving review left out no longer holds the others up.
    pub fn add(&mut self, review: &Review) -> Standing {
        let decisive = self.reviewed;
        self.reviewed += 1;
        self.count_verdict(review.verdict, &review.counts);
        if review.verdict == Verdict::Approve {
            self.roles.retain(|role| review.roles.contains(role));
            self.shorten(review.max_duration);
        }
        if self.is_denied() {
            Standing::Denied { decisive }
        } else if self.is_approved() {
            Standing::Approved {
                decisive,
                roles: self.roles.clone(),
                max_duration: self.max_duration,
            }
        } else {
            Standing::Open
        }
    }

    /// Takes one more wish for a shorter time into account; the shortest wins.
    pub fn shorten(&mut self, max_duration: Option<Duration>) {
        self.max_duration = match (self.max_duration, max_duration) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// The shortest time that an approving review named so far.
    #[must_use]
    pub const fn max_duration(&self) -> Option<Duration> {
        self.max_duration
    }

    fn count_verdict(&mut self, verdict: Verdict, counts: &[ThresholdIndex]) {
        for index in counts {
            if let Some(count) = self.counts.get_mut(index.position()) {
                match verdict {
                    Verdict::Approve => count.approvals = count.approvals.saturating_add(1),
                    Verdict::Deny => count.denials = count.denials.saturating_add(1),
                }
            }
        }
    }

    /// The same with one more verdict on everything, counting for these thresholds.
    #[must_use]
    pub fn with_verdict(mut self, verdict: Verdict, counts: &[ThresholdIndex]) -> Self {
        self.count_verdict(verdict, counts);
        self
    }

    /// Whether some threshold of some role has its denials.
    #[must_use]
    pub fn is_denied(&self) -> bool {
        self.plan
            .thresholds()
            .iter()
            .zip(&self.counts)
            .any(|(threshold, count)| threshold.deny.is_some_and(|n| count.denials >= n.get()))
    }

    /// Whether there are roles still to be granted, and each has every set met.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        !self.roles.is_empty() && self.open_sets().next().is_none()
    }

    /// The sets, of roles still to be granted, that are not met yet.
    pub fn open_sets(&self) -> impl Iterator<Item = (&'a RoleName, &'a ThresholdSet)> {
        self.plan
            .sets()
            .iter()
            .filter(|(role, _)| self.roles.contains(*role))
            .flat_map(|(role, sets)| sets.iter().map(move |set| (role, set)))
            .filter(|(_, set)| !self.is_met(set))
    }

    /// Whether one threshold of the set has its approvals (T5).
    #[must_use]
    pub fn is_met(&self, set: &ThresholdSet) -> bool {
        self.missing(set) == Some(0)
    }

    /// What was counted for one threshold.
    #[must_use]
    pub fn count(&self, index: ThresholdIndex) -> Count {
        self.counts
            .get(index.position())
            .copied()
            .unwrap_or_default()
    }

    /// How many more approvals that count would meet the set: of its thresholds the nearest one.
    /// `None` where none of them can ever approve (T6).
    #[must_use]
    pub fn missing(&self, set: &ThresholdSet) -> Option<u32> {
        set.iter()
            .filter_map(|index| {
                let needed = self.plan.threshold(*index)?.approve?.get();
                Some(needed.saturating_sub(self.count(*index).approvals))
            })
            .min()
    }

    /// The roles that every approving review so far speaks for.
    #[must_use]
    pub const fn roles(&self) -> &BTreeSet<RoleName> {
        &self.roles
    }
}
