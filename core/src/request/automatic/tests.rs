//! What rules decide, and what keeps them from it.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use std::format;

use super::*;
use crate::{
    policy::{
        fixtures::{policy, subject},
        monitoring::schedule::UtcOnly,
        name::RoleName,
    },
    request::{
        admission, ask::Ask, command::Command, decide::decide, fixtures::minute, id::RequestId,
        state::Phase, submission::submit, terms::Circumstances,
    },
};

const CLUSTER: &str = r#"
kind: role
version: v7
metadata: {name: developer}
spec:
  allow:
    request:
      roles: ['dev-*']
      thresholds: [{approve: 1, deny: 1}]
---
kind: role
version: v7
metadata: {name: strict}
spec:
  allow:
    request:
      roles: ['prod']
      thresholds:
        - {approve: 1, deny: 1, filter: 'contains(reviewer.roles, "lead")'}
---
kind: role
version: v7
metadata: {name: pair}
spec:
  allow:
    request:
      roles: ['both']
      thresholds: [{approve: 2, deny: 2}]
---
kind: role
version: v7
metadata: {name: lead}
spec: {allow: {review_requests: {roles: ['*']}}}
---
{kind: role, version: v7, metadata: {name: dev-read}, spec: {}}
---
{kind: role, version: v7, metadata: {name: dev-write}, spec: {}}
---
{kind: role, version: v7, metadata: {name: prod}, spec: {}}
---
{kind: role, version: v7, metadata: {name: both}, spec: {}}
---
kind: user
version: v2
metadata: {name: ana}
spec: {roles: [developer, strict, pair], traits: {team: [payments]}}
---
kind: user
version: v2
metadata: {name: ben}
spec: {roles: [lead]}
"#;

fn rule(name: &str, decision: &str, condition: &str, more: &str) -> String {
    format!(
        "---\nkind: access_monitoring_rule\nversion: v1\nmetadata: {{name: {name}}}\nspec:\n  \
         subjects: [access_request]\n  desired_state: reviewed\n  condition: |-\n    {condition}\n  \
         automatic_review: {{integration: builtin, decision: {decision}}}\n{more}"
    )
}

const LANE: &str = r#"contains_all(set("dev-read"), access_request.spec.roles)"#;
const ALL: &str = "true";

fn cluster(rules: &[String]) -> Policy {
    policy(&[CLUSTER, &rules.concat()].concat())
}

fn made(policy: &Policy, roles: &[&str]) -> AccessRequest {
    let ana = subject(policy, "ana");
    let roles = roles.iter().map(|role| RoleName::verbatim(*role)).collect();
    let ask = Ask::new(ana.name.clone(), roles);
    let id = RequestId::from_random([3; 16]);
    submit(policy, &ana, ask, id, &Circumstances::at(minute(0)))
        .expect("requestable")
        .request
}

fn decided(policy: &Policy, request: &AccessRequest) -> Result<Automatic, ReviewRefusal> {
    automatic_review(policy, &subject(policy, "ana"), request, &UtcOnly)
}

fn settled(policy: &Policy, request: AccessRequest) -> AccessRequest {
    let automatic = decided(policy, &request).expect("can be reviewed");
    let Some(review) = automatic.review else {
        return request;
    };
    let events = decide(&request, Command::Review(review), minute(0)).expect("is pending");
    events.iter().fold(request, AccessRequest::apply)
}

#[test]
fn a_rule_gives_one_ordinary_review() {
    let lane = cluster(&[rule("lane", "APPROVED", LANE, "")]);
    let cases: [(&[&str], Phase, usize); 3] = [
        (&["dev-read"], Phase::Active, 1),
        (&["dev-read", "dev-write"], Phase::Pending, 0),
        (&["prod"], Phase::Pending, 0),
    ];
    for (roles, phase, reviews) in cases {
        let request = settled(&lane, made(&lane, roles));
        assert_eq!(request.phase(minute(0)), phase, "{roles:?}");
        assert_eq!(request.reviews().len(), reviews, "{roles:?}");
    }
    let all = cluster(&[rule("all", "APPROVED", ALL, "")]);
    // No filter accepts it, or one approval is not enough: it is recorded, and people decide.
    for roles in [["prod"], ["both"]] {
        let request = settled(&all, made(&all, &roles));
        assert_eq!(request.phase(minute(0)), Phase::Pending, "{roles:?}");
        let [review] = request.reviews() else {
            panic!("one review of {roles:?}");
        };
        assert_eq!(review.author.as_str(), AUTOMATIC_REVIEWER);
        assert_eq!(review.rule.as_deref(), Some("all"));
        assert_eq!(
            decided(&all, &request),
            Err(ReviewRefusal::AlreadyReviewed),
            "a rule reviews once"
        );
    }
}

#[test]
fn a_denial_wins_and_says_why() {
    let rules = [
        rule("a-lane", "APPROVED", LANE, ""),
        rule("b-freeze", "DENIED", ALL, ""),
        rule("c-freeze", "DENIED", ALL, ""),
    ];
    let policy = cluster(&rules);
    let request = settled(&policy, made(&policy, &["dev-read"]));
    assert_eq!(request.phase(minute(0)), Phase::Denied);
    let review = request.reviews().first().expect("a review");
    assert_eq!(review.rule.as_deref(), Some("b-freeze"));
    assert_eq!(review.reason, "denied by the rule `b-freeze`");

    let said = rules[1].replace("DENIED", "DENIED, reason: the quarter is closing");
    let policy = cluster(&[said]);
    let request = settled(&policy, made(&policy, &["dev-read"]));
    let review = request.reviews().first().expect("a review");
    assert_eq!(review.reason, "the quarter is closing");
}

