//! The policy as text, and what is wrong with one.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::inspection::Asker;
use crate::{
    policy::name::{RoleName, UserName},
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

/// The policies that were in force, a page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyVersionPage {
    /// Newest first.
    pub items: Vec<PolicyVersion>,
    /// Pass as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}

/// When a policy came into force, and by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyVersion {
    /// Counted from 1.
    pub seq: u64,
    /// Which policy; one that was put back has the same digest twice.
    pub digest: String,
    /// Who put it there; absent for the first.
    pub author: Option<UserName>,
    /// Since when.
    pub since: Timestamp,
    /// How many documents it has.
    pub documents: u64,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LintReport {
    /// Whether it could be saved, as far as the text alone tells.
    pub ok: bool,
    /// In the order of places.
    pub findings: Vec<Finding>,
    /// How many documents there are.
    pub documents: usize,
}

/// A question about a policy text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExplainText {
    /// The policy, as YAML; absent means the one in force, for those who may read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Who asks: a user of that policy, or whoever holds one role of it.
    pub asker: Asker,
    /// For which role.
    pub role: RoleName,
}

/// Documents of one kind, in name order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentPage {
    /// All of them.
    pub items: Vec<DocumentEntry>,
}

/// A document without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentEntry {
    /// Its name.
    pub name: String,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// The SHA-256 of its text, which is also its `ETag`.
    pub hash: String,
}

/// One document of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentView {
    /// `role`, `user` or `oidc`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The SHA-256 of its text, which is also its `ETag`.
    pub hash: String,
    /// As it was written, comments and all.
    pub text: String,
    /// What could be better in it, with lines of this text.
    pub findings: Vec<Finding>,
    /// The digest of the policy that it is part of.
    pub policy_digest: String,
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
