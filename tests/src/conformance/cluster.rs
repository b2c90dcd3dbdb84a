//! A policy and requests out of a case's JSON, shared by the families that decide with them.

use std::collections::{BTreeMap, BTreeSet};

use postern_core::{
    policy::{
        budget::Budget,
        decision::{Finding, Step},
        duration::Duration,
        name::{RoleName, UserName},
        reading::{Reading, Standard, read_by},
        set::Policy,
        settings::Settings,
        subject::Subject,
        traits::Traits,
    },
    request::{
        access_request::AccessRequest,
        ask::Ask,
        id::RequestId,
        lifetime::StartProblem,
        refusal::SubmitRefusal,
        submission::{Submitted, submit},
        terms::Circumstances,
        timestamp::Timestamp,
    },
    yaml::budget::ReadBudget,
};
use serde_json::{Value, json};

use super::case::strings;

/// The creation instant of every request.
pub(crate) fn created() -> Timestamp {
    Timestamp::from_ms(1_767_225_600_000)
}

/// So many seconds after the creation; none where the number is absent.
pub(crate) fn seconds(number: Option<&Value>) -> Option<Duration> {
    number.and_then(Value::as_i64).map(Duration::from_secs)
}

/// The policy of these role documents.
pub(crate) fn policy(roles: &Value) -> Policy {
    let readings = roles.as_array().into_iter().flatten().map(reading);
    Policy::new(readings.collect(), Settings::default(), Budget::REFERENCE)
}

pub(crate) fn reading(role: &Value) -> Reading {
    read_by(&role.to_string(), &ReadBudget::PRODUCT, Standard::Load)
}

/// A user `{name, roles, traits}`.
pub(crate) fn subject(user: &Value) -> Subject {
    let traits = user.get("traits").cloned().unwrap_or(Value::Null);
    Subject {
        name: UserName::verbatim(text(user, "name")),
        roles: names(user.get("roles")),
        traits: serde_json::from_value::<Option<Traits>>(traits)
            .ok()
            .flatten()
            .unwrap_or_default(),
        locked: false,
    }
}

/// The role names of a JSON array, in order.
pub(crate) fn names(array: Option<&Value>) -> Vec<RoleName> {
    array
        .map(strings)
        .unwrap_or_default()
        .into_iter()
        .map(RoleName::verbatim)
        .collect()
}

/// The string member; empty if absent.
pub(crate) fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Makes the request of a case.
pub(crate) fn ask(
    policy: &Policy,
    requester: &Subject,
    request: &Value,
) -> Result<Submitted, SubmitRefusal> {
    let ask = Ask {
        requester: requester.name.clone(),
        roles: names(request.get("roles")),
        reason: text(request, "reason").into(),
        suggested_reviewers: request
            .get("suggested_reviewers")
            .map(strings)
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        max_duration: seconds(request.get("max_duration_s")),
        starts_at: seconds(request.get("assume_start_s")).map(|after| created().plus(after)),
        session_ttl: seconds(request.get("session_ttl_s")),
        pending_ttl: seconds(request.get("pending_ttl_s")),
    };
    let circumstances = Circumstances {
        now: created(),
        identity_remaining: seconds(request.get("identity_expires_s")),
        reference_dry_run: request.get("dry_run") == Some(&Value::Bool(true)),
    };
    let id = RequestId::from_random([0; 16]);
    submit(policy, requester, ask, id, &circumstances)
}

/// The stored request in the shape in which the cases record it.
pub(crate) fn stored(request: &AccessRequest) -> Value {
    let after = |moment: Timestamp| moment.since(created()).as_secs();
    let lifetime = request.lifetime();
    let sets: BTreeMap<&str, Vec<Vec<usize>>> = request
        .plan()
        .sets()
        .iter()
        .map(|(role, sets)| {
            let sets = sets.iter();
            let sets = sets.map(|set| set.iter().map(|index| index.position()).collect());
            (role.as_str(), sets.collect())
        })
        .collect();
    let thresholds: Vec<Value> = request
        .plan()
        .thresholds()
        .iter()
        .map(|threshold| {
            json!({
                "name": threshold.name,
                "filter": threshold.filter,
                "approve": threshold.approve.map_or(0, std::num::NonZeroU32::get),
                "deny": threshold.deny.map_or(0, std::num::NonZeroU32::get),
            })
        })
        .collect();
    json!({
        "state": "PENDING",
        "roles": request.roles(),
        "thresholds": thresholds,
        "role_threshold_sets": sets,
        "system_annotations": request.annotations(),
        "suggested_reviewers": request.suggested_reviewers(),
        "access_expiry_s": after(lifetime.access_expires),
        "max_duration_s": after(lifetime.access_expires),
        "pending_expiry_s": after(lifetime.pending_expires),
        "session_ttl_s": lifetime.session_ttl.as_secs(),
    })
}

/// A refusal to make a request, as the cases name it.
pub(crate) fn submit_class(refusal: &SubmitRefusal) -> &'static str {
    match refusal {
        SubmitRefusal::NoRoles => "empty_request",
        SubmitRefusal::ReasonTooLong => "reason_too_long",
        SubmitRefusal::NothingRequestable { .. } => "no_requestable_roles",
        SubmitRefusal::ReasonRequired { .. } => "reason_required",
        SubmitRefusal::NotRequestable { .. } => "role_not_requestable",
        SubmitRefusal::CannotEvaluate { because } => failure_class(because),
        // The reference notices a role that does not exist only here (Q8).
        SubmitRefusal::UnknownRole { .. } => "not_found",
        SubmitRefusal::SessionTooLong { .. } => "invalid_session_ttl",
        SubmitRefusal::TooManyThresholds => "too_many_thresholds",
        SubmitRefusal::AccessTooLong { .. } => "max_duration_too_long",
        SubmitRefusal::AccessNegative => "max_duration_in_past",
        SubmitRefusal::PendingTime { .. } => "invalid_request_ttl",
        SubmitRefusal::Start(problem) => start_class(*problem),
    }
}

/// What cannot be evaluated, as the cases name it.
pub(crate) fn failure_class(because: &[Step]) -> &'static str {
    match because.first().map(|step| &step.finding) {
        Some(Finding::MissingRole { .. }) => "not_found",
        Some(Finding::BadPattern { .. }) => "bad_matcher",
        Some(Finding::BadPredicate { .. }) => "bad_predicate",
        _ => "other",
    }
}

pub(crate) fn start_class(problem: StartProblem) -> &'static str {
    match problem {
        StartProblem::BeforeCreation => "assume_before_creation",
        StartProblem::AfterExpiry { .. } => "assume_after_expiry",
        StartProblem::TooLate { .. } => "assume_too_late",
    }
}

/// The sorted names of a JSON array.
pub(crate) fn name_set(array: Option<&Value>) -> BTreeSet<RoleName> {
    names(array).into_iter().collect()
}
