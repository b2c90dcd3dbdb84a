//! What happens in the playground, and what is to be done outside of it.

use std::ops::Range;

use postern_core::api::inspection::{Asker, Example, Explanation, Formatted, Inspection, Question};
use serde::{Deserialize, Serialize};

use super::{Pane, Picked, Window};
use crate::{
    browser::{engine::Failure, file::Unread},
    pages::playground::keys::Stroke,
};

/// What stays in the browser from one visit to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The text.
    pub text: String,
    /// The question.
    pub question: Option<Question>,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The engine is there, with its version and examples.
    Began(String, Vec<Example>),
    /// The engine is not there.
    Missed(Failure),
    /// The text is now this.
    Typed(String),
    /// Nothing was typed since this revision.
    Rested(u32),
    /// The answer about a revision.
    Checked(u32, Result<Inspection, Failure>),
    /// The answer to a question.
    Explained(u32, Result<Explanation, Failure>),
    /// Ask the engine again.
    Retry,
    /// The selection is now this, in UTF-16 units.
    Selected(Range<u32>),
    /// These lines are visible now.
    Scrolled(Window),
    /// A key that writes.
    Stroke(Stroke),
    /// Escape: the next Tab leaves the editor.
    Leave,
    /// Any other key, or the editor was left.
    Stay,
    /// A finding or a step was picked.
    Pick(Picked),
    /// The fix of a finding.
    Mend(usize, usize),
    /// Somebody else asks.
    Ask(Asker),
    /// For another role.
    Want(String),
    /// Begin with an example.
    Begin(usize),
    /// A file was read, or not.
    Opened(Result<String, Unread>),
    /// Put the text into canonical form.
    Format,
    /// A revision in canonical form.
    Formatted(u32, Result<Formatted, Failure>),
    /// Show a pane.
    Show(Pane),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Say [`Msg::Rested`] after a moment.
    Rest(u32),
    /// Ask the engine what is wrong.
    Check(u32, String),
    /// Ask it a question.
    Explain(u32, String, Question),
    /// Ask it for the canonical form.
    Format(u32, String),
    /// Keep this for the next visit.
    Keep(Kept),
    /// Select this in the editor, and bring it into sight; places in UTF-16 units.
    Select(Range<u32>),
    /// Write into the editor, so that it can be undone there; then select.
    Write {
        /// What goes.
        units: Range<u32>,
        /// What comes.
        text: String,
        /// What is selected then, in UTF-16 units of the new text.
        selected: Range<u32>,
    },
}
