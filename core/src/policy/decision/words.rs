//! Findings as sentences: the only place where an explanation gets its words.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Act, Entry, EntrySource, Finding, People, Step};
use crate::policy::name::RoleName;

impl Act {
    const fn verb(self) -> &'static str {
        match self {
            Self::Request => "requesting",
            Self::Review => "reviewing requests for",
        }
    }
}

impl Entry {
    fn words(&self) -> String {
        match &self.source {
            EntrySource::Written => format!("by `{}`", self.pattern),
            EntrySource::Claim { claim } => {
                format!("by `{}`, which the trait `{claim}` gives", self.pattern)
            }
        }
    }
}

impl Step {
    /// One line that reads as a sentence: lower case, no full stop.
    #[must_use]
    pub fn text(&self) -> String {
        match &self.finding {
            Finding::Allows {
                act, holder, role, ..
            } => format!("`{holder}` allows {} `{role}`", act.verb()),
            Finding::Denies {
                act, holder, role, ..
            } => format!("`{holder}` denies {} `{role}`", act.verb()),
            Finding::NothingAllows { act, holders, role } => match names(holders) {
                None => format!("no role is held, so nothing allows {} `{role}`", act.verb()),
                Some(names) => format!("nothing in {names} allows {} `{role}`", act.verb()),
            },
            Finding::AllowsOthers { holder, role, .. } => {
                format!("`{holder}` allows others, not `{role}`")
            }
            Finding::NearestEntry { holder, entry, .. } => {
                format!("the nearest that `{holder}` allows is `{}`", entry.pattern)
            }
            Finding::TraitDoesNotGive {
                act,
                holder,
                role,
                claim,
                values,
                ..
            } => {
                let verb = act.verb();
                let lack = match values {
                    None => "which is missing",
                    Some(_) => "which has no such value",
                };
                format!("`{holder}` would allow {verb} `{role}` by the trait `{claim}`, {lack}")
            }
            Finding::OthersAllow { roles, role } => {
                let names = names(roles).unwrap_or_default();
                if roles.len() == 1 {
                    format!("{names} allows requesting `{role}`, and is not held")
                } else {
                    format!("{names} allow requesting `{role}`, and none of them is held")
                }
            }
            Finding::SaysNothing { act, holder } => match act {
                Act::Request => format!("`{holder}` says nothing about requests"),
                Act::Review => format!("`{holder}` says nothing about reviews"),
            },
            Finding::MissingRole { user, role } => {
                format!("`{user}` holds `{role}`, which does not exist")
            }
            Finding::BadPattern {
                holder, pattern, ..
            } => format!("the pattern `{pattern}` of `{holder}` cannot be read"),
            Finding::BadPredicate {
                holder: Some(holder),
                ..
            } => format!("a condition of `{holder}` cannot be evaluated"),
            Finding::BadPredicate { holder: None, .. } => {
                "the filter of a threshold cannot be evaluated".into()
            }
            Finding::ConditionFails { holder, .. } => {
                format!("the condition of `{holder}` does not hold for this request")
            }
            Finding::Locked { user } => format!("`{user}` is locked"),
            Finding::OwnRequest { user } => {
                format!("`{user}` made this request, and nobody reviews their own")
            }
            Finding::NoReviewRoles { user } => {
                format!("no role of `{user}` lets its holder review requests")
            }
            Finding::UnknownRole { role } => format!("there is no role `{role}`"),
            Finding::ReasonForAll { holder } => {
                format!("`{holder}` requires a reason for every request")
            }
            Finding::ReasonForRole { holder, role } => {
                format!("`{holder}` requires a reason for `{role}`")
            }
            Finding::RuleAllows {
                holder,
                resource,
                verb,
            } => format!("`{holder}` allows `{verb}` on `{resource}`"),
            Finding::RuleDenies {
                holder,
                resource,
                verb,
            } => format!("`{holder}` denies `{verb}` on `{resource}`"),
            Finding::NoRuleAllows {
                holders,
                resource,
                verb,
            } => match names(holders) {
                None => format!("no role is held, so nothing allows `{verb}` on `{resource}`"),
                Some(names) => format!("nothing in {names} allows `{verb}` on `{resource}`"),
            },
            Finding::RuleReviews {
                rule,
                approves,
                scheduled,
            } => {
                let verb = if *approves { "approves" } else { "denies" };
                let when = if *scheduled {
                    " within its schedules"
                } else {
                    ""
                };
                format!("the rule `{rule}` {verb} this automatically{when}")
            }
            Finding::RuleDoesNotApply { rule, by_schedule } => {
                if *by_schedule {
                    format!("the rule `{rule}` is not in force at this hour")
                } else {
                    format!("the condition of the rule `{rule}` does not hold")
                }
            }
            Finding::RuleUndecided { rule, .. } => {
                format!("whether the rule `{rule}` holds cannot be decided")
            }
            Finding::DeniedBefore { rule, by } => {
                format!("`{by}` denied this, so the rule `{rule}` does not approve it")
            }
            Finding::AwaitsApprovals {
                roles,
                threshold,
                approvals,
                needed,
                ..
            } => {
                let roles = names(roles).unwrap_or_default();
                let named = match threshold.as_str() {
                    "" | "default" => String::new(),
                    name => format!(" of “{name}”"),
                };
                match needed {
                    Some(1) => format!("{roles} waits for 1 approval{named}"),
                    Some(needed) => {
                        format!("{roles} has {approvals} of {needed} approvals{named}")
                    }
                    None => format!("no number of approvals{named} gives {roles}"),
                }
            }
            Finding::WouldApprove { missing, people } => match missing {
                Some(1) | None => {
                    format!("an approval by {} would complete it", people.words("or"))
                }
                Some(missing) => {
                    let any = if people.names.is_empty() {
                        ""
                    } else {
                        "any of "
                    };
                    let people = people.words("and");
                    format!("{missing} approvals by {any}{people} would complete it")
                }
            },
            Finding::TooFewLeft { missing, people } => match (missing, people.count) {
                (None, _) => "it can only be settled by an administrator".into(),
                (Some(_), 0) => "nobody is left whose approval would count".into(),
                (Some(missing), _) => {
                    let people = people.words("and");
                    format!("{missing} more are needed, and only {people} can still approve")
                }
            },
            Finding::CountsForNothing { by } => {
                format!("the review of `{by}` counts for nothing: no filter accepts it")
            }
            Finding::RuleCondition { holder, .. } => {
                format!("a rule of `{holder}` has a condition that cannot be evaluated here")
            }
        }
    }

