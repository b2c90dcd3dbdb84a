//! Who a decision is about: stored roles and traits, never those gained by a request (O2).

use alloc::vec::Vec;

use super::{
    name::{RoleName, UserName},
    traits::Traits,
    user::User,
};

/// A user as decisions see them, whether a document or a sign-in says who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Their name.
    pub name: UserName,
    /// Their static roles, in the order written.
    pub roles: Vec<RoleName>,
    /// Their attributes.
    pub traits: Traits,
    /// May neither sign in nor act.
    pub locked: bool,
}

impl From<&User> for Subject {
    fn from(user: &User) -> Self {
        Self {
            name: user.name.clone(),
            roles: user
                .roles
                .iter()
                .map(|role| RoleName::verbatim(role.value.clone()))
                .collect(),
            traits: user.traits.clone(),
            locked: user.locked,
        }
    }
}
