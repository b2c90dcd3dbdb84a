//! The wire: any method, path and body is an operation or is refused; what is read is written the same.

use std::fmt::Debug;

use postern_core::api::{
    audit::AuditPage,
    endpoint::{self, ENDPOINTS, Endpoint as _, Found, ReadRequest},
    identity::{DemoSignIn, Me},
    inspection::{Explanation, Inspection, Question},
    policy::PolicyView,
    problem::Problem,
    requests::{
        Capabilities, NewCredential, NewRequest, NewResolution, NewReview, Note, RequestPage,
        RequestView, RoleAnswer,
    },
    stream::Change,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::json;

use crate::{
    input::{Input, joined},
    sample::Samples,
};

pub(super) fn check(input: &mut Input<'_>) {
    let [method, path, body] = [input.text(), input.text(), input.text()];
    finds(&method, &path);
    survives::<DemoSignIn>(&body);
    survives::<NewRequest>(&body);
    survives::<NewReview>(&body);
    survives::<NewResolution>(&body);
    survives::<NewCredential>(&body);
    survives::<Note>(&body);
    survives::<Change>(&body);
    survives::<Question>(&body);
    survives::<Explanation>(&body);
    survives::<Inspection>(&body);
    survives::<AuditPage>(&body);
    survives::<Capabilities>(&body);
    survives::<Me>(&body);
    survives::<PolicyView>(&body);
    survives::<Problem>(&body);
    survives::<RequestPage>(&body);
    survives::<RequestView>(&body);
    survives::<RoleAnswer>(&body);
}

fn finds(method: &str, path: &str) {
    if let Found::Operation(entry, segments) = endpoint::find(method, path) {
        assert_eq!(entry.method.as_str(), method);
        assert_eq!(segments.len(), entry.path.matches('{').count());
        assert!(segments.iter().all(|segment| !segment.contains('/')));
    }
    if !path.is_empty() {
        let filled = ReadRequest::path(&[path]);
        assert!(filled.is_ascii());
        let found = endpoint::find("GET", &filled);
        assert!(matches!(found, Found::Operation(entry, _) if entry.path == ReadRequest::ENTRY.path));
    }
}

/// What a body says is what it says when written and read again.
fn survives<T>(body: &str)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
{
    let Ok(read) = serde_json::from_str::<T>(body) else {
        return;
    };
    let written = serde_json::to_string(&read).unwrap_or_default();
    let again = serde_json::from_str::<T>(&written);
    assert_eq!(again.ok().as_ref(), Some(&read), "{written}");
}

pub(super) fn seeds(_: &Samples) -> Vec<Vec<u8>> {
    let bodies = [
        json!({ "roles": ["dba", "*"], "reason": "why", "max_duration_s": 3600, "starts_at": "2026-01-31T14:05:00Z" }),
        json!({ "verdict": "approve", "roles": ["dba"], "reason": "", "annotations": { "k": ["v"] }, "max_duration_s": 60 }),
        json!({ "verdict": "deny" }),
        json!({ "user": "alice" }),
        json!({ "reason": "done" }),
        json!({ "type": "hello", "seq": 1, "now": "2026-01-31T14:05:00Z" }),
        json!({ "type": "request", "seq": 2, "id": "x", "now": "2026-01-31T14:05:00Z" }),
        json!({ "type": "policy", "seq": 3, "digest": "x", "now": "2026-01-31T14:05:00Z" }),
        json!({ "type": "signed-out" }),
        json!({ "asker": { "user": "alice" }, "role": "dba" }),
        json!({ "asker": { "holder-of": "a" }, "role": "b" }),
        json!({ "verdict": [{ "tone": "good", "text": "x" }], "steps": [] }),
        json!({ "findings": [], "documents": 0, "roles": [], "users": ["a"] }),
        json!({ "type": "about:blank", "title": "x", "status": 400, "code": "x", "detail": "" }),
    ]
    .map(|body| body.to_string());
    let mut entries = ENDPOINTS.iter().cycle();
    bodies
        .iter()
        .chain([&String::new()].repeat(ENDPOINTS.len()))
        .filter_map(|body| {
            let entry = entries.next()?;
            let path = entry.path.replace("{id}", "0190b5c2-7e3a-7000-8000-0123456789ab");
            Some(joined([entry.method.as_str(), &path, body]))
        })
        .collect()
}
