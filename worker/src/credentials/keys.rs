//! Signing keys: made on first use, sealed at rest, opened once per life of the object.

use std::rc::Rc;

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{SigningKey, VerifyingKey};
use js_sys::{Array, Object, Reflect, Uint8Array};
use postern_core::request::timestamp::Timestamp;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};

use crate::{
    config::Cluster,
    digest::sha256,
    error::{Error, Fault, Refused},
    http::problem::Code,
    id,
    store::{
        keys::{self, Row},
        sql::Sql,
    },
};

/// The nonce's length, in bytes (AES-GCM).
const NONCE: usize = 12;

/// A signing key, open. No `Debug`: it is a secret.
pub struct OpenKey {
    /// Its id.
    pub kid: String,
    /// Both halves.
    pub key: SigningKey,
}

/// The key under which private keys are sealed. No `Debug`: it is a secret.
pub struct Kek {
    /// What it is called in the database: not the key, and nothing it could be guessed from.
    name: String,
    bytes: [u8; 32],
}

impl Kek {
    /// Reads the configured secret: 32 bytes in base64url, with or without padding.
    ///
    /// In demo builds a missing one is replaced by a key that stands in the source: it protects
    /// nothing, and no other build can open what is sealed under it.
    ///
    /// # Errors
    /// A refusal where it is missing or of the wrong length.
    pub fn read(secret: Option<&str>) -> Result<Self, Error> {
        let Some(secret) = secret else {
            return Self::missing();
        };
        let mut bytes = [0; 32];
        match Base64UrlUnpadded::decode(secret.trim().trim_end_matches('='), &mut bytes) {
            Ok(decoded) if decoded.len() == 32 => Ok(Self::named(bytes)),
            _ => Err(Refused::new(
                Code::NotConfigured,
                "the secret POSTERN_KEK is not 32 bytes in base64url",
            )
            .into()),
        }
    }

    fn named(bytes: [u8; 32]) -> Self {
        Self {
            name: sha256([b"postern kek name v1\n", &bytes])
                .chars()
                .take(16)
                .collect(),
            bytes,
        }
    }

    #[cfg(feature = "demo")]
    fn missing() -> Result<Self, Error> {
        Ok(Self {
            name: "demo".into(),
            bytes: *b"postern demo: this seals nothing",
        })
    }

    #[cfg(not(feature = "demo"))]
    fn missing() -> Result<Self, Error> {
        Err(Refused::new(
            Code::NotConfigured,
            "whoever runs this cluster has to set the secret POSTERN_KEK first",
        )
        .into())
    }
}

/// The newest signing key, open; made if there is none yet.
///
/// # Errors
/// A refusal where nothing can be sealed or opened; a fault where the runtime or storage fails.
pub async fn open(
    sql: &Sql,
    cluster: &Cluster,
    kek: &Kek,
    now: Timestamp,
) -> Result<Rc<OpenKey>, Error> {
    if keys::all(sql)?.is_empty() {
        let key = SigningKey::from_bytes(&id::random()?);
        let row = seal(&key, cluster, kek).await?;
        // Someone else may have been faster while this awaited; then theirs stays.
        sql.turn(|| Ok(keys::add_first(sql, &row, now)?))?;
    }
    let row = keys::all(sql)?
        .into_iter()
        .next()
        .ok_or_else(|| Fault::new("no signing key after one was made"))?;
    Ok(Rc::new(OpenKey {
        key: unseal(&row, cluster, kek).await?,
        kid: row.kid,
    }))
}

async fn seal(key: &SigningKey, cluster: &Cluster, kek: &Kek) -> Result<Row, Error> {
    let kid = thumbprint(&key.verifying_key());
    let nonce: [u8; NONCE] = id::random()?;
    let cipher = Aes::new(kek, &nonce, &bound_to(cluster, &kid)).await?;
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher.encrypt(key.to_bytes()).await?);
    Ok(Row {
        public: Base64UrlUnpadded::encode_string(key.verifying_key().as_bytes()),
        sealed: Base64UrlUnpadded::encode_string(&sealed),
        kek: kek.name.clone(),
        kid,
    })
}

