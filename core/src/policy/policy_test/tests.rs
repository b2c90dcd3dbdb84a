//! Reading policy tests: as written, with every slip told, and refusals by their codes.

use alloc::{borrow::Cow, format, vec::Vec};

use super::*;
use crate::{policy::reading::read, yaml::budget::ReadBudget};

const TEST: &str = "kind: policy_test\nversion: v1\nmetadata: {name: one, description: why}\nspec:\n  requester: alice\n  at: '2026-01-05T12:00:00Z'\n  request: {roles: [dba], reason: x, max_duration: 1h}\n  expect: {outcome: allowed, reviewers: []}\n  reviews:\n    - {by: {roles: [admin], traits: {team: [a, b]}}, verdict: deny, expect: refused, refusal: cannot-review}\n  grant: {roles: [dba], access: 1h}\n";

fn rules(text: &str) -> Vec<Cow<'static, str>> {
    let found = read(text, &ReadBudget::PRODUCT).diagnostics;
    found.into_iter().map(|found| found.rule).collect()
}

#[test]
fn it_is_read_as_written() {
    let reading = read(TEST, &ReadBudget::PRODUCT);
    assert_eq!(reading.diagnostics, []);
    let test = reading.tests().next().expect("one");
    assert_eq!(
        (test.name.value.as_str(), test.description.as_str()),
        ("one", "why")
    );
    assert!(matches!(&test.requester, Person::User(name) if name.value == "alice"));
    assert!(test.expect.is_allowed());
    assert_eq!(
        test.expect
            .reviewers
            .as_ref()
            .map(|names| names.value.len()),
        Some(0)
    );
    let review = test.reviews.first().expect("one");
    let Person::Anybody { roles, traits } = &review.by else {
        panic!("{review:?}");
    };
    assert_eq!((roles.len(), traits.get("team").len()), (1, 2));
    assert_eq!(review.roles, None);
    let grant = test.grant.as_ref().expect("one");
    assert_eq!(
        grant.access.map(|access| access.value),
        Some(Duration::from_hours(1))
    );
    assert_eq!((&grant.logins, grant.credential), (&None, None));
}

#[test]
fn slips_are_found() {
    for (from, to, rule) in [
        (
            "requester: alice",
            "requestor: alice",
            "schema/unknown-field",
        ),
        (
            "requester: alice",
            "requester: [alice]",
            "schema/wrong-type",
        ),
        (
            "requester: alice",
            "requester: {role: [a]}",
            "schema/unknown-field",
        ),
        ("  requester: alice\n", "", "schema/missing-field"),
        ("outcome: allowed", "outcome: allow", "schema/enum"),
        ("outcome: allowed, ", "", "schema/missing-field"),
        ("outcome: allowed", "outcome: refused", "test/contradiction"),
        (
            "outcome: allowed",
            "outcome: allowed, refusal: no-roles",
            "test/contradiction",
        ),
        ("expect: refused", "expect: denied", "test/contradiction"),
        (
            "refusal: cannot-review",
            "refusal: cant-review",
            "schema/enum",
        ),
        ("verdict: deny", "verdict: denied", "schema/enum"),
        ("access: 1h", "access: 1 hour", "schema/duration"),
        ("version: v1", "version: v7", "schema/version"),
        (
            "kind: policy_test",
            "kind: policy_tests",
            "schema/unknown-kind",
        ),
    ] {
        let text = TEST.replacen(from, to, 1);
        assert_ne!(text, TEST);
        let found = rules(&text);
        assert!(found.iter().any(|found| found == rule), "{to}: {found:?}");
    }
    let twice = format!("{TEST}---\n{TEST}");
    assert_eq!(rules(&twice), ["schema/duplicate-name"]);
}

/// Whatever a request or a review can be refused with in a test has a word in it.
#[test]
fn codes_are_those_of_the_refusals() {
    use crate::request::refusal::{ReviewRefusal, SubmitRefusal};
    let because = Vec::new;
    let longest = Duration::from_hours(1);
    let asked = [
        SubmitRefusal::NoRoles,
        SubmitRefusal::ReasonTooLong,
        SubmitRefusal::NothingRequestable { because: because() },
        SubmitRefusal::ReasonRequired {
            prompts: Vec::new(),
            because: because(),
        },
        SubmitRefusal::NotRequestable {
            role: crate::policy::name::RoleName::verbatim("a"),
            because: because(),
        },
        SubmitRefusal::CannotEvaluate { because: because() },
        SubmitRefusal::UnknownRole {
            role: crate::policy::name::RoleName::verbatim("a"),
        },
        SubmitRefusal::TooManyThresholds,
        SubmitRefusal::AccessTooLong { longest },
        SubmitRefusal::AccessNegative,
    ];
    let codes: Vec<&str> = asked.iter().map(SubmitRefusal::code).collect();
    let (listed, starts) = REQUEST_REFUSALS.split_at(codes.len());
    assert_eq!(listed, codes);
    assert!(starts.iter().all(|code| code.starts_with("starts-")));
    let role = || crate::policy::name::RoleName::verbatim("a");
    let settled = |phase| ReviewRefusal::Settled { phase };
    use crate::request::state::Phase;
    let reviewed = [
        ReviewRefusal::CannotSubmit { because: because() },
        ReviewRefusal::NotPermitted { because: because() },
        ReviewRefusal::CannotEvaluate { because: because() },
        ReviewRefusal::ReasonTooLong,
        ReviewRefusal::AlreadyReviewed,
        ReviewRefusal::NarrowedDenial,
        ReviewRefusal::RoleNotInRequest { role: role() },
        ReviewRefusal::NothingLeft,
        ReviewRefusal::NoLongerRequestable {
            role: role(),
            because: because(),
        },
        settled(Phase::Active),
        settled(Phase::Denied),
        ReviewRefusal::LongerThanAsked { access: longest },
        ReviewRefusal::NoTimeLeft {
            ends: crate::policy::timestamp::Timestamp::from_ms(0),
        },
    ];
    let codes: Vec<&str> = reviewed.iter().map(ReviewRefusal::code).collect();
    assert_eq!(REVIEW_REFUSALS, codes);
}
