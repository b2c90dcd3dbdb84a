//! Sessions and machine tokens, as their owners see them.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Deserializer, Serialize};

use super::{life::TokenLife, scope::Scope};
use crate::{policy::name::UserName, request::timestamp::Timestamp};

/// How many scopes one token can have.
pub const MOST_SCOPES: usize = 64;
/// How many characters the name of a token has at most.
pub const MOST_NAME_CHARACTERS: usize = 100;

/// Make a machine token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewToken {
    /// What it is for, in a few words, without spaces around them.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MOST_NAME_CHARACTERS), extend("pattern" = super::schema::NAME)))]
    pub name: String,
    /// What of its owner's it may do.
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MOST_SCOPES)))]
    pub scopes: Vec<Scope>,
    /// How long it lives, at most a year: `720h`, `30d`, `1h30m`.
    pub expires_in: TokenLife,
    /// Whose it is: the caller's where nobody is named; another's only for a service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<UserName>,
}

/// A token that was just made: the only answer that ever has the secret.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IssuedToken {
    /// The token.
    #[serde(flatten)]
    pub token: TokenView,
    /// The secret, for `Authorization: Bearer`.
    pub secret: String,
}

/// An issued token as it comes, read field by field: what is flattened would first be kept as any value, which
/// the browser's reader does not do.
#[derive(Deserialize)]
struct Flat {
    id: String,
    name: String,
    owner: UserName,
    maker: UserName,
    scopes: Vec<Scope>,
    created: Timestamp,
    expires: Timestamp,
    used: Option<Timestamp>,
    secret: String,
}

impl<'de> Deserialize<'de> for IssuedToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let flat = Flat::deserialize(deserializer)?;
        Ok(Self {
            token: TokenView {
                id: flat.id,
                name: flat.name,
                owner: flat.owner,
                maker: flat.maker,
                scopes: flat.scopes,
                created: flat.created,
                expires: flat.expires,
                used: flat.used,
            },
            secret: flat.secret,
        })
    }
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

/// Tokens, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TokenPage {
    /// A page of them.
    pub items: Vec<TokenView>,
    /// Pass as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
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