async fn unseal(row: &Row, cluster: &Cluster, kek: &Kek) -> Result<SigningKey, Error> {
    if row.kek != kek.name {
        return Err(Refused::new(
            Code::NotConfigured,
            "the signing key of this cluster is sealed under another POSTERN_KEK",
        )
        .into());
    }
    let broken = || Fault::new("a stored signing key cannot be opened");
    let bytes = Base64UrlUnpadded::decode_vec(&row.sealed).map_err(|_| broken())?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(broken)?;
    let cipher = Aes::new(kek, nonce, &bound_to(cluster, &row.kid)).await?;
    let bytes = cipher.decrypt(sealed.to_vec()).await?;
    let bytes: [u8; 32] = bytes.try_into().map_err(|_| broken())?;
    Ok(SigningKey::from_bytes(&bytes))
}

/// What a sealed key is bound to: it cannot be moved to another cluster or under another id.
fn bound_to(cluster: &Cluster, kid: &str) -> Vec<u8> {
    format!("postern signing key v1\n{}\n{kid}", cluster.id).into_bytes()
}

/// The thumbprint of a public key (RFC 7638).
#[must_use]
pub fn thumbprint(key: &VerifyingKey) -> String {
    use sha2::{Digest, Sha256};
    let x = Base64UrlUnpadded::encode_string(key.as_bytes());
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    Base64UrlUnpadded::encode_string(&Sha256::digest(canonical.as_bytes()))
}

/// AES-GCM of the runtime, ready for one message.
struct Aes {
    subtle: SubtleCrypto,
    parameters: Object,
    key: CryptoKey,
}

impl Aes {
    async fn new(kek: &Kek, nonce: &[u8], bound_to: &[u8]) -> Result<Self, Fault> {
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        let subtle = scope.crypto().map_err(runtime)?.subtle();
        let usages = Array::of2(&"encrypt".into(), &"decrypt".into());
        let raw = Uint8Array::from(kek.bytes.as_slice());
        let key = subtle
            .import_key_with_str("raw", &raw, "AES-GCM", false, &usages)
            .map_err(runtime)?;
        let key: CryptoKey = JsFuture::from(key).await.map_err(runtime)?.unchecked_into();
        let parameters = Object::new();
        let values = [
            ("name", JsValue::from("AES-GCM")),
            ("iv", Uint8Array::from(nonce).into()),
            ("additionalData", Uint8Array::from(bound_to).into()),
        ];
        for (name, value) in values {
            Reflect::set(&parameters, &name.into(), &value).map_err(runtime)?;
        }
        Ok(Self {
            subtle,
            parameters,
            key,
        })
    }

    async fn encrypt<const N: usize>(&self, plain: [u8; N]) -> Result<Vec<u8>, Fault> {
        let promise = self
            .subtle
            .encrypt_with_object_and_u8_array(&self.parameters, &self.key, &plain)
            .map_err(runtime)?;
        Ok(bytes(JsFuture::from(promise).await.map_err(runtime)?))
    }

    async fn decrypt(&self, sealed: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let promise = self
            .subtle
            .decrypt_with_object_and_u8_array(&self.parameters, &self.key, &sealed)
            .map_err(runtime)?;
        Ok(bytes(JsFuture::from(promise).await.map_err(runtime)?))
    }
}

fn bytes(buffer: JsValue) -> Vec<u8> {
    Uint8Array::new(&buffer).to_vec()
}

/// Says that the runtime's cryptography failed, and not with what.
fn runtime(_error: JsValue) -> Fault {
    Fault::new("the runtime's cryptography refused")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_of_the_standard_example() {
        // RFC 8037, appendix A.3.
        let bytes = Base64UrlUnpadded::decode_vec("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
            .expect("base64url");
        let key = VerifyingKey::from_bytes(&bytes.try_into().expect("32 bytes")).expect("a point");
        assert_eq!(
            thumbprint(&key),
            "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
        );
    }

    #[test]
    fn only_32_bytes_are_a_key() {
        let good = Base64UrlUnpadded::encode_string(&[1; 32]);
        assert!(Kek::read(Some(&good)).is_ok());
        assert!(Kek::read(Some(&format!("{good}="))).is_ok());
        for bad in ["", "short", &Base64UrlUnpadded::encode_string(&[1; 31])] {
            assert!(Kek::read(Some(bad)).is_err());
        }
        assert_eq!(Kek::read(None).is_ok(), cfg!(feature = "demo"));
    }
}
