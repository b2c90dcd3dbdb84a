//! What came of the tests that a policy's text has beside its roles, and what of the policy no test exercised.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::inspection::PlacedStep;
use crate::yaml::span::Span;

/// How many matchers and thresholds an answer names at most that no test exercised.
pub const MOST_UNCOVERED: usize = 1_000;

/// What came of all tests of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestReport {
    /// Whether every test passed and the text has no errors; a text without tests has none that fails.
    pub ok: bool,
    /// How many errors the text has; `/policy/lint` tells them.
    pub errors: usize,
    /// How many tests passed.
    pub passed: usize,
    /// How many failed.
    pub failed: usize,
    /// How many could not be run.
    pub broken: usize,
    /// All of them, in the order written.
    pub tests: Vec<TestResult>,
    /// What they exercise.
    pub coverage: Coverage,
}

/// What came of one test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TestResult {
    /// Its name.
    pub name: String,
    /// Where its name stands.
    pub at: TextPlace,
    /// What came of it.
    pub outcome: TestOutcome,
    /// Every expectation that was not met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unmet: Vec<Unmet>,
    /// Why it could not be run, in one sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What can come of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum TestOutcome {
    /// All that it expects came.
    Passed,
    /// Something else came.
    Failed,
    /// It could not be run.
    Broken,
}

/// Something that a test expects and that did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Unmet {
    /// Where the test says so.
    pub at: TextPlace,
    /// What it expects: lower case, no full stop, names in backquotes.
    pub expected: String,
    /// What came instead.
    pub came: String,
    /// The steps that led there, with their places in the roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<PlacedStep>,
}

/// What of a policy its tests exercise: the matchers over roles, and the thresholds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// How many matchers and thresholds the roles have.
    pub total: usize,
    /// How many of them a test exercised.
    pub covered: usize,
    /// The others, in the order written.
    pub uncovered: Vec<Uncovered>,
    /// There are more than are named.
    pub truncated: bool,
}

/// A matcher or threshold that no test exercised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Uncovered {
    /// What it is.
    pub part: Part,
    /// The role whose document says so.
    pub role: String,
    /// The matcher's text, or the threshold in words.
    pub text: String,
    /// Where.
    pub at: TextPlace,
}

/// What tests can exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Part {
    /// A matcher of `allow.request`.
    AllowRequest,
    /// A matcher of `deny.request`.
    DenyRequest,
    /// A matcher of `allow.review_requests`.
    AllowReview,
    /// A matcher of `deny.review_requests`.
    DenyReview,
    /// A threshold.
    Threshold,
}

/// A place in the text that was asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TextPlace {
    /// The field's path within its document, for example `spec.expect.outcome`.
    pub field: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column, in characters, counted from 1.
    pub column: u32,
    /// The same as bytes.
    pub span: Span,
}
