//! What every answer carries, and which calls may change something: headers and the check of origin.

use postern_core::VERSION;

use super::{answer::Answer, call::Call, problem::Code};
use crate::{
    error::{Error, refuse},
    ledger::credential::Credential,
};

/// The commit this was built from, where the build knew it.
const COMMIT: Option<&str> = option_env!("POSTERN_COMMIT");

/// Refuses a call that changes something and was not sent by Postern's own page.
///
/// Browsers say in `Sec-Fetch-Site` where a call comes from, older ones in `Origin`. A call that
/// says neither is accepted only without a cookie: then there is no session it could misuse.
///
/// # Errors
/// A refusal with code `cross-site`.
pub fn check_origin(call: &Call, credential: Option<&Credential>) -> Result<(), Error> {
    let is_own = match (call.header("sec-fetch-site"), call.header("origin")) {
        _ if call.is_safe() => true,
        // No browser adds a token by itself, so no other site can misuse one.
        _ if matches!(credential, Some(Credential::Token(_))) => true,
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == call.origin(),
        (None, None) => call.header("cookie").is_none(),
    };
    if is_own {
        Ok(())
    } else {
        refuse(
            Code::CrossSite,
            format!("send this from {} itself", call.origin()),
        )
    }
}

/// Refuses a WebSocket that is not opened by Postern's own page: browsers open them across sites.
///
/// # Errors
/// A refusal with code `cross-site`.
pub fn check_socket_origin(call: &Call) -> Result<(), Error> {
    if call.header("origin") == Some(&call.origin()) {
        Ok(())
    } else {
        refuse(
            Code::CrossSite,
            format!("open the WebSocket from {} itself", call.origin()),
        )
    }
}

/// The answer with everything that all answers carry.
#[must_use]
pub fn with_headers(answer: Answer, call: &Call, request_id: &str) -> Answer {
    let version = COMMIT.map_or_else(
        || VERSION.to_owned(),
        |commit| format!("{VERSION}+{commit}"),
    );
    let answer = answer
        .header("x-request-id", request_id)
        .header("x-postern-version", version)
        .header("x-content-type-options", "nosniff")
        .header("referrer-policy", "no-referrer")
        .header("cross-origin-opener-policy", "same-origin")
        .header("cross-origin-resource-policy", "same-origin")
        .header(
            "permissions-policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        )
        .header(
            "content-security-policy",
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .default_header("cache-control", "no-store");
    if call.scheme == "https" {
        answer.header(
            "strict-transport-security",
            "max-age=63072000; includeSubDomains",
        )
    } else {
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(method: &str, headers: &[(&'static str, &str)]) -> Call {
        Call {
            method: method.into(),
            scheme: "https".into(),
            host: "postern.example".into(),
            headers: headers.iter().map(|(n, v)| (*n, (*v).to_owned())).collect(),
            ..Call::default()
        }
    }

    #[test]
    fn only_our_own_page_changes_something() {
        let own = "https://postern.example";
        let cases = [
            ("GET", vec![("sec-fetch-site", "cross-site")], true),
            (
                "POST",
                vec![("sec-fetch-site", "same-origin"), ("cookie", "x")],
                true,
            ),
            (
                "POST",
                vec![("sec-fetch-site", "same-site"), ("origin", own)],
                false,
            ),
            ("POST", vec![("sec-fetch-site", "none")], false),
            ("POST", vec![("origin", own), ("cookie", "x")], true),
            ("POST", vec![("origin", "http://postern.example")], false),
            (
                "POST",
                vec![("origin", "https://postern.example.evil")],
                false,
            ),
            ("PUT", vec![("origin", "null")], false),
            ("POST", vec![("cookie", "x")], false),
            ("POST", vec![], true),
        ];
        for (method, headers, expected) in cases {
            assert_eq!(
                check_origin(&call(method, &headers), None).is_ok(),
                expected,
                "{method} {headers:?}"
            );
        }
        let elsewhere = call("POST", &[("sec-fetch-site", "cross-site")]);
        let token = Credential::Token(String::new());
        assert!(check_origin(&elsewhere, Some(&token)).is_ok());
        let session = Credential::Session(String::new());
        assert!(check_origin(&elsewhere, Some(&session)).is_err());
        assert!(check_socket_origin(&call("GET", &[("origin", own)])).is_ok());
        assert!(check_socket_origin(&call("GET", &[])).is_err());
    }
}
