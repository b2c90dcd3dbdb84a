//! From a method and a path to an operation, and from an operation to a path.

use alloc::{string::String, vec::Vec};

use super::{ENDPOINTS, Entry, Method};

/// What a method and a path lead to.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    /// An operation, with the path's segments that stand for `{…}`, still percent-encoded.
    Operation(Entry, Vec<&'a str>),
    /// The path exists; these are its methods.
    OtherMethods(Vec<Method>),
    /// No such path.
    Nothing,
}

/// Finds the operation for a method (as it stood in the request line) and a path without query.
#[must_use]
pub fn find<'a>(method: &str, path: &'a str) -> Found<'a> {
    let mut others = Vec::new();
    for entry in ENDPOINTS {
        if let Some(segments) = matches(entry.path, path) {
            if entry.method.as_str() == method {
                return Found::Operation(*entry, segments);
            }
            others.push(entry.method);
        }
    }
    if others.is_empty() {
        Found::Nothing
    } else {
        Found::OtherMethods(others)
    }
}

fn matches<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut segments = Vec::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(segments),
            (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {
                segments.push(segment);
            }
            (Some(name), Some(segment)) if name == segment => {}
            _ => return None,
        }
    }
}

pub(super) fn fill(pattern: &str, segments: &[&str]) -> String {
    let mut segments = segments.iter();
    let mut path = String::new();
    for (at, part) in pattern.split('/').enumerate() {
        if at > 0 {
            path.push('/');
        }
        match part.starts_with('{').then(|| segments.next()).flatten() {
            Some(segment) => percent_encode(segment, &mut path),
            None => path.push_str(part),
        }
    }
    path
}

/// Writes `text` so that it can stand in one path segment or query value.
pub fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(digit.into(), 16).map(|c| c.to_ascii_uppercase()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::{Endpoint as _, ReadRequest, Visibility},
        *,
    };

    #[test]
    fn each_operation_is_found_by_its_own_path() {
        for entry in ENDPOINTS {
            let path = entry.path.replace("{id}", "x");
            let Found::Operation(found, _) = find(entry.method.as_str(), &path) else {
                panic!("{} {path} leads nowhere", entry.method.as_str());
            };
            assert_eq!(found.operation, entry.operation);
            assert_eq!(entry.resource.is_some(), entry.verb.is_some());
            assert!(entry.visibility != Visibility::Ruled || entry.verb.is_some());
        }
    }

    #[test]
    fn other_paths_and_methods_are_told_apart() {
        assert!(matches!(find("GET", "/api/v1/nothing"), Found::Nothing));
        assert!(matches!(find("GET", "/api/v1/requests/"), Found::Nothing));
        assert!(
            matches!(find("DELETE", "/api/v1/requests"), Found::OtherMethods(m) if m.len() == 2)
        );
        assert!(matches!(find("BREW", "/healthz"), Found::OtherMethods(_)));
    }

    #[test]
    fn paths_are_filled_safely() {
        assert_eq!(
            ReadRequest::path(&["a/b c%"]),
            "/api/v1/requests/a%2Fb%20c%25"
        );
    }
}
