//! What the cluster decides for itself, and who decided it.

use postern_core::{
    api::settings::ClusterSettings, policy::name::UserName, request::timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};

use super::{meta, sql::Sql};
use crate::error::Fault;

/// Where it is kept.
const KEY: &str = "settings";

/// The settings, and their last change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Grows with every change; 0 before the first.
    pub version: u64,
    /// Who changed them last.
    pub author: Option<UserName>,
    /// When.
    pub since: Option<Timestamp>,
    /// What is set.
    pub settings: ClusterSettings,
}

/// What is set.
///
/// # Errors
/// What the database says.
pub fn read(sql: &Sql) -> Result<Stored, Fault> {
    match meta::value(sql, KEY)? {
        Some(text) => Ok(serde_json::from_str(&text)?),
        None => Ok(Stored::default()),
    }
}

/// Sets it.
///
/// # Errors
/// What the database says.
pub fn write(sql: &Sql, stored: &Stored) -> Result<(), Fault> {
    meta::set(sql, KEY, &serde_json::to_string(stored)?)
}
