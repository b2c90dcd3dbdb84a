//! Automatic reviews: what access monitoring rules decide about a request, and whom they tell (N1, N5–N8).
//!
//! A rule gives one ordinary review: it counts towards thresholds like a person's, and settles
//! nothing by itself. A rule that denies wins over any that approves; nothing is approved where a
//! denying rule cannot be evaluated, or where a person has denied.

use alloc::{string::String, vec::Vec};

use super::{
    access_request::AccessRequest,
    admission::{Filters, check_requestable},
    decide::review::check_fit,
    proof::AdmittedReview,
    refusal::ReviewRefusal,
    review::{Proposal, Verdict},
};
use crate::policy::{
    decision::{Bearing, Finding, Step},
    monitoring::{
        AutomaticReview, CompiledRule, Notification,
        condition::Facts,
        schedule::{self, UnknownZone, Zones},
    },
    name::{AUTOMATIC_REVIEWER, UserName},
    set::Policy,
    subject::Subject,
    traits::Traits,
};

/// What the rules make of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Automatic {
    /// The review to record, if any.
    pub review: Option<AdmittedReview>,
    /// Each rule that reviews, and what became of it: the decisive one first.
    pub because: Vec<Step>,
}

/// What the rules decide about a pending request, with its requester as they are now (N5–N7).
///
/// # Errors
/// Why a rule's review cannot be given: one was given already, the requester could no longer ask for
/// what an approval would grant, or a threshold's filter cannot be evaluated (S5).
pub fn automatic_review(
    policy: &Policy,
    requester: &Subject,
    request: &AccessRequest,
    zones: &dyn Zones,
) -> Result<Automatic, ReviewRefusal> {
    let facts = facts(requester, request);
    let mut denying = Vec::new();
    let mut approving = Vec::new();
    let mut undecided = None;
    let mut passed_over = Vec::new();
    let reviewing = policy.rules().filter_map(|rule| {
        let review = rule.rule.review.as_ref()?;
        rule.rule.about_requests.then_some((rule, review))
    });
    for (rule, review) in reviewing {
        let name = || rule.rule.name.clone();
        match applies(rule, &facts, zones) {
            Ok(Applies::Yes) if review.approves => approving.push((rule, review)),
            Ok(Applies::Yes) => denying.push((rule, review)),
            Ok(not) => {
                let finding = Finding::RuleDoesNotApply {
                    rule: name(),
                    by_schedule: matches!(not, Applies::NotNow),
                };
                passed_over.push(step(policy, rule, Bearing::NoMatch, finding));
            }
            Err(problem) => {
                let finding = Finding::RuleUndecided {
                    rule: name(),
                    problem,
                };
                let refuses = !review.approves;
                let bearing = if refuses {
                    Bearing::Refuses
                } else {
                    Bearing::NoMatch
                };
                let step = step(policy, rule, bearing, finding);
                if refuses && undecided.is_none() {
                    undecided = Some(step);
                } else {
                    passed_over.push(step);
                }
            }
        }
    }
    let nothing = |decisive: Option<Step>| Automatic {
        review: None,
        because: decisive.into_iter().chain(passed_over.clone()).collect(),
    };
    let Some((rule, review)) = denying.first().or(approving.first()).copied() else {
        return Ok(nothing(undecided));
    };
    if review.approves {
        if undecided.is_some() {
            return Ok(nothing(undecided));
        }
        if let Some(denial) = denied_before(request) {
            let finding = Finding::DeniedBefore {
                rule: rule.rule.name.clone(),
                by: denial.clone(),
            };
            return Ok(nothing(Some(step(policy, rule, Bearing::Refuses, finding))));
        }
    }
    let admitted = admit(policy, requester, request, (rule, review))?;
    let finding = Finding::RuleReviews {
        rule: rule.rule.name.clone(),
        approves: review.approves,
        scheduled: false,
    };
    let mut because = Vec::from([step(policy, rule, Bearing::Holds, finding)]);
    because.extend(passed_over);
    Ok(Automatic {
        review: Some(admitted),
        because,
    })
}

/// The rules that would review such a request, whatever the hour; what cannot be evaluated is among
/// them.
#[must_use]
pub fn reviewing(policy: &Policy, requester: &Subject, request: &AccessRequest) -> Vec<Step> {
    let facts = facts(requester, request);
    let steps = policy.rules().filter_map(|rule| {
        let review = rule.rule.review.as_ref()?;
        let name = rule.rule.name.clone();
        let (bearing, finding) = match holds(rule, &facts) {
            _ if !rule.rule.about_requests => return None,
            Ok(false) => return None,
            Ok(true) => (
                Bearing::Depends,
                Finding::RuleReviews {
                    rule: name,
                    approves: review.approves,
                    scheduled: !rule.rule.schedules.is_empty(),
                },
            ),
            Err(problem) => {
                let rule = name;
                (Bearing::Refuses, Finding::RuleUndecided { rule, problem })
            }
        };
        Some(step(policy, rule, bearing, finding))
    });
    steps.collect()
}

