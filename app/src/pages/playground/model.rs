//! The playground as plain data: the text, what the engine says of it, the question, and what is picked.

pub mod message;
mod writing;

use self::message::{Command, Kept, Msg};
use super::{
    ink::Grade,
    keys::stroke,
    text::{Change, Text},
};
use crate::browser::{engine::Failure, file::Unread};
use postern_core::{
    api::inspection::{Asker, Example, Explanation, Inspection, Question},
    policy::name::{RoleName, UserName},
    yaml::{
        diagnostic::{Diagnostic, Severity},
        span::Span,
    },
};

/// The whole page.
#[derive(Clone, Debug, Default)]
pub struct Playground {
    /// What is in the editor.
    pub text: Text,
    /// Counts the edits, so that an answer can be told from one to an older text.
    pub revision: u32,
    /// The last revision after which nothing was typed for a moment.
    rested: u32,
    /// How the checking stands.
    pub check: Check,
    /// What the text holds and what is wrong with it, its places moved along with edits since.
    pub inspection: Inspection,
    /// Who asks.
    pub asker: Option<Asker>,
    /// For which role.
    pub role: String,
    /// Counts the questions.
    question: u32,
    /// The answer to the last one.
    pub explanation: Option<Explanation>,
    /// What is selected, in bytes.
    pub selected: Span,
    /// What was picked in a list.
    pub picked: Option<Picked>,
    /// Which pane a narrow page shows.
    pub pane: Pane,
    /// The next Tab leaves the editor.
    pub leaving: bool,
    /// Which lines are visible.
    pub window: Window,
    /// Texts to begin with.
    pub examples: Vec<Example>,
    /// The engine's version.
    pub version: String,
    /// Why a file was not opened, or the text not formatted.
    pub refused: Option<String>,
}

/// How the checking stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Check {
    /// Not asked yet.
    #[default]
    Due,
    /// Asked, about this revision.
    Asked(u32),
    /// Answered, about the text as it is.
    Done,
    /// The engine failed; it is asked again after the next edit, or when told to.
    Failed(Failure),
}

/// What was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picked {
    /// A finding, by its number in the list.
    Finding(usize),
    /// A step, by its number in the trace.
    Step(usize),
}

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The text.
    #[default]
    Editor,
    /// What is wrong.
    Problems,
    /// Who may what.
    Explain,
}

/// The visible lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first, counted from 1.
    pub first: u32,
    /// How many.
    pub count: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self {
            first: 1,
            count: 100,
        }
    }
}

/// The longest text that is opened, in bytes: what the engine reads.
pub const MAX_BYTES: u32 = 2 * 1024 * 1024;

impl Playground {
    /// Begins with what was kept, if anything was.
    pub fn new(kept: Option<Kept>) -> Self {
        let kept = kept.unwrap_or_default();
        let mut model = Self {
            text: Text::new(&kept.text),
            ..Self::default()
        };
        model.take_question(kept.question);
        model
    }

