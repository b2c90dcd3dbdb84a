//! Running tests: what passes, what is told where something else came, and what counts as exercised.

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::*;
use crate::{
    api::policy_test::{Part, TestOutcome},
    inspection::explain,
    policy::monitoring::schedule::UtcOnly,
};

/// The texts of the documentation: a policy with its tests, and further tests for it.
fn documented() -> String {
    let page = include_str!("../../../../docs/policy-tests.md");
    let blocks = page.split("```yaml\n").skip(1);
    let texts: Vec<&str> = blocks
        .filter_map(|block| block.split("```").next())
        .collect();
    assert!(texts.len() >= 2);
    texts.join("---\n")
}

fn report(text: &str) -> TestReport {
    test(text, &UtcOnly)
}

/// The documented policy with one test more; what is unmet in it, as `field: expected / came`.
fn unmet(spec: &str) -> Vec<String> {
    let text = format!(
        "{}---\nkind: policy_test\nversion: v1\nmetadata: {{name: one more}}\nspec:\n{spec}",
        documented()
    );
    let report = report(&text);
    assert_eq!(report.errors, 0, "{spec}");
    let last = report.tests.last().expect("a test");
    assert_eq!(last.name, "one more");
    if let Some(problem) = &last.problem {
        assert_eq!((last.outcome, last.unmet.len()), (TestOutcome::Broken, 0));
        return Vec::from([format!("broken: {problem}")]);
    }
    let unmet = last.unmet.iter();
    unmet
        .map(|unmet| format!("{}: {} / {}", unmet.at.field, unmet.expected, unmet.came))
        .collect()
}

fn uncovered(report: &TestReport) -> Vec<(Part, &str, &str)> {
    let uncovered = report.coverage.uncovered.iter();
    uncovered
        .map(|one| (one.part, one.role.as_str(), one.text.as_str()))
        .collect()
}

#[test]
fn what_the_documentation_shows_is_so() {
    let report = report(&documented());
    assert_eq!(report.errors, 0);
    for test in &report.tests {
        assert_eq!(test.outcome, TestOutcome::Passed, "{test:#?}");
    }
    assert_eq!((report.ok, report.passed), (true, 3));
    assert_eq!(uncovered(&report), []);
    assert_eq!((report.coverage.covered, report.coverage.total), (4, 4));
}

#[test]
fn every_field_of_the_documentation_exists_and_the_other_way_round() {
    use crate::policy::schema::{Field, Shape, policy_test::POLICY_TEST};
    fn walk(fields: &'static [Field], path: &str, found: &mut Vec<String>) {
        for field in fields {
            let path = match path {
                "" => field.name.to_owned(),
                path => format!("{path}.{}", field.name),
            };
            match &field.shape {
                Shape::Object(inner) => walk(inner, &path, found),
                Shape::List(Shape::Object(inner)) => {
                    found.push(path.clone());
                    walk(inner, &format!("{path}[]"), found);
                }
                _ => found.push(path),
            }
        }
    }
    let spec = POLICY_TEST.fields.iter().find(|field| field.name == "spec");
    let Some(Shape::Object(spec)) = spec.map(|field| &field.shape) else {
        panic!("no spec");
    };
    let mut fields = Vec::new();
    walk(spec, "", &mut fields);
    let page = include_str!("../../../../docs/policy-tests.md");
    let rows = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(fields, rows.collect::<Vec<_>>());
    use crate::policy::policy_test::{REQUEST_REFUSALS, REVIEW_REFUSALS};
    for code in REQUEST_REFUSALS.iter().chain(REVIEW_REFUSALS) {
        assert!(page.contains(&format!("`{code}`")), "{code}");
    }
}

