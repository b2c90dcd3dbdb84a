//! Findings in the order found, as many as the budget allows.

use alloc::{format, vec::Vec};

use super::{
    diagnostic::{Diagnostic, Severity},
    span::Span,
};

/// Collects findings up to a bound, and counts those beyond it.
#[derive(Clone, Debug)]
pub struct Findings {
    kept: Vec<Diagnostic>,
    most: usize,
    /// The first finding beyond the bound and how many there are.
    beyond: Option<(Span, usize)>,
}

impl Findings {
    /// Keeps at most `most`.
    #[must_use]
    pub const fn new(most: usize) -> Self {
        Self {
            kept: Vec::new(),
            most,
            beyond: None,
        }
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        if self.kept.len() < self.most {
            self.kept.push(finding);
        } else {
            self.miss(finding.span());
        }
    }

    /// Adds a finding at `span` that is costly to put into words: `explain` is called only if it
    /// will be kept.
    pub fn push_with(&mut self, span: Span, explain: impl FnOnce() -> Diagnostic) {
        if self.kept.len() < self.most {
            self.kept.push(explain());
        } else {
            self.miss(span);
        }
    }

    fn miss(&mut self, span: Span) {
        let (first, count) = self.beyond.unwrap_or((span, 0));
        self.beyond = Some((first, count + 1));
    }

    /// Those that are kept, in the order found.
    pub(crate) const fn kept(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.kept
    }

    /// All of them in the order found; none if there were too many.
    #[must_use]
    pub fn into_found(self) -> Option<Vec<Diagnostic>> {
        self.beyond.is_none().then_some(self.kept)
    }

    /// All of them in the order of their places; where there were too many, a last `yaml/budget`
    /// error says how many more.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.kept
            .sort_by_key(|finding| (finding.span().start, finding.severity));
        if let Some((span, count)) = self.beyond {
            self.kept.push(
                Diagnostic::new(
                    "yaml/budget",
                    Severity::Error,
                    span,
                    format!("{count} more findings are not shown"),
                )
                .help("mend the first ones and read again"),
            );
        }
        self.kept
    }
}
