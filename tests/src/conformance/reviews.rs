//! Runner of the family `reviews`: what follows from verdicts and from states set directly (S, D)?

use std::collections::BTreeMap;

use postern_core::{
    policy::{
        budget::Budget,
        decision::Finding,
        name::UserName,
        predicate::{Env, Predicate},
        set::Policy,
        subject::Subject,
    },
    request::{
        access_request::AccessRequest,
        admission::admit,
        command::Command,
        decide::{
            decide,
            reference::{ReferenceRefusal, ReferenceState, SetState, decide_reference},
        },
        event::Event,
        refusal::{Refusal, ReviewRefusal},
        review::{Proposal, Verdict as Vote},
        state::{Phase, RequestState, Settler},
        timestamp::Timestamp,
    },
};
use serde_json::{Value, json};

use super::{
    case::{Case, Verdict},
    cluster::{self, created, failure_class, name_set, seconds, start_class, stored, text},
};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let policy = cluster::policy(case.get("roles"));
    let users = case.get("users").as_array().map_or(&[][..], Vec::as_slice);
    let users: BTreeMap<UserName, Subject> = users
        .iter()
        .map(cluster::subject)
        .map(|user| (user.name.clone(), user))
        .collect();
    let request = case.get("request");
    let Some(requester) = users.get(&UserName::verbatim(text(request, "user"))) else {
        return Verdict::fail(&"a requester", &"no such user");
    };
    let made = cluster::ask(&policy, requester, request);
    let mut request = match made {
        Err(refusal) => {
            let got = cluster::submit_class(&refusal);
            return Verdict::compare(&case.text("create_error_class"), &got);
        }
        Ok(submitted) => submitted.request,
    };
    if *case.get("stored") != stored(&request) {
        return Verdict::fail(case.get("stored"), &stored(&request));
    }
    let ops = case.get("ops").as_array().map_or(&[][..], Vec::as_slice);
    let steps = case.get("steps").as_array().map_or(&[][..], Vec::as_slice);
    for (op, step) in ops.iter().zip(steps) {
        let mut got = match act(&policy, &users, &request, op) {
            Ok(events) => {
                let counts = events.iter().find_map(counts);
                request = events.iter().fold(request, AccessRequest::apply);
                let mut got = json!({ "ok": true });
                if let (Some(counts), Some(got)) = (counts, got.as_object_mut()) {
                    got.insert("threshold_indexes".into(), counts);
                }
                got
            }
            Err(class) => json!({ "ok": false, "error_class": class }),
        };
        if let (Some(got), Some(state)) = (got.as_object_mut(), state(&request).as_object_mut()) {
            got.append(state);
        }
        let expected = recorded(step, &got);
        if expected != got {
            return match text(step, "error_class") {
                "annotations_unsupported" => Verdict::Departs("9: a review may be annotated"),
                "role_subselection_unsupported" => Verdict::Departs("7: a reviewer may narrow"),
                _ => Verdict::fail(&(op, expected), &got),
            };
        }
    }
    Verdict::Pass
}

/// What is recorded, without what is beyond the comparison.
fn recorded(step: &Value, got: &Value) -> Value {
    let mut step = step.clone();
    if let Some(step) = step.as_object_mut() {
        // Our names for refusals are finer; the kind is not ours.
        step.remove("error");
        if step.get("threshold_indexes").is_none() && got.get("threshold_indexes").is_some() {
            step.insert("threshold_indexes".into(), json!([]));
        }
    }
    step
}

fn counts(event: &Event) -> Option<Value> {
    let Event::Reviewed { review } = event else {
        return None;
    };
    Some(review.counts.iter().map(|index| index.position()).collect())
}

