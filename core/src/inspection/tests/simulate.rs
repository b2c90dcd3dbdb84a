//! Requests that are tried out: what each review comes to, and where the request stands in the end.

use alloc::{
    format,
    string::{String, ToString as _},
    vec::Vec,
};

use crate::{
    api::{
        requests::State,
        simulation::{NewSimulation, Simulation},
    },
    inspection::simulate,
    policy::monitoring::schedule::UtcOnly,
    request::timestamp::Timestamp,
};

const CLUSTER: &str = "
{kind: role, version: v7, metadata: {name: developer}, spec: {allow: {request: {roles: ['dba', 'read'], thresholds: [{approve: 2, deny: 1}]}}}}
---
{kind: role, version: v7, metadata: {name: dba}, spec: {options: {max_session_ttl: 1h}}}
---
{kind: role, version: v7, metadata: {name: read}, spec: {}}
---
{kind: role, version: v7, metadata: {name: reviewer}, spec: {allow: {review_requests: {roles: ['*']}}}}
---
{kind: user, version: v2, metadata: {name: dan}, spec: {roles: [developer]}}
---
{kind: user, version: v2, metadata: {name: rae}, spec: {roles: [reviewer]}}
---
{kind: user, version: v2, metadata: {name: rob}, spec: {roles: [reviewer]}}
";

const RULE: &str = "
---
kind: access_monitoring_rule
version: v1
metadata: {name: fast-lane}
spec:
  subjects: [access_request]
  condition: contains_all(set(\"read\"), access_request.spec.roles)
  desired_state: reviewed
  automatic_review: {integration: builtin, decision: APPROVED}
  schedules:
    day: {time: {timezone: UTC, shifts: [{weekday: Friday, start: '09:00', end: '17:00'}]}}
";

fn tried(text: &str, asker: &str, roles: &str, reviews: &str, at: &str) -> Simulation {
    let body = format!(
        r#"{{"asker": {asker}, "request": {{"roles": {roles}}}, "reviews": [{reviews}], "at": "{at}"}}"#
    );
    let wanted: NewSimulation = serde_json::from_str(&body).expect("a simulation");
    simulate(text, &wanted, Timestamp::from_ms(0), &UtcOnly)
}

fn by(who: &str, verdict: &str) -> String {
    format!(r#"{{"by": {who}, "review": {{"verdict": "{verdict}"}}}}"#)
}

const DAN: &str = r#"{"user": "dan"}"#;
const RAE: &str = r#"{"user": "rae"}"#;
const ANY: &str = r#"{"holder-of": "reviewer"}"#;
/// A Thursday.
const MORNING: &str = "2026-01-01T10:00:00Z";

#[test]
fn each_review_comes_to_what_it_would_in_a_cluster() {
    let (approve, deny) = (by(RAE, "approve"), by(RAE, "deny"));
    let (somebody, own) = (by(ANY, "approve"), by(DAN, "approve"));
    let stranger = by(r#"{"user": "eve"}"#, "approve");
    // The reviews, whether each is accepted, the state in the end, and how far approval has come.
    let cases: [(&[&str], &[bool], State, &str); 8] = [
        (&[], &[], State::Pending, "0 of 2 approvals"),
        (&[&approve], &[true], State::Pending, "1 of 2 approvals"),
        (
            &[&approve, &somebody],
            &[true, true],
            State::Approved,
            "2 of 2 approvals",
        ),
        (
            &[&somebody, &somebody],
            &[true, true],
            State::Approved,
            "2 of 2 approvals",
        ),
        (
            &[&approve, &approve],
            &[true, false],
            State::Pending,
            "1 of 2 approvals",
        ),
        (&[&deny], &[true], State::Denied, "0 of 2 approvals"),
        (
            &[&deny, &somebody],
            &[true, false],
            State::Denied,
            "0 of 2 approvals",
        ),
        (
            &[&own, &stranger],
            &[false, false],
            State::Pending,
            "0 of 2 approvals",
        ),
    ];
    for (reviews, accepted, state, progress) in cases {
        let reviews = reviews.join(",");
        let simulation = tried(CLUSTER, DAN, r#"["dba"]"#, &reviews, MORNING);
        let outcomes: Vec<bool> = simulation.attempts.iter().map(|one| one.accepted).collect();
        assert_eq!(outcomes.first(), Some(&true), "{reviews}: the asking");
        assert_eq!(outcomes.get(1..), Some(accepted), "{reviews}");
        let request = simulation.request.expect("a request");
        assert_eq!(request.state, state, "{reviews}");
        assert_eq!(request.conditions, [progress], "{reviews}");
        assert_eq!(request.access_s, 3_600);
        assert_eq!(
            simulation.attempts.last().and_then(|one| one.state),
            Some(state)
        );
        let names: Vec<&str> = request.reviewers.iter().map(|name| name.as_str()).collect();
        assert_eq!(names, ["rae", "rob"]);
    }
}

#[test]
fn what_cannot_be_asked_for_says_why() {
    let cases = [
        (
            DAN,
            r#"["reviewer"]"#,
            "`reviewer` is not requestable with your roles",
        ),
        (
            r#"{"user": "eve"}"#,
            r#"["dba"]"#,
            "there is no user `eve` in this text",
        ),
    ];
    for (asker, roles, text) in cases {
        let simulation = tried(CLUSTER, asker, roles, "", MORNING);
        assert_eq!(simulation.request, None);
        let [attempt] = simulation.attempts.as_slice() else {
            panic!("{simulation:?}");
        };
        assert!(!attempt.accepted);
        assert_eq!(attempt.text, text);
    }
}

#[test]
fn rules_decide_at_the_moment_that_is_named() {
    let text = [CLUSTER.trim_end(), RULE].concat();
    let cases = [
        (MORNING, "0 of 2 approvals"),
        ("2026-01-02T10:00:00Z", "1 of 2 approvals"),
        ("2026-01-02T18:00:00Z", "0 of 2 approvals"),
    ];
    for (at, progress) in cases {
        let simulation = tried(&text, DAN, r#"["read"]"#, "", at);
        let attempt = simulation.attempts.last().expect("an attempt");
        assert_eq!(attempt.progress, progress, "{at}");
        let is_by_rule = attempt.text == "the rule `fast-lane` approves";
        assert_eq!(is_by_rule, progress.starts_with('1'), "{}", attempt.text);
    }
}

#[test]
fn texts_that_are_wrong_still_answer() {
    for text in ["", "{", "kind: role", "kind: user\nmetadata: {name: dan}\n"] {
        let simulation = tried(text, DAN, r#"["dba"]"#, "", MORNING);
        assert_eq!(simulation.request, None, "{text:?}");
        let sent = serde_json::to_string(&simulation)
            .expect("JSON")
            .to_string();
        assert_eq!(serde_json::from_str(&sent).ok(), Some(simulation));
    }
}
