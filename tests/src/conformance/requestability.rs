//! Runner of the family `requestability`: what may a user ask for, and what comes of asking (Q, W, P,
//! A, T, L)?

use std::collections::BTreeSet;

use postern_core::{
    policy::{name::RoleName, role::RequestAccess, set::Policy, subject::Subject},
    request::{
        eligibility::{index::RequestIndex, requesting::RequestRights},
        submission::suggested_reviewers,
    },
};
use serde_json::{Value, json};

use super::{
    case::{Case, Verdict, strings},
    cluster::{self, failure_class, stored, submit_class, text},
};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let policy = cluster::policy(case.get("roles"));
    let request = case.get("request");
    let users = case.get("users").as_array().map_or(&[][..], Vec::as_slice);
    let name = text(request, "user");
    let Some(user) = users.iter().find(|user| text(user, "name") == name) else {
        // Nobody asks: no subject, so nothing to decide with.
        return match case.text("error_class") {
            "no_user" | "not_found" => Verdict::Pass,
            other => Verdict::fail(&other, &"no such user"),
        };
    };
    let requester = cluster::subject(user);
    let result = match cluster::ask(&policy, &requester, request) {
        Ok(submitted) => json!({ "stored": stored(&submitted.request) }),
        Err(refusal) => json!({ "error": class(case, submit_class(&refusal)) }),
    };
    let expected = match case.text("error_class") {
        "" => json!({ "stored": case.get("stored") }),
        class => json!({ "error": class }),
    };
    let got = json!({
        "result": result,
        "capabilities": capabilities(&policy, &requester),
    });
    let capabilities = case.get("capabilities");
    let capabilities = match capabilities.get("error_class") {
        Some(class) => json!({ "error": class }),
        None => {
            let mut capabilities = capabilities.clone();
            if let Some(suggested) = capabilities.get_mut("suggested_reviewers") {
                // The reference repeats names when it lists them, not when it stores them (T8).
                *suggested = once_each(suggested);
            }
            capabilities
        }
    };
    let expected = json!({ "result": expected, "capabilities": capabilities });
    match Verdict::compare(&expected, &got) {
        Verdict::Pass => indexed(&policy, users, request),
        failed => failed,
    }
}

/// The policy compiled once answers for every user of the case as the plain evaluation does, role by
/// role, as a list, and for all users together.
fn indexed(policy: &Policy, users: &[Value], request: &Value) -> Verdict {
    let index = RequestIndex::new(policy);
    let subjects: Vec<Subject> = users.iter().map(cluster::subject).collect();
    let population = index.population(&subjects);
    let roles: Vec<&RoleName> = policy.roles().map(|role| &role.name).collect();
    let asked = cluster::names(request.get("roles"));
    for (user, subject) in subjects.iter().enumerate() {
        let (plain, indexed) = match (RequestRights::of(policy, subject), index.rights(subject)) {
            (Ok(plain), Ok(indexed)) => (plain, indexed),
            (plain, indexed) => {
                let somewhere = roles
                    .iter()
                    .any(|role| population.requesters(role).contains(user));
                if plain.as_ref().err() != indexed.as_ref().err() || somewhere {
                    return Verdict::fail(&plain.err(), &(indexed.err(), somewhere));
                }
                continue;
            }
        };
        for role in asked.iter().chain(roles.iter().copied()) {
            let expected = plain.allows(role);
            let exists = policy.role(role).is_some();
            let together = population.requesters(role).contains(user);
            if indexed.allows(role) != expected || together != (expected && exists) {
                return Verdict::fail(&(role, expected), &(indexed.allows(role), together));
            }
        }
        let names = roles.iter().filter(|role| plain.allows(role));
        let names: Vec<&str> = names.map(|role| role.as_str()).collect();
        if !indexed.names().eq(names.iter().copied()) {
            return Verdict::fail(&names, &indexed.names().collect::<Vec<_>>());
        }
    }
    Verdict::Pass
}

/// The reference reports a role that does not exist as a credential of impossible length (Q8).
fn class<'a>(case: &Case, got: &'a str) -> &'a str {
    match (case.text("error_class"), got) {
        ("invalid_session_ttl", "not_found") => "invalid_session_ttl",
        _ => got,
    }
}

fn capabilities(policy: &Policy, requester: &Subject) -> Value {
    match RequestRights::of(policy, requester) {
        Err(failure) => json!({ "error": failure_class(&failure.0) }),
        Ok(rights) => {
            let requestable = rights.wildcard().into_iter().collect();
            json!({
                "requestable_roles": requestable,
                "suggested_reviewers": suggested_reviewers(&rights),
                "require_reason": !rights.reason_required(&requestable).is_empty(),
                "request_prompt": rights.prompt().unwrap_or_default(),
                "auto_request": rights.request_access() != RequestAccess::Optional,
            })
        }
    }
}

fn once_each(names: &Value) -> Value {
    let mut seen = BTreeSet::new();
    let mut names = strings(names);
    names.retain(|name| seen.insert(*name));
    json!(names)
}
