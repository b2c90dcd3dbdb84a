//! The core for the browser: a wasm module of its own, run in a Web Worker, so that the page's
//! module carries no YAML reader and no regex engine. Texts go in, JSON comes out.

mod examples;
mod fields;
mod meanings;
mod question;
mod zones;

use std::cell::RefCell;

use postern_core::inspection::{self, workbook::Workbook};
use serde::Serialize;
use wasm_bindgen::{JsError, prelude::wasm_bindgen};

/// The version of the core in this module, as in `0.1.0`.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    postern_core::VERSION.into()
}

thread_local! {
    /// The text that was checked last: the next one differs by what was typed since.
    static TYPED: RefCell<Workbook> = RefCell::default();
}

/// What a text holds and what is wrong with it: an `api::inspection::Inspection`.
///
/// # Errors
/// Never for any text; only if the answer cannot be written.
#[wasm_bindgen]
pub fn check(text: String) -> Result<String, JsError> {
    written(&TYPED.with_borrow_mut(|typed| typed.check(text)))
}

/// Texts to begin with: a list of `api::inspection::Example`.
///
/// # Errors
/// Only if the answer cannot be written.
#[wasm_bindgen]
pub fn examples() -> Result<String, JsError> {
    written(&examples::examples())
}

/// The fields that documents may have, and what they mean: a list of kinds.
///
/// # Errors
/// Only if the answer cannot be written.
#[wasm_bindgen]
pub fn fields() -> Result<String, JsError> {
    written(&fields::kinds())
}

/// The answer to an `api::inspection::Question` by a text: an `api::inspection::Explanation`.
///
/// # Errors
/// When the question cannot be read.
#[wasm_bindgen]
pub fn explain(text: &str, question: &str) -> Result<String, JsError> {
    let question =
        question::read(question).ok_or_else(|| JsError::new("the question cannot be read"))?;
    written(&inspection::explain(text, &question))
}

/// The text in canonical form: an `api::inspection::Formatted`.
///
/// # Errors
/// Only if the answer cannot be written.
#[wasm_bindgen]
pub fn format(text: &str) -> Result<String, JsError> {
    written(&inspection::format(text))
}

/// What comes of the tests that a text has, and what of it they exercise: an `api::policy_test::TestReport`.
///
/// # Errors
/// Never for any text; only if the answer cannot be written.
#[wasm_bindgen]
pub fn tests(text: &str) -> Result<String, JsError> {
    written(&inspection::test(text, &zones::BrowserZones))
}

/// What the pattern at a byte of the text accepts: an `api::inspection::MatchAnswer`.
///
/// # Errors
/// Never for any text; only if the answer cannot be written.
#[wasm_bindgen]
pub fn matches(text: &str, offset: u32) -> Result<String, JsError> {
    written(&inspection::matches(text, offset))
}

fn written(answer: &impl Serialize) -> Result<String, JsError> {
    serde_json::to_string(answer).map_err(|_| JsError::new("the answer cannot be written"))
}
