//! What a pending request waits for, told in words with places.

use alloc::{string::String, vec::Vec};

use super::*;
use crate::{
    policy::{
        fixtures::{policy, subject},
        monitoring::schedule::UtcOnly,
    },
    request::{
        admission::admit, ask::Ask, automatic::automatic_review, command::Command, decide::decide,
        fixtures::minute, id::RequestId, submission::submit, terms::Circumstances,
    },
};

const CLUSTER: &str = r#"
kind: role
version: v7
metadata: {name: developer}
spec:
  allow:
    request:
      roles: ['dev']
      thresholds: [{name: two peers, approve: 2, deny: 1}]
---
kind: role
version: v7
metadata: {name: operator}
spec:
  allow:
    request:
      roles: ['prod']
      thresholds:
        - {approve: 1, deny: 1, filter: 'contains(reviewer.roles, "lead") && review.reason != ""'}
        - {name: many, approve: 5, deny: 1}
---
kind: role
version: v7
metadata: {name: never}
spec: {allow: {request: {roles: ['never'], thresholds: [{deny: 1}]}}}
---
{kind: role, version: v7, metadata: {name: lead}, spec: {allow: {review_requests: {roles: ['*']}}}}
---
{kind: role, version: v7, metadata: {name: peer}, spec: {allow: {review_requests: {roles: ['*']}}}}
---
{kind: role, version: v7, metadata: {name: dev}, spec: {}}
---
{kind: role, version: v7, metadata: {name: prod}, spec: {}}
---
{kind: user, version: v2, metadata: {name: ana}, spec: {roles: [developer, operator, never, peer]}}
---
{kind: user, version: v2, metadata: {name: ben}, spec: {roles: [peer]}}
---
{kind: user, version: v2, metadata: {name: cy}, spec: {roles: [peer]}}
---
{kind: user, version: v2, metadata: {name: lea}, spec: {roles: [lead]}}
---
{kind: user, version: v2, metadata: {name: out}, spec: {roles: [lead], status: {is_locked: true}}}
"#;

fn pending(policy: &Policy, role: &str, approving: &[&str]) -> AccessRequest {
    let ana = subject(policy, "ana");
    let ask = Ask::new(ana.name.clone(), alloc::vec![RoleName::verbatim(role)]);
    let id = RequestId::from_random([3; 16]);
    let made = submit(policy, &ana, ask, id, &Circumstances::at(minute(0))).expect("requestable");
    approving.iter().fold(made.request, |request, name| {
        let proposal = Proposal::new(Verdict::Approve, "");
        let admitted = admit(policy, &subject(policy, name), &request, proposal);
        let command = Command::Review(admitted.expect("may review"));
        let events = decide(&request, command, minute(1)).expect("is pending");
        events.iter().fold(request, AccessRequest::apply)
    })
}

fn told(steps: &[Step]) -> Vec<String> {
    let one = |step: &Step| match step.detail() {
        None => step.text(),
        Some(detail) => alloc::format!("{} ({detail})", step.text()),
    };
    steps.iter().map(one).collect()
}

#[test]
fn who_counted_and_who_could_is_told() {
    let policy = policy(CLUSTER);
    let cases: [(&str, &[&str], bool, &[&str]); 5] = [
        (
            "dev",
            &[],
            true,
            &[
                "`dev` has 0 of 2 approvals of “two peers”",
                "2 approvals by any of `ben`, `cy` and `lea` would complete it",
            ],
        ),
        (
            "dev",
            &["ben"],
            true,
            &[
                "`dev` has 1 of 2 approvals of “two peers” (approved by `ben`)",
                "an approval by `cy` or `lea` would complete it",
            ],
        ),
        (
            "prod",
            &["ben"],
            true,
            &[
                "`prod` waits for 1 approval (reviews count where `contains(reviewer.roles, \"lead\") && review.reason != \"\"`)",
                "an approval by `lea` would complete it",
                "`prod` has 1 of 5 approvals of “many” (approved by `ben`)",
                "4 more are needed, and only `cy` and `lea` can still approve",
            ],
        ),
        (
            "prod",
            &["ben", "lea"],
            false,
            &[
                "`prod` waits for 1 approval (reviews count where `contains(reviewer.roles, \"lead\") && review.reason != \"\"`)",
                "nobody is left whose approval would count",
                "`prod` has 2 of 5 approvals of “many” (approved by `ben` and `lea`)",
                "3 more are needed, and only `cy` can still approve",
            ],
        ),
        (
            "never",
            &[],
            false,
            &[
                "no number of approvals gives `never`",
                "it can only be settled by an administrator",
            ],
        ),
    ];
    for (role, approving, feasible, expected) in cases {
        let request = pending(&policy, role, approving);
        let outlook = Outlook::of(&policy, policy.subjects(), &request);
        assert_eq!(told(&outlook.steps()), expected, "{role} {approving:?}");
        assert_eq!(outlook.is_feasible(), feasible, "{role} {approving:?}");
    }
}

#[test]
fn thresholds_are_placed_as_long_as_the_policy_is_the_same() {
    let before = policy(CLUSTER);
    let request = pending(&before, "dev", &[]);
    let outlook = Outlook::of(&before, before.subjects(), &request);
    let place = outlook.steps()[0].place.clone().expect("a place");
    assert_eq!(place.name, "developer");
    assert_eq!(place.field, "spec.allow.request.thresholds[0].name");
    let after = policy(&CLUSTER.replace("two peers", "both"));
    let outlook = Outlook::of(&after, after.subjects(), &request);
    assert_eq!(outlook.steps()[0].place, None);
}

#[test]
fn names_can_be_left_out() {
    let policy = policy(CLUSTER);
    let request = pending(&policy, "dev", &["ben"]);
    let outlook = Outlook::of(&policy, policy.subjects(), &request).without_names();
    assert!(outlook.is_feasible());
    let told = told(&outlook.steps());
    assert_eq!(told[1], "an approval by any of 2 people would complete it");
}

#[test]
fn reviews_that_count_for_nothing_are_told() {
    let policy = policy(&CLUSTER.replace("        - {name: many, approve: 5, deny: 1}\n", ""));
    let request = pending(&policy, "prod", &["ben"]);
    let outlook = Outlook::of(&policy, policy.subjects(), &request);
    assert_eq!(
        told(&outlook.steps()).last().map(String::as_str),
        Some("the review of `ben` counts for nothing: no filter accepts it")
    );
}

#[test]
fn a_rules_review_is_told_as_the_rules() {
    let rule = "---\nkind: access_monitoring_rule\nversion: v1\nmetadata: {name: lane}\nspec:\n  subjects: [access_request]\n  condition: 'true'\n  desired_state: reviewed\n  automatic_review: {integration: builtin, decision: APPROVED}\n";
    let policy = policy(&[CLUSTER, rule].concat());
    let request = pending(&policy, "dev", &[]);
    let automatic = automatic_review(&policy, &subject(&policy, "ana"), &request, &UtcOnly);
    let review = automatic.expect("can be given").review.expect("is given");
    let events = decide(&request, Command::Review(review), minute(0)).expect("is pending");
    let request = events.iter().fold(request, AccessRequest::apply);
    let outlook = Outlook::of(&policy, policy.subjects(), &request);
    assert_eq!(
        told(&outlook.steps()).first().map(String::as_str),
        Some("`dev` has 1 of 2 approvals of “two peers” (approved by `the rule lane`)")
    );
}
