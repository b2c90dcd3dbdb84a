//! The tests that a text has beside its roles: run, one after another, by the decisions that a cluster makes, within
//! a budget. What cannot be run is never passed over in silence.

mod course;
mod coverage;
mod failures;
mod judgement;
#[cfg(test)]
mod tests;

use alloc::{format, string::String, vec::Vec};

pub use self::failures::failures;
use self::{course::Course, coverage::Exercised, judgement::Unfit};
use super::alone;
use crate::{
    api::policy_test::{TestOutcome, TestReport, TestResult, TextPlace},
    policy::{
        budget::TestBudget,
        monitoring::schedule::Zones,
        policy_test::PolicyTest,
        reading::{Reading, Resource},
        set::Policy,
        subject::Subject,
    },
    yaml::{diagnostic::Severity, span::Span},
};

/// Runs the tests of a text by what can be read of it, errors or not. Settings are the usual ones.
#[must_use]
pub fn test(text: &str, zones: &dyn Zones) -> TestReport {
    run(text, zones, TestBudget::PRODUCT)
}

fn run(text: &str, zones: &dyn Zones, budget: TestBudget) -> TestReport {
    let policy = alone(text);
    let Some(reading) = policy.text() else {
        return TestReport::default();
    };
    let mut bench = Bench {
        reading,
        policy: &policy,
        zones,
        budget,
        left: budget.comparisons,
        exercised: Exercised::default(),
    };
    let tests: Vec<TestResult> = reading
        .documents
        .iter()
        .filter_map(|document| match &document.resource {
            Some(Resource::Test(test)) => Some(test),
            _ => None,
        })
        .take(budget.tests.saturating_add(1))
        .enumerate()
        .map(|(at, test)| bench.result(at, test))
        .collect();
    let count = |outcome| tests.iter().filter(|test| test.outcome == outcome).count();
    let errors = errors(reading).count();
    let [passed, failed, broken] = [
        count(TestOutcome::Passed),
        count(TestOutcome::Failed),
        count(TestOutcome::Broken),
    ];
    TestReport {
        ok: errors + failed + broken == 0,
        errors,
        passed,
        failed,
        broken,
        coverage: bench.exercised.coverage(reading, &policy),
        tests,
    }
}

/// Where the errors of a text are.
fn errors(reading: &Reading) -> impl Iterator<Item = Span> {
    let diagnostics = reading.diagnostics.iter();
    diagnostics
        .filter(|found| found.severity == Severity::Error)
        .map(crate::yaml::diagnostic::Diagnostic::span)
}

/// What the tests of one text share.
struct Bench<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
    zones: &'a dyn Zones,
    budget: TestBudget,
    /// Comparisons that may still be made.
    left: u64,
    exercised: Exercised,
}

impl Bench<'_> {
    fn result(&mut self, at: usize, test: &PolicyTest) -> TestResult {
        let (outcome, unmet, problem) = match self.judge(at, test) {
            Ok(unmet) if unmet.is_empty() => (TestOutcome::Passed, unmet, None),
            Ok(unmet) => (TestOutcome::Failed, unmet, None),
            Err(Unfit(problem)) => (TestOutcome::Broken, Vec::new(), Some(problem)),
        };
        let named = !test.name.value.is_empty();
        let at = if named {
            test.name.span
        } else {
            test.span.beginning()
        };
        TestResult {
            name: test.name.value.clone(),
            at: place(self.reading, at),
            outcome,
            unmet,
            problem,
        }
    }

    fn judge(
        &mut self,
        at: usize,
        test: &PolicyTest,
    ) -> Result<Vec<crate::api::policy_test::Unmet>, Unfit> {
        if at >= self.budget.tests {
            let most = self.budget.tests;
            return Err(Unfit(format!(
                "this and all further tests are not run: a text has at most {most}"
            )));
        }
        if errors(self.reading).any(|error| test.span.holds(error)) {
            return Err(Unfit(String::from("its document has errors")));
        }
        Course::run(self, test)
    }

    /// Takes note of the work of asking what somebody's roles say about so many names.
    ///
    /// # Errors
    /// The tests have done as much as they may.
    fn spend(&mut self, subject: &Subject, names: usize) -> Result<(), Unfit> {
        let held = subject
            .roles
            .iter()
            .filter_map(|name| self.policy.role(name));
        let patterns: usize = held
            .map(|role| {
                let lists = [
                    &role.allow_request,
                    &role.deny_request,
                    &role.allow_review,
                    &role.deny_review,
                ];
                let list = |list: &crate::policy::compiled::Patterns| {
                    list.written.len().saturating_add(list.claims.len())
                };
                lists
                    .map(list)
                    .iter()
                    .fold(1_usize, |sum, list| sum.saturating_add(*list))
            })
            .fold(1, usize::saturating_add);
        let work = patterns.saturating_mul(names.max(1)) as u64;
        self.left = self.left.checked_sub(work).ok_or_else(|| {
            Unfit(String::from(
                "it is not run: the tests of this text ask for more work than they may; use fewer, or name fewer roles in each",
            ))
        })?;
        Ok(())
    }
}

/// Where in the text a span is.
pub(super) fn place(reading: &Reading, span: Span) -> TextPlace {
    let place = reading.place(span);
    TextPlace {
        span,
        field: place
            .as_ref()
            .map(|place| place.field.clone())
            .unwrap_or_default(),
        line: place.as_ref().map_or(1, |place| place.line),
        column: place.as_ref().map_or(1, |place| place.column),
    }
}
