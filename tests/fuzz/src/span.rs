//! Places: whatever points into a text points at whole characters of it.

use std::ops::Range;

use postern_core::yaml::{diagnostic::Diagnostic, span::Span};

/// Fails unless the bytes are a piece of the text.
#[track_caller]
pub(crate) fn within(text: &str, range: &Range<usize>) {
    assert!(
        text.get(range.clone()).is_some(),
        "{range:?} is no piece of {text:?}"
    );
}

/// The bytes of a span.
pub(crate) fn bytes(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

/// Fails unless every place of the finding is a piece of the text, and every fix can be made.
#[track_caller]
pub(crate) fn placed(text: &str, finding: &Diagnostic) {
    assert!(!finding.labels.is_empty() && !finding.message.is_empty());
    for label in &finding.labels {
        within(text, &bytes(label.span));
    }
    for fix in &finding.fixes {
        let mut end = 0;
        for edit in &fix.edits {
            within(text, &bytes(edit.span));
            assert!(end <= edit.span.start, "edits overlap: {fix:?}");
            end = edit.span.end;
        }
    }
}
