//! From a code to claims: the token endpoint, the token, and what else the provider says about a person.

use base64ct::{Base64, Encoding};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use worker::Url;

use super::{
    fetch::{self, Question, unusable},
    provider::Provider,
    token::{self, Claims, Expected},
};
use crate::{
    credentials::secret::SecretText,
    error::{Error, refuse},
    http::problem::Code,
};

/// Where a browser is sent, and what with.
pub struct Journey<'a> {
    /// Our name with the provider.
    pub client_id: &'a str,
    /// Where the provider sends the browser back to.
    pub redirect_url: &'a str,
    /// What is asked for, beside `openid`.
    pub scopes: &'a [String],
    /// What the browser must bring back.
    pub state: &'a str,
    /// What the token must bring back.
    pub nonce: &'a str,
    /// What the code is bound to (RFC 7636).
    pub verifier: &'a str,
}

/// The address to send the browser to.
///
/// # Errors
/// A refusal where the provider's address cannot be used.
pub fn departure(provider: &Provider, journey: &Journey<'_>) -> Result<Url, Error> {
    let mut address = fetch::address("authorization endpoint", &provider.authorization_endpoint)?;
    let mut scopes = vec!["openid"];
    for scope in journey.scopes {
        if !scopes.contains(&scope.as_str()) {
            scopes.push(scope);
        }
    }
    address
        .query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", journey.client_id)
        .append_pair("redirect_uri", journey.redirect_url)
        .append_pair("scope", &scopes.join(" "))
        .append_pair("state", journey.state)
        .append_pair("nonce", journey.nonce)
        .append_pair("code_challenge", &challenge(journey.verifier))
        .append_pair("code_challenge_method", "S256");
    Ok(address)
}

/// What the provider learns of the verifier before the code is redeemed.
fn challenge(verifier: &str) -> String {
    base64ct::Base64UrlUnpadded::encode_string(&Sha256::digest(verifier.as_bytes()))
}

/// A code that the browser brought back.
pub struct Arrival<'a> {
    /// The code.
    pub code: &'a str,
    /// Our name with the provider.
    pub client_id: &'a str,
    /// Our secret with it; without one PKCE alone binds the code.
    pub client_secret: Option<&'a SecretText>,
    /// The same address as at departure.
    pub redirect_url: &'a str,
    /// The same nonce as at departure.
    pub nonce: &'a str,
    /// The same verifier as at departure.
    pub verifier: &'a str,
    /// The claims that naming the person and mapping their roles need.
    pub needed: &'a [String],
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: Option<String>,
}

/// What the provider says about whoever brought the code.
///
/// # Errors
/// A refusal that says which step failed.
pub async fn redeem(provider: &Provider, arrival: &Arrival<'_>) -> Result<Claims, Error> {
    let tokens = tokens(provider, arrival).await?;
    let expected = Expected {
        issuer: &provider.issuer,
        audience: arrival.client_id,
        nonce: Some(arrival.nonce),
    };
    let claims = token::verify(&tokens.id_token, &provider.jwks_uri, expected).await?;
    let endpoint = provider.userinfo_endpoint.as_deref();
    match (endpoint, tokens.access_token) {
        (Some(endpoint), Some(access)) if super::claims::lacks(&claims, arrival.needed) => {
            complete(claims, endpoint, &access).await
        }
        _ => Ok(claims),
    }
}

async fn tokens(provider: &Provider, arrival: &Arrival<'_>) -> Result<Tokens, Error> {
    let what = "token endpoint";
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", arrival.code)
        .append_pair("redirect_uri", arrival.redirect_url)
        .append_pair("code_verifier", arrival.verifier);
    let authorization = arrival
        .client_secret
        .map(|secret| basic(arrival.client_id, secret.reveal()));
    if authorization.is_none() {
        form.append_pair("client_id", arrival.client_id);
    }
    let answer = fetch::ask(Question {
        what,
        address: fetch::address(what, &provider.token_endpoint)?,
        authorization,
        form: Some(form.finish()),
    })
    .await?;
    match answer.status {
        200 => serde_json::from_slice(&answer.body).or_else(|_| {
            unusable(
                what,
                "gave no ID token; the scope `openid` has to be allowed",
            )
        }),
        400 => refuse(
            Code::ProviderRefused,
            "the provider did not accept the code; begin again",
        ),
        401 => unusable(
            what,
            "does not know this client: client_id and client_secret of the connector have to be those that the provider has",
        ),
        status => unusable(what, &format!("has status {status}")),
    }
}

/// `client_secret_basic`: both halves are form-encoded first (RFC 6749, 2.3.1).
fn basic(client_id: &str, secret: &str) -> String {
    let encode =
        |text: &str| -> String { url::form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    let pair = format!("{}:{}", encode(client_id), encode(secret));
    format!("Basic {}", Base64::encode_string(pair.as_bytes()))
}

/// The claims, with what the userinfo endpoint adds. What is signed wins.
async fn complete(claims: Claims, endpoint: &str, access: &str) -> Result<Claims, Error> {
    let what = "userinfo endpoint";
    let answer = fetch::ask(Question {
        what,
        address: fetch::address(what, endpoint)?,
        authorization: Some(format!("Bearer {access}")),
        form: None,
    })
    .await?;
    if answer.status != 200 {
        return unusable(what, &format!("has status {}", answer.status));
    }
    let Ok(more) = serde_json::from_slice::<Claims>(&answer.body) else {
        return unusable(what, "gave no JSON object");
    };
    merge(claims, more)
}

fn merge(claims: Claims, more: Claims) -> Result<Claims, Error> {
    if token::subject(&more) != token::subject(&claims) {
        return refuse(
            Code::IdentityRejected,
            "the provider's userinfo endpoint speaks of somebody else",
        );
    }
    let mut all = more;
    all.extend(claims);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_challenge_of_the_standard_example() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }

    #[test]
    fn both_halves_of_basic_are_encoded() {
        // `a:b c` and `ü%` encoded are `a%3Ab+c` and `%C3%BC%25`.
        assert_eq!(basic("a:b c", "ü%"), "Basic YSUzQWIrYzolQzMlQkMlMjU=");
    }

    #[test]
    fn userinfo_adds_and_never_overrides() {
        let of = |value| -> Claims { serde_json::from_value(value).expect("an object") };
        let signed = of(json!({"sub": "1", "email": "signed"}));
        let all = merge(
            signed.clone(),
            of(json!({"sub": "1", "email": "plain", "groups": ["a"]})),
        )
        .expect("the same person");
        assert_eq!(all.get("email"), Some(&json!("signed")));
        assert_eq!(all.get("groups"), Some(&json!(["a"])));
        for other in [json!({"sub": "2"}), json!({}), json!({"sub": 1})] {
            assert!(merge(signed.clone(), of(other)).is_err());
        }
    }
}
