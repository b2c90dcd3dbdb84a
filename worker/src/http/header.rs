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
        let tags = tags(value, "If-Match")?;
        // A weak tag never equals a strong one (RFC 9110), so it matches nothing here.
        let strong = tags.into_iter().filter(|tag| !tag.weak);
        Ok(Self::OneOf(strong.map(|tag| tag.text.to_owned()).collect()))
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

/// Whether the caller has the answer with this tag already (`If-None-Match`, which compares weakly).
///
/// # Errors
/// A refusal where the header's value is no list of entity tags.
pub fn is_known(known: Option<&str>, current: &str) -> Result<bool, Error> {
    match known {
        None => Ok(false),
        Some(value) if value.trim() == "*" => Ok(true),
        Some(value) => {
            let tags = tags(value, "If-None-Match")?;
            Ok(tags.iter().any(|tag| tag.text == current))
        }
    }
}

/// An entity tag, without its quotes.
struct EntityTag<'a> {
    weak: bool,
    text: &'a str,
}

/// The entity tags of a list (RFC 9110). A tag may hold a comma, and the list empty members.
fn tags<'a>(value: &'a str, header: &str) -> Result<Vec<EntityTag<'a>>, Error> {
    read_tags(value)
        .filter(|tags| !tags.is_empty())
        .map_or_else(
            || {
                refuse(
                    Code::InvalidHeader,
                    format!("{header} is `*` or a list of entity tags in double quotes"),
                )
            },
            Ok,
        )
}

fn read_tags(value: &str) -> Option<Vec<EntityTag<'_>>> {
    let is_space = |c| matches!(c, ' ' | '\t');
    let mut tags = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c| is_space(c) || c == ',');
        if rest.is_empty() {
            return Some(tags);
        }
        let (weak, quoted) = match rest.strip_prefix("W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let (text, after) = quoted.strip_prefix('"')?.split_once('"')?;
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return None;
        }
        tags.push(EntityTag { weak, text });
        rest = after.trim_start_matches(is_space);
        if !rest.is_empty() && !rest.starts_with(',') {
            return None;
        }
    }
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
            ("\"a,b\",\"3\"", true),
            ("\"a,3,b\"", false),
            (", \"3\" ,", true),
        ] {
            assert_eq!(holds(value), Ok(expected), "{value}");
        }
        for value in [
            "3",
            "\"3",
            "",
            ",",
            "\"3\" \"4\"",
            "\"3\"x",
            "\"3 4\"",
            "w/\"3\"",
        ] {
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
            ("\"b,a\"", false),
        ] {
            assert_eq!(is_known(Some(value), "a"), Ok(expected), "{value}");
        }
        assert_eq!(is_known(None, "a"), Ok(false));
        for value in ["a", "", "{}", "W/a"] {
            assert!(is_known(Some(value), "a").is_err(), "{value}");
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
