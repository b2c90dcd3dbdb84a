//! Bodies: read with a limit before anything looks at them, then parsed with the place of each mistake.

use futures_util::StreamExt;
use js_sys::Uint8Array;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use worker::{Request, web_sys};

use super::{call::Call, problem::Code};
use crate::error::{Error, Fault, Refused, refuse};

/// The most a body may have, in bytes.
pub const LIMIT: usize = 256 * 1024;
/// The most a policy may have, in bytes.
pub const POLICY_LIMIT: usize = 4 * 1024 * 1024;
/// The most one document of it may have, in bytes.
pub const DOCUMENT_LIMIT: usize = 1024 * 1024;

/// How much more is let pass, unkept, once a body is too large.
const DRAIN: usize = 4 * 1024 * 1024;

/// Reads the body; of one over `limit` nothing is kept.
///
/// # Errors
/// A refusal with code `too-large`; a fault where the connection breaks.
pub async fn read(call: &Call, request: web_sys::Request, limit: usize) -> Result<Vec<u8>, Error> {
    if request.body().is_none() {
        return Ok(Vec::new());
    }
    let announced = call.header("content-length");
    let announced = announced.and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length <= limit) {
        // The runtime takes no more than was announced: all of it at once.
        let promise = request.array_buffer().map_err(unread)?;
        let bytes = Uint8Array::new(&JsFuture::from(promise).await.map_err(unread)?).to_vec();
        return if bytes.len() > limit {
            too_large(limit)
        } else {
            Ok(bytes)
        };
    }
    let mut stream = Request::from(request).stream()?;
    let mut bytes = Vec::new();
    let mut length = 0_usize;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk?;
        length = length.saturating_add(chunk.len());
        if length <= limit {
            bytes.extend_from_slice(&chunk);
        } else if length <= limit.saturating_add(DRAIN) {
            // Dropped unread, so that the sender is still there to hear the refusal.
            bytes = Vec::new();
        } else {
            break;
        }
    }
    if length > limit {
        return too_large(limit);
    }
    Ok(bytes)
}

fn unread(error: JsValue) -> Fault {
    Fault::new(format!("the body cannot be read: {error:?}"))
}

fn too_large<T>(limit: usize) -> Result<T, Error> {
    refuse(Code::TooLarge, format!("send at most {} KiB", limit / 1024))
}

/// Refuses a body whose `Content-Type` is none of these; a body without one is refused too.
///
/// # Errors
/// A refusal with code `unsupported-media-type`.
pub fn check_type(call: &Call, wanted: &[&str]) -> Result<(), Error> {
    let given = call.header("content-type").unwrap_or_default();
    let mut parts = given.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("charset") => {
            value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        }
        _ => true,
    });
    if wanted.contains(&essence.as_str()) && is_utf8 {
        Ok(())
    } else {
        refuse(
            Code::UnsupportedMediaType,
            format!("send the body as {}, in UTF-8", wanted.join(" or ")),
        )
    }
}

/// A body as JSON.
///
/// # Errors
/// A refusal that points to the field that does not fit.
pub fn json<T: DeserializeOwned>(call: &Call, bytes: &[u8]) -> Result<T, Error> {
    check_type(call, &["application/json"])?;
    parse(bytes)
}

/// A body as JSON, where nothing at all means the default.
///
/// # Errors
/// As [`json`].
pub fn optional_json<T: DeserializeOwned + Default>(call: &Call, bytes: &[u8]) -> Result<T, Error> {
    if bytes.is_empty() {
        Ok(T::default())
    } else {
        json(call, bytes)
    }
}

/// Bytes as JSON, whatever they say they are.
///
/// # Errors
/// As [`json`], the type aside.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    // Read once without a type, so that what is no JSON at all is told apart from what does not fit.
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| {
        Refused::new(
            Code::MalformedJson,
            format!("the body is not JSON: {error}"),
        )
    })?;
    if !value.is_object() {
        return Err(
            Refused::new(Code::InvalidBody, "the body must be a JSON object")
                .field("", "write an object in braces")
                .into(),
        );
    }
    // From the text again, not from the value: the text still has a field that is given twice.
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let message = error.inner().to_string();
        let message = message
            .split_once(" at line ")
            .map_or(message.as_str(), |(message, _)| message);
        let mut pointer = pointer(error.path());
        // These two speak of a field of the place, not of the place.
        let field = ["missing field `", "duplicate field `"]
            .iter()
            .find_map(|start| message.strip_prefix(start)?.strip_suffix('`'));
        if let Some(field) = field {
            pointer.push('/');
            pointer.push_str(field);
        }
        let place = if pointer.is_empty() {
            "the body"
        } else {
            &pointer
        };
        Refused::new(
            Code::InvalidBody,
            format!("{place} does not fit: {message}"),
        )
        .field(pointer.clone(), message)
        .into()
    })
}

/// A path as a JSON pointer (RFC 6901).
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Unknown => {}
        }
    }
    pointer
}

#[cfg(test)]
mod tests {
    use postern_core::api::requests::{NewRequest, NewReview};

    use super::*;

    fn refused<T: DeserializeOwned>(text: &str) -> Refused {
        match parse::<T>(text.as_bytes()) {
            Err(Error::Refused(refused)) => *refused,
            _ => panic!("{text} must be refused"),
        }
    }

    #[test]
    fn mistakes_have_a_place() {
        let cases = [
            (r#"{"roles":[5]}"#, "/roles/0"),
            (r#"{"roles":["a"],"raeson":"x"}"#, "/raeson"),
            (r#"{"reason":"x"}"#, "/roles"),
            (r#"{"roles":"dba"}"#, "/roles"),
            (r#"{"roles":["a"],"starts_at":"tomorrow"}"#, "/starts_at"),
            (r#"{"roles":[""]}"#, "/roles/0"),
            (r#"{"roles":["a"],"roles":["b"]}"#, "/roles"),
            (r#"["dba"]"#, ""),
        ];
        for (text, pointer) in cases {
            let refused = refused::<NewRequest>(text);
            assert_eq!(refused.code, Code::InvalidBody, "{text}");
            let [error] = refused.errors.as_slice() else {
                panic!("one mistake in {text}");
            };
            assert_eq!(error.pointer, pointer, "{text}: {}", error.detail);
            assert!(!error.detail.contains("NewRequest"), "{}", error.detail);
        }
        assert_eq!(
            refused::<NewReview>(r#"{"verdict":"maybe"}"#).code,
            Code::InvalidBody
        );
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        let deep = "[".repeat(10_000);
        for text in [
            "",
            "{",
            "roles=dba",
            "{\"roles\":[\"a\"]} x",
            "\u{0}",
            deep.as_str(),
        ] {
            assert_eq!(
                refused::<NewRequest>(text).code,
                Code::MalformedJson,
                "{text:?}"
            );
        }
        let Err(Error::Refused(refused)) = parse::<NewRequest>(b"{\"roles\":[\"\xff\"]}") else {
            panic!("invalid UTF-8 must be refused");
        };
        assert_eq!(refused.code, Code::MalformedJson);
    }

    #[test]
    fn types_are_exact() {
        let call = |value: &str| Call {
            headers: vec![("content-type", value.into())],
            ..Call::default()
        };
        for (value, fits) in [
            ("application/json", true),
            ("Application/JSON; charset=UTF-8", true),
            ("application/json; charset=latin1", false),
            ("text/plain", false),
            ("application/jsonx", false),
            ("", false),
        ] {
            assert_eq!(
                check_type(&call(value), &["application/json"]).is_ok(),
                fits,
                "{value}"
            );
        }
    }
}
