//! How long: whole milliseconds, written as the policy writes them (L14).

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A length of time in whole milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

impl Duration {
    /// No time at all; where the policy says `0` or `never`.
    pub const ZERO: Self = Self(0);

    /// `n` milliseconds.
    #[must_use]
    pub const fn from_ms(n: i64) -> Self {
        Self(n)
    }

    /// `n` seconds.
    #[must_use]
    pub const fn from_secs(n: i64) -> Self {
        Self(n.saturating_mul(1_000))
    }

    /// `n` hours.
    #[must_use]
    pub const fn from_hours(n: i64) -> Self {
        Self::from_secs(n.saturating_mul(3_600))
    }

    /// Whole milliseconds.
    #[must_use]
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded towards zero.
    #[must_use]
    pub const fn as_secs(self) -> i64 {
        self.0 / 1_000
    }

    /// In sentences: `30 min`, `1 h`, `2 h 30 min`, `14 d`, with no-break spaces between number and
    /// unit; seconds only below an hour, nothing below a second.
    #[must_use]
    pub fn words(self) -> String {
        let seconds = self.0.unsigned_abs() / 1_000;
        let units = [
            (seconds / 86_400, "d"),
            (seconds / 3_600 % 24, "h"),
            (seconds / 60 % 60, "min"),
            (if seconds < 3_600 { seconds % 60 } else { 0 }, "s"),
        ];
        let words: Vec<String> = units
            .iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, unit)| format!("{n}\u{a0}{unit}"))
            .collect();
        if words.is_empty() {
            return "0\u{a0}s".into();
        }
        format!("{}{}", if self.0 < 0 { "-" } else { "" }, words.join(" "))
    }

    /// Reads a duration as the policy writes it (L14): numbers with units `ns us µs ms s m h d mo y`,
    /// `0` or `never`. Anything shorter than a millisecond is cut off.
    ///
    /// # Errors
    /// What is wrong with the text, in one sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let nanos = nanos(text)?;
        if nanos.unsigned_abs() > LONGEST_NANOS {
            return Err(format!("`{text}` is too long: about 292 years is the most"));
        }
        Ok(Self::from_nanos(nanos))
    }

    /// The same, but what is too long is the longest: for limits that callers name, of which the policy
    /// allows less anyway.
    ///
    /// # Errors
    /// What is wrong with the text, in one sentence.
    pub fn parse_saturating(text: &str) -> Result<Self, String> {
        nanos(text).map(Self::from_nanos)
    }

    fn from_nanos(nanos: i128) -> Self {
        let longest = LONGEST_NANOS.cast_signed();
        Self(i64::try_from(nanos.clamp(-longest, longest) / NANOS_PER_MS).unwrap_or(i64::MAX))
    }
}

/// The longest time, in nanoseconds.
const LONGEST_NANOS: u128 = i64::MAX.unsigned_abs() as u128;

/// A duration in nanoseconds, at most `i128::MAX` of them.
fn nanos(text: &str) -> Result<i128, String> {
    if text == "0" || text == "never" {
        return Ok(0);
    }
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest.is_empty() {
        return Err("a duration is written like `1h30m`; use `0` or `never` for none".into());
    }
    let mut nanos: i128 = 0;
    while !rest.is_empty() {
        let (part, after) = part(rest, text)?;
        nanos = nanos.saturating_add(part);
        rest = after;
    }
    Ok(if negative { -nanos } else { nanos })
}

const NANOS_PER_MS: i128 = 1_000_000;

/// Longest units first, so that `ms` is not read as `m`.
const UNITS: [(&str, i128); 11] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", NANOS_PER_MS),
    ("mo", 30 * 86_400_000 * NANOS_PER_MS),
    ("s", 1_000 * NANOS_PER_MS),
    ("m", 60_000 * NANOS_PER_MS),
    ("h", 3_600_000 * NANOS_PER_MS),
    ("d", 86_400_000 * NANOS_PER_MS),
    ("y", 365 * 86_400_000 * NANOS_PER_MS),
];

