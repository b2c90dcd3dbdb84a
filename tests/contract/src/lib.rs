//! What is written about the HTTP API for others to read: the OpenAPI document that the worker serves, and
//! the list of operations that the tests walk. Both are made of `postern_core::api::endpoint`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

mod document;
mod endpoints;
mod example;
mod operation;
mod parameter;
mod response;
mod wording;

pub use self::{document::document, endpoints::endpoints, example::Example};

/// Everything that is written: where, and what.
///
/// # Errors
/// What is missing for an operation, and how to add it.
pub fn files() -> Result<Vec<(PathBuf, String)>> {
    Ok(vec![
        (
            root().join("worker/src/http/openapi.json"),
            text(&document()?)?,
        ),
        (
            root().join("tests/contract/endpoints.json"),
            text(&endpoints())?,
        ),
    ])
}

/// A document as it is stored: indented, so that a change shows as one.
fn text(value: &Value) -> Result<String> {
    Ok(format!("{}\n", serde_json::to_string_pretty(value)?))
}

/// The root of the sources.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}