#[test]
fn what_did_not_come_is_told_with_its_place() {
    for (spec, expected) in [
        (
            "  requester: erin\n  request: {roles: [prod-web], reason: x}\n  expect: {outcome: refused}\n",
            &[
                "spec.expect.outcome: a refused request / it is allowed, and stands at `pending`: 0 of 2 approvals (two colleagues)",
            ][..],
        ),
        (
            "  requester: bob\n  request: {roles: [prod-web]}\n  expect: {outcome: allowed}\n",
            &[
                "spec.expect.outcome: an allowed request / it is refused with `role-not-requestable`: `prod-web` is not requestable with your roles",
            ],
        ),
        (
            "  requester: erin\n  request: {roles: [prod-web]}\n  expect: {outcome: refused, refusal: unknown-role}\n",
            &[
                "spec.expect.refusal: the refusal `unknown-role` / `reason-required`: say why: a reason is required",
            ],
        ),
        (
            "  requester: erin\n  request: {roles: [prod-web], reason: x}\n  expect: {outcome: allowed, state: approved, reviewers: [bob], reviewers_include: [erin], reviewers_exclude: [rita]}\n",
            &[
                "spec.expect.state: `approved` before anybody reviews it / `pending`: 0 of 2 approvals (two colleagues)",
                "spec.expect.reviewers: these may review it, and no others: `bob` / these may: `rita` and `rolf`",
                "spec.expect.reviewers_include[0]: `erin` may review it / `erin` may not review it",
                "spec.expect.reviewers_exclude[0]: `rita` may not review it / `rita` may review it",
            ],
        ),
        (
            "  requester: erin\n  request: {roles: [prod-web], reason: x}\n  expect: {outcome: allowed}\n  reviews:\n    - {by: rita, verdict: approve, expect: approved}\n    - {by: bob, verdict: deny, expect: denied}\n    - {by: bob, verdict: deny, expect: refused, refusal: cannot-review}\n    - {by: rolf, verdict: deny, expect: refused}\n  grant: {}\n",
            &[
                "spec.reviews[0].expect: `approved` after this review / `pending`: 1 of 2 approvals (two colleagues)",
                "spec.reviews[1].expect: `denied` after this review / the review is refused with `cannot-submit-reviews`: no role of `bob` lets its holder review requests",
                "spec.reviews[2].refusal: the refusal `cannot-review` / `cannot-submit-reviews`: no role of `bob` lets its holder review requests",
                "spec.reviews[3].expect: that this review is refused / `denied`",
                "spec.grant: a grant / none, with `already-denied`: this request is denied already",
            ],
        ),
        (
            "  requester: erin\n  request: {roles: [prod-web], reason: x, max_duration: 1h}\n  expect: {outcome: allowed}\n  reviews:\n    - {by: rita, verdict: approve, expect: pending}\n    - {by: rolf, verdict: approve, expect: approved}\n  grant: {roles: [prod-web], logins: [], access: 2h, credential: 30m}\n",
            &[
                "spec.grant.roles: the roles carried: `prod-web` / the roles carried: `on-call` and `prod-web`",
                "spec.grant.logins: the logins: none / the logins: `web`",
                "spec.grant.access: access lasts 2\u{a0}h / access lasts 1\u{a0}h",
                "spec.grant.credential: a credential lasts 30\u{a0}min / a credential lasts 1\u{a0}h",
            ],
        ),
        (
            "  requester: nobody\n  request: {roles: [prod-web]}\n  expect: {outcome: refused}\n",
            &["broken: there is no user `nobody` in this text"],
        ),
        (
            "  requester: erin\n  at: '2026-13-01T00:00:00Z'\n  request: {roles: [prod-web]}\n  expect: {outcome: refused}\n",
            &[
                "broken: `2026-13-01T00:00:00Z` is no time: write it like 2026-01-31T14:05:00Z (RFC 3339)",
            ],
        ),
    ] {
        assert_eq!(unmet(spec), expected, "{spec}");
    }
}

#[test]
fn the_steps_stand_in_the_roles() {
    let text = documented().replace(
        "outcome: refused, refusal: role-not-requestable",
        "outcome: allowed",
    );
    let report = report(&text);
    assert_eq!((report.ok, report.failed), (false, 1));
    let unmet = report
        .tests
        .iter()
        .find_map(|test| test.unmet.first())
        .expect("one");
    let step = unmet.why.first().expect("a step");
    let span = step.span.expect("a place");
    let written = text.get(span.start as usize..span.end as usize);
    assert_eq!(written, Some("prod-secrets"));
    assert!(
        text.get(unmet.at.span.start as usize..)
            .is_some_and(|rest| rest.starts_with("allowed"))
    );
}

