//! The playground as plain data: the files, what the engine says of them, the question, and what is picked.

pub mod message;
mod question;
mod sharing;
mod writing;

use self::message::{Command, Kept, Mark, Msg};
pub use self::sharing::read_fragment;
use super::folder::{File, Folder};
use crate::browser::{editor::Told, engine::Failure};
use postern_core::{
    api::{
        inspection::{Asker, Example, Explanation, Inspection, MatchAnswer},
        policy_test::TestReport,
    },
    yaml::{
        diagnostic::{Diagnostic, Severity},
        span::Span,
    },
};

/// The whole page. Places are those of the text that all files make together.
#[derive(Clone, Debug, Default)]
pub struct Playground {
    /// The files in the editor.
    pub folder: Folder,
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
    /// Whether a person chose them; else whoever is gone from the text is replaced.
    is_chosen: bool,
    /// For which role.
    pub role: String,
    /// Counts the questions.
    question: u32,
    /// The answer to the last one.
    pub explanation: Option<Explanation>,
    /// What is selected.
    pub selected: Span,
    /// What was picked in a list.
    pub picked: Option<Picked>,
    /// Which pane a narrow page shows.
    pub pane: Pane,
    /// Which list stands under the editor.
    pub under: Pane,
    /// Which pane stands beside it.
    pub beside: Pane,
    /// What came of the tests; none where the text has none.
    pub report: Option<TestReport>,
    /// Counts the looks at what the caret stands in.
    look: u32,
    /// What the pattern there accepts.
    pub matches: Option<MatchAnswer>,
    /// The next Tab leaves the editor.
    pub leaving: bool,
    /// Texts to begin with.
    pub examples: Vec<Example>,
    /// The engine's version.
    pub version: String,
    /// Why something was not opened, formatted or shared.
    pub refused: Option<String>,
    /// What was there before an example or a link took its place, and what is said about that.
    pub shelved: Option<(Box<Kept>, String)>,
    /// The fragment of the link that was made and copied.
    pub shared: Option<String>,
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
    /// Any other place.
    Place(Span),
}

/// A pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    /// The text.
    #[default]
    Editor,
    /// What is wrong.
    Problems,
    /// What came of its tests.
    Tests,
    /// Who may what.
    Explain,
    /// What the pattern at the caret accepts.
    Matches,
}

/// What only a text with tests has in it.
const TEST_KIND: &str = "policy_test";

/// The longest text that is opened, in bytes: what the engine reads.
pub const MAX_BYTES: u32 = 2 * 1024 * 1024;

/// So many findings are drawn in a file; the list has them all.
const MOST_MARKS: usize = 1_000;

impl Playground {
    /// Begins with what was kept, if anything was.
    pub fn new(kept: Option<Kept>) -> Self {
        let kept = kept.unwrap_or_default();
        let mut model = Self {
            folder: Folder::new(kept.files, kept.shown),
            under: Pane::Problems,
            beside: Pane::Explain,
            shelved: kept.aside,
            ..Self::default()
        };
        model.take_question(kept.question);
        model
    }

