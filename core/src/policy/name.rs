//! Names of roles and users: exact bytes, never trimmed or folded (O6).

use alloc::{borrow::ToOwned, format, string::String};
use core::fmt;

use serde::{Deserialize, Serialize};

/// Why a text is no name (departures: trimmed and bounded).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing there.
    Empty,
    /// More than [`MAX_NAME_BYTES`].
    TooLong,
    /// A control character.
    Control,
    /// White space at an end.
    Untrimmed,
    /// A name that stands for Postern itself.
    Reserved,
}

/// Who reviews where an access monitoring rule does. Nobody can be called this.
pub const AUTOMATIC_REVIEWER: &str = "@automatic-review";

/// Who put the first policy of a deployment in force. Nobody can be called this.
pub const BOOTSTRAP: &str = "@bootstrap";

/// The longest name, in bytes.
pub const MAX_NAME_BYTES: usize = 256;

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "a name cannot be empty",
            Self::TooLong => "a name has at most 256 bytes",
            Self::Control => "a name cannot hold control characters",
            Self::Untrimmed => "a name cannot begin or end with white space",
            Self::Reserved => "this name stands for Postern itself",
        })
    }
}

fn check(text: &str) -> Result<(), NameProblem> {
    if text.is_empty() {
        Err(NameProblem::Empty)
    } else if text.len() > MAX_NAME_BYTES {
        Err(NameProblem::TooLong)
    } else if text.chars().any(char::is_control) {
        Err(NameProblem::Control)
    } else if text.trim() != text {
        Err(NameProblem::Untrimmed)
    } else {
        Ok(())
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// A name that may be saved or asked for: 1 to 256 bytes, no control characters, trimmed,
            /// and not one that stands for Postern itself.
            ///
            /// # Errors
            /// What is wrong with the text.
            pub fn parse(text: &str) -> Result<Self, NameProblem> {
                if [AUTOMATIC_REVIEWER, BOOTSTRAP].contains(&text) {
                    return Err(NameProblem::Reserved);
                }
                check(text).map(|()| Self(text.to_owned()))
            }

            /// Any text as a name, as a stored policy may hold it (O6).
            pub fn verbatim(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The name's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                check(&text)
                    .map(|()| Self(text))
                    .map_err(|problem| format!("not a {} name: {problem}", $what))
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }
    };
}

name!(
    /// A role's name.
    RoleName, "role"
);
name!(
    /// A user's name, unique within a cluster.
    UserName, "user"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_bounded_where_they_enter_and_exact_where_they_are_stored() {
        let long = "x".repeat(257);
        let cases = [
            ("dba", Ok(())),
            ("*", Ok(())),
            ("with space", Ok(())),
            ("", Err(NameProblem::Empty)),
            (" dba", Err(NameProblem::Untrimmed)),
            ("d\nba", Err(NameProblem::Control)),
            (long.as_str(), Err(NameProblem::TooLong)),
            (AUTOMATIC_REVIEWER, Err(NameProblem::Reserved)),
            (BOOTSTRAP, Err(NameProblem::Reserved)),
        ];
        for (text, expected) in cases {
            assert_eq!(RoleName::parse(text).map(|_| ()), expected, "{text:?}");
            assert_eq!(RoleName::verbatim(text).as_str(), text);
        }
    }
}
