//! Tokens (JWT, EdDSA): what relying parties get to see, signed within the turn that grants it.

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::Signer;
use postern_core::policy::name::RoleName;
use serde::Serialize;

use super::keys::OpenKey;
use crate::error::Fault;

/// What a token says. Times are whole seconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Claims<'a> {
    /// The cluster's address.
    pub iss: &'a str,
    /// The user.
    pub sub: &'a str,
    /// The one relying party it is for.
    pub aud: &'a str,
    /// When it was issued.
    pub iat: i64,
    /// From when it counts.
    pub nbf: i64,
    /// When it ends.
    pub exp: i64,
    /// Its id, a UUID.
    pub jti: &'a str,
    /// The request it follows from.
    pub request_id: &'a str,
    /// Static and approved roles.
    pub roles: &'a [RoleName],
    /// Logins those roles give.
    pub logins: &'a [String],
    /// The cluster.
    pub cluster: &'a str,
}

#[derive(Serialize)]
struct Header<'a> {
    alg: &'a str,
    kid: &'a str,
    typ: &'a str,
}

/// The type of a token for a relying party.
pub const JWT: &str = "JWT";
/// The type of an audit log's checkpoint, which nobody takes for a token.
pub const CHECKPOINT: &str = "postern-checkpoint+jwt";

/// The claims as a signed text of this type.
///
/// # Errors
/// Where the claims cannot be written.
pub fn sign<T: Serialize>(key: &OpenKey, typ: &str, claims: &T) -> Result<String, Fault> {
    let OpenKey { kid, key } = key;
    let header = Header {
        alg: "EdDSA",
        kid,
        typ,
    };
    let part = |json: Vec<u8>| Base64UrlUnpadded::encode_string(&json);
    let signed = format!(
        "{}.{}",
        part(serde_json::to_vec(&header)?),
        part(serde_json::to_vec(claims)?)
    );
    let signature = key.sign(signed.as_bytes());
    Ok(format!(
        "{signed}.{}",
        Base64UrlUnpadded::encode_string(&signature.to_bytes())
    ))
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::{Signature, SigningKey, Verifier};

    use super::*;

    #[test]
    fn the_public_half_verifies_it_and_a_changed_one_fails() {
        let key = OpenKey {
            kid: "k".into(),
            key: SigningKey::from_bytes(&[7; 32]),
        };
        let claims = Claims {
            iss: "https://postern.example",
            sub: "alice",
            aud: "urn:db",
            iat: 1,
            nbf: 1,
            exp: 2,
            jti: "j",
            request_id: "r",
            roles: &[RoleName::verbatim("dba")],
            logins: &["postgres".to_owned()],
            cluster: "sample",
        };
        let token = sign(&key, JWT, &claims).expect("signs");
        let (signed, signature) = token.rsplit_once('.').expect("three parts");
        let bytes = Base64UrlUnpadded::decode_vec(signature).expect("base64url");
        let signature = Signature::from_slice(&bytes).expect("64 bytes");
        let public = key.key.verifying_key();
        assert!(public.verify(signed.as_bytes(), &signature).is_ok());
        let changed = signed.replacen('e', "f", 1);
        assert!(public.verify(changed.as_bytes(), &signature).is_err());
    }
}