    /// Takes in what happened.
    pub fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Began(version, examples) => self.begin(version, examples),
            Msg::Missed(failure) => {
                self.fail(failure);
                vec![]
            }
            Msg::Typed(text) => self.typed(&text),
            Msg::Rested(revision) => {
                self.rested = revision;
                if revision != self.revision {
                    return vec![];
                }
                let mut commands = vec![self.keep()];
                commands.extend(self.ask_check());
                commands
            }
            Msg::Checked(revision, answer) => self.checked(revision, answer),
            Msg::Explained(question, answer) => {
                if question == self.question {
                    match answer {
                        Ok(explanation) => self.explanation = Some(explanation),
                        Err(failure) => self.fail(failure),
                    }
                }
                vec![]
            }
            Msg::Retry => {
                self.check = Check::Due;
                self.ask_check()
            }
            Msg::Selected(units) => {
                self.selected = self.text.span(units);
                // What was picked stays tinted until the caret goes elsewhere.
                if self
                    .picked_span()
                    .is_some_and(|picked| picked != self.selected)
                {
                    self.picked = None;
                }
                vec![]
            }
            Msg::Scrolled(window) => {
                self.window = window;
                vec![]
            }
            Msg::Stroke(key) => {
                let replacement = stroke(&self.text, self.selected, key);
                replacement.map(|it| self.write(&it)).into_iter().collect()
            }
            Msg::Leave => {
                self.leaving = true;
                vec![]
            }
            Msg::Stay => {
                self.leaving = false;
                vec![]
            }
            Msg::Pick(picked) => {
                self.picked = Some(picked);
                let Some(span) = self.picked_span() else {
                    return vec![];
                };
                self.pane = Pane::Editor;
                vec![Command::Select(self.text.units(span))]
            }
            Msg::Mend(finding, fix) => self.mend(finding, fix),
            Msg::Ask(asker) => {
                self.asker = Some(asker);
                self.asked_anew()
            }
            Msg::Want(role) => {
                self.role = role;
                self.asked_anew()
            }
            Msg::Begin(example) => {
                let Some(example) = self.examples.get(example).cloned() else {
                    return vec![];
                };
                self.take_question(example.question);
                self.open(&example.text)
            }
            Msg::Opened(Ok(text)) => self.open(&text),
            Msg::Opened(Err(unread)) => {
                self.refused = Some(match unread {
                    Unread::TooLarge => {
                        "The file is larger than 2 MiB. Nothing was changed.".into()
                    }
                    Unread::Unreadable => "The file could not be read. Nothing was changed.".into(),
                });
                vec![]
            }
            Msg::Format => vec![Command::Format(self.revision, self.text.as_str().into())],
            Msg::Formatted(revision, answer) => self.formatted(revision, answer),
            Msg::Show(pane) => {
                self.pane = pane;
                vec![]
            }
        }
    }

    /// What is wrong, in the order of the text.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.inspection
            .findings
            .iter()
            .map(|finding| &finding.diagnostic)
    }

    /// Where something is wrong, and how much it matters.
    pub fn wrong(&self) -> Vec<(Span, Grade)> {
        self.findings()
            .map(|finding| (finding.span(), finding.severity.into()))
            .collect()
    }

    /// How many findings matter so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// The place of what was picked.
    pub fn picked_span(&self) -> Option<Span> {
        match self.picked? {
            Picked::Finding(at) => self.findings().nth(at).map(Diagnostic::span),
            Picked::Step(at) => self.explanation.as_ref()?.steps.get(at)?.span,
        }
    }

    /// The line that is tinted: that of what was picked, else that of the caret.
    pub fn line(&self) -> u32 {
        let span = self.picked_span().unwrap_or(self.selected);
        self.text.position(span.start).line
    }

    /// The users who may be chosen: those of the text, and the one chosen before they went.
    pub fn users(&self) -> Vec<UserName> {
        let mut users = self.inspection.users.clone();
        if let Some(Asker::User(user)) = &self.asker
            && !users.contains(user)
        {
            users.push(user.clone());
        }
        users
    }

    /// The roles whose holders may be chosen.
    pub fn holders(&self) -> Vec<RoleName> {
        let mut roles = self.inspection.roles.clone();
        if let Some(Asker::HolderOf(role)) = &self.asker
            && !roles.contains(role)
        {
            roles.push(role.clone());
        }
        roles
    }

    fn begin(&mut self, version: String, examples: Vec<Example>) -> Vec<Command> {
        self.version = version;
        self.examples = examples;
        if self.text.as_str().is_empty() && self.revision == 0 {
            return self.update(Msg::Begin(0));
        }
        self.rested = self.revision;
        self.ask_check()
    }

    fn typed(&mut self, text: &str) -> Vec<Command> {
        let change = Change::between(self.text.as_str(), text);
        self.text = Text::new(text);
        self.revision = self.revision.wrapping_add(1);
        self.refused = None;
        self.picked = None;
        self.move_places(change);
        if !matches!(self.check, Check::Asked(_)) {
            self.check = Check::Due;
        }
        vec![Command::Rest(self.revision)]
    }

    fn checked(&mut self, revision: u32, answer: Result<Inspection, Failure>) -> Vec<Command> {
        if self.check != Check::Asked(revision) {
            return vec![];
        }
        self.check = Check::Due;
        match answer {
            Err(failure) => self.fail(failure),
            Ok(_) if revision != self.revision => {
                // Typed on meanwhile. If that has come to rest already, nobody else asks.
                if self.rested == self.revision {
                    return self.ask_check();
                }
            }
            Ok(inspection) => {
                self.check = Check::Done;
                self.inspection = inspection;
                self.choose_asker();
                return self.ask_question();
            }
        }
        vec![]
    }

    fn fail(&mut self, failure: Failure) {
        self.check = Check::Failed(failure);
        self.explanation = None;
    }

    fn ask_check(&mut self) -> Vec<Command> {
        if matches!(self.check, Check::Asked(_)) {
            return vec![];
        }
        self.check = Check::Asked(self.revision);
        vec![Command::Check(self.revision, self.text.as_str().into())]
    }

    /// Somebody, where nobody was chosen yet: the first user, else whoever holds the first role.
    fn choose_asker(&mut self) {
        if self.asker.is_some() {
            return;
        }
        let Inspection { users, roles, .. } = &self.inspection;
        let user = users.first().cloned().map(Asker::User);
        self.asker = user.or_else(|| roles.first().cloned().map(Asker::HolderOf));
    }

    fn asked_anew(&mut self) -> Vec<Command> {
        let mut commands = self.ask_question();
        commands.push(self.keep());
        commands
    }

    fn ask_question(&mut self) -> Vec<Command> {
        self.question = self.question.wrapping_add(1);
        if matches!(self.picked, Some(Picked::Step(_))) {
            self.picked = None;
        }
        let Some(question) = self.asked() else {
            self.explanation = None;
            return vec![];
        };
        vec![Command::Explain(
            self.question,
            self.text.as_str().into(),
            question,
        )]
    }

    fn asked(&self) -> Option<Question> {
        Some(Question {
            asker: self.asker.clone()?,
            role: RoleName::parse(self.role.trim()).ok()?,
        })
    }

    fn take_question(&mut self, question: Option<Question>) {
        self.asker = question.as_ref().map(|question| question.asker.clone());
        self.role = question.map_or_else(String::new, |question| question.role.to_string());
    }

    fn keep(&self) -> Command {
        Command::Keep(Kept {
            text: self.text.as_str().into(),
            question: self.asked(),
        })
    }
}

#[cfg(test)]
mod tests;
