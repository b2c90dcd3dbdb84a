//! Questions about a policy that is only a text: what is wrong with it, and who may ask for what by
//! it. The page's playground and the command line ask them; nothing is stored.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{explanation::Step, policy::Finding};
use crate::{
    policy::name::{RoleName, UserName},
    yaml::span::Span,
};

/// What a text holds, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// What is wrong, in the order of places.
    pub findings: Vec<Finding>,
    /// How many documents there are.
    pub documents: usize,
    /// The names of the roles, in the order written; what is no name is left out.
    pub roles: Vec<RoleName>,
    /// The names of the users, in the order written; what is no name is left out.
    pub users: Vec<UserName>,
}

/// A text in canonical form, or why it has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Formatted {
    /// The whole text.
    Text(String),
    /// One sentence that says what to do.
    Problem(String),
}

/// Who asks: somebody the text speaks of, or anybody who holds one role of it and no traits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Asker {
    /// The user of this name.
    User(UserName),
    /// Anybody who holds this role.
    HolderOf(RoleName),
}

/// May they ask for this role, and what would follow?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Who asks.
    pub asker: Asker,
    /// For what.
    pub role: RoleName,
}

/// The answer, most important first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The answer in one sentence, then what else is true, each a sentence of its own.
    pub verdict: Vec<Said>,
    /// How it was decided.
    pub steps: Vec<PlacedStep>,
}

/// A sentence, and whether it is good news.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Said {
    /// What it means for who asks.
    pub tone: Tone,
    /// Lower case, no full stop, names in backquotes.
    pub text: String,
}

/// What a sentence means for who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Tone {
    /// Yes.
    Good,
    /// No.
    Bad,
    /// It depends on something.
    Depends,
    /// Worth knowing.
    Note,
}

/// A step with the exact range of the text that says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlacedStep {
    /// The step.
    pub step: Step,
    /// Where; absent where no text says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A text to begin with, and a question to ask about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// What it shows, as a title.
    pub title: String,
    /// Whether something is wrong with it on purpose.
    pub broken: bool,
    /// The text.
    pub text: String,
    /// What to ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Question>,
}
