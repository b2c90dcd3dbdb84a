//! Trying a request out by a policy text: what is asked, who reviews it how, and what would come of it.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{
    explanation::Step,
    inspection::Asker,
    requests::{NewRequest, NewReview, State},
};
use crate::{
    policy::name::{RoleName, UserName},
    request::timestamp::Timestamp,
};

/// How many reviews one simulation tries at most.
pub const MOST_REVIEWS: usize = 64;

/// A request to try by a policy, and the reviews that it would get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewSimulation {
    /// The policy, as YAML; absent means the one in force, for those who may read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who asks: a user of that policy, or whoever holds one role of it.
    pub asker: Asker,
    /// What they ask for.
    pub request: NewRequest,
    /// The reviews, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(length(max = MOST_REVIEWS)))]
    pub reviews: Vec<SimulatedReview>,
    /// When all of that happens; absent means now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
}

/// A review to try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimulatedReview {
    /// Who gives it: a user of that policy, or somebody else each time who holds one role of it.
    pub by: Asker,
    /// What they say.
    pub review: NewReview,
}

/// What would come of it. It follows from the text alone, errors or not; nothing is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Simulation {
    /// What was tried, in order: asking, what rules made of it, each review.
    pub attempts: Vec<Attempt>,
    /// The request in the end; absent where it could not be made.
    pub request: Option<SimulatedRequest>,
}

/// One thing that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Attempt {
    /// Whether the rules let it happen.
    pub accepted: bool,
    /// What happened, or why it did not: one sentence, lower case, no full stop.
    pub text: String,
    /// The steps that lead there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Step>,
    /// Where the request stands after it; absent where there is none.
    pub state: Option<State>,
    /// How far approval has come then, for example `1 of 2 approvals`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub progress: String,
}

/// The request that would be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimulatedRequest {
    /// Where it stands.
    pub state: State,
    /// The roles that count: fewer than asked for after narrowing.
    pub roles: Vec<RoleName>,
    /// How long access lasts at most, counted from the asking.
    pub access_s: u64,
    /// What limits that, if a rule did when it was asked for.
    pub cap: Option<String>,
    /// Every condition of approval, in words with its own count.
    pub conditions: Vec<String>,
    /// The users of the policy that may review it, whoever has already among them.
    pub reviewers: Vec<UserName>,
}
