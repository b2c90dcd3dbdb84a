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

/// What a save would change, in a few words.
pub fn consequences(diff: &PolicyDiff) -> String {
    let counts = &diff.counts;
    let documents = joined([
        counted(counts.added, "document is new", "documents are new"),
        counted(counts.changed, "document changes", "documents change"),
        counted(counts.removed, "document goes", "documents go"),
    ]);
    let number = |does: fn(&UserChange) -> bool| {
        let people = diff.users.iter().filter(|user| does(user)).count();
        u32::try_from(people).unwrap_or(u32::MAX)
    };
    let people = if diff.users.len() < counts.users as usize {
        // Not everybody is named, so nobody can be counted by what they gain.
        counted(
            counts.users,
            "person has other rights",
            "people have other rights",
        )
    } else {
        joined([
            counted(
                number(Weighs::gains),
                "person gains rights",
                "people gain rights",
            ),
            counted(
                number(Weighs::loses),
                "person loses some",
                "people lose some",
            ),
        ])
    };
    match (documents, people) {
        (None, None) => "Nothing changes but the text.".to_owned(),
        (Some(documents), None) => format!("{documents}. Nobody’s rights change."),
        (None, Some(people)) => format!("{people}."),
        (Some(documents), Some(people)) => format!("{documents}. {people}."),
    }
}

fn counted(number: u32, one: &str, many: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {one}")),
        _ => Some(format!("{number} {many}")),
    }
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
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

#[cfg(test)]
mod tests {
    use postern_core::api::difference::DiffCounts;

    use super::*;

    fn person(gains: &[&str], loses: &[&str]) -> UserChange {
        serde_json::from_value(serde_json::json!({
            "user": "ana",
            "may_request": gains,
            "no_longer_request": loses,
            "may_review": [],
            "no_longer_review": [],
        }))
        .unwrap()
    }

    #[test]
    fn a_save_is_told_by_what_it_changes() {
        let told = |counts: DiffCounts, users: Vec<UserChange>| {
            consequences(&PolicyDiff {
                ok: true,
                documents: Vec::new(),
                truncated: users.len() < counts.users as usize,
                users,
                counts,
            })
        };
        let counts = |added, changed, removed, users| DiffCounts {
            added,
            changed,
            removed,
            users,
        };
        let (gains, loses) = (person(&["dba"], &[]), person(&[], &["dba"]));
        let both = person(&["common"], &["dba"]);
        assert_eq!(
            told(counts(0, 0, 0, 0), vec![]),
            "Nothing changes but the text."
        );
        assert_eq!(
            told(counts(1, 2, 0, 0), vec![]),
            "1 document is new, 2 documents change. Nobody’s rights change."
        );
        assert_eq!(
            told(counts(0, 1, 0, 1), vec![both.clone()]),
            "1 document changes. 1 person gains rights, 1 person loses some."
        );
        assert_eq!(
            told(counts(0, 0, 3, 3), vec![gains, loses, both]),
            "3 documents go. 2 people gain rights, 2 people lose some."
        );
        assert_eq!(
            told(counts(0, 1, 0, 300), vec![]),
            "1 document changes. 300 people have other rights."
        );
    }
}
