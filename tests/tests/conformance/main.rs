//! Runs the conformance cases: those in `tests/conformance/`, and those of the folder that
//! `POSTERN_VECTORS` names. The families are in `tests/src/conformance`.
//! `cargo test -p postern-tests --test conformance -- matcher` runs the named families only.
#![expect(
    clippy::print_stdout,
    reason = "the report is what this program is for"
)]

use std::process::ExitCode;

mod driver;

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    match driver::run(&wanted) {
        Ok(totals) => {
            println!(
                "\nAll families: {} passed, {} failed, {} otherwise on purpose",
                totals.passed, totals.failed, totals.departs
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
