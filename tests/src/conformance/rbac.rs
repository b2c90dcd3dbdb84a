//! Runner of the family `rbac`: may a verb be used on a resource (B)?

use postern_core::policy::{
    access::{AccessOutcome, check},
    name::{RoleName, UserName},
    subject::Subject,
    traits::Traits,
};

use super::{
    case::{Case, Verdict},
    cluster::{self, reading},
};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let roles = case.get("roles").as_array().map_or(&[][..], Vec::as_slice);
    let got = if roles.iter().any(|role| reading(role).has_errors()) {
        "invalid_role"
    } else {
        let policy = cluster::policy(case.get("roles"));
        let subject = Subject {
            name: UserName::verbatim("user"),
            roles: policy
                .roles()
                .map(|role| role.name.clone())
                .collect::<Vec<RoleName>>(),
            traits: Traits::default(),
            locked: false,
        };
        match check(&policy, &subject, case.text("resource"), case.text("verb")).outcome {
            AccessOutcome::Allow => "allow",
            AccessOutcome::ImplicitDeny => "implicit_deny",
            AccessOutcome::ExplicitDeny => "explicit_deny",
        }
    };
    Verdict::compare(&case.text("result"), &got)
}
