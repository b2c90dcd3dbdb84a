//! The list of operations as JSON, for tests that are no Rust.

use postern_core::api::endpoint::{ENDPOINTS, Entry, parameter::Parameter};
use serde_json::{Value, json};

/// Every operation, in the order of the list.
#[must_use]
pub fn endpoints() -> Value {
    ENDPOINTS.iter().map(endpoint).collect()
}

fn endpoint(entry: &Entry) -> Value {
    json!({
        "name": entry.name,
        "method": entry.method.as_str(),
        "path": entry.path,
        "visibility": word(&entry.visibility),
        "resource": entry.resource.map(|resource| resource.as_str()),
        "verb": entry.verb.map(|verb| verb.as_str()),
        "success": entry.success,
        "query": entry.query.iter().map(parameter).collect::<Value>(),
        "accepts": entry.accepts,
        "body_optional": entry.body_optional,
        "answers": entry.answers,
        "if_match": word(&entry.if_match),
        "tag": word(&entry.tag),
        "idempotent": entry.idempotent,
                "creates": entry.creates,
    })
}

fn parameter(parameter: &Parameter) -> Value {
    json!({ "name": parameter.name, "required": parameter.required })
}

fn word(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}
