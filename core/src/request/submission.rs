//! Making a request: every check in its order (Q10), then everything that stays fixed.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::{
    access_request::AccessRequest,
    annotation::annotations,
    ask::{Ask, MAX_REASON_BYTES},
    eligibility::requesting::RequestRights,
    event::{Event, Submission},
    id::RequestId,
    plan::{Plan, PlanThreshold},
    refusal::SubmitRefusal,
    terms::{Cap, Circumstances, terms},
};
use crate::{
    ordered,
    policy::{
        decision::Outcome,
        name::RoleName,
        role::{self, Threshold},
        set::Policy,
        subject::Subject,
    },
};

/// A request that was made, or would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submitted {
    /// The request.
    pub request: AccessRequest,
    /// What set the end of access; `None` where the requester did.
    pub cap: Option<Cap>,
}

impl Submitted {
    /// The facts to store.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let submission = self.request.submission().clone();
        Vec::from([Event::Submitted(Box::new(submission))])
    }
}

/// Makes a request, or says what would be made: nothing is stored here. The requester is the subject;
/// the name in the ask is what was sent.
///
/// # Errors
/// The first reason why not, in the order of Q10.
pub fn submit(
    policy: &Policy,
    requester: &Subject,
    ask: Ask,
    id: RequestId,
    circumstances: &Circumstances,
) -> Result<Submitted, SubmitRefusal> {
    if ask.roles.is_empty() {
        return Err(SubmitRefusal::NoRoles);
    }
    if ask.reason.len() > MAX_REASON_BYTES {
        return Err(SubmitRefusal::ReasonTooLong);
    }
    let rights = RequestRights::of(policy, requester)
        .map_err(|failure| SubmitRefusal::CannotEvaluate { because: failure.0 })?;
    let roles = expanded(&rights, &ask)?;
    check_reason(&rights, &ask.reason, &roles)?;
    check_roles(&rights, &roles)?;
    let plan = plan(&rights, &roles)?;
    let annotations = annotations(&rights, &roles);
    let suggested_reviewers = if ask.suggested_reviewers.is_empty() {
        suggested_reviewers(&rights)
    } else {
        ask.suggested_reviewers.clone()
    };
    let terms = terms(&rights, &ask, &roles, circumstances)?;
    let request = AccessRequest::new(Submission {
        id,
        roles,
        annotations,
        suggested_reviewers,
        plan,
        lifetime: terms.lifetime,
        policy: policy.digest().clone(),
        ask: Ask {
            requester: requester.name.clone(),
            ..ask
        },
    });
    Ok(Submitted {
        request,
        cap: terms.cap,
    })
}

/// The roles asked for, sorted and without repeats (O5); `*` alone is everything requestable (W).
fn expanded(rights: &RequestRights<'_>, ask: &Ask) -> Result<BTreeSet<RoleName>, SubmitRefusal> {
    if !ask.is_wildcard() {
        return Ok(ordered::set(ask.roles.iter().cloned()));
    }
    let roles = ordered::set(rights.wildcard());
    if roles.is_empty() {
        return Err(SubmitRefusal::NothingRequestable {
            because: Vec::new(),
        });
    }
    Ok(roles)
}

/// Whether the reason is enough (P1–P3).
fn check_reason(
    rights: &RequestRights<'_>,
    reason: &str,
    roles: &BTreeSet<RoleName>,
) -> Result<(), SubmitRefusal> {
    if !reason.trim().is_empty() {
        return Ok(());
    }
    let because = rights.reason_required(roles);
    if because.is_empty() {
        return Ok(());
    }
    let mut prompts: Vec<String> = rights.prompt().map(Into::into).into_iter().collect();
    prompts.extend(rights.prompts_for(roles));
    Err(SubmitRefusal::ReasonRequired { prompts, because })
}

/// Whether each role may be asked for (Q6).
fn check_roles(
    rights: &RequestRights<'_>,
    roles: &BTreeSet<RoleName>,
) -> Result<(), SubmitRefusal> {
    let Some(role) = roles.iter().find(|role| !rights.allows(role)) else {
        return Ok(());
    };
    let decision = rights.may_request(role);
    let because = decision.because;
    Err(match decision.outcome {
        Outcome::Failed => SubmitRefusal::CannotEvaluate { because },
        Outcome::Allow | Outcome::Deny => SubmitRefusal::NotRequestable {
            role: role.clone(),
            because,
        },
    })
}

/// Who must agree: one set for each requested role from each held role that allows it (T1–T4).
///
/// # Errors
/// More thresholds than a plan can hold (T7).
pub fn plan(rights: &RequestRights<'_>, roles: &BTreeSet<RoleName>) -> Result<Plan, SubmitRefusal> {
    let mut plan = Plan::default();
    for role in roles {
        for holder in rights.concerned_with(role) {
            let thresholds = &holder.role.allow.request.thresholds;
            plan.add_set(role, thresholds.iter().map(PlanThreshold::from))
                .map_err(|_| SubmitRefusal::TooManyThresholds)?;
        }
    }
    Ok(plan)
}

impl From<&Threshold> for PlanThreshold {
    fn from(threshold: &Threshold) -> Self {
        Self {
            name: threshold.name.value.clone(),
            filter: threshold.filter.value.clone(),
            approve: threshold.approve,
            deny: threshold.deny,
        }
    }
}

/// Whom the policy suggests, each once, over all held roles in order (T8).
#[must_use]
pub fn suggested_reviewers(rights: &RequestRights<'_>) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let suggested = rights
        .held_roles()
        .flat_map(|compiled| &compiled.role.allow.request.suggested_reviewers);
    suggested
        .filter(|text: &&role::Text| seen.insert(text.value.as_str(), ()).is_none())
        .map(|text| text.value.clone())
        .collect()
}
