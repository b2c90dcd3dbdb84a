//! A decision that is asked about once more, with the reason that goes with it.

use super::Act;

/// What is asked, and what was answered so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What would be done.
    pub act: Act,
    /// Why.
    pub reason: String,
    /// What is wrong with that.
    pub complaint: Option<String>,
}

impl Question {
    /// Asks about an act; the reason begins with what was already written.
    pub const fn about(act: Act, reason: String) -> Self {
        Self {
            act,
            reason,
            complaint: None,
        }
    }
}
