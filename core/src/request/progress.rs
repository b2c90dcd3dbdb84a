//! How far a request is from a decision, in numbers and in words, and what one more review would do.

use alloc::{format, string::String, vec::Vec};

use super::{
    access_request::AccessRequest,
    plan::{Plan, ThresholdIndex, ThresholdSet},
    review::{Review, Verdict, tally::Tally},
};
use crate::policy::name::RoleName;

/// How far a request is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What must still come together: one entry for each different set that some role needs.
    pub sets: Vec<SetProgress>,
}

/// How far one set of thresholds is; any one of its thresholds is enough.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetProgress {
    /// The roles that wait for it.
    pub roles: Vec<RoleName>,
    /// Its thresholds, the nearest to being met first.
    pub thresholds: Vec<ThresholdProgress>,
    /// Whether one of them is met.
    pub is_met: bool,
}

/// How far one threshold is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThresholdProgress {
    /// Which one of the plan.
    pub index: ThresholdIndex,
    /// What people call it; may be empty.
    pub name: String,
    /// The predicate a review must satisfy to count; empty means every review does.
    pub filter: String,
    /// Approvals counted.
    pub approvals: u32,
    /// Approvals needed; `None` never approves (T6).
    pub approve: Option<u32>,
    /// Denials counted.
    pub denials: u32,
    /// Denials that refuse; `None` never refuses (T6).
    pub deny: Option<u32>,
}

impl ThresholdProgress {
    /// How many more approvals would meet it; `None` where no number does (T6).
    #[must_use]
    pub fn missing(&self) -> Option<u32> {
        Some(self.approve?.saturating_sub(self.approvals))
    }

    /// `1 of 2 approvals`, with the threshold's name unless it is the default one.
    #[must_use]
    pub fn words(&self) -> String {
        let name = if self.name.is_empty() || self.name == "default" {
            String::new()
        } else {
            format!(" ({})", self.name)
        };
        match self.approve {
            Some(1) if self.approvals == 0 => format!("0 of 1 approval{name}"),
            Some(1) => format!("1 of 1 approval{name}"),
            Some(needed) => format!("{} of {needed} approvals{name}", self.approvals.min(needed)),
            None => format!("no number of approvals is enough{name}"),
        }
    }
}

/// What one more review would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// It would settle the request that way.
    Settles,
    /// It would count, and so many more approvals would still be needed at least.
    Counts {
        /// At least so many; `None` where no number is enough.
        missing: Option<u32>,
    },
    /// It would be recorded and count for nothing: no filter accepts it.
    CountsForNothing,
}

impl Progress {
    /// How far a request is with the reviews it has.
    #[must_use]
    pub fn of(request: &AccessRequest) -> Self {
        Self::with(request.plan(), request.reviews())
    }

    /// How far these reviews take this plan.
    #[must_use]
    pub fn with(plan: &Plan, reviews: &[Review]) -> Self {
        let (tally, _) = Tally::of(plan, reviews);
        let mut sets: Vec<(&ThresholdSet, Vec<RoleName>)> = Vec::new();
        for (role, role_sets) in plan.sets() {
            if !tally.roles().contains(role) {
                continue;
            }
            for set in role_sets {
                match sets.iter_mut().find(|(known, _)| *known == set) {
                    Some((_, roles)) if roles.contains(role) => {}
                    Some((_, roles)) => roles.push(role.clone()),
                    None => sets.push((set, alloc::vec![role.clone()])),
                }
            }
        }
        Self {
            sets: sets
                .into_iter()
                .map(|(set, roles)| SetProgress {
                    roles,
                    thresholds: thresholds(plan, &tally, set),
                    is_met: tally.is_met(set),
                })
                .collect(),
        }
    }

    /// In a few words: `1 of 2 approvals`, of the set that is furthest from being met; with more
    /// than one set, how many of them are met.
    #[must_use]
    pub fn words(&self) -> String {
        let furthest = self.furthest().map(ThresholdProgress::words);
        match (self.sets.len(), furthest) {
            (_, None) => "nobody can approve this".into(),
            (0 | 1, Some(words)) => words,
            (sets, Some(words)) => {
                let met = self.sets.iter().filter(|set| set.is_met).count();
                format!("{met} of {sets} conditions met; {words}")
            }
        }
    }

    /// Every condition, in words with its own count: the thresholds of a set, any of which is enough.
    #[must_use]
    pub fn conditions(&self) -> Vec<String> {
        let sets = self.sets.iter().map(|set| {
            let words: Vec<_> = set
                .thresholds
                .iter()
                .map(ThresholdProgress::words)
                .collect();
            words.join(" or ")
        });
        sets.collect()
    }

    /// Of each set the nearest threshold, and of those the one that lacks most approvals.
    #[must_use]
    pub fn furthest(&self) -> Option<&ThresholdProgress> {
        // The first of equals, so that the answer does not depend on how roles are listed later.
        self.sets
            .iter()
            .filter_map(|set| set.thresholds.first())
            .rev()
            .max_by_key(|threshold| threshold.missing().unwrap_or(u32::MAX))
    }
}

fn thresholds(plan: &Plan, tally: &Tally<'_>, set: &ThresholdSet) -> Vec<ThresholdProgress> {
    let mut thresholds: Vec<_> = set
        .iter()
        .filter_map(|index| {
            let threshold = plan.threshold(*index)?;
            let count = tally.count(*index);
            Some(ThresholdProgress {
                index: *index,
                name: threshold.name.clone(),
                filter: threshold.filter.clone(),
                approvals: count.approvals,
                approve: threshold.approve.map(core::num::NonZeroU32::get),
                denials: count.denials,
                deny: threshold.deny.map(core::num::NonZeroU32::get),
            })
        })
        .collect();
    thresholds.sort_by_key(|threshold| threshold.missing().unwrap_or(u32::MAX));
    thresholds
}

