//! What the playground writes into the editor, and how places follow what is written.

use postern_core::{
    api::inspection::Formatted,
    yaml::{diagnostic::Fix, span::Span},
};

use super::{Pane, Playground, message::Command};
use crate::{
    browser::engine::Failure,
    pages::playground::{
        keys::Replacement,
        text::{Change, Text},
    },
};

impl Playground {
    /// Moves every place along with an edit, and forgets those that were touched.
    pub(super) fn move_places(&mut self, change: Change) {
        self.inspection.findings.retain_mut(|finding| {
            let diagnostic = &mut finding.diagnostic;
            let Some(span) = change.moved(diagnostic.span()) else {
                return false;
            };
            if let Some(label) = diagnostic.labels.first_mut() {
                label.span = span;
            }
            diagnostic.fixes.retain_mut(|fix| {
                fix.edits.iter_mut().all(|edit| {
                    change
                        .moved(edit.span)
                        .map(|span| edit.span = span)
                        .is_some()
                })
            });
            true
        });
        for step in self.explanation.iter_mut().flat_map(|it| &mut it.steps) {
            step.span = step.span.and_then(|span| change.moved(span));
        }
    }

    /// Replaces the whole text.
    pub(super) fn open(&mut self, text: &str) -> Vec<Command> {
        let new = Text::new(text);
        let all = Span::new(
            0,
            u32::try_from(self.text.as_str().len()).unwrap_or(u32::MAX),
        );
        self.pane = Pane::Editor;
        self.explanation = None;
        vec![self.write(&Replacement {
            span: all,
            text: new.as_str().into(),
            selected: Span::default(),
        })]
    }

    /// Writes the canonical form, unless somebody typed on meanwhile.
    pub(super) fn formatted(
        &mut self,
        revision: u32,
        answer: Result<Formatted, Failure>,
    ) -> Vec<Command> {
        if revision != self.revision {
            return vec![];
        }
        match answer {
            Ok(Formatted::Text(text)) => {
                self.refused = None;
                if text == self.text.as_str() {
                    return vec![];
                }
                self.open(&text)
            }
            Ok(Formatted::Problem(why)) => {
                self.refused = Some(why);
                vec![]
            }
            Err(failure) => {
                self.fail(failure);
                vec![]
            }
        }
    }

    pub(super) fn mend(&self, finding: usize, fix: usize) -> Vec<Command> {
        self.findings()
            .nth(finding)
            .and_then(|finding| finding.fixes.get(fix))
            .and_then(|fix| self.mended(fix))
            .map(|replacement| self.write(&replacement))
            .into_iter()
            .collect()
    }

    /// All edits of a fix as one.
    pub(super) fn mended(&self, fix: &Fix) -> Option<Replacement> {
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| edit.span);
        let (first, last) = (edits.first()?.span, edits.last()?.span);
        let mut text = String::new();
        let mut at = first.start;
        for edit in &edits {
            text.push_str(self.text.slice(Span::new(at, edit.span.start)));
            text.push_str(&edit.text);
            at = edit.span.end;
        }
        let end = first.start + u32::try_from(text.len()).ok()?;
        Some(Replacement {
            span: first.join(last),
            text,
            selected: Span::new(end, end),
        })
    }

    pub(super) fn write(&self, replacement: &Replacement) -> Command {
        let Replacement {
            span,
            text,
            selected,
        } = replacement;
        let new = Text::new(&self.text.replaced(*span, text));
        Command::Write {
            units: self.text.units(*span),
            text: text.clone(),
            selected: new.units(*selected),
        }
    }
}
