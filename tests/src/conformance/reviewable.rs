//! Runner of the family `reviewable`: may a user review a request (V)?

use std::collections::BTreeMap;

use postern_core::{
    policy::{decision::Outcome, name::UserName},
    request::eligibility::reviewing::{Prospect, ReviewRights},
};

use super::{
    case::{Case, Verdict, strings},
    cluster::{self, name_set, text},
};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let policy = cluster::policy(case.get("roles"));
    let reviewer = cluster::subject(case.get("reviewer"));
    let request = case.get("request");
    let requester = UserName::verbatim(text(request, "user"));
    let roles = name_set(request.get("roles"));
    let annotations = request
        .get("system_annotations")
        .cloned()
        .unwrap_or_default();
    let annotations = serde_json::from_value::<Option<BTreeMap<String, Vec<String>>>>(annotations)
        .ok()
        .flatten()
        .unwrap_or_default();
    let prospect = Prospect {
        requester: &requester,
        roles: &roles,
        reason: text(request, "reason"),
        annotations: &annotations,
    };
    let (got, directives) = match ReviewRights::of(&policy, &reviewer) {
        Err(_) => ("error", false),
        Ok(rights) => {
            let decision = rights.may_review(&prospect);
            let got = match decision.outcome {
                Outcome::Allow => "allow",
                Outcome::Deny => "deny",
                Outcome::Failed => "error",
            };
            (got, rights.has_directives())
        }
    };
    let accepted = strings(case.get("accept"));
    let expected = if accepted.contains(&got) {
        got
    } else {
        case.text("result")
    };
    if got == "error" {
        return Verdict::compare(&expected, &got);
    }
    let recorded = case
        .get("has_allow_directives")
        .as_bool()
        .unwrap_or_default();
    Verdict::compare(&(expected, recorded), &(got, directives))
}
