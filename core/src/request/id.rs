//! A request's id: a random UUID, made from bytes that the caller brings (Y8).

use alloc::string::{String, ToString};
use core::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of one request: a UUID of version 4, written in lower case with hyphens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequestId(Uuid);

impl RequestId {
    /// An id from 16 random bytes; six of their bits are replaced by the version and variant.
    #[must_use]
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(uuid::Builder::from_random_bytes(bytes).into_uuid())
    }

    /// The id of these bytes, as they are: some place among ids, whether or not it is one's.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(Uuid::from_bytes(bytes))
    }

    /// Reads an id in its one written form.
    ///
    /// # Errors
    /// A sentence that says what an id looks like.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        Uuid::parse_str(text)
            .ok()
            .filter(|uuid| uuid.hyphenated().to_string() == text)
            .map(Self)
            .ok_or(
                "a request id is a UUID in lower case, like 0b5f2c1e-93a4-4d6e-8f57-2a1b3c4d5e6f",
            )
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl TryFrom<String> for RequestId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<RequestId> for String {
    fn from(id: RequestId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_id_has_one_written_form() {
        let id = RequestId::from_random([0xab; 16]);
        let text = id.to_string();
        assert_eq!(text, "abababab-abab-4bab-abab-abababababab");
        assert_eq!(RequestId::parse(&text), Ok(id));
        for other in [
            "",
            "abababab",
            "ABABABAB-abab-4bab-abab-abababababab",
            "{abababab-abab-4bab-abab-abababababab}",
            "abababababab4bababababababababab",
            "urn:uuid:abababab-abab-4bab-abab-abababababab",
        ] {
            assert!(
                RequestId::parse(other).is_err(),
                "{other:?} must be refused"
            );
        }
    }
}
