//! Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, made and checked.

use base64ct::{Base64, Encoding};
use hmac::{Hmac, Mac};
use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use sha2::Sha256;

use crate::{credentials::secret::SecretText, error::Fault};

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// What a signature begins with.
const VERSION: &str = "v1,";
/// How far a sender's clock may be off, either way.
const TOLERANCE: Duration = Duration::from_secs(300);
/// The most signatures of one call that are looked at.
const MOST_SIGNATURES: usize = 8;
/// The longest id of a call, in bytes.
const LONGEST_ID: usize = 128;

/// What both sides sign with. No `Debug`: it is a secret.
#[derive(Clone)]
pub struct Key(Vec<u8>);

impl Key {
    /// Reads `whsec_…`: 24 to 64 bytes in base64.
    ///
    /// # Errors
    /// What a secret is, and nothing of this one.
    pub fn read(secret: &SecretText) -> Result<Self, &'static str> {
        let text = secret.reveal().trim();
        let encoded = text.strip_prefix(PREFIX).unwrap_or(text);
        match Base64::decode_vec(encoded) {
            Ok(bytes) if (24..=64).contains(&bytes.len()) => Ok(Self(bytes)),
            _ => Err("the secret is not `whsec_` and 24 to 64 bytes in base64"),
        }
    }

    /// A new secret of these random bytes, as it is handed out.
    #[must_use]
    pub fn write(random: &[u8; 32]) -> SecretText {
        SecretText::new(format!("{PREFIX}{}", Base64::encode_string(random)))
    }

    /// A key that nobody has, for taking as long over what is refused anyway.
    #[must_use]
    pub fn nobodys() -> Self {
        Self(vec![0; 32])
    }

    fn mac(&self, id: &str, seconds: i64, body: &[u8]) -> Result<Hmac<Sha256>, Fault> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .map_err(|_| Fault::new("a key that HMAC does not take"))?;
        mac.update(format!("{id}.{seconds}.").as_bytes());
        mac.update(body);
        Ok(mac)
    }
}

/// The value of `webhook-signature`: one signature for each key.
///
/// # Errors
/// Where the cryptography refuses.
pub fn sign(keys: &[Key], id: &str, at: Timestamp, body: &[u8]) -> Result<String, Fault> {
    let mut signatures = Vec::with_capacity(keys.len());
    for key in keys {
        let mac = key.mac(id, at.as_secs(), body)?.finalize().into_bytes();
        signatures.push(format!("{VERSION}{}", Base64::encode_string(&mac)));
    }
    Ok(signatures.join(" "))
}

/// The headers of a signed call, as they came.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// `webhook-id`.
    pub id: &'a str,
    /// `webhook-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`.
    pub signature: &'a str,
}

