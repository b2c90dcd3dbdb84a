//! A role made ready to decide with: patterns, templates and conditions compiled once. What does not
//! compile is kept as what is wrong with it, so that deciding fails closed (Q3, V8).

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    budget::Remaining,
    matcher::{Matcher, MatcherError},
    predicate::{Env, Predicate, PredicateError},
    role::{ClaimToRoles, Role, Text},
    template::Template,
};
use crate::ordered;

/// A role with everything in it compiled.
#[derive(Debug)]
pub struct CompiledRole {
    /// What the document says.
    pub role: Role,
    /// `allow.request`.
    pub allow_request: Patterns,
    /// `deny.request`.
    pub deny_request: Patterns,
    /// `allow.review_requests`.
    pub allow_review: Patterns,
    /// Its `where`.
    pub allow_review_condition: Condition,
    /// `deny.review_requests`.
    pub deny_review: Patterns,
    /// Its `where`.
    pub deny_review_condition: Condition,
    /// `allow.request.annotations`.
    pub annotations: Templates,
    /// `deny.request.annotations`.
    pub denied_annotations: Templates,
    /// `allow.logins`; what is no template gives nothing.
    pub logins: Vec<Template>,
    /// `deny.logins`; one that is no template takes every login away.
    pub denied_logins: Vec<Option<Template>>,
}

/// A condition that may be absent or broken.
pub type Condition = Option<Result<Predicate, PredicateError>>;

/// Keys with their templates; what is no template is left out (A1).
pub type Templates = BTreeMap<String, Vec<Template>>;

/// A list of matchers, with the claims that add to it.
#[derive(Debug)]
pub struct Patterns {
    /// Those written in `roles`, in order.
    pub written: Vec<Pattern>,
    /// `claims_to_roles`.
    pub claims: Vec<ClaimToRoles>,
}

/// One matcher of a list.
#[derive(Debug)]
pub struct Pattern {
    /// Its text and place.
    pub text: Text,
    /// What it accepts, or what is wrong with it.
    pub matcher: Result<Matcher, MatcherError>,
}

impl CompiledRole {
    /// Compiles everything in `role`, within what is left for the policy.
    #[must_use]
    pub fn new(role: Role, remaining: &Remaining) -> Self {
        let patterns = |roles: &[Text], claims: &[ClaimToRoles]| Patterns {
            written: roles
                .iter()
                .map(|text| Pattern {
                    text: text.clone(),
                    matcher: remaining.compile(&text.value, Matcher::parse),
                })
                .collect(),
            claims: claims.to_vec(),
        };
        let condition =
            |text: &Text| Predicate::parse_optional(&text.value, Env::Where, remaining).transpose();
        let template = |text: &Text| Template::parse_within(&text.value, remaining).ok();
        let templates =
            |annotations: &BTreeMap<String, Vec<Text>>| {
                ordered::map(annotations.iter().map(|(key, values)| {
                    (key.clone(), values.iter().filter_map(template).collect())
                }))
            };
        let (allow, deny) = (&role.allow, &role.deny);
        Self {
            allow_request: patterns(&allow.request.roles, &allow.request.claims_to_roles),
            deny_request: patterns(&deny.request.roles, &deny.request.claims_to_roles),
            allow_review: patterns(&allow.review.roles, &allow.review.claims_to_roles),
            allow_review_condition: condition(&allow.review.condition),
            deny_review: patterns(&deny.review.roles, &deny.review.claims_to_roles),
            deny_review_condition: condition(&deny.review.condition),
            annotations: templates(&allow.request.annotations),
            denied_annotations: templates(&deny.request.annotations),
            logins: allow.logins.iter().filter_map(template).collect(),
            denied_logins: deny.logins.iter().map(template).collect(),
            role,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;
    use crate::{
        policy::{
            budget::{Budget, Compiled as _},
            fixtures,
            matcher::MatcherErrorKind,
            name::RoleName,
            reading::{Standard, read, read_by},
            set::Policy,
            settings::Settings,
        },
        request::eligibility::may_request,
        yaml::{budget::ReadBudget, diagnostic::Severity},
    };

    /// A pattern that takes much, and not too much.
    fn large(n: usize) -> String {
        format!("^{n:03}a{{1000}}$")
    }

    /// A user who holds a role with as many patterns, each within its own budget.
    fn many(patterns: usize) -> String {
        let patterns: String = (0..patterns)
            .map(|n| format!("      - '{}'\n", large(n)))
            .collect();
        format!(
            "kind: role\nversion: v7\nmetadata: {{name: r}}\nspec:\n  allow:\n    request:\n      roles:\n{patterns}      - 'r*'\n---\nkind: user\nversion: v2\nmetadata: {{name: u}}\nspec: {{roles: [r]}}\n"
        )
    }

    fn bytes_of_one() -> usize {
        let one = Matcher::parse(&large(0), &Budget::PRODUCT).expect("within the budget");
        one.compiled_bytes()
    }

    #[test]
    fn many_patterns_are_bounded_together() {
        let budget = Budget {
            policy_bytes: bytes_of_one() * 7 / 2,
            ..Budget::PRODUCT
        };
        let policy = |patterns| {
            let reading = read_by(&many(patterns), &ReadBudget::PRODUCT, Standard::Load);
            Policy::new(alloc::vec![reading], Settings::default(), budget)
        };
        let name = RoleName::verbatim("r");
        let fits = policy(3);
        assert!(may_request(&fits, &fixtures::subject(&fits, "u"), &name).is_allowed());
        let over = policy(5);
        let role = over.role(&name).expect("is there");
        let written = role.allow_request.written.iter();
        let kinds = written.map(|pattern| pattern.matcher.as_ref().err().map(|error| error.kind));
        let refused = Some(MatcherErrorKind::OverBudget);
        assert!(kinds.eq([None, None, None, refused, refused, None]));
        assert!(!may_request(&over, &fixtures::subject(&over, "u"), &name).is_allowed());
    }

    #[test]
    fn lint_refuses_what_would_not_be_run() {
        let most = Budget::PRODUCT.policy_bytes / bytes_of_one();
        let each = |write: fn(String) -> String, patterns: usize| -> Vec<String> {
            let escaped = |n| large(n).replace('{', "\\x7b").replace('}', "\\x7d");
            (0..patterns).map(|n| write(escaped(n))).collect()
        };
        let template = |text| format!("'{{{{regexp.replace(external.a, \"{text}\", \"b\")}}}}'");
        let condition = |text| format!("regexp.match(request.roles, \"{text}\")");
        let role = |allow| {
            format!(
                "kind: role\nversion: v7\nmetadata: {{name: r}}\nspec: {{allow: {{{allow}}}}}\n"
            )
        };
        let annotations = |patterns| {
            let list = each(template, patterns).join(", ");
            role(format!(
                "request: {{roles: [a], annotations: {{k: [{list}]}}}}"
            ))
        };
        let conditions = |patterns| {
            let any = each(condition, patterns).join(" || ");
            role(format!("review_requests: {{roles: [a], where: '{any}'}}"))
        };
        let texts: [&dyn Fn(usize) -> String; 3] = [&many, &annotations, &conditions];
        for text in texts {
            let errors = |patterns| {
                let findings = read(&text(patterns), &ReadBudget::PRODUCT).diagnostics;
                let errors = findings
                    .iter()
                    .filter(|found| found.severity == Severity::Error);
                errors.count()
            };
            assert_eq!([errors(most), errors(most + 3)], [0, 3], "{}", text(1));
        }
    }
}
