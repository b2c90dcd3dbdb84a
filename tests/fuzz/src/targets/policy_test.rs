//! Policy tests, and patterns at a place: any text is run to its end, whatever is told lies within it, and names are
//! accepted or not as is said of them.

use postern_core::{
    api::{
        inspection::{MatchAnswer, Over, PatternKind},
        policy_test::{TestOutcome, TextPlace},
    },
    inspection::{check as inspect, matches, test},
    policy::{budget::Budget, matcher::Matcher, monitoring::schedule::UtcOnly},
};

use crate::{
    input::{Input, joined},
    sample::Samples,
    span::{bytes, within},
};

/// At how many places of a text is asked what stands there.
const PLACES: usize = 24;

pub(super) fn check(input: &mut Input<'_>) {
    let text = input.text();
    runs(&text);
    let step = (text.len() / PLACES).max(1);
    for offset in (0..=text.len()).step_by(step) {
        stands(&text, u32::try_from(offset).unwrap_or(u32::MAX));
    }
}

fn runs(text: &str) {
    let report = test(text, &UtcOnly);
    let placed = |at: &TextPlace| within(text, &bytes(at.span));
    for test in &report.tests {
        placed(&test.at);
        assert_eq!(test.outcome == TestOutcome::Failed, !test.unmet.is_empty());
        assert_eq!(test.outcome == TestOutcome::Broken, test.problem.is_some());
        for unmet in &test.unmet {
            placed(&unmet.at);
            assert!(!unmet.expected.is_empty() && !unmet.came.is_empty());
            for span in unmet.why.iter().filter_map(|step| step.span) {
                within(text, &bytes(span));
            }
        }
    }
    let coverage = &report.coverage;
    assert!(coverage.covered <= coverage.total);
    assert!(coverage.truncated || coverage.covered + coverage.uncovered.len() == coverage.total);
    coverage.uncovered.iter().for_each(|one| placed(&one.at));
    let told = report.passed + report.failed + report.broken;
    assert_eq!(told, report.tests.len());
    assert!(!report.ok || report.passed == told);
    assert_eq!(report, test(text, &UtcOnly));
}

fn stands(text: &str, offset: u32) {
    let found = match matches(text, offset) {
        MatchAnswer::Found(found) => found,
        MatchAnswer::Nothing(why) => return assert!(!why.is_empty()),
    };
    within(text, &bytes(found.at.span));
    let matcher = match found.over {
        Over::Roles => Matcher::parse(&found.text, &Budget::PRODUCT),
        Over::Values => Matcher::glob_or_regex(&found.text, &Budget::PRODUCT),
        Over::Nothing => return assert_eq!(found.kind, PatternKind::Filled),
    };
    assert_eq!(matcher.is_err(), found.problem.is_some());
    let Ok(matcher) = matcher else { return };
    let roles = inspect(text).roles;
    for witness in &found.witnesses {
        assert!(matcher.accepts(&witness.name), "{witness:?}");
        let is_role = roles.iter().any(|role| role.as_str() == witness.name);
        assert!(found.over == Over::Values || !is_role, "{witness:?}");
    }
    let misses = found.near_misses.iter();
    assert!(misses.map(|miss| &miss.name).all(|name| !matcher.accepts(name)));
    assert!(found.accepts.names.iter().all(|name| matcher.accepts(name)));
    assert!(found.others.names.iter().all(|name| !matcher.accepts(name)));
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    const TEST: &str = "kind: policy_test\nversion: v1\nmetadata: {name: t}\nspec:\n  requester: alice\n  request: {roles: [a], reason: x}\n  expect: {outcome: allowed, reviewers: []}\n  reviews: [{by: {roles: [a]}, verdict: approve, expect: approved}]\n  grant: {roles: [a], logins: []}\n";
    let policies = samples.policies().step_by(5);
    let policies = policies.map(|policy| joined([[&policy, "\n---\n", TEST].concat().as_str()]));
    let documents = samples.documents().map(|text| joined([text]));
    policies.chain(documents).collect()
}
