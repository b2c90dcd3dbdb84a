//! People as an identity provider last spoke of them.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    policy::name::{RoleName, UserName},
    request::timestamp::Timestamp,
    small_map::SmallMap,
};

/// Somebody as they last signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentityView {
    /// Their name in this cluster.
    pub user: UserName,
    /// The connector that they came through.
    pub connector: String,
    /// Who issued what is known of them.
    pub issuer: String,
    /// What the issuer calls them, for ever.
    pub subject: String,
    /// The roles that their claims gave.
    pub roles: Vec<RoleName>,
    /// The traits that their claims gave.
    pub traits: SmallMap<Vec<String>>,
    /// When that was.
    pub signed_in: Timestamp,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IdentityPage {
    /// Whoever signed in last comes first.
    pub items: Vec<IdentityView>,
    /// Pass as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}
