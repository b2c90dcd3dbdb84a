//! Runner of the family `where`: does a reviewer's condition or a threshold's filter hold (E)?

use std::collections::BTreeMap;

use postern_core::policy::{
    budget::Budget,
    predicate::{Context, Env, Predicate, Request, Review, Reviewer},
    traits::Traits,
};
use serde_json::Value;

use super::case::{Case, Verdict, strings};

type Annotations = BTreeMap<String, Vec<String>>;

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let expected = match case.text("result") {
        "true" => "true",
        "false" => "false",
        _ => match case.text("error_stage") {
            "parse" => "error at parse",
            _ => "error at eval",
        },
    };
    Verdict::compare(&expected, &answer(case))
}

fn answer(case: &Case) -> &'static str {
    let env = match case.text("kind") {
        "filter" => Env::Filter,
        _ => Env::Where,
    };
    let Ok(predicate) = Predicate::parse(case.text("expr"), env, &Budget::REFERENCE) else {
        return "error at parse";
    };
    let (reviewer, request, review) = (
        case.get("reviewer"),
        case.get("request"),
        case.get("review"),
    );
    let Ok(traits) = serde_json::from_value::<Traits>(member(reviewer, "traits")) else {
        return "traits that do not read";
    };
    let system = serde_json::from_value::<Annotations>(member(request, "system_annotations"));
    let given = serde_json::from_value::<Annotations>(member(review, "annotations"));
    let (Ok(system_annotations), Ok(annotations)) = (system, given) else {
        return "annotations that do not read";
    };
    let context = Context {
        reviewer: Reviewer {
            roles: roles(reviewer),
            traits: &traits,
        },
        request: Request {
            roles: roles(request),
            reason: text(request, "reason"),
            system_annotations: &system_annotations,
        },
        review: (env == Env::Filter).then(|| Review {
            reason: text(review, "reason"),
            annotations: &annotations,
        }),
    };
    match predicate.evaluate(&context) {
        Ok(true) => "true",
        Ok(false) => "false",
        Err(_) => "error at eval",
    }
}

/// The member named `key`; an empty object if absent.
fn member(object: &Value, key: &str) -> Value {
    match object.get(key) {
        None | Some(Value::Null) => Value::Object(serde_json::Map::new()),
        Some(value) => value.clone(),
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn roles(object: &Value) -> Vec<&str> {
    object.get("roles").map(strings).unwrap_or_default()
}
