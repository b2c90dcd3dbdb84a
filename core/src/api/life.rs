//! How long what a caller makes lasts: a token, a lock. One spelling for each part of it, so that the API's
//! document says exactly what is read.

use alloc::string::{String, ToString as _};
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::policy::duration::Duration;

/// At least a second, at most `DAYS` days: `30d`, `720h`, `1h30m`. What policies write, without its other
/// spellings: days, hours, minutes and seconds in this order, whole and without zeros before them; after the
/// first at most `23h`, `59m` and `59s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Life<const DAYS: u32>(Duration);

/// Why a text is no life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LifeProblem {
    /// It is not written like one.
    Spelling,
    /// It is longer than so many days.
    TooLong(u32),
}

impl fmt::Display for LifeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spelling => f.write_str(
                "write days, hours, minutes and seconds in this order, for example `30d`, `720h` or `1h30m`: whole numbers that do not begin with 0, after the first at most `23h`, `59m` and `59s`",
            ),
            Self::TooLong(days) => write!(f, "name at most {days} days, `{days}d`"),
        }
    }
}

impl core::error::Error for LifeProblem {}

/// The units from the longest to the shortest: how it is written, its seconds, and how many at most stand after
/// a longer one.
pub(super) const UNITS: [(char, u64, u64); 4] = [
    ('d', 86_400, 0),
    ('h', 3_600, 23),
    ('m', 60, 59),
    ('s', 1, 59),
];

impl<const DAYS: u32> Life<DAYS> {
    /// The longest, in seconds.
    pub(super) const MOST_S: u64 = DAYS as u64 * 86_400;

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
        match i64::try_from(seconds) {
            Ok(fits) if seconds <= Self::MOST_S => Ok(Self(Duration::from_secs(fits))),
            _ => Err(LifeProblem::TooLong(DAYS)),
        }
    }

    /// How long that is.
    #[must_use]
    pub const fn duration(self) -> Duration {
        self.0
    }
}

impl<const DAYS: u32> fmt::Display for Life<DAYS> {
    /// In the longest units: `30d`, `1h30m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const DAYS: u32> Serialize for Life<DAYS> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const DAYS: u32> Deserialize<'de> for Life<DAYS> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|problem| de::Error::custom(problem.to_string()))
    }
}

#[cfg(test)]
mod tests;
