//! One HTTP call as plain data, without its body.

use percent_encoding::percent_decode_str;
use postern_core::api::endpoint::percent_encode;
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
const HEADERS: [&str; 13] = [
    "accept",
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

    /// The query, of which only these parameters may be given, each once.
    ///
    /// # Errors
    /// A refusal that names the parameter.
    pub fn query(&self, known: &[&str]) -> Result<Query<'_>, Error> {
        for (at, (name, _)) in self.query.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                let choice = if known.is_empty() {
                    "none is understood here".to_owned()
                } else {
                    format!("known here: {}", known.join(", "))
                };
                return refuse(
                    Code::InvalidQuery,
                    format!("there is no query parameter `{name}`; {choice}"),
                );
            }
            if self
                .query
                .iter()
                .skip(at + 1)
                .any(|(other, _)| other == name)
            {
                return refuse(
                    Code::InvalidQuery,
                    format!("the query parameter `{name}` is given twice"),
                );
            }
        }
        Ok(Query(&self.query))
    }
}

/// A checked query.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a>(&'a [(String, String)]);

impl<'a> Query<'a> {
    /// The value of a parameter, if it was given.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a parameter, read by `parse`.
    ///
    /// # Errors
    /// A refusal that names the parameter and repeats what `parse` says.
    pub fn parse<T>(
        &self,
        name: &str,
        parse: impl FnOnce(&'a str) -> Result<T, String>,
    ) -> Result<Option<T>, Error> {
        self.get(name).map(parse).transpose().or_else(|error| {
            refuse(
                Code::InvalidQuery,
                format!("the query parameter `{name}` does not fit: {error}"),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_strict() {
        let call = |pairs: &[(&str, &str)]| Call {
            query: pairs
                .iter()
                .map(|(a, b)| ((*a).into(), (*b).into()))
                .collect(),
            ..Call::default()
        };
        assert!(call(&[]).query(&[]).is_ok());
        assert_eq!(
            call(&[("q", "a b")])
                .query(&["q"])
                .map(|q| q.get("q").map(str::to_owned)),
            Ok(Some("a b".to_owned()))
        );
        assert!(call(&[("x", "1")]).query(&["q"]).is_err());
        assert!(call(&[("q", "1"), ("q", "2")]).query(&["q"]).is_err());
    }
}
