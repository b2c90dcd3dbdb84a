//! What a policy test expects must be able to come together: what is never tried cannot be expected.

use alloc::format;

use super::{Fields, error};
use crate::{
    policy::policy_test::{ALLOWED, REFUSED},
    yaml::{diagnostic::Diagnostic, findings::Findings, span::Span},
};

/// Whether the expectations of one test fit each other.
pub(super) fn expectations(spec: Fields<'_>, findings: &mut Findings) {
    let expect = spec.object("expect");
    match expect.string("outcome").as_str() {
        REFUSED => {
            let within = [
                "state",
                "reviewers",
                "reviewers_include",
                "reviewers_exclude",
            ];
            let given = within.map(|name| (expect.key_span(name), name));
            let after = ["reviews", "grant"].map(|name| (spec.key_span(name), name));
            for (key, name) in given.into_iter().chain(after) {
                if let Some(key) = key {
                    findings.push(contradiction(
                        key,
                        format!("`{name}` is never looked at: a refused request does not exist"),
                        "remove it, or expect `outcome: allowed`",
                    ));
                }
            }
        }
        ALLOWED => {
            if let Some(key) = expect.key_span("refusal") {
                findings.push(contradiction(
                    key,
                    "`refusal` is never looked at: the request is to be allowed".into(),
                    "remove it, or expect `outcome: refused`",
                ));
            }
        }
        _ => {}
    }
    for (_, review) in spec.objects("reviews") {
        let expected = review.string("expect");
        if let Some(key) = review.key_span("refusal")
            && !matches!(expected.as_str(), "" | REFUSED)
        {
            findings.push(contradiction(
                key,
                format!("`refusal` is never looked at: the request is to be `{expected}`"),
                "remove it, or write `expect: refused`",
            ));
        }
    }
}

fn contradiction(key: Span, message: alloc::string::String, help: &str) -> Diagnostic {
    error("test/contradiction", key, message).help(help)
}
