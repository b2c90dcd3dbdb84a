//! Reasons as they cross the wire: the steps of a decision, each a sentence with its place.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::policy::{
    decision::{self, Bearing},
    place::Place,
};

/// One step of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// What the step came to.
    pub verdict: StepVerdict,
    /// The step as one sentence.
    pub text: String,
    /// Particulars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where the policy says so; absent where the reader may not read that document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StepVerdict {
    /// It holds.
    Holds,
    /// Looked at; has nothing to do with it.
    NotRelevant,
    /// Looked at; did not match.
    NoMatch,
    /// It depends on something still open.
    Depends,
    /// This is what refuses.
    Refuses,
}

impl From<Bearing> for StepVerdict {
    fn from(bearing: Bearing) -> Self {
        match bearing {
            Bearing::Holds => Self::Holds,
            Bearing::NotRelevant => Self::NotRelevant,
            Bearing::NoMatch => Self::NoMatch,
            Bearing::Depends => Self::Depends,
            Bearing::Refuses => Self::Refuses,
        }
    }
}

/// All of it, with its place: for those who may read the policy.
impl From<&decision::Step> for Step {
    fn from(step: &decision::Step) -> Self {
        Self {
            verdict: step.bearing.into(),
            text: step.text(),
            detail: step.detail(),
            place: step.place.clone(),
        }
    }
}
