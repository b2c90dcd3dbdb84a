//! What a `kind: policy_test` document says: who asks for what, and what must come of it. It stands beside the
//! roles and changes nothing of what they mean.

use alloc::{string::String, vec::Vec};

use super::{duration::Duration, role::Text, traits::Traits};
use crate::yaml::span::{Span, Spanned};

/// A request to try by the policy that the test stands in, with what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyTest {
    /// The name, unique among tests.
    pub name: Text,
    /// The whole document.
    pub span: Span,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// `spec.requester`: who asks.
    pub requester: Person,
    /// `spec.at`: when all of it happens.
    pub at: Text,
    /// `spec.request`: what they ask for.
    pub request: TestRequest,
    /// `spec.expect`: what must come of the asking.
    pub expect: Expectation,
    /// `spec.reviews`: who then reviews it how, one after another.
    pub reviews: Vec<TestReview>,
    /// `spec.grant`: what it must give in the end.
    pub grant: Option<ExpectedGrant>,
}

/// Somebody who acts in a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Person {
    /// The user of this name.
    User(Text),
    /// Somebody whom no document speaks of, with just these.
    Anybody {
        /// Their static roles.
        roles: Vec<Text>,
        /// Their attributes.
        traits: Traits,
    },
}

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestRequest {
    /// The roles; exactly one `*` is everything requestable (W1).
    pub roles: Vec<Text>,
    /// Why; empty if nothing is said.
    pub reason: Text,
    /// For how long at most.
    pub max_duration: Text,
    /// From when.
    pub starts_at: Text,
}

/// What must come of the asking, before anybody reviews it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// `outcome`: one of [`OUTCOMES`].
    pub outcome: Text,
    /// `refusal`: one of [`REQUEST_REFUSALS`]; empty where any will do.
    pub refusal: Text,
    /// `state`: one of [`STATES`]; empty where any will do.
    pub state: Text,
    /// `reviewers`: exactly these users may review it.
    pub reviewers: Option<Spanned<Vec<Text>>>,
    /// `reviewers_include`: these may.
    pub reviewers_include: Vec<Text>,
    /// `reviewers_exclude`: these may not.
    pub reviewers_exclude: Vec<Text>,
}

impl Expectation {
    /// Whether the request must be made.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        self.outcome.value == ALLOWED
    }
}

/// A review that is tried, and what must come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestReview {
    /// `by`: who gives it.
    pub by: Person,
    /// `verdict`: one of [`VERDICTS`].
    pub verdict: Text,
    /// `reason`; empty if nothing is said.
    pub reason: Text,
    /// `roles`: fewer than asked; `None` is all.
    pub roles: Option<Vec<Text>>,
    /// `max_duration`: a shorter access; empty leaves it.
    pub max_duration: Text,
    /// `expect`: one of [`AFTER_REVIEW`].
    pub expect: Text,
    /// `refusal`: one of [`REVIEW_REFUSALS`]; empty where any will do.
    pub refusal: Text,
}

/// What the approved request must give in the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpectedGrant {
    /// The whole mapping.
    pub span: Span,
    /// `roles`: exactly these are carried, those always held among them.
    pub roles: Option<Spanned<Vec<Text>>>,
    /// `logins`: exactly these.
    pub logins: Option<Spanned<Vec<Text>>>,
    /// `access`: how long it lasts, counted from the asking.
    pub access: Option<Spanned<Duration>>,
    /// `credential`: how long a credential lives that is taken up at once.
    pub credential: Option<Spanned<Duration>>,
}

/// The word for a request that is made.
pub const ALLOWED: &str = "allowed";
/// The word for what the rules say no to.
pub const REFUSED: &str = "refused";

/// What can come of the asking.
pub const OUTCOMES: &[&str] = &[ALLOWED, REFUSED];

/// Where a request can stand before and between reviews.
pub const STATES: &[&str] = &["pending", "approved", "denied"];

/// Where it can stand after a review, or that the review is refused.
pub const AFTER_REVIEW: &[&str] = &["pending", "approved", "denied", REFUSED];

/// What a review can say.
pub const VERDICTS: &[&str] = &["approve", "deny"];

/// The codes of why a request is not made.
pub const REQUEST_REFUSALS: &[&str] = &[
    "no-roles",
    "reason-too-long",
    "nothing-requestable",
    "reason-required",
    "role-not-requestable",
    "cannot-evaluate",
    "unknown-role",
    "too-many-thresholds",
    "access-too-long",
    "access-in-past",
    "starts-before-creation",
    "starts-after-expiry",
    "starts-too-late",
];

/// The codes of why a review is refused.
pub const REVIEW_REFUSALS: &[&str] = &[
    "cannot-submit-reviews",
    "cannot-review",
    "cannot-evaluate",
    "reason-too-long",
    "already-reviewed",
    "narrowed-denial",
    "role-not-in-request",
    "nothing-left",
    "role-not-requestable",
    "already-approved",
    "already-denied",
    "longer-than-asked",
    "no-time-left",
];

#[cfg(all(test, feature = "engine"))]
mod tests;
