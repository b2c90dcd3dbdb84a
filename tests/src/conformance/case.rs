//! One conformance case and what became of it.

use std::fmt::Debug;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

/// One line of a family's file.
pub struct Case {
    json: Value,
}

/// What became of a case.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Postern answers as recorded.
    Pass,
    /// It does not.
    Fail {
        /// What was recorded.
        expected: String,
        /// What Postern answers.
        got: String,
    },
    /// Postern answers otherwise on purpose: the departure that says so.
    Departs(&'static str),
}

impl Verdict {
    /// Passes when the two are equal.
    pub(crate) fn compare<T: PartialEq + Debug>(expected: &T, got: &T) -> Self {
        if expected == got {
            Self::Pass
        } else {
            Self::fail(expected, got)
        }
    }

    /// Fails, showing both.
    pub(crate) fn fail(expected: &impl Debug, got: &impl Debug) -> Self {
        Self::Fail {
            expected: format!("{expected:?}"),
            got: format!("{got:?}"),
        }
    }
}

impl Case {
    /// Reads a line.
    pub fn parse(line: &str) -> Result<Self, String> {
        serde_json::from_str(line)
            .map(|json| Self { json })
            .map_err(|error| error.to_string())
    }

    /// The case's id; empty if it has none.
    pub fn id(&self) -> &str {
        self.text("id")
    }

    /// The member named `key`; null if absent.
    pub(crate) fn get(&self, key: &str) -> &Value {
        self.json.get(key).unwrap_or(&Value::Null)
    }

    /// The string named `key`; empty if absent.
    pub(crate) fn text(&self, key: &str) -> &str {
        self.get(key).as_str().unwrap_or_default()
    }

    /// The bytes of the string named `key`, which may be given as base64 under `key_b64` where it
    /// is not UTF-8.
    pub(crate) fn bytes(&self, key: &str) -> Vec<u8> {
        match self.get(&format!("{key}_b64")).as_str() {
            Some(encoded) => STANDARD.decode(encoded).unwrap_or_default(),
            None => self.text(key).as_bytes().to_vec(),
        }
    }
}

/// The strings of a JSON array.
pub(crate) fn strings(array: &Value) -> Vec<&str> {
    array
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}
