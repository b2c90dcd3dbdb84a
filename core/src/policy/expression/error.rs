//! Why a text is not an expression.

use alloc::string::String;
use core::ops::Range;

/// Why a text is not an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// Which kind of trouble.
    pub kind: ExpressionErrorKind,
    /// What is wrong, for people.
    pub message: String,
    /// The bytes of the text that are wrong; empty at the place where something is missing.
    pub span: Range<usize>,
    /// What to write instead, where that is known.
    pub help: Option<String>,
}

/// The kinds of trouble a text can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpressionErrorKind {
    /// It breaks the syntax.
    Syntax,
    /// It is valid Go that has no meaning here, or nests deeper than [`DEEPEST`](super::DEEPEST).
    Unsupported,
}

impl ExpressionError {
    pub(super) fn syntax(message: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            kind: ExpressionErrorKind::Syntax,
            message: message.into(),
            span,
            help: None,
        }
    }

    pub(super) fn unsupported(message: impl Into<String>, span: Range<usize>) -> Self {
        Self {
            kind: ExpressionErrorKind::Unsupported,
            message: message.into(),
            span,
            help: None,
        }
    }

    pub(super) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
