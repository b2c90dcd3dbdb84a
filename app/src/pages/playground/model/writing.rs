//! What is typed, what the playground itself writes into the editor, and how places follow.

use std::ops::Range;

use postern_core::{
    api::inspection::Formatted,
    yaml::{diagnostic::Fix, span::Span},
};

use super::{Check, Pane, Playground, message::Command};
use crate::{
    browser::engine::Failure,
    pages::playground::text::{Change, Text},
};

/// What is written over a place of the whole text, within one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Replacement {
    pub(super) span: Span,
    pub(super) text: String,
    /// What is selected then.
    pub(super) selected: Span,
}

impl Playground {
    /// This was written over a place of the file that is shown.
    pub(super) fn typed(&mut self, units: Range<u32>, text: &str) -> Vec<Command> {
        let change = self.folder.typed(units, text);
        self.revision = self.revision.wrapping_add(1);
        self.refused = None;
        self.shared = None;
        let mut commands = vec![Command::Rest(self.revision)];
        if self.picked.take().is_some() {
            commands.push(Command::Tint(None));
        }
        self.move_places(change);
        if !matches!(self.check, Check::Asked(_)) {
            self.check = Check::Due;
        }
        commands
    }

    /// Moves every place along with an edit, and forgets those that were touched.
    fn move_places(&mut self, change: Change) {
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

    /// Writes the canonical form of the file that is shown, unless somebody typed on meanwhile.
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
                if text == self.folder.text().as_str() {
                    return vec![];
                }
                self.pane = Pane::Editor;
                let whole = self.folder.whole();
                vec![self.write(&Replacement {
                    span: whole,
                    text: Text::new(&text).as_str().into(),
                    selected: Span::new(whole.start, whole.start),
                })]
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

    /// Applies a fix, in the file where it belongs.
    pub(super) fn mend(&mut self, finding: usize, fix: usize) -> Vec<Command> {
        let fixes = self.findings().nth(finding).map(|finding| &finding.fixes);
        let fix = fixes.and_then(|fixes| fixes.get(fix)).cloned();
        let Some(replacement) = fix.and_then(|fix| self.mended(&fix)) else {
            return vec![];
        };
        self.pane = Pane::Editor;
        let mut commands = self.turn_to(self.folder.file_of(replacement.span.start));
        commands.push(self.write(&replacement));
        commands
    }

    /// All edits of a fix as one.
    pub(super) fn mended(&self, fix: &Fix) -> Option<Replacement> {
        let mut edits = fix.edits.clone();
        edits.sort_by_key(|edit| edit.span);
        let (first, last) = (edits.first()?.span, edits.last()?.span);
        let mut text = String::new();
        let mut at = first.start;
        for edit in &edits {
            text.push_str(self.folder.all().slice(Span::new(at, edit.span.start)));
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

    fn write(&self, replacement: &Replacement) -> Command {
        let Replacement {
            span,
            text,
            selected,
        } = replacement;
        let old = self.folder.text();
        let within = self.folder.within(*span);
        let new = Text::new(&old.replaced(within, text));
        let start = span.start - within.start;
        Command::Write {
            units: old.units(within),
            text: text.clone(),
            selected: new.units(Span::new(selected.start - start, selected.end - start)),
        }
    }
}
