//! One operation, as OpenAPI writes it.

use anyhow::{Result, ensure};
use postern_core::api::endpoint::{Entry, JSON, Visibility, shape::Shape};
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use crate::{Example, parameter, response, wording::clean};

/// The generators of what is read and of what is answered: a field that may be left out in one is not
/// always one in the other.
pub(crate) struct Generators {
    pub(crate) read: SchemaGenerator,
    pub(crate) answered: SchemaGenerator,
}

/// An operation with everything that it reads and answers.
pub(crate) fn operation(
    entry: &Entry,
    shape: &Shape,
    generators: &mut Generators,
) -> Result<Value> {
    let example = Example::of(entry)?;
    let about = clean(entry.about);
    ensure!(
        !about.is_empty(),
        "{} has no description: write a doc comment",
        entry.name
    );
    let summary = about
        .split(": ")
        .next()
        .unwrap_or_default()
        .trim_end_matches('.');
    let answered = (shape.response)(&mut generators.answered).to_value();
    let mut operation = json!({
        "operationId": entry.name,
        "summary": summary,
        "description": description(entry, &about),
        "tags": [tag(entry)],
        "parameters": parameter::all(entry, &example)?,
        "responses": response::all(entry, &answered),
        "security": security(entry),
    });
    let read = (shape.request)(&mut generators.read).to_value();
    if let (Some(body), Some(members)) = (body(entry, &example, read), operation.as_object_mut()) {
        members.insert("requestBody".into(), body);
    }
    Ok(operation)
}

fn body(entry: &Entry, example: &Example, schema: Value) -> Option<Value> {
    let content: Map<String, Value> = entry
        .accepts
        .iter()
        .map(|media| {
            // What a document of the policy is, is the policy language's to say.
            let schema = match *media {
                JSON if entry.accepts == [JSON] => schema.clone(),
                JSON => json!({ "type": "object" }),
                _ => json!({}),
            };
            let mut content = Map::from_iter([("schema".to_owned(), schema)]);
            if let Some(example) = &example.body {
                content.insert("example".into(), example.clone());
            }
            ((*media).to_owned(), Value::Object(content))
        })
        .collect();
    (!content.is_empty()).then(|| json!({ "required": !entry.body_optional, "content": content }))
}

/// What it does and who may.
fn description(entry: &Entry, about: &str) -> String {
    let right = match (entry.resource, entry.verb) {
        (Some(resource), Some(verb)) => format!("`{}` on `{}`", verb.as_str(), resource.as_str()),
        _ => String::new(),
    };
    let who = match entry.visibility {
        Visibility::Public => "Anyone may call it.".to_owned(),
        Visibility::Caller => "Whoever is signed in may call it.".to_owned(),
        Visibility::Involved if right.is_empty() => {
            "For whoever made the request, may review it, or may read all requests.".to_owned()
        }
        Visibility::Involved => {
            format!(
                "For whoever made the request, may review it, or holds {right}, as the rules permit."
            )
        }
        Visibility::Requester => "For whoever made the request.".to_owned(),
        Visibility::Ruled => format!("For whoever holds {right}."),
    };
    format!("{about} {who}")
}

fn tag(entry: &Entry) -> &'static str {
    let path = entry.path.strip_prefix("/api/v1/");
    match path.and_then(|path| path.split('/').next()) {
        Some("openapi.json") | None => "service",
        Some(tag) => tag,
    }
}

fn security(entry: &Entry) -> Value {
    match entry.visibility {
        Visibility::Public => json!([]),
        _ => json!([{ "session": [] }]),
    }
}
