//! Query parameters, path segments and headers, as OpenAPI writes them.

use anyhow::{Context, Result};
use postern_core::api::{
    endpoint::{
        Entry, IfMatch, Tag,
        parameter::{Parameter, Value as Kind, segment},
    },
    schema::NAME,
};
use serde_json::{Value, json};

use crate::{Example, wording::clean};

/// Everything beside the body that a call of the operation may carry.
pub(crate) fn all(entry: &Entry, example: &Example) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for part in entry.path.split('/') {
        let Some(name) = part
            .strip_prefix('{')
            .and_then(|part| part.strip_suffix('}'))
        else {
            continue;
        };
        let segment = segment(name).with_context(|| {
            format!(
                "{} has {{{name}}} in its path: say in `core::api::endpoint::parameter::segment` what that is",
                entry.name
            )
        })?;
        all.push(parameter("path", &segment, example.path.get(name)));
    }
    for one in entry.query {
        all.push(parameter("query", one, example.query.get(one.name)));
    }
    all.extend(headers(entry));
    Ok(all)
}

fn parameter(place: &str, parameter: &Parameter, example: Option<&String>) -> Value {
    let mut written = json!({
        "name": parameter.name,
        "in": place,
        "description": clean(parameter.about),
        "required": parameter.required,
        "schema": schema(parameter.value),
    });
    // What only a call before it tells cannot be shown.
    let example = example.filter(|example| !example.contains('{'));
    if let (Some(example), Some(members)) = (example, written.as_object_mut()) {
        let example = match parameter.value {
            Kind::Number { .. } | Kind::Flag => serde_json::from_str(example).unwrap_or_default(),
            _ => json!(example),
        };
        members.insert("example".into(), example);
    }
    written
}

/// What a parameter may be, as exactly as a schema can say it.
fn schema(value: Kind) -> Value {
    match value {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Number { least, most, usual } => {
            json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual })
        }
        Kind::Text { most } => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Kind::OneOf(words) => json!({ "type": "string", "enum": words }),
        Kind::Role | Kind::User => {
            json!({ "type": "string", "minLength": 1, "maxLength": 256, "pattern": NAME })
        }
        Kind::Moment => json!({ "type": "string", "format": "date-time" }),
        Kind::Id => json!({ "type": "string", "format": "uuid" }),
        Kind::Cursor { digits } => {
            json!({ "type": "string", "pattern": format!("^[0-9a-f]{{{digits}}}$") })
        }
    }
}

fn headers(entry: &Entry) -> Vec<Value> {
    let header = |name: &str, about: &str, required: bool, pattern: &str| {
        json!({
            "name": name, "in": "header", "description": about, "required": required,
            "schema": { "type": "string", "pattern": pattern },
        })
    };
    let mut headers = Vec::new();
    match entry.if_match {
        IfMatch::Ignored => {}
        IfMatch::Optional => headers.push(header(
            "If-Match",
            "The `ETag` that the caller decided on; where it is no longer current, nothing is done.",
            false,
            TAGS,
        )),
        IfMatch::Replacing => headers.push(header(
            "If-Match",
            "The `ETag` of what this replaces; left out only where there is nothing yet.",
            false,
            TAGS,
        )),
        IfMatch::Required => headers.push(header(
            "If-Match",
            "The `ETag` of what this replaces; where it is no longer current, nothing is done.",
            true,
            TAGS,
        )),
    }
    if entry.tag == Tag::Weak {
        headers.push(header(
            "If-None-Match",
            "The `ETag` of the answer that the caller has; where nothing changed since, the answer is 304.",
            false,
            TAGS,
        ));
    }
    if entry.idempotent {
        headers.push(header(
            "Idempotency-Key",
            "Makes the call safe to repeat: the same key and body get the same answer for 24 hours.",
            false,
            "^[ -~]{1,255}$",
        ));
    }
    headers
}

/// `*`, or a list of entity tags in double quotes. An empty header is none.
const TAGS: &str = concat!(
    r#"^[ \t]*(\*|[ \t,]*(W/)?"[!#-~]*"[ \t]*"#,
    r#"(,[ \t,]*(W/)?"[!#-~]*"[ \t]*)*[ \t,]*)?[ \t]*$"#
);