/// One number with its unit, in nanoseconds, and what follows it.
fn part<'a>(text: &'a str, whole: &str) -> Result<(i128, &'a str), String> {
    let digits = |text: &'a str| {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        text.split_at(end)
    };
    let (integer, rest) = digits(text);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => ("", rest),
    };
    if integer.is_empty() && fraction.is_empty() {
        return Err(format!(
            "`{whole}` is no duration: a number was expected before `{text}`"
        ));
    }
    let Some((unit, scale, rest)) = UNITS
        .iter()
        .find_map(|(unit, scale)| Some((*unit, *scale, rest.strip_prefix(unit)?)))
    else {
        return Err(if rest.is_empty() {
            format!("`{whole}` has no unit: write `{whole}s`, `{whole}m` or `{whole}h`")
        } else {
            format!("`{whole}` is no duration: the units are ns, us, ms, s, m, h, d, mo and y")
        });
    };
    // A unit must end here: `1hr` is a mistake, not an hour and something.
    if rest.starts_with(|c: char| c.is_alphabetic()) {
        return Err(format!(
            "`{whole}` is no duration: `{unit}` must be followed by a number or by nothing"
        ));
    }
    // Digits and nothing else: it can only be too long.
    let number: i128 = if integer.is_empty() {
        0
    } else {
        integer.parse().unwrap_or(i128::MAX)
    };
    let mut nanos = number.saturating_mul(scale);
    let mut place = scale;
    for digit in fraction.chars().filter_map(|c| c.to_digit(10)).take(18) {
        place /= 10;
        nanos = nanos.saturating_add(i128::from(digit) * place);
    }
    Ok((nanos, rest))
}

impl fmt::Display for Duration {
    /// As the policy writes it: `1h30m`, `2d12h`, `45s`, `0s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        if self.0 < 0 {
            f.write_str("-")?;
        }
        let mut rest = self.0.unsigned_abs();
        for (unit, ms) in [
            ("d", 86_400_000),
            ("h", 3_600_000),
            ("m", 60_000),
            ("s", 1_000),
            ("ms", 1),
        ] {
            if rest >= ms {
                write!(f, "{}{unit}", rest / ms)?;
                rest %= ms;
            }
        }
        Ok(())
    }
}

impl Serialize for Duration {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn durations_read_as_the_policy_writes_them() {
        let cases = [
            ("1h", 3_600_000),
            ("1h30m", 5_400_000),
            ("2d12h", 216_000_000),
            ("1mo", 2_592_000_000),
            ("1y", 31_536_000_000),
            ("1.5h", 5_400_000),
            (".5s", 500),
            ("-1m", -60_000),
            ("+1m", 60_000),
            ("0", 0),
            ("never", 0),
            ("1ms", 1),
            ("500us", 0),
        ];
        for (text, ms) in cases {
            assert_eq!(Duration::parse(text), Ok(Duration::from_ms(ms)), "{text}");
        }
        for text in [
            "",
            "30",
            "1hr",
            "1w",
            "1D",
            "1 h",
            "h",
            "1h30",
            "-",
            "99999999999999999999y",
            ".",
        ] {
            assert!(Duration::parse(text).is_err(), "{text:?} must be refused");
        }
    }

    #[test]
    fn what_is_too_long_can_be_the_longest() {
        let longest = Duration::parse("292y").map(Duration::as_ms).unwrap();
        for text in ["293y", "99999999999999999999999999999999999999999y"] {
            assert!(Duration::parse(text).is_err());
            let read = Duration::parse_saturating(text).map(Duration::as_ms);
            assert!(read.is_ok_and(|ms| ms > longest), "{text}");
        }
        assert_eq!(Duration::parse_saturating("-1h"), Duration::parse("-1h"));
        assert!(Duration::parse_saturating("soon").is_err());
    }

    #[test]
    fn words_are_for_sentences() {
        let cases = [
            (0, "0 s"),
            (900, "0 s"),
            (45_000, "45 s"),
            (90_000, "1 min 30 s"),
            (1_800_000, "30 min"),
            (3_600_000, "1 h"),
            (9_000_000, "2 h 30 min"),
            (9_001_000, "2 h 30 min"),
            (1_209_600_000, "14 d"),
            (187_200_000, "2 d 4 h"),
            (-60_000, "-1 min"),
        ];
        for (ms, words) in cases {
            let plain = Duration::from_ms(ms).words().replace('\u{a0}', " ");
            assert_eq!(plain, words);
        }
    }

    #[test]
    fn display_reads_back() {
        for ms in [1, 999, 1_000, 61_000, 5_400_000, 216_000_000, -60_000] {
            let duration = Duration::from_ms(ms);
            assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }
    }
}
