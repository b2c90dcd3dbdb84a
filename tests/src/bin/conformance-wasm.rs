//! The conformance cases as a wasm module: the core that runs in browsers and at the edge is asked what the
//! native one is asked.

use postern_tests::conformance::{RUNNERS, Tally, exceptions};
use wasm_bindgen::prelude::wasm_bindgen;

/// Decides the cases of a family, one on each line of `cases`; answers with the report that the native run
/// prints. Our own cases come with the list of exceptions, others without.
///
/// # Errors
/// There is no such family, or a line is no case.
#[wasm_bindgen]
pub fn judge(family: &str, cases: &str, excepted: Option<String>) -> Result<String, String> {
    let (_, runner) = RUNNERS
        .iter()
        .find(|(name, _)| *name == family)
        .ok_or_else(|| format!("{family}: no runner"))?;
    let excepted = excepted.as_deref().map(exceptions).transpose()?;
    let mut tally = Tally::default();
    tally.run(cases, *runner, excepted.as_ref())?;
    Ok(tally.report(family))
}

fn main() {}