#[test]
fn what_did_not_pass_is_found_at_its_place() {
    let text = documented()
        .replace(
            "outcome: refused, refusal: role-not-requestable",
            "outcome: allowed",
        )
        .replace("reviewers_include: [rita]", "reviewers_include: [rota]");
    let findings = failures(
        &report(&text),
        &crate::yaml::source::Source::new(text.as_str()),
    );
    let told: Vec<_> = findings
        .iter()
        .map(|found| (found.rule.as_str(), found.diagnostic.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                "test/failed",
                "the test `secrets are for nobody` expects an allowed request; what came: it is refused with `role-not-requestable`: `prod-secrets` is not requestable with your roles"
            ),
            (
                "test/broken",
                "the test `nobody reviews their own request` cannot be run: there is no user `rota` in this text"
            ),
        ]
    );
    let failed = findings.first().expect("one");
    let line = text.lines().nth(failed.line as usize - 1).expect("a line");
    assert!(line.contains("outcome: allowed"), "{line}");
    let labels = failed.diagnostic.labels.iter().skip(1);
    let role = labels.map(|label| text.get(label.span.start as usize..label.span.end as usize));
    assert_eq!(
        role.collect::<Vec<_>>().first(),
        Some(&Some("prod-secrets"))
    );
}

#[test]
fn what_no_test_exercises_is_named() {
    let documented = documented();
    let (policy, _) = documented
        .split_once("---\nkind: policy_test")
        .expect("a test");
    let none = report(policy);
    assert_eq!((none.ok, none.tests.len()), (true, 0));
    assert_eq!(
        uncovered(&none),
        [
            (Part::AllowRequest, "on-call", "prod-*"),
            (Part::DenyRequest, "on-call", "prod-secrets"),
            (Part::Threshold, "on-call", "2 approvals, 1 denial refuses"),
            (Part::AllowReview, "reviewer", "prod-*"),
        ]
    );
    let place = &none.coverage.uncovered.first().expect("one").at;
    assert_eq!(
        (place.line, place.field.as_str()),
        (8, "spec.allow.request.roles[0]")
    );
    // Who may review is asked, nobody reviews: no threshold is exercised.
    let asked = format!(
        "{policy}---\nkind: policy_test\nversion: v1\nmetadata: {{name: t}}\nspec:\n  requester: erin\n  request: {{roles: [prod-web], reason: x}}\n  expect: {{outcome: allowed, reviewers_include: [rita]}}\n"
    );
    let asked = report(&asked);
    assert!(asked.ok);
    assert_eq!(
        uncovered(&asked),
        [
            (Part::DenyRequest, "on-call", "prod-secrets"),
            (Part::Threshold, "on-call", "2 approvals, 1 denial refuses"),
        ]
    );
}

#[test]
fn a_condition_that_fails_and_a_claim_that_gives_nothing_exercise_nothing() {
    let policy = "kind: role\nversion: v7\nmetadata: {name: asks}\nspec:\n  allow:\n    request:\n      claims_to_roles: [{claim: groups, value: dev, roles: [a]}, {claim: groups, value: ops, roles: [b]}]\n---\nkind: role\nversion: v7\nmetadata: {name: a}\n---\nkind: role\nversion: v7\nmetadata: {name: sees}\nspec:\n  allow:\n    review_requests: {roles: [a], where: 'contains(reviewer.traits[\"team\"], \"x\")'}\n---\nkind: policy_test\nversion: v1\nmetadata: {name: t}\nspec:\n  requester: {roles: [asks], traits: {groups: [dev]}}\n  request: {roles: [a]}\n  expect: {outcome: allowed}\n  reviews:\n    - {by: {roles: [sees]}, verdict: approve, expect: refused, refusal: cannot-review}\n";
    let report_of = |text: &str| {
        let report = report(text);
        assert!(report.ok, "{report:#?}");
        report
    };
    let without = report_of(policy);
    assert_eq!(
        uncovered(&without),
        [
            (Part::AllowRequest, "asks", "b"),
            (Part::AllowReview, "sees", "a")
        ]
    );
    let with = policy.replace(
        "{by: {roles: [sees]}, verdict: approve, expect: refused, refusal: cannot-review}",
        "{by: {roles: [sees], traits: {team: [x]}}, verdict: approve, expect: approved}",
    );
    assert_eq!(
        uncovered(&report_of(&with)),
        [(Part::AllowRequest, "asks", "b")]
    );
}