impl Signed<'_> {
    /// Whether one of the keys signed exactly this, now. Every key and signature is tried, and each
    /// comparison takes the same time whatever it finds.
    #[must_use]
    pub fn holds(&self, keys: &[Key], body: &[u8], now: Timestamp) -> bool {
        let Some(seconds) = self.seconds(now) else {
            return false;
        };
        let is_id = !self.id.is_empty()
            && self.id.len() <= LONGEST_ID
            && self.id.bytes().all(|b| b.is_ascii_graphic() && b != b'.');
        let mut holds = false;
        for signature in self.signature.split(' ').take(MOST_SIGNATURES) {
            let Some(Ok(bytes)) = signature.strip_prefix(VERSION).map(Base64::decode_vec) else {
                continue;
            };
            for key in keys {
                let mac = key.mac(self.id, seconds, body);
                holds |= mac.is_ok_and(|mac| mac.verify_slice(&bytes).is_ok());
            }
        }
        holds && is_id
    }

    /// The time of the call, if it is near enough and written in the one way that there is.
    fn seconds(&self, now: Timestamp) -> Option<i64> {
        let seconds: i64 = self.timestamp.parse().ok()?;
        let is_canonical = seconds.to_string() == self.timestamp;
        let apart = now.as_secs().checked_sub(seconds)?.checked_abs()?;
        (is_canonical && apart <= TOLERANCE.as_secs()).then_some(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";

    fn key() -> Key {
        // The vector of the Standard Webhooks specification and its libraries.
        match Key::read(&SecretText::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")) {
            Ok(key) => key,
            Err(problem) => panic!("{problem}"),
        }
    }

    fn at() -> Timestamp {
        Timestamp::from_ms(1_614_265_330_000)
    }

    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    #[test]
    fn the_published_vector() {
        assert_eq!(sign(&[key()], ID, at(), BODY), Ok(SIGNATURE.into()));
    }

    fn holds(id: &str, timestamp: &str, signature: &str, body: &[u8], now: Timestamp) -> bool {
        let signed = Signed {
            id,
            timestamp,
            signature,
        };
        signed.holds(&[key()], body, now)
    }

    #[test]
    fn any_change_fails() {
        let stamp = "1614265330";
        assert!(holds(ID, stamp, SIGNATURE, BODY, at()));
        let flips = |text: &str| -> Vec<String> {
            let mut all = Vec::new();
            for place in 0..text.len() {
                for bit in 0..7 {
                    let mut bytes = text.as_bytes().to_vec();
                    if let Some(byte) = bytes.get_mut(place) {
                        *byte ^= 1 << bit;
                    }
                    all.extend(String::from_utf8(bytes));
                }
            }
            all
        };
        for id in flips(ID) {
            assert!(!holds(&id, stamp, SIGNATURE, BODY, at()), "{id}");
        }
        for other in flips(stamp) {
            assert!(!holds(ID, &other, SIGNATURE, BODY, at()), "{other}");
        }
        for signature in flips(SIGNATURE) {
            assert!(!holds(ID, stamp, &signature, BODY, at()), "{signature}");
        }
        for place in 0..BODY.len() {
            for bit in 0..8 {
                let mut body = BODY.to_vec();
                if let Some(byte) = body.get_mut(place) {
                    *byte ^= 1 << bit;
                }
                assert!(!holds(ID, stamp, SIGNATURE, &body, at()), "{place} {bit}");
            }
        }
    }

    #[test]
    fn five_minutes_either_way() {
        for (off, fits) in [
            (0, true),
            (300, true),
            (-300, true),
            (301, false),
            (-301, false),
        ] {
            let now = Timestamp::from_ms(at().as_ms() + off * 1000);
            assert_eq!(holds(ID, "1614265330", SIGNATURE, BODY, now), fits, "{off}");
        }
        for stamp in [
            "",
            "+1614265330",
            "01614265330",
            "1614265330.0",
            " 1614265330",
        ] {
            assert!(!holds(ID, stamp, SIGNATURE, BODY, at()), "{stamp:?}");
        }
    }

    #[test]
    fn one_of_several_is_enough_and_others_do_not_count() {
        let both = format!("v1,AAAA v2,x {SIGNATURE}");
        assert!(holds(ID, "1614265330", &both, BODY, at()));
        let bare = SIGNATURE.replacen("v1,", "", 1);
        for other in ["", "v1,", "v1", bare.as_str(), "v1a,abc"] {
            assert!(!holds(ID, "1614265330", other, BODY, at()), "{other}");
        }
        let late = format!("{}{SIGNATURE}", "v1,AAAA ".repeat(MOST_SIGNATURES));
        assert!(!holds(ID, "1614265330", &late, BODY, at()), "bounded work");
    }

    #[test]
    fn secrets_are_bounded() {
        let fits = |text: &str| Key::read(&SecretText::new(text)).is_ok();
        assert!(fits(Key::write(&[7; 32]).reveal()));
        assert!(fits("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        let long = format!("whsec_{}", Base64::encode_string(&[1; 65]));
        for text in ["", "whsec_", "whsec_c2hvcnQ=", "hunter2", long.as_str()] {
            assert!(!fits(text), "{text}");
        }
    }
}
