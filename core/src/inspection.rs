//! Looks at a policy that is only a text: checks it, and answers questions by it.

mod asker;
mod diff;
mod explain;
mod matches;
mod policy_tests;
mod simulate;
mod trial;
pub mod workbook;

use alloc::{string::ToString, vec, vec::Vec};

use crate::{
    api::{
        inspection::{Formatted, Inspection},
        policy::Finding,
    },
    policy::{
        budget::Budget,
        name::{RoleName, UserName},
        reading::{Reading, read},
        set::Policy,
        settings::Settings,
        writing::write,
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
        roles: reading
            .roles()
            .filter_map(|role| RoleName::parse(role.name.as_str()).ok())
            .collect(),
        users: reading
            .users()
            .filter_map(|user| UserName::parse(user.name.as_str()).ok())
            .collect(),
    }
}

/// The text in canonical form, with its comments, or why it has none.
#[must_use]
pub fn format(text: &str) -> Formatted {
    match write(&read(text, &ReadBudget::PRODUCT)) {
        Ok(text) => Formatted::Text(text),
        Err(why) => Formatted::Problem(why.to_string()),
    }
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

/// The policy that a text is by itself, errors or not, with the usual settings.
fn alone(text: &str) -> Policy {
    let reading = read(text, &ReadBudget::PRODUCT);
    Policy::new(vec![reading], Settings::default(), Budget::PRODUCT)
}

pub use self::{
    diff::diff,
    explain::explain,
    matches::matches,
    policy_tests::{failures, test},
    simulate::simulate,
};

#[cfg(test)]
mod tests;
