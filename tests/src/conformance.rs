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
const MAX_EXCEPTIONS: usize = 25;

/// Reads the list of exceptions: an id and the departure on each line that does not begin with `#`.
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
    /// The ids, by departure.
    departs: BTreeMap<String, Vec<String>>,
}

impl Tally {
    /// Decides every case of a text, one on each line. With `exceptions` a case that is answered
    /// otherwise on purpose must be among them, and none other may be.
    ///
    /// # Errors
    /// A line that is no case, with its number.
    pub fn run(
        &mut self,
        text: &str,
        runner: Runner,
        exceptions: Option<&BTreeMap<String, String>>,
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
            let listed = exceptions.map(|listed| listed.get(case.id()).map(String::as_str));
            self.count(case.id(), verdict, listed);
        }
        Ok(())
    }

    fn count(&mut self, id: &str, verdict: Verdict, listed: Option<Option<&str>>) {
        let failure = match (verdict, listed) {
            (Verdict::Pass, Some(Some(_))) => {
                "listed as an exception, but it passes: drop the line".to_owned()
            }
            (Verdict::Pass, _) => {
                self.passed += 1;
                return;
            }
            (Verdict::Departs(departure), Some(listed)) if listed != Some(departure) => {
                format!("answered otherwise on purpose: list `{id} {departure}` as an exception")
            }
            (Verdict::Departs(departure), _) => {
                let ids = self.departs.entry(departure.to_owned()).or_default();
                ids.push(id.to_owned());
                return;
            }
            (Verdict::Fail { expected, got }, _) => {
                format!("expected {expected}\n      got {got}")
            }
        };
        self.failures.push((id.to_owned(), failure));
    }

    /// How many are answered wrongly.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.failures.len()
    }

    /// How many are answered otherwise on purpose.
    #[must_use]
    pub fn departs(&self) -> usize {
        self.departs.values().map(Vec::len).sum()
    }

    /// The counts in one line, then the exceptions and what fails, with reasons.
    #[must_use]
    pub fn report(&self, family: &str) -> String {
        let mut lines = vec![format!(
            "{family}: {} passed, {} failed",
            self.passed,
            self.failed()
        )];
        for (departure, ids) in &self.departs {
            lines.push(format!(
                "  {} by departure {departure}: {}",
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
