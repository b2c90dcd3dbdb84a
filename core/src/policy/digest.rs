//! The name of one exact policy: the same documents and settings give the same digest, anywhere.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use serde::{Deserialize, Serialize};

/// SHA-256 over a policy's manifest, as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PolicyDigest(String);

impl PolicyDigest {
    /// The digest whose 32 bytes these are.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
        Self(
            bytes
                .iter()
                .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
                .collect(),
        )
    }

    /// Reads a digest.
    ///
    /// # Errors
    /// A sentence that says what a digest looks like.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == 64 && text.bytes().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err("a policy digest is 64 lower-case hexadecimal digits")
        }
    }

    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PolicyDigest {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<PolicyDigest> for String {
    fn from(digest: PolicyDigest) -> Self {
        digest.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_written_one_way() {
        let digest = PolicyDigest::from_bytes([0x0f; 32]);
        assert_eq!(digest.as_str(), "0f".repeat(32));
        assert_eq!(PolicyDigest::parse(digest.as_str()), Ok(digest.clone()));
        for other in ["", "0F", &"0F".repeat(32), &"0g".repeat(32)] {
            assert!(PolicyDigest::parse(other).is_err(), "{other:?}");
        }
    }
}
