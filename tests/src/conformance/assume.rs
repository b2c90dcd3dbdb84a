//! Runner of the family `assume`: what does an approval give after the policy has changed (U)?

use std::collections::BTreeSet;

use postern_core::{
    policy::{name::UserName, subject::Subject, traits::Traits},
    request::{
        access_request::AccessRequest,
        decide::reference::{ReferenceState, SetState, decide_reference},
        grant::assume,
        lifetime::MAX_CREDENTIAL,
        refusal::AssumeRefusal,
        review::Annotations,
        state::Phase,
    },
};
use serde_json::json;

use super::{
    case::{Case, Verdict},
    cluster::{self, created, failure_class, name_set, names, seconds, text},
};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let request = case.get("request");
    let user = |name: &str, roles| Subject {
        name: UserName::verbatim(name),
        roles: names(Some(case.get(roles))),
        traits: Traits::default(),
        locked: false,
    };
    let requester = user(text(request, "user"), "user_roles_at_creation");
    let before = cluster::policy(case.get("roles_at_creation"));
    let mut request = match cluster::ask(&before, &requester, request) {
        Ok(submitted) => submitted.request,
        Err(refusal) => return Verdict::fail(&"a request", &refusal),
    };
    let state = match case.text("set_state") {
        "APPROVED" => Some(ReferenceState::Approved),
        "DENIED" => Some(ReferenceState::Denied),
        _ => None,
    };
    if let Some(state) = state {
        let set = SetState {
            by: UserName::verbatim("admin"),
            state,
            roles: name_set(Some(case.get("set_roles"))),
            reason: String::new(),
            annotations: Annotations::new(),
            starts_at: None,
        };
        request = match decide_reference(&request, set, created()) {
            Ok(events) => events.iter().fold(request, AccessRequest::apply),
            Err(refusal) => return Verdict::fail(&"a state", &refusal),
        };
    }
    let after = cluster::policy(case.get("roles_at_assume"));
    let caller = user(case.text("caller"), "user_roles_at_assume");
    let at = seconds(Some(case.get("assume_at_s"))).unwrap_or_default();
    let got = match assume(
        &after,
        &request,
        &caller,
        created().plus(at),
        MAX_CREDENTIAL,
    ) {
        Ok(grant) => json!({
            "roles": grant.roles.iter().collect::<BTreeSet<_>>(),
            "not_after": grant.access_expires.since(created()).as_secs(),
        }),
        Err(refusal) => json!({ "error": class(&refusal) }),
    };
    let expected = match case.text("error_class") {
        "" => json!({
            "roles": name_set(Some(case.get("granted_roles"))),
            "not_after": case.get("cert_not_after_max_s"),
        }),
        class => json!({ "error": class }),
    };
    Verdict::compare(&expected, &got)
}

fn class(refusal: &AssumeRefusal) -> &'static str {
    match refusal {
        AssumeRefusal::NotFound => "not_found",
        AssumeRefusal::NotGranted { phase } => match phase {
            Phase::Pending | Phase::Expired => "pending",
            Phase::Denied => "already_denied",
            Phase::Ended => "expired",
            _ => "other",
        },
        AssumeRefusal::NotStarted { .. } => "not_started",
        AssumeRefusal::ReasonRequired { .. } => "reason_required",
        AssumeRefusal::NoLongerRequestable { .. } => "role_not_requestable",
        AssumeRefusal::CannotEvaluate { because } => failure_class(because),
        AssumeRefusal::RoleGone { .. } | AssumeRefusal::Locked => "other",
    }
}
