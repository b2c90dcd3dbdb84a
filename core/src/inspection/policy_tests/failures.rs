//! Tests that did not pass as findings, for whoever shows those already.

use alloc::{format, vec::Vec};

use crate::{
    api::{
        policy::Finding,
        policy_test::{TestReport, TestResult},
    },
    yaml::{
        diagnostic::{Diagnostic, Severity},
        source::Source,
    },
};

/// How many findings are made at most.
const MOST: usize = 100;

/// Every expectation that was not met and every test that could not be run, with its place in the text.
#[must_use]
pub fn failures(report: &TestReport, source: &Source) -> Vec<Finding> {
    let tests = report.tests.iter();
    let found = tests.flat_map(diagnostics).take(MOST);
    found.map(|found| Finding::new(found, source)).collect()
}

fn diagnostics(test: &TestResult) -> Vec<Diagnostic> {
    let name = &test.name;
    let broken = test.problem.iter().map(|problem| {
        let message = format!("the test `{name}` cannot be run: {problem}");
        Diagnostic::new("test/broken", Severity::Error, test.at.span, message)
            .help("mend the test, or remove it")
    });
    let failed = test.unmet.iter().map(|unmet| {
        let (expected, came) = (&unmet.expected, &unmet.came);
        let message = format!("the test `{name}` expects {expected}; what came: {came}");
        let found = Diagnostic::new("test/failed", Severity::Error, unmet.at.span, message)
            .help("change the roles so that it comes, or what the test expects");
        let steps = unmet.why.iter();
        let placed = steps.filter_map(|step| Some((step.span?, step.step.text.as_str())));
        placed.fold(found, |found, (span, text)| found.label(span, text))
    });
    broken.chain(failed).collect()
}