#[test]
fn rules_review_before_people_do_at_the_moment_that_is_named() {
    let policy = "kind: role\nversion: v7\nmetadata: {name: asks}\nspec: {allow: {request: {roles: [a], thresholds: [{approve: 1, deny: 1}]}}}\n---\nkind: role\nversion: v7\nmetadata: {name: a}\n---\nkind: access_monitoring_rule\nversion: v1\nmetadata: {name: by-day}\nspec:\n  subjects: [access_request]\n  condition: 'contains_all(set(\"a\"), access_request.spec.roles)'\n  desired_state: reviewed\n  automatic_review: {integration: builtin, decision: APPROVED}\n  schedules: {day: {time: {shifts: [{weekday: Monday, start: '09:00', end: '17:00'}]}}}\n---\nkind: policy_test\nversion: v1\nmetadata: {name: t}\nspec:\n  requester: {roles: [asks]}\n  request: {roles: [a]}\n  expect: {outcome: allowed, state: approved}\n  grant: {roles: [asks, a]}\n";
    let day = report(policy);
    assert!(day.ok, "{day:#?}");
    assert_eq!(uncovered(&day), []);
    let night = report(&policy.replace(
        "spec:\n  requester",
        "spec:\n  at: '2026-01-05T22:00:00Z'\n  requester",
    ));
    assert_eq!(
        (night.ok, night.failed, night.tests[0].unmet.len()),
        (false, 1, 2)
    );
    assert_eq!(
        uncovered(&night),
        [(Part::Threshold, "asks", "1 approval, 1 denial refuses")]
    );
}

#[test]
fn what_cannot_be_run_is_broken_and_never_passed_over() {
    let text = documented();
    let within = |change: fn(&mut TestBudget)| {
        let mut budget = TestBudget::PRODUCT;
        change(&mut budget);
        let report = run(&text, &UtcOnly, budget);
        assert!(!report.ok);
        (report.passed, report.broken)
    };
    assert_eq!(within(|budget| budget.tests = 1), (1, 1));
    assert_eq!(within(|budget| budget.comparisons = 60), (2, 1));
    assert_eq!(within(|budget| budget.roles = 0), (0, 3));
    assert_eq!(within(|budget| budget.reviews = 2), (2, 1));
    let slip = report(&text.replace("state: pending", "stat: pending"));
    assert_eq!(
        (slip.ok, slip.errors, slip.passed, slip.broken),
        (false, 1, 2, 1)
    );
    // A role that cannot be evaluated refuses, in a test as anywhere.
    let broken_role = report(&text.replace(
        "['prod-*']\n      thresholds",
        "['^prod($']\n      thresholds",
    ));
    assert_eq!(
        (broken_role.errors, broken_role.passed, broken_role.failed),
        (1, 0, 3)
    );
}

#[test]
fn tests_change_nothing_of_what_a_policy_means() {
    let with = documented();
    let (without, _) = with.split_once("---\nkind: policy_test").expect("a test");
    let diff = crate::inspection::diff(without, &with);
    assert!(diff.ok && diff.users.is_empty());
    for (asker, role) in [
        ("erin", "prod-web"),
        ("erin", "prod-secrets"),
        ("bob", "prod-web"),
    ] {
        let question = crate::api::inspection::Question {
            asker: crate::api::inspection::Asker::User(crate::policy::name::UserName::verbatim(
                asker,
            )),
            role: crate::policy::name::RoleName::verbatim(role),
        };
        assert_eq!(explain(without, &question), explain(&with, &question));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Any text comes to an end, and so does any part of a good one with something in its place.
    #[test]
    fn any_text_is_run_to_its_end(from in 0_usize..3000, length in 0_usize..60, text in "[ a-z:,*'\\[\\]{}^$\n-]{0,40}") {
        let good = documented();
        let from = (from..good.len()).find(|at| good.is_char_boundary(*at)).unwrap_or(0);
        let to = (from + length..=good.len()).find(|at| good.is_char_boundary(*at)).unwrap_or(good.len());
        let changed = [good.get(..from).unwrap_or_default(), &text, good.get(to..).unwrap_or_default()].concat();
        for text in [changed.as_str(), &text] {
            let report = report(text);
            let told = report.passed + report.failed + report.broken;
            proptest::prop_assert_eq!(told, report.tests.len());
            proptest::prop_assert!(report.coverage.covered + report.coverage.uncovered.len() == report.coverage.total);
            for test in &report.tests {
                proptest::prop_assert_eq!(test.outcome == TestOutcome::Failed, !test.unmet.is_empty());
                proptest::prop_assert_eq!(test.outcome == TestOutcome::Broken, test.problem.is_some());
                proptest::prop_assert!(test.at.span.end as usize <= text.len());
            }
        }
    }
}