fn act(
    policy: &Policy,
    users: &BTreeMap<UserName, Subject>,
    request: &AccessRequest,
    op: &Value,
) -> Result<Vec<Event>, &'static str> {
    let starts_at = seconds(op.get("assume_start_s")).map(|after| created().plus(after));
    let annotations = op.get("annotations").cloned().unwrap_or_default();
    let annotations = serde_json::from_value::<Option<BTreeMap<String, Vec<String>>>>(annotations)
        .ok()
        .flatten()
        .unwrap_or_default();
    if text(op, "op") == "set_state" {
        let set = SetState {
            by: UserName::verbatim(text(op, "author")),
            state: match text(op, "state") {
                "PENDING" => ReferenceState::Pending,
                "APPROVED" => ReferenceState::Approved,
                "DENIED" => ReferenceState::Denied,
                "PROMOTED" => ReferenceState::Promoted,
                _ => ReferenceState::None,
            },
            roles: name_set(op.get("roles")),
            reason: text(op, "reason").into(),
            annotations,
            starts_at,
        };
        return decide_reference(request, set, created()).map_err(|refusal| match refusal {
            ReferenceRefusal::MissingState => "missing_state",
            ReferenceRefusal::Promoted => "promoted_forbidden",
            ReferenceRefusal::OverrideOnlyOnApprove => "override_only_on_approve",
            ReferenceRefusal::LockedDenied => "state_locked_denied",
            ReferenceRefusal::PendingWithResolution => "pending_with_resolution",
            ReferenceRefusal::OverrideNotSubset => "override_not_subset",
            ReferenceRefusal::Start(problem) => start_class(problem),
        });
    }
    if text(op, "state") == "PROMOTED" {
        return Err("promoted_forbidden");
    }
    let author = UserName::verbatim(text(op, "author"));
    let reviewer = users.get(&author).ok_or("not_found")?;
    let verdict = match text(op, "state") {
        "DENIED" => Vote::Deny,
        _ => Vote::Approve,
    };
    let proposal = Proposal {
        roles: op.get("roles").map(|roles| name_set(Some(roles))),
        starts_at,
        annotations,
        ..Proposal::new(verdict, text(op, "reason"))
    };
    let admitted = admit(policy, reviewer, request, proposal);
    // A verdict that is neither is no verdict here: only who may review comes before (S1).
    let is_verdict = matches!(text(op, "state"), "APPROVED" | "DENIED");
    let admitted = admitted.map_err(|refusal| match refusal {
        ReviewRefusal::NotPermitted { .. } | ReviewRefusal::CannotSubmit { .. } => {
            review_class(&refusal)
        }
        _ if !is_verdict => "invalid_proposal",
        _ => review_class(&refusal),
    })?;
    if !is_verdict {
        return Err("invalid_proposal");
    }
    decide(request, Command::Review(admitted), created()).map_err(|refusal| match refusal {
        Refusal::Review(refusal) => review_class(&refusal),
        _ => "other",
    })
}

fn review_class(refusal: &ReviewRefusal) -> &'static str {
    match refusal {
        ReviewRefusal::CannotSubmit { .. } => "cannot_submit_reviews",
        ReviewRefusal::NotPermitted { .. } => "cannot_review",
        ReviewRefusal::CannotEvaluate { because } => {
            match because.first().map(|step| &step.finding) {
                Some(Finding::BadPredicate { predicate, .. }) => {
                    match Predicate::parse(predicate, Env::Filter, &Budget::REFERENCE) {
                        Ok(_) => "eval_error",
                        Err(_) => "bad_filter",
                    }
                }
                _ => failure_class(because),
            }
        }
        ReviewRefusal::ReasonTooLong => "reason_too_long",
        ReviewRefusal::AlreadyReviewed => "already_reviewed",
        ReviewRefusal::NarrowedDenial | ReviewRefusal::NothingLeft => {
            "role_subselection_unsupported"
        }
        ReviewRefusal::RoleNotInRequest { .. } => "role_not_in_request",
        ReviewRefusal::Settled { phase } => match phase {
            Phase::Denied => "already_denied",
            Phase::Scheduled | Phase::Active => "already_approved",
            _ => "other",
        },
        ReviewRefusal::Start(problem) => start_class(*problem),
        ReviewRefusal::NoLongerRequestable { .. }
        | ReviewRefusal::LongerThanAsked { .. }
        | ReviewRefusal::NoTimeLeft { .. }
        | ReviewRefusal::OtherRequest => "other",
    }
}

/// The request as a step records it.
fn state(request: &AccessRequest) -> Value {
    let lifetime = request.lifetime();
    let after = |moment: Timestamp| moment.since(created()).as_secs();
    let by_review = matches!(
        request
            .state()
            .resolution()
            .map(|resolution| &resolution.by),
        Some(Settler::Reviews { .. })
    );
    let (state, expires) = match request.state() {
        RequestState::Approved(_) => ("APPROVED", lifetime.access_expires),
        // A denial by reviews moves the expiry, one by set-state leaves it (L13).
        RequestState::Denied(_) if by_review => ("DENIED", lifetime.access_expires),
        RequestState::Denied(_) => ("DENIED", lifetime.pending_expires),
        _ => ("PENDING", lifetime.pending_expires),
    };
    let reason = request.state().resolution();
    let mut recorded = json!({
        "state": state,
        "roles": request.roles(),
        "original_roles": request.roles_asked(),
        "resolve_reason": reason.map(|resolution| resolution.reason.as_str()).unwrap_or_default(),
        "expiry_s": after(expires),
    });
    if let Some(recorded) = recorded.as_object_mut()
        && lifetime.access_starts != lifetime.created
    {
        let starts = json!(after(lifetime.access_starts));
        recorded.insert("assume_start_s".into(), starts);
    }
    recorded
}
