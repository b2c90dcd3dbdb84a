//! The policy as text, and what is wrong with one.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    policy::name::UserName,
    request::timestamp::Timestamp,
    yaml::{
        diagnostic::{Diagnostic, Severity},
        source::Source,
    },
};

/// The policy in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyView {
    /// Its digest, which is also its `ETag`.
    pub digest: String,
    /// Who put it there; absent for the first.
    pub author: Option<UserName>,
    /// Since when it is in force.
    pub since: Timestamp,
    /// All documents, as one YAML stream, as they were written.
    pub text: String,
    /// Warnings and lesser findings.
    pub findings: Vec<Finding>,
}

/// A [`Diagnostic`] with its place as lines and columns, for those who do not hold the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// The rule's stable name.
    pub rule: String,
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// One past the last line and column of the place.
    pub end_line: u32,
    /// See `end_line`.
    pub end_column: u32,
    /// The same with byte ranges, other places, help and fixes.
    pub diagnostic: Diagnostic,
}

impl Finding {
    /// The diagnostic, with its place as people count.
    #[must_use]
    pub fn new(diagnostic: Diagnostic, source: &Source) -> Self {
        let start = source.position(diagnostic.span().start);
        let end = source.position(diagnostic.span().end);
        Self {
            severity: diagnostic.severity,
            rule: diagnostic.rule.clone().into_owned(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            diagnostic,
        }
    }
}
