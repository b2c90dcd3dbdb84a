//! What went wrong, as RFC 9457 problem details.

use alloc::{format, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{explanation::Step, policy::Finding};

/// The media type of a [`Problem`].
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A refusal or failure, told to whoever called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// A stable address that ends in the code and explains it.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// What kind of thing happened.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence that says what to do.
    pub detail: String,
    /// Stable, kebab-case.
    pub code: String,
    /// The id under which it was logged.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
    /// What is wrong with the body, field by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Why the rules said no.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<Step>,
    /// What is wrong with a policy that was to be saved.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// How the thing stands now, where a precondition failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<serde_json::Value>,
}

/// What is wrong with one field of a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into the body, for example `/roles/0`.
    pub pointer: String,
    /// What to write instead.
    pub detail: String,
}

impl Problem {
    /// A problem of the given code.
    #[must_use]
    pub fn new(status: u16, code: &str, title: &str, detail: impl Into<String>) -> Self {
        Self {
            type_uri: format!("/problems/{code}"),
            title: title.into(),
            status,
            detail: detail.into(),
            code: code.into(),
            request_id: String::new(),
            errors: Vec::new(),
            explanation: Vec::new(),
            findings: Vec::new(),
            current: None,
        }
    }
}
