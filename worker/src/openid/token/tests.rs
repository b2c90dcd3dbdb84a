//! Tokens taken apart, and claims that hold or do not: each check by a case that only it refuses.

use serde_json::json;

use super::*;

const NOW: i64 = 1_800_000_000;

fn expected() -> Expected<'static> {
    Expected {
        issuer: "https://idp.example",
        audience: "postern",
        nonce: Some("n"),
    }
}

fn claims(change: &Value) -> Claims {
    let mut claims = json!({
        "iss": "https://idp.example", "aud": "postern", "sub": "1", "nonce": "n",
        "iat": NOW, "exp": NOW + 300,
    });
    for (name, value) in change.as_object().expect("an object") {
        claims[name] = value.clone();
    }
    claims
        .as_object()
        .expect("an object")
        .clone()
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .collect()
}

#[test]
fn each_claim_is_checked() {
    let cases = [
        (json!({}), None),
        (json!({"iss": "https://idp.example/"}), Some("issuer")),
        (json!({"iss": null}), Some("issuer")),
        (json!({"aud": ["postern"]}), None),
        (json!({"aud": "other"}), Some("somebody else")),
        (json!({"aud": []}), Some("somebody else")),
        (json!({"aud": {"postern": 1}}), Some("somebody else")),
        (json!({"aud": ["postern", "other"]}), Some("issued to")),
        (json!({"aud": ["postern", "other"], "azp": "postern"}), None),
        (
            json!({"aud": ["postern", "other"], "azp": "other"}),
            Some("issued to"),
        ),
        (json!({"azp": "other"}), Some("issued to")),
        (json!({"azp": 1}), Some("issued to")),
        (json!({"exp": NOW - 59}), None),
        (json!({"exp": NOW - 60}), Some("expired")),
        (json!({"exp": null}), Some("until when")),
        (json!({"exp": "9999999999"}), Some("until when")),
        (json!({"exp": 1e300}), Some("until when")),
        (json!({"exp": 1_800_000_300.5}), None),
        (json!({"iat": NOW + 60}), None),
        (json!({"iat": NOW + 61}), Some("future")),
        (json!({"iat": null}), Some("when it was issued")),
        (json!({"nbf": NOW + 60}), None),
        (json!({"nbf": NOW + 61}), Some("not valid yet")),
        (json!({"nbf": "soon"}), Some("not valid yet")),
        (json!({"nonce": "m"}), Some("another sign-in")),
        (json!({"nonce": null}), Some("another sign-in")),
        (json!({"sub": null}), Some("whom")),
        (json!({"sub": ""}), Some("whom")),
        (json!({"sub": 1}), Some("whom")),
        (json!({"sub": "x".repeat(256)}), Some("whom")),
    ];
    let now = Timestamp::from_ms(NOW * 1000);
    for (change, problem) in cases {
        let result = check(&claims(&change), expected(), now);
        match problem {
            None => assert_eq!(result, Ok(()), "{change}"),
            Some(word) => assert!(
                result.is_err_and(|told| told.contains(word)),
                "{change}: {result:?}"
            ),
        }
    }
}

#[test]
fn what_answers_to_no_sign_in_needs_no_nonce_and_may_have_several_audiences() {
    let access = Expected {
        nonce: None,
        ..expected()
    };
    let now = Timestamp::from_ms(NOW * 1000);
    let several = claims(&json!({"aud": ["postern", "b"], "nonce": null}));
    assert_eq!(check(&several, access, now), Ok(()));
    let foreign = claims(&json!({"aud": ["a", "b"], "nonce": null}));
    assert!(check(&foreign, access, now).is_err());
}

fn token(header: &Value) -> String {
    let part = |value: &Value| Base64UrlUnpadded::encode_string(value.to_string().as_bytes());
    format!("{}.{}.c2ln", part(header), part(&json!({})))
}

#[test]
fn only_two_algorithms_are_known_and_a_key_must_be_named() {
    let cases = [
        (json!({"alg": "RS256", "kid": "k"}), true),
        (json!({"alg": "ES256", "kid": "k", "typ": "JWT"}), true),
        (json!({"alg": "none", "kid": "k"}), false),
        (json!({"alg": "None", "kid": "k"}), false),
        (json!({"alg": "HS256", "kid": "k"}), false),
        (json!({"alg": "RS512", "kid": "k"}), false),
        (json!({"alg": "PS256", "kid": "k"}), false),
        (json!({"alg": "rs256", "kid": "k"}), false),
        (json!({"alg": ["RS256"], "kid": "k"}), false),
        (json!({"kid": "k"}), false),
        (json!({"alg": "RS256"}), false),
        (json!({"alg": "RS256", "kid": ""}), false),
        (json!({"alg": "RS256", "kid": 1}), false),
        (
            json!({"alg": "RS256", "kid": "k", "crit": ["b64"], "b64": false}),
            false,
        ),
    ];
    for (header, good) in cases {
        assert_eq!(Parts::read(&token(&header)).is_ok(), good, "{header}");
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let good = token(&json!({"alg": "RS256", "kid": "k"}));
    let long = format!("{good}{}", "A".repeat(LONGEST));
    let bad = [
        "",
        "..",
        "a.b",
        "a.b.c",
        &format!("{good}.x"),
        &format!("{good}="),
        &long,
    ];
    for text in bad {
        assert!(Parts::read(text).is_err(), "{:.40}", text);
    }
    assert!(Parts::read(&good).is_ok());
}
