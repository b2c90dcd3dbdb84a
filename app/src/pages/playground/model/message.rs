//! What happens in the playground, and what is to be done outside of it.

use std::ops::Range;

use postern_core::api::{
    inspection::{Asker, Example, Explanation, Formatted, Inspection, MatchAnswer, Question},
    policy_test::TestReport,
};
use serde::{Deserialize, Serialize};

use super::{Pane, Picked};
use crate::{
    browser::{editor::Told, engine::Failure, file::Unread},
    pages::playground::folder::{File, UNNAMED},
};

/// What stays in the browser from one visit to the next, and what a link carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The files.
    pub files: Vec<File>,
    /// The number of the one that is shown.
    #[serde(default)]
    pub shown: usize,
    /// The question.
    #[serde(default)]
    pub question: Option<Question>,
    /// What was there before something else took its place, and what is said about that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<(Box<Self>, String)>,
}

impl Kept {
    /// One text, which nobody has named.
    pub fn of(text: String) -> Self {
        Self {
            files: vec![File {
                name: UNNAMED.into(),
                text,
            }],
            ..Self::default()
        }
    }
}

/// A finding as the editor draws it; its place in the browser's units of its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// How much it matters.
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// The rule's name.
    pub rule: String,
    /// The titles of its fixes.
    pub fixes: Vec<String>,
}

/// What happens.
#[derive(Clone, Debug)]
pub enum Msg {
    /// The engine is there, with its version and examples.
    Began(String, Vec<Example>),
    /// The engine is not there.
    Missed(Failure),
    /// Something in the editor.
    Editor(Told),
    /// Nothing was typed since this revision.
    Rested(u32),
    /// The answer about a revision.
    Checked(u32, Result<Inspection, Failure>),
    /// The answer to a question.
    Explained(u32, Result<Explanation, Failure>),
    /// What came of the tests of a revision.
    Tested(u32, Result<TestReport, Failure>),
    /// The caret stayed where it is since this look.
    Rests(u32),
    /// What the pattern at the caret accepts, as of a look.
    Matched(u32, Result<MatchAnswer, Failure>),
    /// Ask the engine again.
    Retry,
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
    /// Files were read, or not.
    Opened(Vec<(String, Result<String, Unread>)>),
    /// Put the file into canonical form.
    Format,
    /// A revision in canonical form.
    Formatted(u32, Result<Formatted, Failure>),
    /// Show a pane.
    Show(Pane),
    /// Show another file.
    Turn(usize),
    /// A new file.
    New,
    /// Close a file.
    Close(usize),
    /// Give the file that is shown another name.
    Rename(String),
    /// Make a link.
    Share,
    /// The packed text of a link, if the browser could pack it.
    Packed(Option<String>),
    /// What a link carried, with the version of the engine that it was made with.
    Arrived(Option<Kept>, String),
    /// These files take the place of those that are there, which are put aside; and what is said about that.
    Replace(Kept, String),
    /// Bring back what was there before.
    Restore,
    /// What is said about the link, or what was there before, has been read.
    Dismiss,
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
    /// Ask it to run the tests.
    Test(u32, String),
    /// Say [`Msg::Rests`] after a moment.
    Look(u32),
    /// Ask it what the pattern at a byte accepts.
    Match(u32, String, u32),
    /// Ask it for the canonical form.
    Format(u32, String),
    /// Keep this for the next visit.
    Keep(Kept),
    /// Begin anew in the editor with these files, and show one.
    Open(Vec<String>, usize),
    /// Add a file in the editor.
    Add(String),
    /// Forget a file there.
    Forget(usize),
    /// Show a file there.
    Turn(usize),
    /// Draw there what is wrong with the file that is shown.
    Mark(Vec<Mark>),
    /// Tint a place there, or none.
    Tint(Option<Range<u32>>),
    /// Tell it the names of roles and users.
    Teach(Vec<String>, Vec<String>),
    /// Select this there, and bring it into sight.
    Select(Range<u32>),
    /// Write there, so that it can be undone; then select.
    Write {
        /// What goes.
        units: Range<u32>,
        /// What comes.
        text: String,
        /// What is selected then, in units of the new text.
        selected: Range<u32>,
    },
    /// Pack this for a link, then say [`Msg::Packed`].
    Pack(Kept),
    /// Copy the address with this fragment.
    CopyLink(String),
}
