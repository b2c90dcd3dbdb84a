//! What another policy would change: documents, and who could ask for or review what.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::policy::name::{RoleName, UserName};

/// How many users an answer names at most.
pub const MOST_USERS: usize = 100;
/// How many names one list of roles has at most, and how many documents an answer names.
pub const MOST_NAMES: usize = 1_000;

/// From the policy in force to a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyDiff {
    /// Whether the text could be saved, as far as it alone tells. What cannot be read of it counts as not there.
    pub ok: bool,
    /// How much would change, all of it counted.
    pub counts: DiffCounts,
    /// The documents, in the order of their kinds and names.
    pub documents: Vec<DocumentChange>,
    /// The users that documents speak of and whose rights would change, in the order of their names.
    pub users: Vec<UserChange>,
    /// There is more than the lists tell; where the policies are very large, more than the counts do.
    pub truncated: bool,
}

/// How much changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffCounts {
    /// Documents that are new.
    pub added: u32,
    /// Documents that are gone.
    pub removed: u32,
    /// Documents that read otherwise.
    pub changed: u32,
    /// Users whose rights change.
    pub users: u32,
}

/// What becomes of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DocumentChange {
    /// `role`, `user`, `oidc` or another kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What.
    pub change: Change,
}

/// What can become of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "DocumentFate")
)]
pub enum Change {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It reads otherwise, comments in it counted.
    Changed,
}

/// What a user could newly do, or no longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserChange {
    /// Who.
    pub user: UserName,
    /// Roles that they could newly ask for.
    pub may_request: Vec<RoleName>,
    /// Roles that they could no longer ask for.
    pub no_longer_request: Vec<RoleName>,
    /// Roles whose requests they could newly review: of somebody else, without a reason, for that role alone.
    pub may_review: Vec<RoleName>,
    /// Roles whose requests they could no longer review.
    pub no_longer_review: Vec<RoleName>,
}
