//! What the claims about a person become: traits for the policy, and the name they are known by.

use postern_core::policy::traits::Traits;
use serde_json::Value;

use super::token::Claims;
use crate::{
    error::{Error, refuse},
    http::problem::Code,
};

/// The claim that names people where the connector does not say.
pub const DEFAULT_USERNAME: &str = "email";
/// Claims that are about the token, not about the person.
const OF_THE_TOKEN: [&str; 12] = [
    "iss", "aud", "azp", "exp", "iat", "nbf", "jti", "nonce", "at_hash", "c_hash", "s_hash", "sid",
];
/// The most claims, values of all together, and bytes of all together that are kept.
const MOST_CLAIMS: usize = 128;
const MOST_VALUES: usize = 2048;
const MOST_BYTES: usize = 64 * 1024;

/// The claims without an e-mail address that the provider has not verified: nobody is matched by it.
#[must_use]
pub fn without_unverified(mut claims: Claims) -> Claims {
    // Some providers write it as a text.
    let verified = match claims.get("email_verified") {
        Some(Value::Bool(verified)) => *verified,
        Some(Value::String(text)) => text == "true",
        _ => false,
    };
    if !verified {
        claims.remove("email");
    }
    claims
}

/// The claims as traits: texts and lists of texts, the others left out (O3).
///
/// # Errors
/// A refusal with code `too-many-claims`: leaving some of them out could leave out what denies.
pub fn traits(claims: &Claims) -> Result<Traits, Error> {
    let kept: Vec<(String, Vec<String>)> = claims
        .iter()
        .filter(|(name, _)| !OF_THE_TOKEN.contains(&name.as_str()))
        .filter_map(|(name, value)| Some((name.clone(), values(value)?)))
        .collect();
    let count: usize = kept.iter().map(|(_, values)| values.len()).sum();
    let bytes: usize = kept
        .iter()
        .map(|(name, values)| name.len() + values.iter().map(String::len).sum::<usize>())
        .sum();
    if kept.len() > MOST_CLAIMS || count > MOST_VALUES || bytes > MOST_BYTES {
        return refuse(
            Code::TooManyClaims,
            format!(
                "at most {MOST_CLAIMS} claims with {MOST_VALUES} values and {} KiB are kept of a person",
                MOST_BYTES / 1024
            ),
        );
    }
    Ok(kept.into_iter().collect())
}

fn values(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(many) => many
            .iter()
            .map(|one| one.as_str().map(str::to_owned))
            .collect(),
        _ => None,
    }
}

/// What the person is called by the provider.
///
/// # Errors
/// A refusal with code `no-usable-name`.
pub fn username(claims: &Claims, claim: &str) -> Result<String, Error> {
    match claims.get(claim).and_then(Value::as_str) {
        Some(name) if is_plain(name) => Ok(name.to_owned()),
        Some(_) => refuse(
            Code::NoUsableName,
            "the provider's name for you holds characters that are not seen",
        ),
        None if claim == "email" => refuse(
            Code::NoUsableName,
            "the provider gave no e-mail address that it has verified",
        ),
        None => refuse(
            Code::NoUsableName,
            "the provider did not say what you are called",
        ),
    }
}

/// Whether a name is what it looks like: nothing in it that is invisible or turns the order around.
fn is_plain(name: &str) -> bool {
    let is_hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
    };
    !name.is_empty() && name.trim() == name && !name.chars().any(is_hidden)
}

/// Whether a claim that is needed is not among these.
#[must_use]
pub fn lacks(claims: &Claims, needed: &[String]) -> bool {
    needed.iter().any(|name| !claims.contains_key(name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn claims(value: Value) -> Claims {
        serde_json::from_value(value).expect("an object")
    }

    #[test]
    fn texts_and_lists_of_texts_become_traits() {
        let traits = traits(&claims(json!({
            "iss": "x", "aud": "x", "nonce": "x", "exp": 1, "sub": "1",
            "groups": ["a", "b"], "team": "t", "level": 3, "mixed": ["a", 1], "deep": {"a": "b"},
            "empty": [], "flag": true,
        })))
        .expect("few");
        let names: Vec<_> = traits.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["empty", "groups", "sub", "team"]);
        assert_eq!(traits.get("groups"), ["a", "b"]);
        assert_eq!(traits.get("team"), ["t"]);
    }

    #[test]
    fn too_much_is_refused_and_never_cut() {
        let groups = |n: usize| claims(json!({"groups": vec!["g"; n]}));
        assert!(traits(&groups(MOST_VALUES)).is_ok());
        assert!(traits(&groups(MOST_VALUES + 1)).is_err());
        assert!(traits(&claims(json!({"a": "x".repeat(MOST_BYTES)}))).is_err());
        let many = (0..=MOST_CLAIMS).map(|n| (format!("c{n}"), json!("x")));
        assert!(traits(&many.collect()).is_err());
    }

    #[test]
    fn only_verified_addresses_stay() {
        let cases = [
            (json!({"email": "a@b", "email_verified": true}), true),
            (json!({"email": "a@b", "email_verified": "true"}), true),
            (json!({"email": "a@b", "email_verified": false}), false),
            (json!({"email": "a@b", "email_verified": "false"}), false),
            (json!({"email": "a@b", "email_verified": 1}), false),
            (json!({"email": "a@b"}), false),
        ];
        for (value, stays) in cases {
            let kept = without_unverified(claims(value.clone()));
            assert_eq!(kept.contains_key("email"), stays, "{value}");
        }
    }

    #[test]
    fn names_are_what_they_look_like() {
        let cases = [
            ("alice", true),
            ("alice@b.example", true),
            ("Zoë Müller", true),
            ("", false),
            (" alice", false),
            ("ali\nce", false),
            ("alice\u{200b}", false),
            ("\u{202e}ecila", false),
        ];
        for (name, good) in cases {
            let claims = claims(json!({ "email": name }));
            assert_eq!(username(&claims, "email").is_ok(), good, "{name:?}");
        }
        assert!(username(&claims(json!({"email": ["a"]})), "email").is_err());
        assert!(username(&claims(json!({})), "upn").is_err());
    }
}