    /// The particulars, where there are any beyond the sentence.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match &self.finding {
            Finding::Allows { entry, .. } | Finding::Denies { entry, .. } => Some(entry.words()),
            Finding::AwaitsApprovals { filter, by, .. } => {
                let by = (by.count > 0).then(|| format!("approved by {}", by.words("and")));
                let counting =
                    (!filter.is_empty()).then(|| format!("reviews count where `{filter}`"));
                let parts: Vec<String> = by.into_iter().chain(counting).collect();
                (!parts.is_empty()).then(|| parts.join("; "))
            }
            Finding::AllowsOthers { patterns, .. } => listed(patterns.iter(), patterns.len()),
            Finding::NearestEntry { entry, .. } => match entry.source {
                EntrySource::Written => None,
                EntrySource::Claim { .. } => Some(entry.words()),
            },
            Finding::TraitDoesNotGive { wanted, values, .. } => Some(match values {
                None => format!("a value that matches `{wanted}` is wanted"),
                Some(values) => match listed(values.iter(), values.len()) {
                    None => format!("`{wanted}` is wanted, and it is empty"),
                    Some(values) => format!("`{wanted}` is wanted, and it is {values}"),
                },
            }),
            Finding::BadPattern { problem, .. } | Finding::RuleUndecided { problem, .. } => {
                Some(problem.clone())
            }
            Finding::BadPredicate {
                predicate, problem, ..
            } => Some(format!("`{predicate}`: {problem}")),
            Finding::ConditionFails { predicate, .. }
            | Finding::RuleCondition { predicate, .. } => Some(format!("`{predicate}`")),
            _ => None,
        }
    }
}

impl People {
    /// Their names, or how many they are.
    fn words(&self, conjunction: &str) -> String {
        let names = self.names.iter();
        joined(names, self.names.len(), conjunction).unwrap_or_else(|| match self.count {
            0 => "nobody".into(),
            1 => "one other person".into(),
            count => format!("any of {count} people"),
        })
    }
}

/// Up to three names in full: `a`, `b` and `c`, else `a`, `b` and 3 more.
fn listed<T: ToString>(names: impl Iterator<Item = T>, count: usize) -> Option<String> {
    joined(names, count, "and")
}

/// The same with another word before the last.
fn joined<T: ToString>(
    names: impl Iterator<Item = T>,
    count: usize,
    conjunction: &str,
) -> Option<String> {
    let shown = if count > 3 { 2 } else { count };
    let mut words: Vec<String> = names
        .take(shown)
        .map(|name| format!("`{}`", name.to_string()))
        .collect();
    if count > shown {
        words.push(format!("{} more", count - shown));
    }
    let last = words.pop()?;
    Some(if words.is_empty() {
        last
    } else {
        format!("{} {conjunction} {last}", words.join(", "))
    })
}

fn names(holders: &[RoleName]) -> Option<String> {
    listed(holders.iter(), holders.len())
}
