//! One HTTP call as plain data, without its body.

use percent_encoding::percent_decode_str;
use postern_core::api::endpoint::{
    parameter::{Parameter, Value},
    percent_encode,
};
use worker::{Url, web_sys};

use crate::{
    error::{Error, Fault, refuse},
    http::{crossing::description, problem::Code},
};

/// The longest query string that is looked at, in bytes.
const MAX_QUERY_BYTES: usize = 8 * 1024;

/// The line and the headers of a call, as far as Postern looks at them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// As it stood in the request line.
    pub method: String,
    /// `http` or `https`.
    pub scheme: String,
    /// Name, and the port where it is not the scheme's own.
    pub host: String,
    /// Without the query.
    pub path: String,
    /// Decoded, in the order given.
    pub query: Vec<(String, String)>,
    /// The headers that operations look at, names in lower case.
    pub headers: Vec<(&'static str, String)>,
}

/// The headers that Postern reads.
const HEADERS: [&str; 18] = [
    "accept",
    "authorization",
    "cf-access-jwt-assertion",
    "cf-connecting-ip",
    "content-length",
    "content-type",
    "cookie",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "origin",
    "sec-fetch-site",
    "upgrade",
    "user-agent",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
    "x-request-id",
];

impl Call {
    /// Reads the runtime's request.
    ///
    /// # Errors
    /// Where the runtime's own request cannot be read.
    pub fn read(request: &web_sys::Request) -> Result<Self, Fault> {
        let names = HEADERS.join("\n");
        let read = description(request, &names)?;
        let url = Url::parse(&read.address).map_err(|error| Fault::new(error.to_string()))?;
        let host = url.host_str().unwrap_or_default();
        let headers = HEADERS
            .into_iter()
            .zip(read.headers)
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        Ok(Self {
            // Not `Request::method`, which reads every unknown verb as GET.
            method: read.method,
            scheme: url.scheme().into(),
            host: match url.port() {
                Some(port) => format!("{host}:{port}"),
                None => host.into(),
            },
            path: url.path().into(),
            query: if url
                .query()
                .is_some_and(|query| query.len() > MAX_QUERY_BYTES)
            {
                vec![("…".into(), String::new())]
            } else {
                url.query_pairs().into_owned().collect()
            },
            headers,
        })
    }

    /// A header's value.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Where the call was sent to: scheme and host.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.host)
    }

    /// The address of the same list from another cursor on.
    #[must_use]
    pub fn with_cursor(&self, cursor: &str) -> String {
        let mut address = format!("{}?cursor={cursor}", self.path);
        for (name, value) in self.query.iter().filter(|(name, _)| name != "cursor") {
            address.push('&');
            address.push_str(name);
            address.push('=');
            percent_encode(value, &mut address);
        }
        address
    }

    /// A segment of the path, decoded.
    ///
    /// # Errors
    /// A refusal where it is no UTF-8; such a name names nothing.
    pub fn segment(&self, segments: &[&str], at: usize) -> Result<String, Error> {
        let segment = segments.get(at).copied().unwrap_or_default();
        match percent_decode_str(segment).decode_utf8() {
            Ok(name) => Ok(name.into_owned()),
            Err(_) => refuse(
                Code::NotFound,
                "check the address: a name in it is no UTF-8",
            ),
        }
    }

    /// Whether the call promises to change nothing.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD" | "OPTIONS")
    }

    /// Refuses a query that the operation does not understand: each parameter is known, given once and
    /// fits, and what is required is there.
    ///
    /// # Errors
    /// A refusal that names the parameter.
    pub fn check_query(&self, known: &[Parameter]) -> Result<(), Error> {
        for (at, (name, text)) in self.query.iter().enumerate() {
            let Some(parameter) = known.iter().find(|known| known.name == name) else {
                return unknown(name, known);
            };
            if self
                .query
                .iter()
                .skip(at + 1)
                .any(|(other, _)| other == name)
            {
                return misfit(name, "is given twice");
            }
            if let Err(problem) = parameter.value.check(text) {
                return misfit(name, &format!("does not fit: {problem}"));
            }
        }
        match known
            .iter()
            .find(|known| known.required && self.value(known).is_none())
        {
            Some(missing) => misfit(missing.name, "is required"),
            None => Ok(()),
        }
    }

    /// The value of a query parameter, if it was given. Every query is checked before any operation looks
    /// at it, so what is there fits.
    #[must_use]
    pub fn value(&self, parameter: &Parameter) -> Option<&str> {
        self.query
            .iter()
            .find(|(name, _)| name == parameter.name)
            .map(|(_, value)| value.as_str())
    }

    /// The number that a query parameter names, or else the usual one.
    #[must_use]
    pub fn number(&self, parameter: &Parameter) -> u64 {
        match parameter.value {
            Value::Number { usual, .. } => self
                .value(parameter)
                .and_then(|text| text.parse().ok())
                .unwrap_or(usual),
            _ => 0,
        }
    }
}

fn unknown<T>(name: &str, known: &[Parameter]) -> Result<T, Error> {
    let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
    let choice = if known.is_empty() {
        "none is understood here".to_owned()
    } else {
        let names: Vec<_> = known.iter().map(|known| known.name).collect();
        format!("known here: {}", names.join(", "))
    };
    refuse(
        Code::InvalidQuery,
        format!("there is no query parameter `{name}`; {choice}"),
    )
}

fn misfit<T>(name: &str, what: &str) -> Result<T, Error> {
    refuse(
        Code::InvalidQuery,
        format!("the query parameter `{name}` {what}"),
    )
}

#[cfg(test)]
mod tests {
    use postern_core::api::endpoint::parameter::{AFTER, LIMIT, ROLE_ASKED, TEXT};

    use super::*;

    #[test]
    fn queries_are_strict() {
        let checked = |pairs: &[(&str, &str)], known: &[Parameter]| {
            let call = Call {
                query: pairs
                    .iter()
                    .map(|(a, b)| ((*a).into(), (*b).into()))
                    .collect(),
                ..Call::default()
            };
            call.check_query(known).map(|()| call)
        };
        assert!(checked(&[], &[]).is_ok());
        assert!(checked(&[], &[ROLE_ASKED]).is_err());
        let call = checked(&[("q", "a b"), ("limit", "7")], &[TEXT, LIMIT]).expect("it fits");
        assert_eq!(call.value(&TEXT), Some("a b"));
        assert_eq!((call.number(&LIMIT), call.number(&AFTER)), (7, 0));
        assert!(checked(&[("x", "1")], &[TEXT]).is_err());
        assert!(checked(&[("q", "1"), ("q", "2")], &[TEXT]).is_err());
        assert!(checked(&[("limit", "0")], &[LIMIT]).is_err());
    }
}
