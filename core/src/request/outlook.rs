//! Why a request is still pending, and what would approve it: for each set that is not met, who
//! counted, how many are missing, and whose approval would count.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{
    access_request::AccessRequest,
    admission::Filters,
    eligibility::{eligible_reviewers, reviewing::Prospect},
    plan::{PlanThreshold, ThresholdIndex},
    progress::{Progress, SetProgress, ThresholdProgress},
    review::{Proposal, Review, Verdict},
};
use crate::policy::{
    decision::{Bearing, Finding, People, Step},
    name::{RoleName, UserName},
    place::Place,
    set::Policy,
    subject::Subject,
};

/// What a pending request waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlook {
    /// The sets that are not met; each must be (T5).
    pub sets: Vec<SetOutlook>,
    /// Who reviewed without counting towards anything (S5), as people read it.
    pub idle: Vec<String>,
}

/// One set that is not met: any one of its thresholds is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetOutlook {
    /// The roles that wait for it.
    pub roles: Vec<RoleName>,
    /// Its thresholds, the nearest to being met first.
    pub thresholds: Vec<ThresholdOutlook>,
}

/// One threshold that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdOutlook {
    /// How far it is.
    pub progress: ThresholdProgress,
    /// Where the policy says so; none where it has changed since.
    pub place: Option<Place>,
    /// Whose approvals count.
    pub counted: People,
    /// Whose approvals would count, of those who have not reviewed yet.
    pub left: People,
}

impl ThresholdOutlook {
    /// Whether those who are left are enough.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.progress
            .missing()
            .is_some_and(|missing| usize::try_from(missing).is_ok_and(|n| n <= self.left.count))
    }
}

impl Outlook {
    /// What the request waits for, with these users of the cluster.
    #[must_use]
    pub fn of(
        policy: &Policy,
        subjects: impl IntoIterator<Item = Subject>,
        request: &AccessRequest,
    ) -> Self {
        let filters = Filters::of(policy, request.plan());
        let prospect = Prospect::from(request);
        let subjects: Vec<Subject> = subjects.into_iter().collect();
        let requester = subjects
            .iter()
            .find(|subject| subject.name == *request.requester())
            .cloned();
        let left: Vec<(UserName, Vec<ThresholdIndex>)> =
            eligible_reviewers(policy, subjects, &prospect)
                .filter(|reviewer| !request.reviewed_by(&reviewer.name))
                .map(|reviewer| {
                    // A filter may want a reason.
                    let mut counts = Vec::new();
                    for reason in ["", "-"] {
                        let proposal = Proposal::new(Verdict::Approve, reason);
                        let more = filters.counts(&reviewer, request, &proposal);
                        counts.extend(more.unwrap_or_default());
                    }
                    (reviewer.name, counts)
                })
                .collect();
        let open = Progress::of(request)
            .sets
            .into_iter()
            .filter(|set| !set.is_met);
        let reviews = request.reviews().iter();
        Self {
            sets: open
                .map(|set| of_set(policy, request, requester.as_ref(), &left, set))
                .collect(),
            idle: reviews
                .filter(|review| review.counts.is_empty())
                .map(Review::by)
                .collect(),
        }
    }

    /// Whether it can still be approved by reviews.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.sets
            .iter()
            .all(|set| set.thresholds.iter().any(ThresholdOutlook::is_feasible))
    }

    /// The same for those who may know how many people there are, and not who.
    #[must_use]
    pub fn without_names(mut self) -> Self {
        let thresholds = self.sets.iter_mut().flat_map(|set| &mut set.thresholds);
        for threshold in thresholds {
            threshold.left.names.clear();
        }
        self
    }

    /// The same as steps of an explanation.
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for set in &self.sets {
            for threshold in &set.thresholds {
                steps.push(Step {
                    bearing: Bearing::Depends,
                    finding: Finding::AwaitsApprovals {
                        roles: set.roles.clone(),
                        threshold: threshold.progress.name.clone(),
                        filter: threshold.progress.filter.clone(),
                        approvals: threshold.progress.approvals,
                        needed: threshold.progress.approve,
                        by: threshold.counted.clone(),
                    },
                    place: threshold.place.clone(),
                });
                let missing = threshold.progress.missing();
                let people = threshold.left.clone();
                let (bearing, finding) = if threshold.is_feasible() {
                    (Bearing::Depends, Finding::WouldApprove { missing, people })
                } else {
                    (Bearing::Refuses, Finding::TooFewLeft { missing, people })
                };
                steps.push(Step {
                    bearing,
                    finding,
                    place: None,
                });
            }
        }
        steps.extend(self.idle.iter().map(|by| Step {
            bearing: Bearing::NotRelevant,
            finding: Finding::CountsForNothing { by: by.clone() },
            place: None,
        }));
        steps
    }
}

fn of_set(
    policy: &Policy,
    request: &AccessRequest,
    requester: Option<&Subject>,
    left: &[(UserName, Vec<ThresholdIndex>)],
    set: SetProgress,
) -> SetOutlook {
    let people = |names: &mut dyn Iterator<Item = String>| {
        let names: Vec<String> = names.collect();
        People {
            count: names.len(),
            names,
        }
    };
    let thresholds = set.thresholds.into_iter().map(|progress| {
        let index = progress.index;
        let approving = request
            .reviews()
            .iter()
            .filter(|review| review.verdict == Verdict::Approve && review.counts.contains(&index));
        let would = left.iter().filter(|(_, counts)| counts.contains(&index));
        ThresholdOutlook {
            counted: people(&mut approving.map(Review::by)),
            left: people(&mut would.map(|(name, _)| name.to_string())),
            place: request
                .plan()
                .threshold(index)
                .and_then(|threshold| place(policy, request, requester?, threshold)),
            progress,
        }
    });
    SetOutlook {
        thresholds: thresholds.collect(),
        roles: set.roles,
    }
}

/// Where a threshold of the plan is written, as long as the policy is the one it was made from.
fn place(
    policy: &Policy,
    request: &AccessRequest,
    requester: &Subject,
    wanted: &PlanThreshold,
) -> Option<Place> {
    if policy.digest() != request.policy() {
        return None;
    }
    requester.roles.iter().find_map(|name| {
        let request = &policy.role(name)?.role.allow.request;
        let written = request.thresholds.iter();
        let text = written
            .filter(|threshold| PlanThreshold::from(*threshold) == *wanted)
            .flat_map(|threshold| [&threshold.name, &threshold.filter])
            .find(|text| text.span != crate::yaml::span::Span::default())?;
        policy.place(name, text.span)
    })
}

#[cfg(test)]
mod tests;
