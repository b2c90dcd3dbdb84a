//! The questions, and what else answers each of them: see the table in this folder's README.

mod population;
mod rights;
pub mod setup;
mod typing;

use anyhow::Result;
use postern_core::request::eligibility::entry::Failure;

use crate::{hostile, row::Row};

/// A question by its name.
pub struct Question {
    /// What it is called.
    pub name: &'static str,
    /// Measures it.
    pub ask: fn() -> Result<Vec<Row>>,
}

/// All of them, in the order of the table.
pub const QUESTIONS: &[Question] = &[
    Question {
        name: "one",
        ask: rights::one_role,
    },
    Question {
        name: "list",
        ask: rights::list,
    },
    Question {
        name: "growth",
        ask: rights::growth,
    },
    Question {
        name: "who",
        ask: population::who,
    },
    Question {
        name: "setup",
        ask: setup::setup,
    },
    Question {
        name: "typing",
        ask: typing::typing,
    },
    Question {
        name: "hostile",
        ask: hostile::time,
    },
];

/// What cannot be decided, as an error.
pub fn undecided(failure: Failure) -> anyhow::Error {
    anyhow::anyhow!("the sample cannot be decided: {failure:?}")
}
