//! What a call says who it is by: the hash of a session's or a token's secret, never the secret.
//! And how a token's secret is written.

use serde::{Deserialize, Serialize};

use crate::digest::{hex, sha256};

/// What machine tokens begin with, so that people and scanners recognise one that leaked.
pub const PREFIX: &str = "pst_";
/// How many hexadecimal digits of randomness follow it: 256 bits.
const SECRET_DIGITS: usize = 64;
/// How many digits of checksum end it.
const CHECK_DIGITS: usize = 8;

/// A secret that a call came with, by its SHA-256.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Credential {
    /// The cookie of someone who is signed in.
    Session(String),
    /// A machine token.
    Token(String),
}

/// A new token of this randomness: `pst_`, the randomness, and a checksum, in hexadecimal.
#[must_use]
pub fn token(random: &[u8; 32]) -> String {
    let secret = hex(random);
    format!("{PREFIX}{secret}{}", checksum(&secret))
}

/// The hash by which the ledger knows a token; `None` for what is no token, or a mistyped one.
#[must_use]
pub fn token_hash(token: &str) -> Option<String> {
    let (secret, check) = token
        .strip_prefix(PREFIX)?
        .split_at_checked(SECRET_DIGITS)?;
    let fits = secret
        .bytes()
        .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    (fits && check == checksum(secret)).then(|| sha256([token.as_bytes()]))
}

/// Tells a token from what only looks like one, without asking anybody.
fn checksum(secret: &str) -> String {
    let mut digits = sha256([b"postern token v1\n", secret.as_bytes()]);
    digits.truncate(CHECK_DIGITS);
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_recognised_and_a_mistyped_one_is_not() {
        let token = token(&[0xa5; 32]);
        assert_eq!(token.len(), 76);
        assert_eq!(token_hash(&token), Some(sha256([token.as_bytes()])));
        let typo = token.replacen('5', "6", 1);
        let upper = token.replace("a5", "A5");
        let longer = format!("{token}0");
        let odd = token.replacen("a5", "é", 1);
        for wrong in [
            "",
            "pst_",
            &typo,
            &upper,
            &longer,
            &odd,
            token.trim_start_matches("pst_"),
        ] {
            assert_eq!(token_hash(wrong), None, "{wrong}");
        }
        assert_eq!(token_hash(token.get(..75).unwrap_or_default()), None);
    }
}
