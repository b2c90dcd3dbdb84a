//! The conformance cases: one file for each family, which decides a case, and the tally of what came of
//! them. Nothing here reads files, so it also runs where there are none.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

mod assume;
pub mod case;
mod claims_to_roles;
mod cluster;
mod interpolation;
mod matcher;
mod rbac;
mod requestability;
mod reviewable;
mod reviews;
mod role_validation;
mod r#where;

use case::{Case, Verdict};

/// Decides one case of a family.
pub type Runner = fn(&Case) -> Verdict;

/// The families, in the order they are reported.
pub const RUNNERS: &[(&str, Runner)] = &[
    ("assume", assume::run),
    ("claims_to_roles", claims_to_roles::run),
    ("interpolation", interpolation::run),
    ("matcher", matcher::run),
    ("rbac", rbac::run),
    ("requestability", requestability::run),
    ("reviewable", reviewable::run),
    ("reviews", reviews::run),
    ("role_validation", role_validation::run),
    ("where", r#where::run),
];

/// Failing cases shown in full, per family.
const SHOWN: usize = 20;
/// Exceptions we allow ourselves, in all.
const MAX_EXCEPTIONS: usize = 20;

/// Reads the list of exceptions: an id and its reason on each line that does not begin with `#`.
///
/// # Errors
/// There are too many.
pub fn exceptions(text: &str) -> Result<BTreeMap<String, String>, String> {
    let exceptions: BTreeMap<_, _> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(id, reason)| (id.to_owned(), reason.trim().to_owned()))
        .collect();
    if exceptions.len() > MAX_EXCEPTIONS {
        return Err(format!(
            "{} exceptions are listed, at most {MAX_EXCEPTIONS} are allowed",
            exceptions.len()
        ));
    }
    Ok(exceptions)
}

/// What became of a family's cases.
#[derive(Default)]
pub struct Tally {
    /// How many are answered as recorded.
    pub passed: usize,
    failures: Vec<(String, String)>,
    /// The ids, by reason.
    uncounted: BTreeMap<String, Vec<String>>,
}

impl Tally {
    /// Decides every case of a text, one on each line.
    ///
    /// # Errors
    /// A line that is no case, with its number.
    pub fn run(
        &mut self,
        text: &str,
        runner: Runner,
        exceptions: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let case =
                Case::parse(line).map_err(|error| format!("line {}: {error}", number + 1))?;
            let verdict = catch_unwind(AssertUnwindSafe(|| runner(&case))).unwrap_or_else(|_| {
                Verdict::Fail {
                    expected: "an answer".into(),
                    got: "a panic".into(),
                }
            });
            self.count(case.id(), verdict, exceptions.get(case.id()));
        }
        Ok(())
    }

    fn count(&mut self, id: &str, verdict: Verdict, exception: Option<&String>) {
        match (verdict, exception) {
            (Verdict::Pass, None) => self.passed += 1,
            (Verdict::Pass, Some(_)) => self.failures.push((
                id.to_owned(),
                "listed as an exception, but it passes: drop the line".to_owned(),
            )),
            (Verdict::Fail { .. }, Some(reason)) => self.leave_out(id, reason),
            (Verdict::Fail { expected, got }, None) => self.failures.push((
                id.to_owned(),
                format!("expected {expected}\n      got {got}"),
            )),
            (Verdict::Uncounted(reason), _) => self.leave_out(id, reason),
        }
    }

    fn leave_out(&mut self, id: &str, reason: &str) {
        let ids = self.uncounted.entry(reason.to_owned()).or_default();
        ids.push(id.to_owned());
    }

    /// How many are answered otherwise.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.failures.len()
    }

    /// How many nobody could decide here, or Postern departs from on purpose.
    #[must_use]
    pub fn uncounted(&self) -> usize {
        self.uncounted.values().map(Vec::len).sum()
    }

    /// The counts in one line, then what is not counted and what fails, with reasons.
    #[must_use]
    pub fn report(&self, family: &str) -> String {
        let mut lines = vec![format!(
            "{family}: {} passed, {} failed",
            self.passed,
            self.failed()
        )];
        for (reason, ids) in &self.uncounted {
            lines.push(format!(
                "  {} not counted, {reason}: {}",
                ids.len(),
                ids.join(" ")
            ));
        }
        for (id, why) in self.failures.iter().take(SHOWN) {
            lines.push(format!("  {id}\n      {why}"));
        }
        if self.failures.len() > SHOWN {
            lines.push(format!("  and {} more", self.failures.len() - SHOWN));
        }
        lines.join("\n")
    }
}
