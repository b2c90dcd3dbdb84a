//! Rules about what a policy that can be read hardly means: within one document, and between the
//! documents of a text. Also the list of all rules, and what silences one.

mod across;
mod affixes;
mod directory;
mod people;
mod registry;
pub(crate) mod silence;
mod within;

use alloc::string::String;

pub(crate) use self::across::{Part, across};
pub use self::registry::{RULES, Rule, is_rule};
pub(super) use self::within::{claims, role};
use crate::yaml::{
    diagnostic::{Diagnostic, Severity},
    span::Span,
};

fn finding(
    rule: &'static str,
    severity: Severity,
    span: Span,
    message: impl Into<String>,
) -> Diagnostic {
    Diagnostic::new(rule, severity, span, message)
}
