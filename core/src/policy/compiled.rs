//! A role made ready to decide with: patterns, templates and conditions compiled once. What does not
//! compile is kept as what is wrong with it, so that deciding fails closed (Q3, V8).

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    budget::Budget,
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
    /// Compiles everything in `role`.
    #[must_use]
    pub fn new(role: Role, budget: &Budget) -> Self {
        let patterns = |roles: &[Text], claims: &[ClaimToRoles]| Patterns {
            written: roles
                .iter()
                .map(|text| Pattern {
                    text: text.clone(),
                    matcher: Matcher::parse(&text.value, budget),
                })
                .collect(),
            claims: claims.to_vec(),
        };
        let condition =
            |text: &Text| Predicate::parse_optional(&text.value, Env::Where, budget).transpose();
        let template = |text: &Text| Template::parse(&text.value, budget).ok();
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
