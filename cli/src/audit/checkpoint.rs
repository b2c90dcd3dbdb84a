//! Whether a checkpoint was signed by one of a cluster's keys.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use base64ct::{Base64UrlUnpadded, Encoding};
use ed25519_dalek::{Signature, VerifyingKey};
use postern_core::api::{audit::Checkpoint, identity::KeySet};
use serde::Deserialize;

/// The type of a checkpoint's token; nothing else that a cluster signs has it.
const TYPE: &str = "postern-checkpoint+jwt";

/// A cluster's public keys, by their ids.
pub(super) struct Keys(Vec<(String, VerifyingKey)>);

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: String,
    typ: String,
}

#[derive(Deserialize)]
struct Claims {
    cluster: String,
    epoch: u32,
    seq: u64,
    hash: String,
    iat: i64,
}

impl Keys {
    /// Reads a JSON Web Key Set.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let place = || format!("cannot read public keys from {}", path.display());
        let text = fs::read_to_string(path).with_context(place)?;
        let set: KeySet = serde_json::from_str(&text).with_context(place)?;
        Ok(Self::of(&set))
    }

    /// The Ed25519 keys of a set (RFC 8037); others are left out.
    pub(super) fn of(set: &KeySet) -> Self {
        let keys = set.keys.iter().filter_map(|key| {
            let is_ed25519 = key.get("crv").is_some_and(|curve| curve == "Ed25519");
            let bytes = Base64UrlUnpadded::decode_vec(key.get("x").filter(|_| is_ed25519)?).ok()?;
            let public = VerifyingKey::from_bytes(&bytes.try_into().ok()?).ok()?;
            Some((key.get("kid")?.clone(), public))
        });
        Self(keys.collect())
    }

    /// The id of the key that signed the checkpoint.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn verify(&self, checkpoint: &Checkpoint) -> Result<&str, String> {
        let token = &checkpoint.token;
        let (signed, signature) = token.rsplit_once('.').ok_or("its token has no signature")?;
        let (header, claims) = signed.split_once('.').ok_or("its token has no claims")?;
        let header: Header = read(header)?;
        if header.alg != "EdDSA" || header.typ != TYPE {
            return Err("its token is not signed as a checkpoint is".into());
        }
        let (kid, key) = self
            .0
            .iter()
            .find(|(kid, _)| *kid == header.kid)
            .ok_or_else(|| format!("the keys given have none with the id {}", header.kid))?;
        let signature = Base64UrlUnpadded::decode_vec(signature)
            .ok()
            .and_then(|bytes| Signature::from_slice(&bytes).ok())
            .ok_or("its signature cannot be read")?;
        key.verify_strict(signed.as_bytes(), &signature)
            .map_err(|_| "its signature is wrong")?;
        let claims: Claims = read(claims)?;
        let is_same = claims.cluster == checkpoint.cluster
            && claims.epoch == checkpoint.epoch
            && claims.seq == checkpoint.seq
            && claims.hash == checkpoint.hash
            && claims.iat == checkpoint.at.as_secs();
        if is_same {
            Ok(kid)
        } else {
            Err("what it says is not what was signed".into())
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(part: &str) -> Result<T, String> {
    Base64UrlUnpadded::decode_vec(part)
        .ok()
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| "its token cannot be read".into())
}
