//! What an operation can answer: its success, and the problems by status.

use std::collections::{BTreeMap, BTreeSet};

use postern_core::api::{
    endpoint::{
        Entry, IfMatch, JSON, Method, Operation, Tag, Visibility, parameter::CURSOR,
        parameter::DRY_RUN,
    },
    problem::MEDIA_TYPE,
};
use postern_worker::http::problem::Code;
use serde_json::{Map, Value, json};

/// The operation's answers by status.
pub(crate) fn all(entry: &Entry, body: &Value) -> Map<String, Value> {
    let mut all = Map::new();
    all.insert(entry.success.to_string(), success(entry, body));
    if entry.query.contains(&DRY_RUN) {
        let mut dry = success(entry, body);
        if let Some(members) = dry.as_object_mut() {
            members.insert(
                "description".into(),
                json!("What would happen; nothing was stored."),
            );
            members.insert("headers".into(), json!(common()));
        }
        all.insert("200".into(), dry);
    }
    if entry.creates {
        let mut made = success(entry, body);
        if let Some(members) = made.as_object_mut() {
            members.insert("description".into(), json!("Made."));
        }
        all.insert("201".into(), made);
    }
    if entry.tag == Tag::Weak {
        let headers = headers(entry);
        all.insert(
            "304".into(),
            json!({ "description": "Nothing changed.", "headers": headers }),
        );
    }
    for status in statuses(entry) {
        all.insert(
            status.to_string(),
            json!({ "$ref": format!("#/components/responses/Problem{status}") }),
        );
    }
    all
}

fn success(entry: &Entry, body: &Value) -> Value {
    let mut success = json!({ "description": "Done.", "headers": headers(entry) });
    let content: Map<String, Value> = entry
        .answers
        .iter()
        .map(|media| {
            let schema = if *media == JSON {
                body.clone()
            } else {
                json!({ "type": "string" })
            };
            ((*media).to_owned(), json!({ "schema": schema }))
        })
        .collect();
    if let (Some(members), false) = (success.as_object_mut(), content.is_empty()) {
        members.insert("content".into(), Value::Object(content));
    }
    success
}

/// The statuses of the problems that the operation can answer with.
fn statuses(entry: &Entry) -> BTreeSet<u16> {
    let changes = entry.method != Method::Get;
    let is_visible = entry.visibility == Visibility::Public;
    let mut statuses = BTreeSet::from([400, 421, 429, 500, 503]);
    let mut add = |condition: bool, more: &[u16]| {
        if condition {
            statuses.extend(more);
        }
    };
    add(!is_visible, &[401]);
    add(changes || entry.visibility == Visibility::Ruled, &[403]);
    add(!is_visible, &[404]);
    add(changes, &[409, 413]);
    add(!entry.accepts.is_empty(), &[415]);
    add(entry.idempotent, &[422]);
    add(entry.if_match != IfMatch::Ignored, &[412]);
    add(
        matches!(entry.if_match, IfMatch::Required | IfMatch::Replacing),
        &[428],
    );
    statuses
}

/// Every status that a problem can have, as a response for all operations to refer to.
pub(crate) fn problems() -> Map<String, Value> {
    let mut codes: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
    for code in Code::ALL {
        codes.entry(code.kind().status).or_default().push(*code);
    }
    codes
        .iter()
        .map(|(status, codes)| (format!("Problem{status}"), problem(*status, codes)))
        .collect()
}

fn problem(status: u16, codes: &[Code]) -> Value {
    let titles: Vec<_> = codes
        .iter()
        .map(|code| format!("`{}`: {}.", code.kind().code, code.kind().title))
        .collect();
    let names: Vec<_> = codes.iter().map(|code| code.kind().code).collect();
    let mut headers = common();
    if status == 429 {
        headers.insert(
            "Retry-After".into(),
            header("In how many seconds to call again.", true),
        );
    }
    if status == 412 {
        headers.insert("ETag".into(), header("The current version.", false));
    }
    json!({
        "description": titles.join(" "),
        "headers": headers,
        "content": { MEDIA_TYPE: { "schema": {
            "allOf": [
                { "$ref": "#/components/schemas/Problem" },
                { "properties": { "status": { "const": status }, "code": { "enum": names } } },
            ],
        } } },
    })
}

/// The headers of a success.
fn headers(entry: &Entry) -> Map<String, Value> {
    let mut headers = common();
    match entry.tag {
        Tag::None => {}
        Tag::Strong => {
            headers.insert(
                "ETag".into(),
                header("The stored version, for `If-Match`.", true),
            );
        }
        Tag::Weak => {
            let about = "This answer to this caller, for `If-None-Match`.";
            headers.insert("ETag".into(), header(about, true));
        }
    }
    if entry.query.iter().any(|known| known.name == CURSOR.name) {
        headers.insert(
            "Link".into(),
            header("The next page, with `rel=\"next\"`.", false),
        );
    }
    if entry.operation == Operation::SubmitRequest {
        headers.insert(
            "Location".into(),
            header("The request that was made.", true),
        );
    }
    if entry.idempotent {
        let about = "`true` where this answer was given before, for the same key.";
        headers.insert("Idempotency-Replayed".into(), header(about, false));
    }
    headers
}

/// The headers of every answer, as references.
fn common() -> Map<String, Value> {
    COMMON
        .iter()
        .map(|(name, ..)| {
            let reference = json!({ "$ref": format!("#/components/headers/{name}") });
            ((*name).to_owned(), reference)
        })
        .collect()
}

/// The headers of every answer, for all of them to refer to.
pub(crate) fn common_headers() -> Map<String, Value> {
    COMMON
        .iter()
        .map(|(name, about, required)| ((*name).to_owned(), header(about, *required)))
        .collect()
}

/// Name, meaning, and whether the answers without a cluster carry it too.
const COMMON: [(&str, &str, bool); 6] = [
    (
        "X-Request-Id",
        "The id under which the call was logged.",
        true,
    ),
    ("X-Postern-Version", "The version that answered.", true),
    ("Server-Timing", "How long it took, in milliseconds.", true),
    ("Cache-Control", "Who may keep the answer.", true),
    (
        "RateLimit-Policy",
        "How many calls a caller may make in which time.",
        false,
    ),
    ("RateLimit", "How many of them are left.", false),
];

fn header(about: &str, required: bool) -> Value {
    json!({ "description": about, "required": required, "schema": { "type": "string" } })
}
