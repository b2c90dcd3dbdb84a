//! What was fetched: on its way, here, or failed; and why a call failed.

use postern_core::api::problem::Problem;

use crate::letters::capital;

/// Something that has to be fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Load<T> {
    /// On its way, and nothing to show yet.
    #[default]
    Waiting,
    /// Here.
    Ready(T),
    /// It did not come, and there is nothing older to show.
    Failed(Failure),
}

impl<T> Load<T> {
    /// What is here, if it is.
    pub const fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// The same, to change it.
    pub const fn ready_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Takes an answer. Where something is shown already, a call that merely found nobody keeps it:
    /// the frame says that the page is offline.
    pub fn take(&mut self, answer: Result<T, Failure>) {
        match (answer, &self) {
            (Ok(value), _) => *self = Self::Ready(value),
            (Err(Failure::Unreachable), Self::Ready(_)) => {}
            (Err(failure), _) => *self = Self::Failed(failure),
        }
    }
}

/// Why a call did not do what it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server answered, and says what is wrong.
    Problem(Box<Problem>),
    /// Nobody answered.
    Unreachable,
    /// The answer could not be read; its status.
    Unreadable(u16),
}

impl Failure {
    /// The status of the answer; 0 without one.
    pub fn status(&self) -> u16 {
        match self {
            Self::Problem(problem) => problem.status,
            Self::Unreachable => 0,
            Self::Unreadable(status) => *status,
        }
    }

    /// Nobody is signed in.
    pub fn is_signed_out(&self) -> bool {
        self.status() == 401
    }

    /// Signing in again is what helps.
    pub fn wants_sign_in(&self) -> bool {
        matches!(self, Self::Problem(problem) if problem.code == "claims-too-old")
            || self.is_signed_out()
    }

    /// Why, and what now, in sentences.
    pub fn text(&self) -> String {
        match self {
            Self::Problem(problem) => sentence(&problem.detail),
            Self::Unreachable => "The server did not answer. Nothing was lost.".into(),
            Self::Unreadable(_) => {
                "The answer could not be read. The page may be older than the server; reload it."
                    .into()
            }
        }
    }

    /// The id under which the server logged it; empty if it did not.
    pub fn id(&self) -> &str {
        match self {
            Self::Problem(problem) => &problem.request_id,
            _ => "",
        }
    }
}

/// A refusal as the core words it, as a sentence for people: capital and full stop.
pub fn sentence(text: &str) -> String {
    let mut out = capital(text.trim());
    if !out.is_empty() && !out.ends_with(['.', '?', '!']) {
        out.push('.');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_become_sentences() {
        for (text, said) in [
            ("", ""),
            ("no such role", "No such role."),
            (
                "you may not request `admin`",
                "You may not request `admin`.",
            ),
            ("Already said.", "Already said."),
        ] {
            assert_eq!(sentence(text), said);
        }
    }

    #[test]
    fn what_is_shown_stays_when_nobody_answers() {
        let mut load = Load::Ready(1);
        load.take(Err(Failure::Unreachable));
        assert_eq!(load, Load::Ready(1));
        load.take(Err(Failure::Unreadable(500)));
        assert_eq!(load, Load::Failed(Failure::Unreadable(500)));
        load.take(Ok(2));
        assert_eq!(load.ready(), Some(&2));
        let mut empty: Load<u8> = Load::Waiting;
        empty.take(Err(Failure::Unreachable));
        assert_eq!(empty, Load::Failed(Failure::Unreachable));
    }
}
