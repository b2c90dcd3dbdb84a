//! What machines ask: liveness, readiness, public keys and discovery.

use postern_core::{
    VERSION,
    api::{
        endpoint::{JSON, Operation},
        identity::{Discovery, Health},
    },
};

use super::{answer::Answer, call::Call, header};
use crate::{digest::sha256, error::Error};

/// How long relying parties may keep public keys and discovery, in seconds.
const KEEP_S: u32 = 300;
/// The API as OpenAPI, as `cargo xtask openapi` writes it.
const DOCUMENT: &str = include_str!("openapi.json");

/// The answers that need no cluster.
pub(super) fn fixed(operation: Operation, call: &Call) -> Result<Option<Answer>, Error> {
    let answer = match operation {
        Operation::Health => Answer::json(
            200,
            &Health {
                status: "ok".into(),
                version: VERSION.into(),
            },
        )?,
        Operation::Discovery => Answer::json(200, &discovery(&call.origin()))?
            .header("cache-control", format!("public, max-age={KEEP_S}")),
        Operation::ReadDocument => document(call)?,
        _ => return Ok(None),
    };
    Ok(Some(answer))
}

/// The API as OpenAPI.
fn document(call: &Call) -> Result<Answer, Error> {
    let tag = sha256([DOCUMENT.as_bytes()]);
    let answer = if header::is_known(call.header("if-none-match"), &tag)? {
        Answer::new(304)
    } else {
        Answer::new(200)
            .header("content-type", JSON)
            .body(DOCUMENT.into())
    };
    Ok(answer
        .header("etag", format!("\"{tag}\""))
        .header("cache-control", format!("public, max-age={KEEP_S}")))
}

fn discovery(issuer: &str) -> Discovery {
    let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    Discovery {
        issuer: issuer.into(),
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        id_token_signing_alg_values_supported: list(&["EdDSA"]),
        subject_types_supported: list(&["public"]),
        response_types_supported: list(&["id_token"]),
        claims_supported: list(&[
            "iss",
            "sub",
            "aud",
            "iat",
            "nbf",
            "exp",
            "jti",
            "request_id",
            "roles",
            "logins",
            "cluster",
        ]),
    }
}
