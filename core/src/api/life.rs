//! How long what a caller names lasts: a token, a lock, a session. One spelling for each part of it, so that the
//! API's document says exactly what is read.

use alloc::string::{String, ToString as _};
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::policy::duration::Duration;

/// So many seconds make a day.
pub const DAY_S: u64 = 86_400;

/// From `LEAST` to `MOST` seconds: `30d`, `720h`, `1h30m`. What policies write, without its other spellings: days,
/// hours, minutes and seconds in this order, whole and without zeros before them; after the first at most `23h`,
/// `59m` and `59s`. The least is one second, minute, hour or day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Life<const LEAST: u64, const MOST: u64>(Duration);

/// How long a machine token lives: at most a year.
pub type TokenLife = Life<1, { 365 * DAY_S }>;
/// How long a lock lasts that ends by itself: at most a hundred years.
pub type LockLife = Life<1, { 36_500 * DAY_S }>;
/// How long a credential may live.
pub type CredentialLife = Life<1, { 30 * 3_600 }>;
/// How long a session may live.
pub type SessionLife = Life<60, { 7 * DAY_S }>;

/// Why a text is no life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeProblem {
    /// It is not written like one.
    Spelling,
    /// It is out of bounds.
    Bounds {
        /// The shortest.
        least: Duration,
        /// The longest.
        most: Duration,
    },
}

impl fmt::Display for LifeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spelling => f.write_str(
                "write days, hours, minutes and seconds in this order, for example `30d`, `720h` or `1h30m`: whole numbers that do not begin with 0, after the first at most `23h`, `59m` and `59s`",
            ),
            Self::Bounds { least, most } => write!(f, "name at least `{least}` and at most `{most}`"),
        }
    }
}

impl core::error::Error for LifeProblem {}

/// The units from the longest to the shortest: how it is written, its seconds, and how many at most stand after
/// a longer one.
pub(super) const UNITS: [(char, u64, u64); 4] = [
    ('d', DAY_S, 0),
    ('h', 3_600, 23),
    ('m', 60, 59),
    ('s', 1, 59),
];

impl<const LEAST: u64, const MOST: u64> Life<LEAST, MOST> {
    /// Reads a life as callers write it.
    ///
    /// # Errors
    /// What to write instead.
    pub fn parse(text: &str) -> Result<Self, LifeProblem> {
        let mut seconds: u64 = 0;
        let mut units = UNITS.iter();
        let mut rest = text;
        while !rest.is_empty() || seconds == 0 {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .ok_or(LifeProblem::Spelling)?;
            let (digits, after) = rest.split_at(end);
            let mut after = after.chars();
            let written = after.next();
            let (_, scale, most) = units
                .find(|(unit, ..)| Some(*unit) == written)
                .ok_or(LifeProblem::Spelling)?;
            if digits.is_empty() || digits.starts_with('0') {
                return Err(LifeProblem::Spelling);
            }
            // Digits and nothing else: it can only be too long.
            let number: u64 = digits.parse().unwrap_or(u64::MAX);
            if seconds > 0 && number > *most {
                return Err(LifeProblem::Spelling);
            }
            seconds = seconds.saturating_add(number.saturating_mul(*scale));
            rest = after.as_str();
        }
        if (LEAST..=MOST).contains(&seconds) {
            Ok(Self(whole_seconds(seconds)))
        } else {
            Err(LifeProblem::Bounds {
                least: whole_seconds(LEAST),
                most: whole_seconds(MOST),
            })
        }
    }

    /// How long that is.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }
}

fn whole_seconds(n: u64) -> Duration {
    Duration::from_secs(i64::try_from(n).unwrap_or(i64::MAX))
}

impl<const LEAST: u64, const MOST: u64> fmt::Display for Life<LEAST, MOST> {
    /// In the longest units: `30d`, `1h30m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const LEAST: u64, const MOST: u64> Serialize for Life<LEAST, MOST> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const LEAST: u64, const MOST: u64> Deserialize<'de> for Life<LEAST, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|problem| de::Error::custom(problem.to_string()))
    }
}

#[cfg(test)]
mod tests;
