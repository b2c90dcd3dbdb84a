//! Who calls: the session in the cookie, or the token in the header. Only who, never whether they may.

use postern_core::api::scope::Need;

use super::{call::Call, problem::Code};
use crate::{
    config::is_loopback,
    digest::sha256,
    error::{Error, refuse},
    ledger::{
        credential::{Credential, token_hash},
        message::NewSession,
    },
};

/// The longest value of a session cookie that is looked at, in bytes.
const MAX_SESSION_BYTES: usize = 128;

/// The cookie's name. Browsers accept the prefix only with `Secure`, `Path=/` and no domain, so no
/// other host can plant it; on plain-http loopback there is no such thing.
fn cookie_name(call: &Call) -> &'static str {
    if is_plain_loopback(call) {
        "postern"
    } else {
        "__Host-postern"
    }
}

fn is_plain_loopback(call: &Call) -> bool {
    call.scheme == "http" && is_loopback(&call.host)
}

/// What the call shows of who it is by. Nothing past this function sees the secret itself.
///
/// Where an operation is open to anyone, an `Authorization` header is none of ours and is let be.
///
/// # Errors
/// A refusal where the header holds anything but one token of ours, or a session comes with it:
/// whose rights were to count would be a guess.
pub fn credential(call: &Call, need: Need) -> Result<Option<Credential>, Error> {
    let Some(header) = call
        .header("authorization")
        .filter(|_| need != Need::Nothing)
    else {
        return Ok(session(call).map(Credential::Session));
    };
    if sessions(call).next().is_some() {
        return refuse(
            Code::InvalidHeader,
            "send a session cookie or an Authorization header, not both",
        );
    }
    // Two headers arrive as one with a comma, which no token has.
    let hash = header
        .split_once(' ')
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .and_then(|(_, token)| token_hash(token));
    match hash {
        Some(hash) => Ok(Some(Credential::Token(hash))),
        None => refuse(
            Code::InvalidToken,
            "send `Authorization: Bearer` with one token that begins with `pst_`, copied whole",
        ),
    }
}

/// The values of all session cookies.
fn sessions(call: &Call) -> impl Iterator<Item = &str> {
    let name = cookie_name(call);
    call.header("cookie")
        .unwrap_or_default()
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(move |(known, _)| *known == name)
        .map(|(_, value)| value)
}

/// The SHA-256 of the session's secret, by which the ledger knows it. Two cookies of the name count
/// as none.
#[must_use]
pub fn session(call: &Call) -> Option<String> {
    let mut values = sessions(call);
    match (values.next(), values.next()) {
        (Some(value), None) if !value.is_empty() && value.len() <= MAX_SESSION_BYTES => {
            Some(sha256([value.as_bytes()]))
        }
        _ => None,
    }
}

/// The header that gives the browser a new session, or takes the old one away.
#[must_use]
pub fn cookie(call: &Call, session: Option<&NewSession>) -> String {
    let name = cookie_name(call);
    let secure = if is_plain_loopback(call) {
        ""
    } else {
        "; Secure"
    };
    match session {
        Some(NewSession { secret, max_age_s }) => {
            format!("{name}={secret}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}")
        }
        None => format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"),
    }
}

/// From where the call came, as far as the edge says.
#[must_use]
pub fn source(call: &Call) -> String {
    call.header("cf-connecting-ip")
        .map(|address| {
            address
                .chars()
                .filter(char::is_ascii_graphic)
                .take(64)
                .collect()
        })
        .unwrap_or_default()
}

/// What the caller's program calls itself: printable ASCII, at most 200 characters.
#[must_use]
pub fn agent(call: &Call) -> String {
    call.header("user-agent")
        .unwrap_or_default()
        .chars()
        .filter(|c| (' '..='~').contains(c))
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(scheme: &str, host: &str, cookie: &str) -> Call {
        Call {
            scheme: scheme.into(),
            host: host.into(),
            headers: vec![("cookie", cookie.into())],
            ..Call::default()
        }
    }

    #[test]
    fn the_cookie_is_found_by_its_exact_name_and_only_alone() {
        let long = format!("__Host-postern={}", "x".repeat(200));
        let cases = [
            ("https", "p.example", "a=b; __Host-postern=s", true),
            ("https", "p.example", "postern=s", false),
            (
                "https",
                "p.example",
                "__Host-postern=s; __Host-postern=t",
                false,
            ),
            ("https", "p.example", "__Host-postern=", false),
            ("https", "p.example", long.as_str(), false),
            ("http", "127.0.0.1:8787", "postern=s", true),
            ("http", "p.example", "postern=s", false),
        ];
        for (scheme, host, cookie, expected) in cases {
            assert_eq!(
                session(&call(scheme, host, cookie)).is_some(),
                expected,
                "{cookie}"
            );
        }
    }

    #[test]
    fn only_one_token_of_ours_counts_and_never_beside_a_session() {
        let token = crate::ledger::credential::token(&[7; 32]);
        let given = |authorization: &str, cookie: &str| {
            let mut call = call("https", "p.example", cookie);
            call.headers.push(("authorization", authorization.into()));
            credential(&call, Need::Session)
        };
        let bearer = format!("Bearer {token}");
        assert!(matches!(
            given(&bearer, "a=b"),
            Ok(Some(Credential::Token(_)))
        ));
        assert!(given(&bearer.replace("Bearer", "bearer"), "").is_ok());
        for wrong in [
            String::new(),
            token.clone(),
            format!("Basic {token}"),
            format!("Bearer  {token}"),
            format!("Bearer {token}, Bearer {token}"),
            format!("{bearer} "),
            "Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhIn0.c2ln".into(),
        ] {
            assert!(given(&wrong, "").is_err(), "{wrong}");
        }
        assert!(given(&bearer, "__Host-postern=s").is_err());
        let mut open = call("https", "p.example", "");
        open.headers.push(("authorization", "Basic x".into()));
        assert_eq!(credential(&open, Need::Nothing), Ok(None));
    }
}