#[test]
fn nothing_is_approved_where_a_denying_rule_cannot_be_evaluated() {
    let broken = [
        r#"regexp.match(access_request.spec.roles, "^(dev$")"#,
        "reviewer.roles.contains(\"x\")",
        "choose(option(false, true))",
    ];
    for condition in broken {
        let rules = [
            rule("lane", "APPROVED", LANE, ""),
            rule("freeze", "DENIED", condition, ""),
        ];
        let policy = cluster(&rules);
        let automatic = decided(&policy, &made(&policy, &["dev-read"])).expect("an answer");
        assert_eq!(automatic.review, None, "{condition}");
        let first = automatic.because.first().expect("a step");
        assert_eq!(first.bearing, Bearing::Refuses);
        assert_eq!(
            first.text(),
            "whether the rule `freeze` holds cannot be decided"
        );
        // An approving rule that cannot be evaluated approves nothing, and harms nothing else.
        let rules = [
            rule("a", "APPROVED", condition, ""),
            rule("b", "APPROVED", LANE, ""),
        ];
        let policy = cluster(&rules);
        let request = settled(&policy, made(&policy, &["dev-read"]));
        assert_eq!(request.phase(minute(0)), Phase::Active, "{condition}");
    }
}

#[test]
fn nothing_is_approved_against_a_persons_denial_or_a_new_deny() {
    let lane = rule("lane", "APPROVED", ALL, "");
    let policy = cluster(core::slice::from_ref(&lane));
    let request = made(&policy, &["both"]);
    let no = Proposal::new(Verdict::Deny, "not now");
    let ben = subject(&policy, "ben");
    let admitted = admission::admit(&policy, &ben, &request, no).expect("may review");
    let events = decide(&request, Command::Review(admitted), minute(1)).expect("is pending");
    let denied = events.iter().fold(request.clone(), AccessRequest::apply);
    assert_eq!(denied.phase(minute(1)), Phase::Pending, "two are needed");
    let automatic = decided(&policy, &denied).expect("an answer");
    assert_eq!(automatic.review, None);
    assert_eq!(
        automatic.because.first().map(Step::text),
        Some("`ben` denied this, so the rule `lane` does not approve it".to_string())
    );

    let denying = CLUSTER.replace(
        "      roles: ['both']",
        "      roles: ['both']\n  deny: {request: {roles: [both]}}",
    );
    let denying = denying.replace(
        "deny: {request: {roles: [both]}}\n      thresholds: [{approve: 2, deny: 2}]",
        "deny: {request: {roles: [both]}}",
    );
    let later = crate::policy::fixtures::policy(&[denying.as_str(), &lane].concat());
    assert!(matches!(
        decided(&later, &request),
        Err(ReviewRefusal::NoLongerRequestable { .. })
    ));
}

#[test]
fn a_rule_acts_only_where_it_says_so_and_when() {
    let off: Vec<String> = vec![
        rule("a", "APPROVED", ALL, "").replace("desired_state: reviewed", ""),
        rule("b", "APPROVED", ALL, "").replace("builtin", "pagerduty"),
        rule("c", "APPROVED", ALL, "")
            .replace("subjects: [access_request]", "subjects: [bot_instance]"),
    ];
    let policy = cluster(&off);
    let automatic = decided(&policy, &made(&policy, &["dev-read"])).expect("an answer");
    assert_eq!((automatic.review, automatic.because), (None, Vec::new()));

    // Requests are made here on a Thursday, at midnight.
    let shift = |zone: &str, day: &str| {
        format!(
            "  schedules:\n    office:\n      time:\n        timezone: {zone}\n        shifts:\n          \
             - {{weekday: {day}, start: '00:00', end: '08:00'}}\n"
        )
    };
    let cases = [
        ("UTC", "Thursday", Phase::Active),
        ("UTC", "Friday", Phase::Pending),
        ("Atlantis/Capital", "Thursday", Phase::Pending),
    ];
    for (zone, day, phase) in cases {
        let policy = cluster(&[rule("lane", "APPROVED", LANE, &shift(zone, day))]);
        let request = settled(&policy, made(&policy, &["dev-read"]));
        assert_eq!(request.phase(minute(0)), phase, "{zone} {day}");
    }
}

#[test]
fn who_is_told_follows_from_the_rules_that_hold() {
    let told = |name: &str| format!("  notification: {{name: {name}, recipients: ['#{name}']}}\n");
    let policy = cluster(&[
        rule("a", "APPROVED", LANE, &told("slack")),
        rule("b", "DENIED", "false", &told("jira")),
        rule(
            "c",
            "APPROVED",
            "choose(option(false, true))",
            &told("email"),
        ),
    ]);
    let ana = subject(&policy, "ana");
    let names = |roles: &[&str]| {
        let request = made(&policy, roles);
        let told = notified(&policy, &ana, &request, &UtcOnly);
        told.iter()
            .map(|one| one.name.value.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&["dev-read"]), ["slack", "email"]);
    assert_eq!(names(&["dev-write"]), ["email"]);
}
