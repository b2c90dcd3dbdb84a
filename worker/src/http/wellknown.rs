//! What machines ask: liveness, readiness, public keys and discovery.

use postern_core::{
    VERSION,
    api::{
        endpoint::Operation,
        identity::{Discovery, Health},
    },
};

use super::{answer::Answer, call::Call};
use crate::{error::Error, ledger::message::Message};

/// How long relying parties may keep public keys and discovery, in seconds.
const KEEP_S: u32 = 300;

/// The answers that need no cluster.
pub(super) fn fixed(operation: Operation, call: &Call) -> Result<Option<Answer>, Error> {
    let answer = match operation {
        Operation::Health => {
            call.query(&[])?;
            Answer::json(
                200,
                &Health {
                    status: "ok".into(),
                    version: VERSION.into(),
                },
            )?
        }
        Operation::Discovery => {
            call.query(&[])?;
            Answer::json(200, &discovery(&call.origin()))?
                .header("cache-control", format!("public, max-age={KEEP_S}"))
        }
        _ => return Ok(None),
    };
    Ok(Some(answer))
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

/// Storage reachable and schema current.
pub(super) fn ready(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Ready)
}

/// The public keys.
pub(super) fn keys(call: &Call) -> Result<Message, Error> {
    call.query(&[])?;
    Ok(Message::Keys)
}
