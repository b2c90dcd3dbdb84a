//! What whoever runs a cluster sets through the API: settings, secrets by name, signing keys.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{policy::name::UserName, request::timestamp::Timestamp};

/// How many relying parties tokens may be issued for.
pub const MOST_AUDIENCES: usize = 64;
/// How many characters one of them has at most.
pub const MOST_AUDIENCE_CHARACTERS: usize = 512;

/// What a cluster decides for itself. What is left out is as the deployment's configuration says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClusterSettings {
    /// Relying parties that tokens may be issued for; the first is the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::audiences"))]
    pub audiences: Option<Vec<String>>,
    /// The longest life of one credential: at most `30h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<super::life::CredentialLife>")
    )]
    pub credential_ceiling: Option<String>,
    /// Whether administrators may settle their own requests (departures 2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub self_resolution: Option<bool>,
    /// How long a session lives without use: `1m` to `168h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<super::life::SessionLife>")
    )]
    pub session_idle: Option<String>,
    /// How long a session lives at most: `1m` to `168h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "schema",
        schemars(with = "Option<super::life::SessionLife>")
    )]
    pub session_max: Option<String>,
}

/// A cluster's settings, and what follows from them and the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingsView {
    /// Grows with every change; also the `ETag`. 0 where nothing was ever set.
    pub version: u64,
    /// Who changed them last.
    pub author: Option<UserName>,
    /// When.
    pub since: Option<Timestamp>,
    /// What is set.
    pub settings: ClusterSettings,
    /// What is in force.
    pub effective: EffectiveSettings,
}

/// The settings in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EffectiveSettings {
    /// Relying parties that tokens may be issued for; the first is the default.
    pub audiences: Vec<String>,
    /// The longest life of one credential, in seconds.
    pub credential_ceiling_s: u64,
    /// Whether administrators may settle their own requests.
    pub self_resolution: bool,
    /// How long a session lives without use, in seconds.
    pub session_idle_s: u64,
    /// How long a session lives at most, in seconds.
    pub session_max_s: u64,
}

/// The keys that the cluster signs with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyPage {
    /// Newest first.
    pub items: Vec<KeyView>,
}

/// A signing key, without its private half.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyView {
    /// Its id: the thumbprint of its public half (RFC 7638).
    pub kid: String,
    /// When it was made.
    pub created: Timestamp,
    /// It is the one that signs now.
    pub current: bool,
    /// Until when its public half is published; absent for the current one.
    pub published_until: Option<Timestamp>,
}

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
