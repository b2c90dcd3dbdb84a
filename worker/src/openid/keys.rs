//! The keys that a provider publishes, kept for a while by each isolate. A key that is not among them
//! makes the isolate look again, and not often: whoever invents key ids gets no calls out of it.

use std::{cell::RefCell, collections::BTreeMap};

use base64ct::{Base64UrlUnpadded, Encoding};
use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::Deserialize;

use super::fetch::{self, Question, unusable};
use crate::{
    clock,
    error::{Error, refuse},
    http::problem::Code,
};

/// How long keys are kept.
const KEEP: Duration = Duration::from_secs(600);
/// How often an unknown key id makes the isolate look again.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How many providers' keys are kept.
const PROVIDERS: usize = 16;
/// How many keys of one provider are looked at.
const KEYS: usize = 64;
/// The shortest RSA modulus, in bytes.
const RSA_BYTES: usize = 256;

/// What may sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    /// For `RS256`.
    Rsa {
        /// The modulus.
        n: String,
        /// The exponent.
        e: String,
    },
    /// For `ES256`.
    P256 {
        /// One coordinate.
        x: String,
        /// The other.
        y: String,
    },
}

/// One key as it is published (RFC 7517).
#[derive(Clone, Debug, Default, Deserialize)]
struct Published {
    #[serde(default)]
    kid: String,
    #[serde(default)]
    kty: String,
    #[serde(default, rename = "use")]
    usage: Option<String>,
    alg: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Published {
    /// The key, if it is one that may make signatures by this algorithm.
    fn material(&self, algorithm: Algorithm) -> Option<Material> {
        let (name, kty) = match algorithm {
            Algorithm::Rs256 => ("RS256", "RSA"),
            Algorithm::Es256 => ("ES256", "EC"),
        };
        let may_sign = self.usage.as_deref().is_none_or(|usage| usage == "sig")
            && self.alg.as_deref().is_none_or(|alg| alg == name);
        if !may_sign || self.kty != kty {
            return None;
        }
        match algorithm {
            Algorithm::Rs256 => {
                let (n, e) = (self.n.clone()?, self.e.clone()?);
                let modulus = Base64UrlUnpadded::decode_vec(&n).ok()?;
                (modulus.len() >= RSA_BYTES).then_some(Material::Rsa { n, e })
            }
            Algorithm::Es256 => {
                let is_p256 = self.crv.as_deref() == Some("P-256");
                let (x, y) = (self.x.clone()?, self.y.clone()?);
                is_p256.then_some(Material::P256 { x, y })
            }
        }
    }
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<serde_json::Value>,
}

/// What the isolate knows of one provider's keys.
struct Kept {
    keys: Vec<Published>,
    since: Timestamp,
    /// When an unknown key id last made it look again.
    looked_again: Option<Timestamp>,
}

thread_local! {
    static KEPT: RefCell<BTreeMap<String, Kept>> = const { RefCell::new(BTreeMap::new()) };
}

/// The key of this id among those published at `address`, for this algorithm.
///
/// # Errors
/// A refusal with code `identity-rejected` where there is none; `provider-unusable` where the keys
/// cannot be had.
pub async fn find(address: &str, kid: &str, algorithm: Algorithm) -> Result<Material, Error> {
    match recall(address, kid, clock::now()) {
        Recalled::Found(key) => usable(&key, algorithm),
        Recalled::TooSoon => unknown(),
        Recalled::Look => {
            let keys = load(address).await?;
            let found = keys.iter().find(|key| key.kid == kid).cloned();
            keep(address, keys, clock::now());
            match found {
                Some(key) => usable(&key, algorithm),
                None => unknown(),
            }
        }
    }
}

/// What is known without asking.
enum Recalled {
    Found(Box<Published>),
    Look,
    TooSoon,
}

fn recall(address: &str, kid: &str, now: Timestamp) -> Recalled {
    KEPT.with_borrow_mut(|kept| {
        let Some(known) = kept.get_mut(address) else {
            return Recalled::Look;
        };
        if now.since(known.since) >= KEEP {
            return Recalled::Look;
        }
        if let Some(key) = known.keys.iter().find(|key| key.kid == kid) {
            return Recalled::Found(Box::new(key.clone()));
        }
        let again = known.looked_again;
        if again.is_some_and(|again| now.since(again) < LOOK_AGAIN) {
            return Recalled::TooSoon;
        }
        // Noted before the call, so that many at once make one.
        known.looked_again = Some(now);
        Recalled::Look
    })
}

fn keep(address: &str, keys: Vec<Published>, now: Timestamp) {
    KEPT.with_borrow_mut(|kept| {
        let looked_again = kept.get(address).and_then(|known| known.looked_again);
        if kept.len() >= PROVIDERS && !kept.contains_key(address) {
            let oldest = kept.iter().min_by_key(|(_, known)| known.since);
            if let Some(oldest) = oldest.map(|(address, _)| address.clone()) {
                kept.remove(&oldest);
            }
        }
        let known = Kept {
            keys,
            since: now,
            looked_again,
        };
        kept.insert(address.to_owned(), known);
    });
}

async fn load(address: &str) -> Result<Vec<Published>, Error> {
    let what = "list of keys";
    let answer = fetch::ask(Question {
        what,
        address: fetch::address(what, address)?,
        authorization: None,
        form: None,
    })
    .await?;
    if answer.status != 200 {
        return unusable(what, &format!("has status {}", answer.status));
    }
    let Ok(document) = serde_json::from_slice::<Document>(&answer.body) else {
        return unusable(what, "is no JSON Web Key Set");
    };
    // A key of a kind that is not known here does not spoil the others.
    let keys = document.keys.into_iter().take(KEYS);
    Ok(keys
        .filter_map(|key| serde_json::from_value(key).ok())
        .collect())
}

fn usable(key: &Published, algorithm: Algorithm) -> Result<Material, Error> {
    key.material(algorithm).map_or_else(
        || {
            refuse(
                Code::IdentityRejected,
                "the token names a key that cannot sign by the token's algorithm",
            )
        },
        Ok,
    )
}

fn unknown<T>() -> Result<T, Error> {
    refuse(
        Code::IdentityRejected,
        "the token is signed with a key that the provider does not publish; if its keys have just changed, try again in half a minute",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rsa(bytes: usize) -> Published {
        Published {
            kid: "k".into(),
            kty: "RSA".into(),
            n: Some(Base64UrlUnpadded::encode_string(&vec![0xc3; bytes])),
            e: Some("AQAB".into()),
            ..Published::default()
        }
    }

    #[test]
    fn a_key_signs_only_by_its_own_algorithm() {
        let p256 = Published {
            kty: "EC".into(),
            crv: Some("P-256".into()),
            x: Some("x".into()),
            y: Some("y".into()),
            ..Published::default()
        };
        let other = |change: fn(&mut Published), mut key: Published| {
            change(&mut key);
            key
        };
        let cases = [
            (rsa(256), true, false),
            (rsa(255), false, false),
            (p256.clone(), false, true),
            (
                other(|key| key.crv = Some("P-384".into()), p256.clone()),
                false,
                false,
            ),
            (
                other(|key| key.usage = Some("enc".into()), p256),
                false,
                false,
            ),
            (
                other(|key| key.alg = Some("RS512".into()), rsa(256)),
                false,
                false,
            ),
            (other(|key| key.kty = "oct".into(), rsa(256)), false, false),
        ];
        for (key, rs256, es256) in cases {
            assert_eq!(key.material(Algorithm::Rs256).is_some(), rs256, "{key:?}");
            assert_eq!(key.material(Algorithm::Es256).is_some(), es256, "{key:?}");
        }
    }

    #[test]
    fn unknown_keys_are_looked_for_once_in_half_a_minute_and_few_providers_are_kept() {
        let at = |s| Timestamp::from_ms(0).plus(Duration::from_secs(s));
        assert!(matches!(recall("a", "k", at(0)), Recalled::Look));
        keep("a", vec![rsa(256)], at(0));
        assert!(matches!(recall("a", "k", at(1)), Recalled::Found(_)));
        assert!(matches!(recall("a", "new", at(1)), Recalled::Look));
        keep("a", vec![rsa(256)], at(2));
        assert!(matches!(recall("a", "new", at(30)), Recalled::TooSoon));
        assert!(matches!(recall("a", "k", at(30)), Recalled::Found(_)));
        assert!(matches!(recall("a", "newer", at(31)), Recalled::Look));
        assert!(matches!(recall("a", "k", at(602)), Recalled::Look), "old");
        for n in 0..40 {
            keep(&format!("p{n}"), vec![], at(n));
        }
        assert_eq!(KEPT.with_borrow(BTreeMap::len), PROVIDERS);
    }
}
