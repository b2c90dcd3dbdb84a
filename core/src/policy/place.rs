//! Where in the policy something is said, in words that a person can follow to the line.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// A place in a stored document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The document's kind: `role`, `user`, `oidc`.
    pub kind: String,
    /// The document's name.
    pub name: String,
    /// The field's path, for example `spec.allow.request.roles[0]`.
    pub field: String,
    /// Line, counted from 1, within the document as stored.
    pub line: u32,
    /// Column, in characters, counted from 1.
    pub column: u32,
}
