//! Sealing at rest: AES-GCM of the runtime under the deployment's one key. What is sealed is bound to
//! its cluster, its purpose and its name, so that it opens nowhere else.

use base64ct::{Base64UrlUnpadded, Encoding};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto, WorkerGlobalScope};

use crate::{
    digest::sha256,
    error::{Error, Fault, Refused},
    http::problem::Code,
    id,
};

/// The nonce's length, in bytes (AES-GCM).
const NONCE: usize = 12;

/// Something sealed: it may be stored and copied, and tells nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce and ciphertext, in base64url.
    pub text: String,
    /// Names the key that it is sealed under.
    pub kek: String,
}

/// What something sealed is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    /// What it is for.
    pub purpose: Purpose,
    /// Whose it is.
    pub cluster: &'a str,
    /// What it is called among those of its purpose.
    pub name: &'a str,
}

/// What something sealed is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The private half of a signing key.
    SigningKey,
    /// What `secret://NAME` stands for.
    Secret,
    /// What Postern signs its calls to an integration with.
    Outgoing,
    /// What an integration signs its calls to Postern with.
    Incoming,
}

impl Purpose {
    /// INVARIANT: never changed, or nothing that was sealed before opens again.
    const fn text(self) -> &'static str {
        match self {
            Self::SigningKey => "signing key",
            Self::Secret => "secret",
            Self::Outgoing => "outgoing integration secret",
            Self::Incoming => "incoming integration secret",
        }
    }
}

impl Binding<'_> {
    fn bytes(&self) -> Vec<u8> {
        let Self {
            purpose,
            cluster,
            name,
        } = self;
        format!("postern {} v1\n{cluster}\n{name}", purpose.text()).into_bytes()
    }
}

/// The key under which secrets are sealed. No `Debug`: it is a secret.
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

/// Seals `plain`.
///
/// # Errors
/// What the runtime's cryptography says.
pub async fn seal(kek: &Kek, binding: &Binding<'_>, plain: &[u8]) -> Result<Sealed, Error> {
    let nonce: [u8; NONCE] = id::random()?;
    let cipher = Aes::new(kek, &nonce, &binding.bytes()).await?;
    let mut sealed = nonce.to_vec();
    sealed.extend(cipher.encrypt(plain).await?);
    Ok(Sealed {
        text: Base64UrlUnpadded::encode_string(&sealed),
        kek: kek.name.clone(),
    })
}

/// Opens what was sealed for exactly this binding.
///
/// # Errors
/// A refusal where it is sealed under another key; a fault where it cannot be opened.
pub async fn open(kek: &Kek, binding: &Binding<'_>, sealed: &Sealed) -> Result<Vec<u8>, Error> {
    if sealed.kek != kek.name {
        return Err(Refused::new(
            Code::NotConfigured,
            format!(
                "the {} of this cluster is sealed under another POSTERN_KEK",
                binding.purpose.text()
            ),
        )
        .into());
    }
    let broken = || {
        Fault::new(format!(
            "a stored {} cannot be opened",
            binding.purpose.text()
        ))
    };
    let bytes = Base64UrlUnpadded::decode_vec(&sealed.text).map_err(|_| broken())?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or_else(broken)?;
    let cipher = Aes::new(kek, nonce, &binding.bytes()).await?;
    cipher.decrypt(sealed).await.map_err(|_| broken().into())
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

    async fn encrypt(&self, plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let promise = self
            .subtle
            .encrypt_with_object_and_u8_array(&self.parameters, &self.key, plain)
            .map_err(runtime)?;
        Ok(bytes(JsFuture::from(promise).await.map_err(runtime)?))
    }

    async fn decrypt(&self, sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let promise = self
            .subtle
            .decrypt_with_object_and_u8_array(&self.parameters, &self.key, sealed)
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
    fn only_32_bytes_are_a_key() {
        let good = Base64UrlUnpadded::encode_string(&[1; 32]);
        assert!(Kek::read(Some(&good)).is_ok());
        assert!(Kek::read(Some(&format!("{good}="))).is_ok());
        for bad in ["", "short", &Base64UrlUnpadded::encode_string(&[1; 31])] {
            assert!(Kek::read(Some(bad)).is_err());
        }
        assert_eq!(Kek::read(None).is_ok(), cfg!(feature = "demo"));
    }

    #[test]
    fn bindings_differ_in_each_part() {
        let of = |purpose, cluster, name| {
            Binding {
                purpose,
                cluster,
                name,
            }
            .bytes()
        };
        let all = [
            of(Purpose::SigningKey, "a", "n"),
            of(Purpose::Secret, "a", "n"),
            of(Purpose::Outgoing, "a", "n"),
            of(Purpose::Incoming, "a", "n"),
            of(Purpose::Secret, "b", "n"),
            of(Purpose::Secret, "a", "m"),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all.iter().skip(at + 1).any(|other| other == one));
        }
        assert_eq!(
            of(Purpose::SigningKey, "sample", "k"),
            b"postern signing key v1\nsample\nk",
            "keys that were sealed before open still"
        );
    }
}
