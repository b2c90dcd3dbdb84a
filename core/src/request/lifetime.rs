//! The three clocks of a request, all set from its creation (L10), and the life of one credential.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::timestamp::Timestamp;
use crate::policy::duration::Duration;

/// The longest access (L5).
pub const MAX_ACCESS: Duration = Duration::from_hours(14 * 24);
/// The longest life of one credential (L1).
pub const MAX_CREDENTIAL: Duration = Duration::from_hours(30);
/// How long a request waits for a decision where nobody says otherwise (L11), and at most.
pub const MAX_PENDING: Duration = Duration::from_hours(7 * 24);
/// How far ahead access may begin (L12).
pub const LATEST_START: Duration = Duration::from_hours(7 * 24);

/// When a request was made, and when it waits, begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lifetime {
    /// When the request was made.
    pub created: Timestamp,
    /// From this moment on, an undecided request is expired.
    pub pending_expires: Timestamp,
    /// From this moment on, an approval may be used; the moment of creation unless asked otherwise.
    pub access_starts: Timestamp,
    /// The last moment at which an approval may be used (U4).
    pub access_expires: Timestamp,
    /// The longest life of one credential (L1, L9).
    pub session_ttl: Duration,
}

impl Lifetime {
    /// How long access lasts, counted from creation.
    #[must_use]
    pub const fn access(&self) -> Duration {
        self.access_expires.since(self.created)
    }

    /// The end of access if it lasts at most `max_duration` from creation; never later than now set.
    #[must_use]
    pub fn ends_within(&self, max_duration: Option<Duration>) -> Timestamp {
        max_duration.map_or(self.access_expires, |max_duration| {
            self.access_expires.min(self.created.plus(max_duration))
        })
    }

    /// Whether access may begin at `starts` (L12).
    ///
    /// # Errors
    /// Why not.
    pub fn check_start(&self, starts: Timestamp) -> Result<(), StartProblem> {
        let latest = self.created.plus(LATEST_START);
        if starts < self.created {
            Err(StartProblem::BeforeCreation)
        } else if starts >= self.access_expires {
            Err(StartProblem::AfterExpiry {
                expires: self.access_expires,
            })
        } else if self.access_expires > latest && starts > latest {
            Err(StartProblem::TooLate { latest })
        } else {
            Ok(())
        }
    }

    /// Until when a credential issued at `now` may live: the shortest of access, session and the
    /// cluster's ceiling.
    #[must_use]
    pub fn credential_expires(&self, now: Timestamp, ceiling: Duration) -> Timestamp {
        let life = self.session_ttl.min(ceiling).min(MAX_CREDENTIAL);
        self.access_expires.min(now.plus(life))
    }
}

/// Why access cannot begin at a moment (L12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartProblem {
    /// Before the request was made.
    BeforeCreation,
    /// When access is over already.
    AfterExpiry {
        /// When that is.
        expires: Timestamp,
    },
    /// Too far ahead.
    TooLate {
        /// The latest possible begin.
        latest: Timestamp,
    },
}

impl StartProblem {
    /// The stable code, in kebab case.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BeforeCreation => "starts-before-creation",
            Self::AfterExpiry { .. } => "starts-after-expiry",
            Self::TooLate { .. } => "starts-too-late",
        }
    }
}

impl fmt::Display for StartProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BeforeCreation => f.write_str("access cannot begin before it was asked for"),
            Self::AfterExpiry { expires } => {
                write!(f, "access must begin before it ends at {expires}")
            }
            Self::TooLate { latest } => write!(f, "access must begin by {latest}"),
        }
    }
}
