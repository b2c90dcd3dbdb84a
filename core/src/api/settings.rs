//! What whoever runs a cluster sets through the API: secrets, by name.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{policy::name::UserName, request::timestamp::Timestamp};

/// The secrets that are set. Their values are never told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretList {
    /// In name order.
    pub items: Vec<SecretView>,
}

/// A secret that is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewSecret {
    /// The value: 1 byte to 8 KiB.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 8192)))]
    pub value: String,
}
