//! The headers that make a call conditional: `If-Match`, `If-None-Match` and `Idempotency-Key`.

use serde::{Deserialize, Serialize};

use super::{call::Call, problem::Code};
use crate::{
    digest::sha256,
    error::{Error, refuse},
};

/// What `If-Match` asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precondition {
    /// Nothing.
    None,
    /// That there is a version at all (`*`).
    Any,
    /// That the current version is one of these.
    OneOf(Vec<String>),
}

impl Precondition {
    /// Reads the header.
    ///
    /// # Errors
    /// A refusal where its value is no list of entity tags.
    pub fn read(call: &Call) -> Result<Self, Error> {
        let Some(value) = call.header("if-match") else {
            return Ok(Self::None);
        };
        if value.trim() == "*" {
            return Ok(Self::Any);
        }
        let tags = value.split(',').map(|tag| {
            let tag = tag.trim();
            // A weak tag never equals a strong one (RFC 9110), so it matches nothing here.
            let (weak, quoted) = match tag.strip_prefix("W/") {
                Some(rest) => (true, rest),
                None => (false, tag),
            };
            let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
            (!inner.contains('"')).then(|| (!weak).then(|| inner.to_owned()))
        });
        match tags.collect::<Option<Vec<_>>>() {
            Some(tags) => Ok(Self::OneOf(tags.into_iter().flatten().collect())),
            None => refuse(
                Code::InvalidHeader,
                "If-Match is `*` or a list of entity tags in double quotes",
            ),
        }
    }

    /// Whether the current version is what was asked for.
    #[must_use]
    pub fn holds(&self, current: &str) -> bool {
        match self {
            Self::None | Self::Any => true,
            Self::OneOf(tags) => tags.iter().any(|tag| tag == current),
        }
    }
}

/// Whether the caller has the answer with this weak tag already (`If-None-Match`).
#[must_use]
pub fn is_known(call: &Call, tag: &str) -> bool {
    call.header("if-none-match").is_some_and(|value| {
        value.split(',').any(|known| {
            let known = known.trim();
            known == "*" || known.trim_start_matches("W/").trim_matches('"') == tag
        })
    })
}

/// A key that makes a call safe to repeat, and what it was first used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    /// The caller's key.
    pub key: String,
    /// The SHA-256 of path and body.
    pub fingerprint: String,
}

impl Idempotency {
    /// Reads the header.
    ///
    /// # Errors
    /// A refusal where its value is empty, too long or not printable ASCII.
    pub fn read(call: &Call, body: &[u8]) -> Result<Option<Self>, Error> {
        let Some(key) = call.header("idempotency-key") else {
            return Ok(None);
        };
        let fits = (1..=255).contains(&key.len()) && key.bytes().all(|b| (0x20..0x7f).contains(&b));
        if !fits {
            return refuse(
                Code::InvalidHeader,
                "Idempotency-Key has 1 to 255 characters of printable ASCII",
            );
        }
        Ok(Some(Self {
            key: key.into(),
            fingerprint: sha256([call.path.as_bytes(), b"\n", body]),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(name: &'static str, value: &str) -> Call {
        Call {
            headers: vec![(name, value.into())],
            ..Call::default()
        }
    }

    #[test]
    fn preconditions() {
        let holds =
            |value: &str| Precondition::read(&call("if-match", value)).map(|p| p.holds("3"));
        for (value, expected) in [
            ("\"3\"", true),
            ("*", true),
            ("\"2\", \"3\"", true),
            ("\"2\"", false),
            ("W/\"3\"", false),
        ] {
            assert_eq!(holds(value), Ok(expected), "{value}");
        }
        for value in ["3", "\"3", "", "\"3\" \"4\""] {
            assert!(holds(value).is_err(), "{value}");
        }
    }

    #[test]
    fn known_answers() {
        for (value, expected) in [
            ("W/\"a\"", true),
            ("\"b\", W/\"a\"", true),
            ("*", true),
            ("\"b\"", false),
            ("", false),
        ] {
            assert_eq!(
                is_known(&call("if-none-match", value), "a"),
                expected,
                "{value}"
            );
        }
    }

    #[test]
    fn keys_are_bounded() {
        let long = "x".repeat(256);
        for (key, expected) in [
            ("a-1", true),
            ("", false),
            ("é", false),
            (long.as_str(), false),
        ] {
            let read = Idempotency::read(&call("idempotency-key", key), b"{}");
            assert_eq!(matches!(read, Ok(Some(_))), expected, "{key}");
        }
    }
}
