//! Two ways to fail: the rules said no (told to the caller), or the world broke (logged, told as an id).

use postern_core::api::{explanation::Step, policy::Finding, problem::FieldError};
use serde::{Deserialize, Serialize};

use crate::http::problem::Code;

/// Why a call did not succeed.
#[derive(Clone, Debug, PartialEq)]
pub enum Error {
    /// The rules said no.
    Refused(Box<Refused>),
    /// The world broke.
    Fault(Fault),
}

impl Error {
    /// What is told of it in the log.
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::Refused(refused) => &refused.detail,
            Self::Fault(Fault(message)) => message,
        }
    }
}

/// A refusal, as it is told to the caller.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refused {
    /// Which kind of refusal.
    pub code: Code,
    /// One sentence that says what to do.
    pub detail: String,
    /// What is wrong with the body, field by field.
    pub errors: Vec<FieldError>,
    /// Why the rules said no.
    pub explanation: Vec<Step>,
    /// What is wrong with a policy.
    pub findings: Vec<Finding>,
    /// How the thing stands, where a precondition failed.
    pub current: Option<Current>,
}

/// How a thing stands now, for those whose precondition failed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Current {
    /// Its `ETag`, without quotes.
    pub etag: String,
    /// Its representation.
    pub body: serde_json::Value,
}

/// The world broke; the message is for the log only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault(pub String);

impl Fault {
    /// A fault with a message for the log.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl Refused {
    /// A refusal of this kind.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            explanation: Vec::new(),
            findings: Vec::new(),
            current: None,
        }
    }

    /// The same, with one wrong field.
    #[must_use]
    pub fn field(mut self, pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        self.errors.push(FieldError {
            pointer: pointer.into(),
            detail: detail.into(),
        });
        self
    }
}

/// Shorthand: refuse with this code and detail.
pub fn refuse<T>(code: Code, detail: impl Into<String>) -> Result<T, Error> {
    Err(Refused::new(code, detail).into())
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self(format!("runtime: {error}"))
    }
}

impl From<worker::Error> for Error {
    fn from(error: worker::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self(format!("stored or internal JSON: {error}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Fault> for worker::Error {
    fn from(fault: Fault) -> Self {
        Self::RustError(fault.0)
    }
}
