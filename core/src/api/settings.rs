//! What whoever runs a cluster sets through the API: secrets, by name.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{policy::name::UserName, request::timestamp::Timestamp};

/// The secrets that are set. Their values are never told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretList {
    /// In name order.
    pub items: Vec<SecretView>,
}

/// A secret that is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretView {
    /// The NAME of `secret://NAME`.
    pub name: String,
    /// Who set it last.
    pub set_by: UserName,
    /// When.
    pub set_at: Timestamp,
}

/// A secret's value. No `Debug`: it is a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSecret {
    /// The value: 1 byte to 8 KiB.
    pub value: String,
}
