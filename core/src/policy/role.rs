//! What a role file says, typed (O1). Reading and writing it, and compiling it, live beside.
//!
//! Matchers, templates and predicates stay text here, each with its place: a stored policy may hold
//! ones that do not compile, and then deciding fails closed (Q3, V8) instead of reading.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::num::NonZeroU32;

use super::{duration::Duration, name::RoleName};
use crate::yaml::span::{Span, Spanned};

/// A piece of text with its place.
pub type Text = Spanned<String>;

/// A named set of options and conditions (O1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// The name others refer to it by.
    pub name: RoleName,
    /// The whole document.
    pub span: Span,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// `spec.options`.
    pub options: Options,
    /// `spec.allow`.
    pub allow: Allow,
    /// `spec.deny`.
    pub deny: Deny,
}

/// `spec.options`, as far as requests and credentials care.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What happens at sign-in, and whether every request needs a reason (P1, W6).
    pub request_access: Spanned<RequestAccess>,
    /// Shown wherever a reason is asked for (P4).
    pub request_prompt: Text,
    /// The longest life of one credential with this role; `None` is the reference's 30 h (L1, L2).
    pub max_session_ttl: Option<Spanned<Duration>>,
}

/// `options.request_access`; unknown words read as `Optional` (P1, Y7).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RequestAccess {
    /// Ask by hand.
    #[default]
    Optional,
    /// Sign-in asks for everything requestable.
    Always,
    /// The same, and every request needs a reason.
    Reason,
}

/// `spec.allow`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// `allow.request`.
    pub request: AllowRequest,
    /// `allow.review_requests`.
    pub review: AllowReview,
    /// `allow.rules`.
    pub rules: Vec<AccessRule>,
    /// `allow.logins`: templates.
    pub logins: Vec<Text>,
    /// `allow.namespaces`: where the rules apply; empty means `default` (B2).
    pub namespaces: Vec<Text>,
}

/// `spec.deny`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deny {
    /// `deny.request`.
    pub request: DenyRequest,
    /// `deny.review_requests`.
    pub review: DenyReview,
    /// `deny.rules`.
    pub rules: Vec<AccessRule>,
    /// `deny.logins`: templates.
    pub logins: Vec<Text>,
    /// `deny.namespaces`: where the rules apply; empty means `default` (B2).
    pub namespaces: Vec<Text>,
}

/// `allow.request`: what holders may ask for, and on which terms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowRequest {
    /// Matchers over role names (M).
    pub roles: Vec<Text>,
    /// Claims that map to matchers (C).
    pub claims_to_roles: Vec<ClaimToRoles>,
    /// System annotations: key → templates (A).
    pub annotations: BTreeMap<String, Vec<Text>>,
    /// Who must agree; never empty after reading a block that allows something (T3).
    pub thresholds: Vec<Threshold>,
    /// Offered to the requester who names nobody (T8).
    pub suggested_reviewers: Vec<Text>,
    /// Literal names used for resource requests only (Q9).
    pub search_as_roles: Vec<Text>,
    /// How long access may last (L6); `None` is unset.
    pub max_duration: Option<Spanned<Duration>>,
    /// Whether the roles named here need a reason (P2).
    pub reason: ReasonRule,
}

/// `deny.request`: what holders may not ask for, whatever else allows it (Q4).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenyRequest {
    /// Matchers over role names.
    pub roles: Vec<Text>,
    /// Claims that map to matchers.
    pub claims_to_roles: Vec<ClaimToRoles>,
    /// Annotation values taken away (A3).
    pub annotations: BTreeMap<String, Vec<Text>>,
    /// Names taken away from `search_as_roles` (Q9).
    pub search_as_roles: Vec<Text>,
    /// Present only in a policy that was not saved through us: storing it is an error (Y5).
    pub has_thresholds: bool,
}

/// One entry of `claims_to_roles` (C).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimToRoles {
    /// The trait's exact name.
    pub claim: Text,
    /// A glob or `^…$` over its values (C1).
    pub value: Text,
    /// What a match gives: matchers in a role, names in a connector (C9, C11).
    pub roles: Vec<Text>,
}

/// Counts that settle a request, of the reviews its filter accepts (T, S6).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Threshold {
    /// The entry's place; nowhere for the one that applies where none is written.
    pub span: Span,
    /// What people call it; may be empty.
    pub name: Text,
    /// A predicate over reviewer, review and request; empty means every review counts.
    pub filter: Text,
    /// So many approvals approve; `None` never does (T6).
    pub approve: Option<NonZeroU32>,
    /// So many denials deny; `None` never does (T6).
    pub deny: Option<NonZeroU32>,
}

impl Threshold {
    /// What counts where a role says nothing: one approval approves, one denial denies (T3).
    #[must_use]
    pub fn standard() -> Self {
        Self {
            span: Span::default(),
            name: Text::new("default".into(), Span::default()),
            filter: Text::default(),
            approve: Some(NonZeroU32::MIN),
            deny: Some(NonZeroU32::MIN),
        }
    }
}

/// `allow.request.reason`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonRule {
    /// `mode: required`.
    pub required: bool,
    /// Shown where a reason is asked for these roles; empty if nothing.
    pub prompt: Text,
}

/// `allow.review_requests` (V6).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowReview {
    /// Matchers over role names.
    pub roles: Vec<Text>,
    /// Claims that map to matchers.
    pub claims_to_roles: Vec<ClaimToRoles>,
    /// A predicate; empty means always.
    pub condition: Text,
    /// For display only.
    pub preview_as_roles: Vec<Text>,
}

/// `deny.review_requests` (V5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DenyReview {
    /// Matchers over role names.
    pub roles: Vec<Text>,
    /// Claims that map to matchers.
    pub claims_to_roles: Vec<ClaimToRoles>,
    /// A predicate; empty means always.
    pub condition: Text,
}

/// One entry of `rules`: verbs on resources (B).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRule {
    /// The entry's place.
    pub span: Span,
    /// Exact names or `*` (B1).
    pub resources: Vec<Text>,
    /// Exact names or `*` (B1).
    pub verbs: Vec<Text>,
    /// `where`: a predicate of the wider language; a rule with one is not applied by Postern's own
    /// resources unless it can be evaluated.
    pub condition: Text,
}
