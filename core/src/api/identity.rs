//! Who the caller is, who can sign in, and what relying parties need.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{
    policy::{
        name::{RoleName, UserName},
        role::RequestAccess,
    },
    request::timestamp::Timestamp,
    small_map::SmallMap,
};

/// The caller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Me {
    /// Their name.
    pub user: UserName,
    /// Which cluster.
    pub cluster: String,
    /// What a person wrote about them; empty if nothing.
    pub description: String,
    /// The roles they always have.
    pub roles: Vec<RoleName>,
    /// Their attributes.
    pub traits: SmallMap<Vec<String>>,
    /// Approved requests of theirs that are scheduled or active.
    pub grants: Vec<GrantView>,
    /// What sign-in asks of them.
    pub request_access: RequestAccess,
    /// The prompt for a reason, if their roles have one.
    pub prompt: Option<String>,
    /// What to offer in the navigation.
    pub may: MayUse,
    /// The server's clock, for countdowns.
    pub now: Timestamp,
    /// When this session ends at the latest.
    pub session_expires: Timestamp,
}

/// Which parts of the application the caller has a use for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MayUse {
    /// Their roles let them review something.
    pub review: bool,
    /// They may read the policy.
    pub read_policy: bool,
    /// They may change it.
    pub write_policy: bool,
    /// They see everyone's requests.
    pub list_requests: bool,
    /// What the policy's rules let them do of all that an operation asks for, as `resource:verb`.
    #[serde(default)]
    pub rules: Vec<String>,
}

/// Approved access of the caller's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GrantView {
    /// The request it follows from.
    pub request: String,
    /// The roles it gives.
    pub roles: Vec<RoleName>,
    /// When it was approved.
    pub approved: Timestamp,
    /// When it begins; absent where it has begun with the approval.
    pub access_starts: Option<Timestamp>,
    /// When it ends.
    pub access_expires: Timestamp,
}

/// Who can sign in to the sample cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DemoUsers {
    /// In name order.
    pub users: Vec<DemoUser>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DemoUser {
    /// Their name.
    pub name: UserName,
    /// Their roles.
    pub roles: Vec<RoleName>,
    /// What they can do in the story.
    pub about: String,
}

/// Sign in as one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DemoSignIn {
    /// Whom.
    pub user: UserName,
}

/// The ways to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Connectors {
    /// In name order.
    pub connectors: Vec<ConnectorView>,
}

/// One of them, as anyone may know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ConnectorView {
    /// Its name.
    pub name: String,
    /// What a button says.
    pub display: String,
}

/// How the service is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// `ok`.
    pub status: String,
    /// Version of the core.
    pub version: String,
}

/// Public keys (RFC 7517).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeySet {
    /// Current and recent ones.
    pub keys: Vec<BTreeMap<String, String>>,
}

/// The part of OpenID discovery that verifying a token needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Discovery {
    /// Who issues.
    pub issuer: String,
    /// Where the keys are.
    pub jwks_uri: String,
    /// `["EdDSA"]`.
    pub id_token_signing_alg_values_supported: Vec<String>,
    /// `["public"]`.
    pub subject_types_supported: Vec<String>,
    /// `["id_token"]`.
    pub response_types_supported: Vec<String>,
    /// The names of the claims.
    pub claims_supported: Vec<String>,
}
