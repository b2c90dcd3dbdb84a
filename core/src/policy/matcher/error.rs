//! Why a text is no matcher, or no pattern.

use alloc::string::String;
use core::{fmt, ops::Range};

/// Why a text is refused, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatcherError {
    /// What sort of problem it is.
    pub kind: MatcherErrorKind,
    /// What is wrong, without the place.
    pub message: String,
    /// Where in the text it is wrong, in bytes.
    pub span: Range<usize>,
    /// What to write instead.
    pub help: Option<String>,
}

/// The sorts of problem a matcher may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatcherErrorKind {
    /// It is not written as matchers are.
    Syntax,
    /// Other pattern languages know it; this dialect does not.
    Unsupported,
    /// It asks for more work than the budget allows.
    OverBudget,
}

impl MatcherError {
    pub(in crate::policy) fn new(
        kind: MatcherErrorKind,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            message: message.into(),
            span,
            help: None,
        }
    }

    pub(in crate::policy) fn syntax(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(MatcherErrorKind::Syntax, span, message)
    }

    pub(in crate::policy) fn unsupported(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(MatcherErrorKind::Unsupported, span, message)
    }

    pub(in crate::policy) fn over_budget(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(MatcherErrorKind::OverBudget, span, message)
    }

    /// The same, in a text that has so many bytes before this one.
    pub(in crate::policy) fn shifted(mut self, by: usize) -> Self {
        self.span = self.span.start + by..self.span.end + by;
        self
    }

    pub(in crate::policy) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for MatcherError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for MatcherError {}
