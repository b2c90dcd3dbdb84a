//! Sessions and machine tokens, as their owners see them.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::{policy::name::UserName, request::timestamp::Timestamp};

/// Make a machine token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewToken {
    /// What it is for, in a few words.
    pub name: String,
    /// What of its owner's it may do.
    pub scopes: Vec<Scope>,
    /// When it ends, a year from now at the latest.
    pub expires_at: Timestamp,
    /// Whose it is: the caller's where nobody is named; another's only for a service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserName>,
}

/// A token that was just made: the only answer that ever has the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssuedToken {
    /// The token.
    pub token: TokenView,
    /// The secret, for `Authorization: Bearer`.
    pub secret: String,
}

impl core::fmt::Debug for IssuedToken {
    /// Everything but the secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("IssuedToken")
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenView {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub name: String,
    /// Whose it is.
    pub owner: UserName,
    /// Who made it.
    pub maker: UserName,
    /// What of its owner's it may do.
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last used, give or take a minute; absent for never.
    pub used: Option<Timestamp>,
}

/// A user's tokens, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenPage {
    /// All of them.
    pub items: Vec<TokenView>,
}

/// Somebody signed in somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionView {
    /// Its id, which proves nothing.
    pub id: String,
    /// Who.
    pub user: UserName,
    /// When they signed in.
    pub created: Timestamp,
    /// When it was last used, give or take a minute.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub expires: Timestamp,
    /// From where they signed in; empty where that is not known.
    pub source: String,
    /// What the browser called itself then.
    pub agent: String,
    /// It is the one that this call came with.
    pub current: bool,
}

/// A user's sessions, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionPage {
    /// Those in force.
    pub items: Vec<SessionView>,
}

/// What was ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Ended {
    /// How many sessions.
    pub sessions: u32,
}
