//! Signing keys: made on first use, sealed at rest, opened once per life of the object.

use std::rc::Rc;

use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{SigningKey, VerifyingKey};
use postern_core::request::timestamp::Timestamp;

use super::seal::{self, Binding, Kek, Purpose, Sealed};
use crate::{
    config::Cluster,
    error::{Error, Fault},
    id,
    store::{
        keys::{self, Row},
        sql::Sql,
    },
};

/// A signing key, open. No `Debug`: it is a secret.
pub struct OpenKey {
    /// Its id.
    pub kid: String,
    /// Both halves.
    pub key: SigningKey,
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
        let row = make(cluster, kek).await?;
        // Someone else may have been faster while this awaited; then theirs stays.
        sql.turn(|| Ok(keys::add_first(sql, &row, now)?))?;
    }
    let row = keys::newest(sql)?.ok_or_else(|| Fault::new("no signing key after one was made"))?;
    Ok(Rc::new(OpenKey {
        key: unseal(&row, cluster, kek).await?,
        kid: row.kid,
    }))
}

/// A new signing key, sealed.
///
/// # Errors
/// As [`open`].
pub async fn make(cluster: &Cluster, kek: &Kek) -> Result<Row, Error> {
    seal(&SigningKey::from_bytes(&id::random()?), cluster, kek).await
}

async fn seal(key: &SigningKey, cluster: &Cluster, kek: &Kek) -> Result<Row, Error> {
    let kid = thumbprint(&key.verifying_key());
    let sealed = seal::seal(kek, &bound_to(cluster, &kid), key.as_bytes()).await?;
    Ok(Row {
        public: Base64UrlUnpadded::encode_string(key.verifying_key().as_bytes()),
        sealed: sealed.text,
        kek: sealed.kek,
        kid,
    })
}

async fn unseal(row: &Row, cluster: &Cluster, kek: &Kek) -> Result<SigningKey, Error> {
    let sealed = Sealed {
        text: row.sealed.clone(),
        kek: row.kek.clone(),
    };
    let bytes = seal::open(kek, &bound_to(cluster, &row.kid), &sealed).await?;
    let bytes: [u8; 32] = bytes
        .try_into()
        .map_err(|_| Fault::new("a stored signing key has another length"))?;
    Ok(SigningKey::from_bytes(&bytes))
}

/// A sealed key cannot be moved to another cluster or under another id.
fn bound_to<'a>(cluster: &'a Cluster, kid: &'a str) -> Binding<'a> {
    Binding {
        purpose: Purpose::SigningKey,
        cluster: &cluster.id,
        name: kid,
    }
}

/// The thumbprint of a public key (RFC 7638).
#[must_use]
pub fn thumbprint(key: &VerifyingKey) -> String {
    use sha2::{Digest, Sha256};
    let x = Base64UrlUnpadded::encode_string(key.as_bytes());
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    Base64UrlUnpadded::encode_string(&Sha256::digest(canonical.as_bytes()))
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
}
