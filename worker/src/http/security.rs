//! What every answer carries, and which calls may change something: headers and the check of origin.

use std::sync::OnceLock;

use postern_core::VERSION;

use super::{answer::Answer, call::Call, crossing::push, problem::Code};
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

/// The headers that are the same for all calls of a scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Common {
    /// None: not decided yet.
    #[default]
    None,
    /// Those of calls on this machine without encryption.
    Plain,
    /// Those of all others.
    Encrypted,
}

/// Those of [`Common::Plain`].
const PLAIN: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (
        "content-security-policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
];
/// What [`Common::Encrypted`] has beside them.
const ENCRYPTED: (&str, &str) = (
    "strict-transport-security",
    "max-age=63072000; includeSubDomains",
);

impl Common {
    /// Name and value of each.
    pub fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        static VERSION_HERE: OnceLock<String> = OnceLock::new();
        let version = VERSION_HERE.get_or_init(|| match COMMIT {
            Some(commit) => format!("{VERSION}+{commit}"),
            None => VERSION.to_owned(),
        });
        let all = [("x-postern-version", version.as_str())];
        all.into_iter()
            .chain(PLAIN)
            .chain((self == Self::Encrypted).then_some(ENCRYPTED))
            .filter(move |_| self != Self::None)
    }

    /// The same as text, two lines for each.
    pub(super) fn lines(self) -> &'static str {
        static LINES: [OnceLock<String>; 3] = [const { OnceLock::new() }; 3];
        let [none, plain, encrypted] = &LINES;
        let lines = match self {
            Self::None => none,
            Self::Plain => plain,
            Self::Encrypted => encrypted,
        };
        lines.get_or_init(|| {
            let mut text = String::new();
            for (name, value) in self.headers() {
                push(&mut text, name, value);
            }
            text
        })
    }
}

/// The answer with everything that all answers carry.
#[must_use]
pub fn with_headers(answer: Answer, call: &Call, request_id: &str) -> Answer {
    let common = if call.scheme == "https" {
        Common::Encrypted
    } else {
        Common::Plain
    };
    Answer { common, ..answer }
        .header("x-request-id", request_id)
        .default_header("cache-control", "no-store")
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
