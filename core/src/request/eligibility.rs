//! Who may ask for what, and who may review it: decisions that carry their reasons (Q, W, V).
//!
//! A user's roles are looked up and their patterns gathered once; then each question is a walk over
//! them. What cannot be gathered fails every question (Q2, Q3).

mod absence;
pub mod entry;
pub mod index;
pub mod reason;
pub mod requesting;
pub mod reviewing;

#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use crate::policy::{
    decision::{Bearing, Decision, Finding, Outcome, Step},
    name::RoleName,
    set::Policy,
    subject::Subject,
};

use self::{
    requesting::RequestRights,
    reviewing::{Prospect, ReviewRights},
};

/// Whether the user may ask for the role (Q), and why. That there is such a role is asked last (Q8),
/// so that only who might have it learns that there is none.
#[must_use]
pub fn may_request(policy: &Policy, subject: &Subject, role: &RoleName) -> Decision {
    let mut decision = match RequestRights::of(policy, subject) {
        Ok(rights) => rights.may_request(role),
        Err(failure) => failure.into(),
    };
    if decision.is_allowed() && policy.role(role).is_none() {
        decision.outcome = Outcome::Deny;
        decision.because.insert(
            0,
            Step {
                bearing: Bearing::Refuses,
                finding: Finding::UnknownRole { role: role.clone() },
                place: None,
            },
        );
    }
    decision
}

/// The roles that the user may ask for, held or not, in name order; with each the reasons.
/// Empty where nothing can be decided.
#[must_use]
pub fn requestable(policy: &Policy, subject: &Subject) -> Vec<(RoleName, Decision)> {
    RequestRights::of(policy, subject)
        .map(|rights| rights.requestable())
        .unwrap_or_default()
}

/// Whether the user may review such a request (V), and why.
#[must_use]
pub fn may_review(policy: &Policy, subject: &Subject, prospect: &Prospect<'_>) -> Decision {
    match ReviewRights::of(policy, subject) {
        Ok(rights) => rights.explained(rights.may_review(prospect)),
        Err(failure) => failure.into(),
    }
}

/// The same, without the reasons.
#[must_use]
pub fn can_review(policy: &Policy, subject: &Subject, prospect: &Prospect<'_>) -> bool {
    ReviewRights::of(policy, subject).is_ok_and(|rights| rights.may_review(prospect).is_allowed())
}

/// Those of the users that may review such a request, the requester and locked users left out, in
/// the order given.
pub fn eligible_reviewers<'a>(
    policy: &'a Policy,
    subjects: impl IntoIterator<Item = Subject> + 'a,
    prospect: &'a Prospect<'_>,
) -> impl Iterator<Item = Subject> + 'a {
    subjects
        .into_iter()
        .filter(|subject| !subject.locked && can_review(policy, subject, prospect))
}
