//! Locks: users who may neither sign in nor act, beyond what the policy says of them.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::life::LockLife;
#[cfg(feature = "schema")]
use crate::request::ask::MAX_REASON_BYTES;
use crate::{policy::name::UserName, request::timestamp::Timestamp};

/// Lock a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewLock {
    /// Why; the user's requests end with it.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MAX_REASON_BYTES), extend("pattern" = super::schema::SOMETHING)))]
    pub reason: String,
    /// For how long, at most a hundred years: `8h`, `1d12h`, `90m`; absent means until someone unlocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in: Option<LockLife>,
}

/// A lock in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LockView {
    /// Who is locked.
    pub user: UserName,
    /// Why.
    pub reason: String,
    /// Who locked them.
    pub author: UserName,
    /// Since when.
    pub at: Timestamp,
    /// Until when; absent means until someone unlocks.
    pub expires: Option<Timestamp>,
}

/// All of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LockPage {
    /// In the order of names.
    pub items: Vec<LockView>,
}
