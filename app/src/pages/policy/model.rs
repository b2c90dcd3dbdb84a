//! The policy in force as plain data: what was read, what a save would change, and how the save stands.

use postern_core::api::{
    difference::{Change, PolicyDiff, UserChange},
    policy::{Finding, PolicyView},
};

use crate::load::Failure;

/// How the save stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Save {
    /// Nothing is asked.
    #[default]
    Idle,
    /// What would change is being asked.
    Weighing,
    /// What would change; waits for a yes.
    Weighed(Box<PolicyDiff>),
    /// On its way.
    Sent(Box<PolicyDiff>),
    /// It was not saved, and why.
    Refused(Refusal),
}

/// Why it was not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else saved another one meanwhile.
    Stale,
    /// The service says why, with places where it has them.
    Findings(String, Vec<Finding>),
    /// Anything else.
    Failed(Failure),
}

/// The page beside its editor.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// What is in force, as last read.
    pub in_force: Option<PolicyView>,
    /// How the save stands.
    pub save: Save,
}

impl Policy {
    /// Takes in what is in force.
    pub fn read(&mut self, view: PolicyView) {
        self.in_force = Some(view);
        self.save = Save::Idle;
    }

    /// Whether the text differs from what is in force.
    pub fn is_changed(&self, text: &str) -> bool {
        self.in_force.as_ref().is_some_and(|view| view.text != text)
    }

    /// Takes in what a save would change.
    pub fn weighed(&mut self, answer: Result<PolicyDiff, Failure>) {
        if self.save != Save::Weighing {
            return;
        }
        self.save = match answer {
            Ok(diff) => Save::Weighed(Box::new(diff)),
            Err(failure) => Save::Refused(Refusal::of(failure)),
        };
    }

    /// Takes in what came of the save; true where it is in force.
    pub fn saved(&mut self, answer: Result<PolicyView, Failure>) -> bool {
        match answer {
            Ok(view) => {
                self.read(view);
                true
            }
            Err(failure) => {
                self.save = Save::Refused(Refusal::of(failure));
                false
            }
        }
    }
}

impl Refusal {
    fn of(failure: Failure) -> Self {
        match failure {
            Failure::Problem(problem) if problem.status == 412 => Self::Stale,
            Failure::Problem(problem) if !problem.findings.is_empty() => {
                Self::Findings(problem.detail.clone(), problem.findings.clone())
            }
            other => Self::Failed(other),
        }
    }
}

/// What a save would change, in one sentence.
pub fn consequences(diff: &PolicyDiff) -> String {
    let count = |number: u32, one: &str, many: &str| match number {
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    };
    let counts = &diff.counts;
    let documents: Vec<_> = [
        (counts.added, "is new", "are new"),
        (counts.changed, "changes", "change"),
        (counts.removed, "goes", "go"),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, one, many)| {
        let documents = count(number, "document", "documents");
        format!("{documents} {}", if number == 1 { one } else { many })
    })
    .collect();
    let gains = diff.users.iter().filter(|user| user.gains()).count();
    let loses = diff.users.iter().filter(|user| user.loses()).count();
    let people = match (gains, loses) {
        (0, 0) if counts.users == 0 => "Nobody's rights change.".to_owned(),
        _ => {
            let people = |number: usize| {
                if number == 1 {
                    "1 person".into()
                } else {
                    format!("{number} people")
                }
            };
            format!(
                "{} gain rights, {} lose some.",
                people(gains),
                people(loses)
            )
        }
    };
    match documents.as_slice() {
        [] => people,
        _ => format!("{}. {people}", documents.join(", ")),
    }
}

/// What becomes of a document, in a word.
pub const fn fate(change: Change) -> &'static str {
    match change {
        Change::Added => "new",
        Change::Removed => "gone",
        Change::Changed => "changed",
    }
}

/// What a change means for a person.
trait Weighs {
    /// Whether they could do more.
    fn gains(&self) -> bool;
    /// Whether they could do less.
    fn loses(&self) -> bool;
}

impl Weighs for UserChange {
    fn gains(&self) -> bool {
        !self.may_request.is_empty() || !self.may_review.is_empty()
    }

    fn loses(&self) -> bool {
        !self.no_longer_request.is_empty() || !self.no_longer_review.is_empty()
    }
}