/// Whom the rules that are about this request tell of it, in the order of the rules' names. Rules
/// that cannot be evaluated tell too (N8): rather one message too many than a request nobody hears of.
pub fn notified<'p>(
    policy: &'p Policy,
    requester: &Subject,
    request: &AccessRequest,
    zones: &dyn Zones,
) -> Vec<&'p Notification> {
    let facts = facts(requester, request);
    policy
        .rules()
        .filter(|rule| rule.rule.about_requests)
        .filter(|rule| matches!(applies(rule, &facts, zones), Ok(Applies::Yes) | Err(_)))
        .filter_map(|rule| rule.rule.notification.as_ref())
        .collect()
}

/// What a rule makes of a request.
enum Applies {
    Yes,
    /// Its condition does not hold.
    No,
    /// It is not in force at this hour.
    NotNow,
}

/// Whether a rule is about a request (N1).
fn applies(rule: &CompiledRule, facts: &Facts<'_>, zones: &dyn Zones) -> Result<Applies, String> {
    let unknown = |UnknownZone(zone)| alloc::format!("there is no time zone `{zone}`");
    if !schedule::in_force(&rule.rule.schedules, facts.created, zones).map_err(unknown)? {
        return Ok(Applies::NotNow);
    }
    Ok(if holds(rule, facts)? {
        Applies::Yes
    } else {
        Applies::No
    })
}

/// Whether a rule's condition holds.
fn holds(rule: &CompiledRule, facts: &Facts<'_>) -> Result<bool, String> {
    let condition = rule.condition.as_ref();
    let condition = condition.map_err(|error| error.message.clone())?;
    condition.evaluate(facts).map_err(|error| error.message)
}

fn admit(
    policy: &Policy,
    requester: &Subject,
    request: &AccessRequest,
    (rule, review): (&CompiledRule, &AutomaticReview),
) -> Result<AdmittedReview, ReviewRefusal> {
    let verdict = if review.approves {
        Verdict::Approve
    } else {
        Verdict::Deny
    };
    let proposal = Proposal::new(verdict, reason(rule, review));
    let reviewer = Subject {
        name: UserName::verbatim(AUTOMATIC_REVIEWER),
        roles: Vec::new(),
        traits: Traits::default(),
        locked: false,
    };
    check_fit(request, &reviewer.name, &proposal)?;
    let counts = Filters::of(policy, request.plan())
        .counts(&reviewer, request, &proposal)
        .map_err(|because| ReviewRefusal::CannotEvaluate { because })?;
    if review.approves {
        check_requestable(policy, requester, request, &proposal)?;
    }
    let digest = policy.digest().clone();
    Ok(
        AdmittedReview::new(request.id(), reviewer.name, proposal, counts, digest)
            .by_rule(&rule.rule.name),
    )
}

/// A denial always says why (N6).
fn reason(rule: &CompiledRule, review: &AutomaticReview) -> String {
    let name = &rule.rule.name;
    let (written, described) = (&review.reason.value, &rule.rule.description);
    match (written.is_empty(), described.is_empty()) {
        (false, _) => written.clone(),
        (true, false) => described.clone(),
        (true, true) if review.approves => alloc::format!("approved by the rule `{name}`"),
        (true, true) => alloc::format!("denied by the rule `{name}`"),
    }
}

fn denied_before(request: &AccessRequest) -> Option<&UserName> {
    let mut reviews = request.reviews().iter();
    reviews
        .find(|review| review.verdict == Verdict::Deny)
        .map(|review| &review.author)
}

fn facts<'a>(requester: &'a Subject, request: &'a AccessRequest) -> Facts<'a> {
    Facts {
        roles: request
            .roles_asked()
            .iter()
            .map(crate::policy::name::RoleName::as_str)
            .collect(),
        suggested_reviewers: request
            .suggested_reviewers()
            .iter()
            .map(String::as_str)
            .collect(),
        system_annotations: request.annotations(),
        user: request.requester().as_str(),
        reason: request.reason(),
        created: request.lifetime().created,
        expires: request.lifetime().pending_expires,
        traits: &requester.traits,
    }
}

fn step(policy: &Policy, rule: &CompiledRule, bearing: Bearing, finding: Finding) -> Step {
    let span = match &finding {
        Finding::RuleReviews { .. } => rule.rule.review.as_ref().map(|review| review.span),
        _ => None,
    };
    let span = span.unwrap_or(rule.rule.condition.span);
    Step {
        bearing,
        finding,
        place: policy.place_in_rule(&rule.rule.name, span),
    }
}

#[cfg(test)]
mod tests;
