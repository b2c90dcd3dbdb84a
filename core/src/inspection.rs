//! Looks at a policy that is only a text: checks it, and answers questions by it.

mod explain;
pub mod workbook;

use alloc::{string::String, vec::Vec};

use crate::{
    api::{inspection::Inspection, policy::Finding},
    policy::{
        reading::{Reading, read},
        writing::{Unwritable, write},
    },
    yaml::budget::ReadBudget,
};

/// What the text holds and what is wrong with it, by our own standard.
#[must_use]
pub fn check(text: &str) -> Inspection {
    let reading = read(text, &ReadBudget::PRODUCT);
    Inspection {
        findings: findings(&reading),
        documents: reading.documents.len(),
        roles: reading.roles().map(|role| role.name.clone()).collect(),
        users: reading.users().map(|user| user.name.clone()).collect(),
    }
}

/// The text in canonical form, with its comments.
///
/// # Errors
/// Why it has none; nothing of it is lost then, because nothing is written.
pub fn format(text: &str) -> Result<String, Unwritable> {
    write(&read(text, &ReadBudget::PRODUCT))
}

/// What was found wrong in a text, with lines and columns.
#[must_use]
pub fn findings(reading: &Reading) -> Vec<Finding> {
    reading
        .diagnostics
        .iter()
        .map(|diagnostic| Finding::new(diagnostic.clone(), &reading.source))
        .collect()
}

pub use self::explain::explain;

#[cfg(test)]
mod tests;
