//! Integrations, what they were told, and what they tell, as it crosses the wire.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{policy::Finding, requests::Verdict};
use crate::{
    policy::name::{RoleName, UserName},
    request::timestamp::Timestamp,
};

/// The integrations of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntegrationList {
    /// In name order.
    pub items: Vec<IntegrationView>,
}

/// One integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntegrationView {
    /// Its name.
    pub name: String,
    /// Which tool it is, for example `webhook`.
    pub tool: String,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// Where it is told.
    pub url: String,
    /// What it is told of.
    pub events: Vec<String>,
    /// It is neither told nor listened to, because its document says so.
    pub disabled: bool,
    /// Postern itself no longer calls it; absent while it works.
    pub stopped: Option<Stopped>,
    /// Where its secrets come from.
    pub secrets: Vec<IntegrationSecret>,
    /// Its `ETag`.
    pub etag: String,
    /// Who wrote it.
    pub author: UserName,
    /// When.
    pub updated: Timestamp,
    /// Its document, as written.
    pub text: String,
    /// Warnings and lesser findings.
    pub findings: Vec<Finding>,
    /// Secrets that were just made: shown this once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub new_secrets: Vec<NewSecretValue>,
}

/// Why Postern itself no longer calls an integration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stopped {
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: Timestamp,
}

/// Which way a signed call goes: each way has secrets of its own, so that what Postern signs can never be
/// played back to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Direction {
    /// Postern calls the integration.
    Outgoing,
    /// The integration calls Postern.
    Incoming,
}

impl Direction {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Outgoing, Self::Incoming];

    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Outgoing => "outgoing",
            Self::Incoming => "incoming",
        }
    }
}

/// Where a secret comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct IntegrationSecret {
    /// Which way it signs.
    pub direction: Direction,
    /// The `secret://NAME` that holds it; absent where Postern made it.
    pub reference: Option<String>,
    /// When Postern made it.
    pub created: Option<Timestamp>,
    /// Until when the one before it counts too.
    pub previous_until: Option<Timestamp>,
}

/// A secret on its only way out. No `Debug` of the value: it is a secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewSecretValue {
    /// Which way it signs.
    pub direction: Direction,
    /// `whsec_…`.
    pub value: String,
}

impl core::fmt::Debug for NewSecretValue {
    /// Everything but the value.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("NewSecretValue")
            .field("direction", &self.direction)
            .finish_non_exhaustive()
    }
}

/// Which secret to replace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NewRotation {
    /// Which one; `outgoing` unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
}

/// What an integration was told, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryPage {
    /// A page of it.
    pub items: Vec<DeliveryView>,
    /// Where the next page begins; absent at the end.
    pub next_cursor: Option<String>,
}

/// One thing that an integration is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeliveryView {
    /// Its id, which is also the `webhook-id` of every attempt.
    pub id: String,
    /// Who is told.
    pub integration: String,
    /// What it is about, for example `request.created`.
    pub event: String,
    /// What it happened to.
    pub subject: String,
    /// `waiting`, `sending`, `held`, `delivered` or `dead`.
    pub state: String,
    /// When it happened.
    pub created: Timestamp,
    /// When it is tried next.
    pub next_try: Option<Timestamp>,
    /// How each attempt ended, oldest first.
    pub attempts: Vec<AttemptView>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AttemptView {
    /// When it began.
    pub at: Timestamp,
    /// How long it took, in milliseconds.
    pub took_ms: i64,
    /// The HTTP status; absent where there was no answer.
    pub status: Option<u16>,
    /// What went wrong; empty if nothing.
    pub error: String,
    /// How the answer begins, cleaned.
    pub excerpt: String,
}

/// A verdict that an integration carries for one of its users, in a signed call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Callback {
    /// Which request.
    pub request_id: String,
    /// Approve or deny.
    pub verdict: Verdict,
    /// Who decided, as the integration calls them; its document says who that is here.
    pub user: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Only these of the requested roles; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<RoleName>>,
}

/// What a callback did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallbackView {
    /// Which request.
    pub request_id: String,
    /// Its stored state now, for example `approved`.
    pub state: String,
    /// Its version now.
    pub version: u32,
    /// For whom it was done.
    pub user: UserName,
}
