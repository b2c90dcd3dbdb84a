//! Which way a signed call goes: each way has secrets of its own, so that what Postern signs can never be
//! played back to it.

use serde::{Deserialize, Serialize};

use crate::credentials::seal::Purpose;

/// Who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// Postern calls the integration.
    Outgoing,
    /// The integration calls Postern.
    Incoming,
}

impl Direction {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Outgoing, Self::Incoming];

    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Incoming => "incoming",
        }
    }

    /// The direction of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.word() == word)
    }

    /// What its secrets are sealed for.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Outgoing => Purpose::Outgoing,
            Self::Incoming => Purpose::Incoming,
        }
    }
}
