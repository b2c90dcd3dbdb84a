//! What a provider says of itself (OpenID Connect Discovery), kept for a while by each isolate.

use std::{cell::RefCell, collections::BTreeMap};

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::Deserialize;

use super::fetch::{self, Question, unusable};
use crate::{clock, error::Error};

/// How long a description is kept.
const KEEP: Duration = Duration::from_secs(3600);
/// How many descriptions are kept.
const PROVIDERS: usize = 16;

/// What is asked of a provider, and where.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Provider {
    /// Who issues its tokens.
    pub issuer: String,
    /// Where browsers are sent.
    pub authorization_endpoint: String,
    /// Where codes become tokens.
    pub token_endpoint: String,
    /// Where more is said about a person.
    pub userinfo_endpoint: Option<String>,
    /// Where its keys are.
    pub jwks_uri: String,
    /// Whether browsers always come back with its name (RFC 9207).
    #[serde(default)]
    pub authorization_response_iss_parameter_supported: bool,
}

thread_local! {
    static KEPT: RefCell<BTreeMap<String, (Timestamp, Provider)>> =
        const { RefCell::new(BTreeMap::new()) };
}

/// What the provider with this issuer says of itself.
///
/// # Errors
/// A refusal with code `provider-unusable` where it says nothing usable, or is another issuer.
pub async fn discover(issuer: &str) -> Result<Provider, Error> {
    let now = clock::now();
    let known = KEPT.with_borrow(|kept| kept.get(issuer).cloned());
    if let Some((since, provider)) = known
        && now.since(since) < KEEP
    {
        return Ok(provider);
    }
    let provider = load(issuer).await?;
    KEPT.with_borrow_mut(|kept| {
        if kept.len() >= PROVIDERS && !kept.contains_key(issuer) {
            let oldest = kept.iter().min_by_key(|(_, (since, _))| *since);
            if let Some(oldest) = oldest.map(|(issuer, _)| issuer.clone()) {
                kept.remove(&oldest);
            }
        }
        kept.insert(issuer.to_owned(), (now, provider.clone()));
    });
    Ok(provider)
}

async fn load(issuer: &str) -> Result<Provider, Error> {
    let what = "description";
    let base = issuer.strip_suffix('/').unwrap_or(issuer);
    let answer = fetch::ask(Question {
        what,
        address: fetch::address(what, &format!("{base}/.well-known/openid-configuration"))?,
        authorization: None,
        form: None,
    })
    .await?;
    if answer.status != 200 {
        return unusable(what, &format!("has status {}", answer.status));
    }
    let Ok(provider) = serde_json::from_slice::<Provider>(&answer.body) else {
        return unusable(what, "is no OpenID configuration");
    };
    check(issuer, provider)
}

/// Holds that the description is the configured issuer's own, and that all it names may be asked.
fn check(issuer: &str, provider: Provider) -> Result<Provider, Error> {
    if provider.issuer != issuer {
        return unusable(
            "description",
            "is another issuer's; issuer_url has to be exactly what the provider calls itself",
        );
    }
    let endpoints = [
        (
            "authorization endpoint",
            Some(&provider.authorization_endpoint),
        ),
        ("token endpoint", Some(&provider.token_endpoint)),
        ("list of keys", Some(&provider.jwks_uri)),
        ("userinfo endpoint", provider.userinfo_endpoint.as_ref()),
    ];
    for (what, address) in endpoints {
        if let Some(address) = address {
            fetch::address(what, address)?;
        }
    }
    Ok(provider)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_the_issuers_own_and_names_only_what_may_be_asked() {
        let good = Provider {
            issuer: "https://idp.example".into(),
            authorization_endpoint: "https://login.example/a".into(),
            token_endpoint: "https://idp.example/t".into(),
            userinfo_endpoint: None,
            jwks_uri: "https://keys.example/k".into(),
            authorization_response_iss_parameter_supported: true,
        };
        assert!(check("https://idp.example", good.clone()).is_ok());
        for issuer in [
            "https://idp.example/",
            "https://evil.example",
            "https://IDP.example",
        ] {
            assert!(check(issuer, good.clone()).is_err(), "{issuer}");
        }
        let plain = || "http://idp.example/x".to_owned();
        let bad = [
            Provider {
                authorization_endpoint: plain(),
                ..good.clone()
            },
            Provider {
                token_endpoint: plain(),
                ..good.clone()
            },
            Provider {
                jwks_uri: plain(),
                ..good.clone()
            },
            Provider {
                userinfo_endpoint: Some(plain()),
                ..good
            },
        ];
        for provider in bad {
            assert!(
                check("https://idp.example", provider.clone()).is_err(),
                "{provider:?}"
            );
        }
    }
}