/// What a verdict on everything, counting for these thresholds, would do to a pending request.
#[must_use]
pub fn forecast(request: &AccessRequest, verdict: Verdict, counts: &[ThresholdIndex]) -> Forecast {
    let (tally, _) = Tally::of(request.plan(), request.reviews());
    if counts.is_empty() {
        return Forecast::CountsForNothing;
    }
    let tally = tally.with_verdict(verdict, counts);
    let settles = match verdict {
        Verdict::Approve => tally.is_approved(),
        Verdict::Deny => tally.is_denied(),
    };
    if settles {
        return Forecast::Settles;
    }
    let missing = tally
        .open_sets()
        .map(|(_, set)| tally.missing(set))
        .try_fold(0, |most: u32, missing| Some(most.max(missing?)));
    Forecast::Counts { missing }
}

impl Forecast {
    /// In words, about the reader's own verdict.
    #[must_use]
    pub fn words(self, verdict: Verdict) -> String {
        let noun = match verdict {
            Verdict::Approve => "approval",
            Verdict::Deny => "denial",
        };
        match (self, verdict) {
            (Self::Settles, Verdict::Approve) => "your approval completes it".into(),
            (Self::Settles, Verdict::Deny) => "your denial refuses it".into(),
            (Self::CountsForNothing, _) => {
                format!("your {noun} would be recorded but would not count: no filter accepts it")
            }
            (Self::Counts { missing: Some(1) }, Verdict::Approve) => {
                "your approval counts; one more is still needed".into()
            }
            (Self::Counts { missing: Some(n) }, Verdict::Approve) => {
                format!("your approval counts; {n} more are still needed")
            }
            (Self::Counts { missing: None }, Verdict::Approve) => {
                "your approval counts, but no number of approvals is enough".into()
            }
            (Self::Counts { .. }, Verdict::Deny) => {
                "your denial counts; it does not refuse it alone".into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::request::{
        command::Command,
        decide::decide,
        fixtures::{admitted, minute, request, threshold},
        plan::PlanThreshold,
        review::Proposal,
    };

    fn after(request: AccessRequest, authors: &[&str]) -> AccessRequest {
        authors.iter().fold(request, |request, author| {
            let proposal = Proposal::new(Verdict::Approve, "");
            let command = Command::Review(admitted(&request, author, proposal));
            let events = decide(&request, command, minute(1)).expect("is pending");
            events.iter().fold(request, AccessRequest::apply)
        })
    }

    #[test]
    fn progress_is_told_in_words() {
        let two = [threshold("two", 2, 1)];
        let one = [threshold("", 1, 1)];
        let three_or_never = [threshold("never", 0, 1), threshold("three", 3, 2)];
        let never = [threshold("never", 0, 1)];
        type Case<'a> = (&'a [(&'a str, &'a [PlanThreshold])], &'a [&'a str], &'a str);
        let cases: [Case<'_>; 7] = [
            (&[("a", &one)], &[], "0 of 1 approval"),
            (&[("a", &[])], &[], "0 of 1 approval"),
            (&[("a", &two)], &["bob"], "1 of 2 approvals (two)"),
            (
                &[("a", &two), ("b", &two)],
                &["bob"],
                "1 of 2 approvals (two)",
            ),
            (
                &[("a", &one), ("b", &two)],
                &["bob"],
                "1 of 2 conditions met; 1 of 2 approvals (two)",
            ),
            (
                &[("a", &three_or_never)],
                &["bob"],
                "1 of 3 approvals (three)",
            ),
            (
                &[("a", &never)],
                &["bob"],
                "no number of approvals is enough (never)",
            ),
        ];
        for (plan, authors, words) in cases {
            let request = after(request(plan), authors);
            assert_eq!(Progress::of(&request).words(), words);
        }
    }

    #[test]
    fn one_more_review_is_foretold() {
        let plan = [threshold("two", 2, 1), threshold("three", 3, 3)];
        let fresh = request(&[("a", &plan)]);
        let indexes: Vec<_> = fresh.plan().indexed().map(|(index, _)| index).collect();
        let (first, second) = (indexes[0], indexes[1]);
        let (yes, no) = (Verdict::Approve, Verdict::Deny);
        let cases = [
            (
                0,
                yes,
                vec![first, second],
                "your approval counts; one more is still needed",
            ),
            (
                0,
                yes,
                vec![second],
                "your approval counts; 2 more are still needed",
            ),
            (
                0,
                yes,
                vec![],
                "your approval would be recorded but would not count: no filter accepts it",
            ),
            (1, yes, vec![first], "your approval completes it"),
            (1, no, vec![first], "your denial refuses it"),
            (
                0,
                no,
                vec![second],
                "your denial counts; it does not refuse it alone",
            ),
        ];
        for (reviews, verdict, counts, words) in cases {
            let authors: Vec<&str> = ["bob"].into_iter().take(reviews).collect();
            let request = after(request(&[("a", &plan)]), &authors);
            assert_eq!(forecast(&request, verdict, &counts).words(verdict), words);
        }
    }

    #[test]
    fn thresholds_are_told_in_words() {
        let mut threshold = threshold("boss", 2, 1);
        assert_eq!(threshold.words(), "2 approvals, 1 denial refuses");
        threshold.filter = "contains(reviewer.roles, \"lead\")".into();
        assert_eq!(
            threshold.words(),
            "2 approvals, 1 denial refuses, counting reviews where contains(reviewer.roles, \"lead\")"
        );
        threshold.filter.clear();
        (threshold.approve, threshold.deny) = (None, None);
        assert_eq!(
            threshold.words(),
            "can never approve, no number of denials refuses"
        );
    }
}
