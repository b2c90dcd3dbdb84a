//! Tokens that say who somebody is: the signature over the bytes as they came, then what they claim.

use base64ct::{Base64UrlUnpadded, Encoding};
use postern_core::request::timestamp::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    keys::{self, Algorithm},
    signature,
};
use crate::{
    clock,
    error::{Error, Refused},
    http::problem::Code,
};

/// The most that a foreign clock may differ from ours, in seconds.
const SKEW_S: i64 = 60;
/// The longest token that is looked at, in bytes.
const LONGEST: usize = 64 * 1024;
/// The longest subject, in bytes (OpenID Connect Core 2).
const LONGEST_SUBJECT: usize = 255;

/// What a token says.
pub type Claims = Map<String, Value>;

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who issued it.
    pub issuer: &'a str,
    /// For whom: our client id.
    pub audience: &'a str,
    /// To which sign-in it answers; none where it answers to none, as with Cloudflare Access.
    pub nonce: Option<&'a str>,
}

#[derive(Deserialize)]
struct Header {
    alg: Algorithm,
    kid: Option<String>,
    crit: Option<Value>,
}

/// The parts of a token (RFC 7515), of which none is believed yet.
struct Parts<'a> {
    algorithm: Algorithm,
    kid: String,
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

/// What the token claims, once everything about it holds.
///
/// # Errors
/// A refusal with code `identity-rejected` that names the check that failed.
pub async fn verify(token: &str, keys: &str, expected: Expected<'_>) -> Result<Claims, Error> {
    let parts = Parts::read(token).map_err(rejected)?;
    let key = keys::find(keys, &parts.kid, parts.algorithm).await?;
    if !signature::holds(&key, &parts.signature, parts.signed.as_bytes()).await? {
        return Err(rejected("the token's signature is wrong"));
    }
    let claims = parts.claims().map_err(rejected)?;
    check(&claims, expected, clock::now()).map_err(rejected)?;
    Ok(claims)
}

fn rejected(problem: &str) -> Error {
    Refused::new(Code::IdentityRejected, problem).into()
}

impl<'a> Parts<'a> {
    fn read(token: &'a str) -> Result<Self, &'static str> {
        const MALFORMED: &str = "the token is no signed JSON Web Token";
        if token.len() > LONGEST {
            return Err("the token is too long");
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(MALFORMED)?;
        let (header, payload) = signed.split_once('.').ok_or(MALFORMED)?;
        if payload.contains('.') {
            return Err(MALFORMED);
        }
        let signature = Base64UrlUnpadded::decode_vec(signature).map_err(|_| MALFORMED)?;
        let header = Base64UrlUnpadded::decode_vec(header).map_err(|_| MALFORMED)?;
        let header: Header = serde_json::from_slice(&header)
            .map_err(|_| "the token's algorithm is neither RS256 nor ES256")?;
        if header.crit.is_some() {
            return Err("the token demands something that is not known here");
        }
        let kid = header.kid.filter(|kid| !kid.is_empty());
        Ok(Self {
            algorithm: header.alg,
            kid: kid.ok_or("the token does not name its key")?,
            signed,
            payload,
            signature,
        })
    }

    fn claims(&self) -> Result<Claims, &'static str> {
        Base64UrlUnpadded::decode_vec(self.payload)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or("the token's claims are no JSON object")
    }
}

/// Whether the claims are the issuer's, for us, valid now, and an answer to this sign-in.
fn check(claims: &Claims, expected: Expected<'_>, now: Timestamp) -> Result<(), &'static str> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let now = now.as_secs();
    if text("iss") != Some(expected.issuer) {
        return Err("the token is from another issuer");
    }
    let audiences = list(claims.get("aud"));
    if !audiences.contains(&expected.audience) {
        return Err("the token is for somebody else");
    }
    let is_ours = match claims.get("azp") {
        Some(party) => party.as_str() == Some(expected.audience),
        None => audiences.len() == 1 || expected.nonce.is_none(),
    };
    if !is_ours {
        return Err("the token was issued to somebody else");
    }
    let expires =
        seconds(claims.get("exp")).ok_or("the token does not say until when it is valid")?;
    if now >= expires.saturating_add(SKEW_S) {
        return Err("the token has expired");
    }
    let issued = seconds(claims.get("iat")).ok_or("the token does not say when it was issued")?;
    if issued > now.saturating_add(SKEW_S) {
        return Err("the token was issued in the future");
    }
    match claims.get("nbf").map(|moment| seconds(Some(moment))) {
        None => {}
        Some(Some(begins)) if begins <= now.saturating_add(SKEW_S) => {}
        Some(_) => return Err("the token is not valid yet"),
    }
    if expected.nonce.is_some() && text("nonce") != expected.nonce {
        return Err("the token belongs to another sign-in");
    }
    subject(claims).map(|_| ())
}

/// Whom the claims are about.
///
/// # Errors
/// What is wrong with the claim.
pub fn subject(claims: &Claims) -> Result<&str, &'static str> {
    claims
        .get("sub")
        .and_then(Value::as_str)
        .filter(|subject| !subject.is_empty() && subject.len() <= LONGEST_SUBJECT)
        .ok_or("the token does not say whom it is about")
}

/// Until when the claims are valid.
#[must_use]
pub fn expiry(claims: &Claims) -> Option<Timestamp> {
    let moment = seconds(claims.get("exp"))?;
    Some(Timestamp::from_ms(moment.saturating_mul(1000)))
}

/// A text, or a list of texts.
fn list(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// A moment in seconds since 1970; fractions are allowed and dropped.
fn seconds(value: Option<&Value>) -> Option<i64> {
    let number = value?;
    number.as_i64().or_else(|| {
        let number = number.as_f64()?.floor();
        // Moments further away than any calendar goes are no moments.
        (number.abs() < 1e12).then(|| format!("{number:.0}").parse().ok())?
    })
}

#[cfg(test)]
mod tests;
