//! Who acts by a text: a user that it speaks of, or anybody who holds one role of it.

use alloc::{format, string::String, vec};

use crate::{
    api::inspection::Asker,
    policy::{name::UserName, set::Policy, subject::Subject, traits::Traits},
};

/// The asker as decisions see them, under the name `stand_in` where no user is named; `None` if there is no such
/// user in the text.
pub(super) fn subject(policy: &Policy, asker: &Asker, stand_in: &str) -> Option<Subject> {
    match asker {
        Asker::User(name) => policy.subject(name),
        Asker::HolderOf(role) => Some(Subject {
            name: UserName::verbatim(stand_in),
            roles: vec![role.clone()],
            traits: Traits::default(),
            locked: false,
        }),
    }
}

/// The asker in sentences.
pub(super) fn words(asker: &Asker) -> String {
    match asker {
        Asker::User(name) => format!("`{name}`"),
        Asker::HolderOf(role) => format!("whoever holds `{role}`"),
    }
}

/// That a text does not speak of this user.
pub(super) fn unknown(asker: &Asker) -> String {
    format!("there is no user {} in this text", words(asker))
}
