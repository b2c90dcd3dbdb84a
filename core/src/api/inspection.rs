//! Questions about a policy that is only a text: what is wrong with it, and who may ask for what by
//! it. The page's playground and the command line ask them; nothing is stored.

use alloc::{boxed::Box, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{explanation::Step, policy::Finding, policy_test::TextPlace};
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

/// What stands at a place of a text, and what it accepts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchAnswer {
    /// A pattern, or a text with `{{…}}`.
    Found(Box<Matches>),
    /// Neither; one sentence that says what can be done.
    Nothing(String),
}

/// A pattern of a text, what it accepts and what it does not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matches {
    /// Where it stands.
    pub at: TextPlace,
    /// What it is for, in one sentence: lower case, no full stop, names in backquotes.
    pub about: String,
    /// Which kind it is.
    pub kind: PatternKind,
    /// What that means, in one sentence.
    pub words: String,
    /// As it is written, quotes and escapes resolved.
    pub text: String,
    /// The same as a regular expression, or in words; absent where it means itself.
    pub read_as: Option<String>,
    /// What is wrong with it; then it accepts nothing and decides nothing.
    pub problem: Option<String>,
    /// What it is compared with.
    pub over: Over,
    /// What of that it accepts.
    pub accepts: Names,
    /// What of that it does not.
    pub others: Names,
    /// Names that it accepts and no document has: made up, and each tried.
    pub witnesses: Vec<Likeness>,
    /// Names that look as if it should accept them, and that it does not: each tried.
    pub near_misses: Vec<Likeness>,
    /// What it gives for users of the text, where it is filled from traits.
    pub expansions: Vec<Expansion>,
}

/// The kinds of pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// `dba`
    Literal,
    /// `dev-*`
    Glob,
    /// `^prod.*$`
    Regex,
    /// `dev-{{regexp.match("us-*")}}`
    Template,
    /// `team-{{external.groups}}`, or what a claim gives, with `$1`.
    Filled,
}

/// What a pattern is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// The names of the text's roles.
    Roles,
    /// The values that the text's users have of one trait.
    Values,
    /// Nothing: it gives names instead.
    Nothing,
}

/// Some names, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// All of them counted.
    pub count: usize,
    /// The first of them, in the order of names.
    pub names: Vec<String>,
}

/// A name, and why it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Likeness {
    /// The name.
    pub name: String,
    /// What it shows: lower case, no full stop.
    pub why: String,
}

/// What a text that is filled gives for one user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expansion {
    /// Who.
    pub user: UserName,
    /// What it gives.
    pub gives: Vec<String>,
    /// Why it gives nothing, where that can be said.
    pub problem: Option<String>,
}