    /// Begins with these files, and with a draft put aside that differs from them.
    pub fn of(files: Kept, draft: Option<Kept>) -> Self {
        let mut model = Self::new(Some(files));
        let texts = |files: &[File]| {
            files
                .iter()
                .map(|file| file.text.clone())
                .collect::<Vec<_>>()
        };
        model.shelved = draft
            .filter(|draft| texts(&draft.files) != model.folder.texts())
            .map(|draft| (Box::new(draft), "This is what is in force.".into()));
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
            Msg::Editor(Told::Typed(units, text)) => self.typed(units, &text),
            Msg::Editor(Told::Selected(units)) => {
                self.selected = self.folder.span(units);
                // What was picked stays tinted until the caret goes elsewhere.
                let elsewhere = |picked| picked != self.selected;
                if self.picked_span().is_some_and(elsewhere) {
                    self.picked = None;
                    let mut commands = vec![Command::Tint(None)];
                    commands.extend(self.look());
                    return commands;
                }
                self.look()
            }
            Msg::Editor(Told::Leaving(leaving)) => {
                self.leaving = leaving;
                vec![]
            }
            Msg::Editor(Told::Mend(finding, fix)) => {
                let shown = self.shown_findings();
                let number = shown.get(finding).copied();
                number.map_or_else(Vec::new, |finding| self.mend(finding, fix))
            }
            Msg::Mend(finding, fix) => self.mend(finding, fix),
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
                        Ok(explanation) => self.explanation = Some(self.placed(explanation)),
                        Err(failure) => self.fail(failure),
                    }
                }
                vec![]
            }
            Msg::Tested(revision, answer) => {
                match answer {
                    Ok(report) if revision == self.revision => self.report = Some(report),
                    Ok(_) => {}
                    Err(failure) => self.fail(failure),
                }
                vec![]
            }
            Msg::Rests(look) if look == self.look => vec![Command::Match(
                look,
                self.folder.all().as_str().into(),
                self.selected.start,
            )],
            Msg::Rests(_) => vec![],
            Msg::Matched(look, answer) => {
                if look == self.look {
                    match answer {
                        Ok(answer) => self.matches = Some(answer),
                        Err(failure) => self.fail(failure),
                    }
                }
                vec![]
            }
            Msg::Retry => {
                self.check = Check::Due;
                self.ask_check()
            }
            Msg::Pick(picked) => self.pick(picked),
            Msg::Ask(asker) => {
                self.asker = Some(asker);
                self.is_chosen = true;
                self.asked_anew()
            }
            Msg::Want(role) => {
                self.role = role;
                self.asked_anew()
            }
            Msg::Begin(example) => self.begin_with(example),
            Msg::Opened(files) => self.opened(files),
            Msg::Format => vec![Command::Format(
                self.revision,
                self.folder.text().as_str().into(),
            )],
            Msg::Formatted(revision, answer) => self.formatted(revision, answer),
            Msg::Show(pane) => {
                self.pane = pane;
                match pane {
                    Pane::Problems | Pane::Tests => self.under = pane,
                    Pane::Explain | Pane::Matches => self.beside = pane,
                    Pane::Editor => {}
                }
                self.look()
            }
            Msg::Turn(file) => {
                let mut commands = self.turn_to(file);
                commands.push(self.keep());
                commands
            }
            Msg::New => self.add(&File {
                name: super::folder::UNNAMED.into(),
                text: String::new(),
            }),
            Msg::Close(file) => self.close(file),
            Msg::Rename(name) => {
                self.folder.rename(self.folder.shown(), &name);
                vec![self.keep()]
            }
            Msg::Share => vec![Command::Pack(self.kept())],
            Msg::Packed(packed) => self.packed(packed),
            Msg::Arrived(kept, version) => self.arrived(kept, &version),
            Msg::Replace(kept, said) => self.put(kept, said),
            Msg::Restore => self.restore(),
            Msg::Dismiss => {
                self.shelved = None;
                self.shared = None;
                self.refused = None;
                vec![self.keep()]
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

    /// How many findings matter so much.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|finding| finding.severity == severity)
            .count()
    }

    /// How many errors there are in a file.
    pub fn errors_in(&self, file: usize) -> usize {
        self.findings()
            .filter(|finding| finding.severity == Severity::Error)
            .filter(|finding| self.folder.file_of(finding.span().start) == file)
            .count()
    }

    /// The numbers of the findings in the file that is shown, as many as are drawn.
    fn shown_findings(&self) -> Vec<usize> {
        let shown = self.folder.shown();
        self.findings()
            .enumerate()
            .filter(|(_, finding)| self.folder.file_of(finding.span().start) == shown)
            .map(|(at, _)| at)
            .take(MOST_MARKS)
            .collect()
    }

    /// What is drawn in the editor.
    fn mark(&self) -> Command {
        let numbers = self.shown_findings();
        let marks = numbers.iter().filter_map(|at| {
            let finding = self.findings().nth(*at)?;
            let place = self.folder.units(finding.span());
            Some(Mark {
                from: place.start,
                to: place.end,
                severity: grade(finding.severity),
                message: finding.message.clone(),
                help: finding.help.clone(),
                rule: finding.rule.clone().into_owned(),
                fixes: finding.fixes.iter().map(|fix| fix.title.clone()).collect(),
            })
        });
        Command::Mark(marks.collect())
    }

    /// The place of what was picked.
    pub fn picked_span(&self) -> Option<Span> {
        match self.picked? {
            Picked::Finding(at) => self.findings().nth(at).map(Diagnostic::span),
            Picked::Step(at) => self.explanation.as_ref()?.steps.get(at)?.span,
            Picked::Place(span) => Some(span),
        }
    }

    fn begin(&mut self, version: String, examples: Vec<Example>) -> Vec<Command> {
        self.version = version;
        self.examples = examples;
        if self.folder.is_empty() && self.revision == 0 {
            return self.begin_with(0);
        }
        if self.asker.is_none()
            && let Some(example) = self.example()
        {
            self.take_question(example.question.clone());
        }
        self.rested = self.revision;
        self.ask_check()
    }

    /// Goes to a place: to its file, selected there and tinted.
    fn pick(&mut self, picked: Picked) -> Vec<Command> {
        self.picked = Some(picked);
        let Some(span) = self.picked_span() else {
            return vec![Command::Tint(None)];
        };
        self.pane = Pane::Editor;
        let mut commands = self.turn_to(self.folder.file_of(span.start));
        let units = self.folder.units(span);
        self.selected = span;
        commands.extend([Command::Tint(Some(units.clone())), Command::Select(units)]);
        commands
    }

    /// Shows a file; what is drawn in it follows.
    fn turn_to(&mut self, file: usize) -> Vec<Command> {
        if file == self.folder.shown() {
            return vec![];
        }
        self.folder.turn_to(file);
        vec![Command::Turn(self.folder.shown()), self.mark()]
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
                let names = (&inspection.roles, &inspection.users);
                let is_new = names != (&self.inspection.roles, &self.inspection.users);
                self.inspection = inspection;
                let mut commands = vec![self.mark()];
                if is_new {
                    let texts = |names: &mut dyn Iterator<Item = String>| names.collect();
                    let Inspection { roles, users, .. } = &self.inspection;
                    commands.push(Command::Teach(
                        texts(&mut roles.iter().map(ToString::to_string)),
                        texts(&mut users.iter().map(ToString::to_string)),
                    ));
                }
                self.choose_asker();
                commands.extend(self.ask_question());
                let text = self.folder.all().as_str();
                if text.contains(TEST_KIND) {
                    commands.push(Command::Test(revision, text.into()));
                } else {
                    self.report = None;
                }
                commands.extend(self.look());
                return commands;
            }
        }
        vec![]
    }

    /// Looks anew at what the caret stands in, where that is shown.
    fn look(&mut self) -> Vec<Command> {
        if self.beside != Pane::Matches {
            return vec![];
        }
        self.look = self.look.wrapping_add(1);
        vec![Command::Look(self.look)]
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
        vec![Command::Check(
            self.revision,
            self.folder.all().as_str().into(),
        )]
    }

    fn kept(&self) -> Kept {
        Kept {
            files: self.folder.files(),
            shown: self.folder.shown(),
            question: self.asked(),
            aside: None,
        }
    }

    fn keep(&self) -> Command {
        Command::Keep(Kept {
            aside: self.shelved.clone(),
            ..self.kept()
        })
    }
}

/// A severity as the style sheets know it.
pub const fn grade(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

#[cfg(test)]
mod tests;
