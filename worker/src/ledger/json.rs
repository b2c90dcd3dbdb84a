//! JSON that is written already and goes on as it is.

use serde::Serialize;

use crate::error::Fault;

/// The text of one JSON value.
#[derive(Clone, Debug)]
pub struct Json(String);

impl Default for Json {
    /// `null`.
    fn default() -> Self {
        Self("null".into())
    }
}

impl Json {
    /// A value, written.
    ///
    /// # Errors
    /// Where it cannot be.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Fault> {
        Ok(Self(serde_json::to_string(value)?))
    }

    /// What was written before; nobody looks at it again.
    #[must_use]
    pub const fn written(text: String) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn get(&self) -> &str {
        &self.0
    }
}
