//! Runs the conformance cases: those in `tests/conformance/`, and those of the folder that
//! `POSTERN_VECTORS` names. One file beside this one per family; [`RUNNERS`] lists them.
//! `cargo test -p postern-tests --test conformance -- matcher` runs the named families only.
#![expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]

use std::process::ExitCode;

mod assume;
mod case;
mod claims_to_roles;
mod cluster;
mod driver;
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
type Runner = fn(&Case) -> Verdict;

/// The families, in the order they are reported.
const RUNNERS: &[(&str, Runner)] = &[
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

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    match driver::run(RUNNERS, &wanted) {
        Ok(totals) => {
            println!(
                "\nAll families: {} passed, {} failed, {} not counted",
                totals.passed, totals.failed, totals.uncounted
            );
            if totals.failed == 0 {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        }
        Err(problem) => {
            println!("conformance: {problem}");
            ExitCode::FAILURE
        }
    }
}
