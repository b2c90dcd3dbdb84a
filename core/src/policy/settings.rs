//! What a cluster decides for itself, beside its documents.

use serde::{Deserialize, Serialize};

use super::duration::Duration;

/// A cluster's settings, as far as decisions depend on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Administrators may settle their own requests (departures 2).
    pub self_resolution: bool,
    /// The longest life of any credential, at most 30 h.
    pub credential_ceiling: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            self_resolution: false,
            credential_ceiling: Duration::from_hours(1),
        }
    }
}
