//! Requests, reviews and what follows from them, as they cross the wire.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use serde::{Deserialize, Serialize};

pub use self::state::{Phase, State};
use super::explanation::Step;
#[cfg(feature = "schema")]
use crate::request::{ask::MAX_REASON_BYTES, form::MAX_ROLES};
use crate::{
    policy::{
        name::{RoleName, UserName},
        place::Place,
    },
    request::{review::decided_by, timestamp::Timestamp},
    small_map::SmallMap,
};

mod state;

/// What the caller may request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Capabilities {
    /// Every role that may be requested, in name order (W5).
    pub roles: Vec<RequestableRole>,
    /// Whether every request needs a reason (P1), and which role says so.
    pub reason_required_by: Option<RoleName>,
    /// The prompt for any request (P4); each role may add its own.
    pub prompt: Option<String>,
    /// The longest reason, in bytes (P5).
    pub reason_max_bytes: u32,
    /// The digest of the policy this follows from.
    pub policy_digest: String,
}

/// A role that may be requested, and on which terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestableRole {
    /// Its name.
    pub name: RoleName,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// The caller has it anyway.
    pub held: bool,
    /// Until when the caller has it by an approved request.
    pub active_until: Option<Timestamp>,
    /// Why it may be requested.
    pub why: Vec<Step>,
    /// Whether asking for it needs a reason beyond the general rule (P2).
    pub reason_required: bool,
    /// What to write in the reason, beyond the general prompt.
    pub prompts: Vec<String>,
    /// The longest access, in seconds, if this role is asked for alone.
    pub longest_s: u64,
    /// What caps it.
    pub cap: Option<Cap>,
    /// Who must agree, in words: one line for each condition, all of which must be met.
    pub thresholds: Vec<String>,
    /// Whom the policy suggests as reviewers.
    pub suggested_reviewers: Vec<String>,
    /// Who can review it.
    pub reviewers: Reviewers,
}

/// A limit on time, and where the policy sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cap {
    /// In words, for example `dba allows 1 h at most: max_session_ttl`.
    pub text: String,
    /// Where, if the caller may read it.
    pub place: Option<Place>,
}

/// Who can review, as far as the caller may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Reviewers {
    /// How many, the requester not counted.
    pub count: u32,
    /// Their names, for those who may know them.
    pub names: Option<Vec<UserName>>,
}

/// Whether and why the caller may request one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleAnswer {
    /// The role asked about.
    pub role: RoleName,
    /// Whether it may be requested.
    pub allowed: bool,
    /// The answer in one sentence.
    pub text: String,
    /// The steps that lead to it, as far as the caller may read the policy.
    pub why: Vec<Step>,
    /// Who manages the policy, to be asked where the answer is no; only for those who may read users.
    pub managers: Option<Vec<UserName>>,
}

/// Ask for roles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Which; exactly `["*"]` means every role the caller may request (W1).
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = MAX_ROLES)))]
    pub roles: Vec<RoleName>,
    /// Why, in at most 4096 bytes of UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_REASON_BYTES)))]
    pub reason: Option<String>,
    /// Whom to ask.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<UserName>", length(max = MAX_ROLES)))]
    pub suggested_reviewers: Vec<String>,
    /// For how long at most, as the policy writes durations, for example `1h30m`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::duration"))]
    pub max_duration: Option<String>,
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_at: Option<Timestamp>,
}

/// Approve or deny as a reviewer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", schemars(extend(
    "if" = { "properties": { "verdict": { "const": "deny" } } },
    "then" = { "properties": { "roles": { "type": "null" }, "max_duration": { "type": "null" } } },
)))]
pub struct NewReview {
    /// Which of the two.
    pub verdict: Verdict,
    /// Why, in at most 4096 bytes of UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_REASON_BYTES)))]
    pub reason: Option<String>,
    /// Only these of the requested roles; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_ROLES)))]
    pub roles: Option<Vec<RoleName>>,
    /// Only so long, counted from the request's creation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::duration"))]
    pub max_duration: Option<String>,
    /// Notes for integrations; together at most 16 KiB, keys and values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "super::schema::annotations")
    )]
    pub annotations: BTreeMap<String, Vec<String>>,
}

/// Approve, narrow or deny as an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", schemars(extend(
    "if" = { "properties": { "verdict": { "const": "deny" } } },
    "then" = { "properties": { "roles": { "type": "null" } } },
)))]
pub struct NewResolution {
    /// Approve or deny.
    pub verdict: Verdict,
    /// Only these of the request's roles; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_ROLES)))]
    pub roles: Option<Vec<RoleName>>,
    /// Why, in at most 4096 bytes of UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_REASON_BYTES)))]
    pub reason: Option<String>,
    /// Notes for integrations; together at most 16 KiB, keys and values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(
        feature = "schema",
        schemars(schema_with = "super::schema::annotations")
    )]
    pub annotations: BTreeMap<String, Vec<String>>,
    /// Whose decision it is, where an integration carries it; its token needs `resolve:on-behalf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegator: Option<UserName>,
}

/// A reason that may accompany a withdrawal, a drop or a revocation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Why, in at most 4096 bytes of UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(length(max = MAX_REASON_BYTES)))]
    pub reason: Option<String>,
}

/// What to issue when taking up access.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewCredential {
    /// For which relying party; absent means the cluster's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
}

/// Approve or deny, as proposed in a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Let them.
    Approve,
    /// Do not.
    Deny,
}

/// A page of requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestPage {
    /// Newest first.
    pub items: Vec<RequestView>,
    /// Pass as `cursor` for the next page; absent on the last.
    pub next_cursor: Option<String>,
}

/// A request as the caller may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequestView {
    /// UUID; absent, which reads as empty, for a dry run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Grows with every change; also the strong `ETag`.
    pub version: u64,
    /// Who asked.
    pub requester: UserName,
    /// The roles that count now: fewer than asked after narrowing (D5).
    pub roles: Vec<RoleName>,
    /// The roles asked for.
    pub requested_roles: Vec<RoleName>,
    /// What each of the roles that count now gives, for whoever decides; in role order.
    pub gives: Vec<RoleGives>,
    /// Why; empty if not said.
    pub reason: String,
    /// What is stored.
    pub state: State,
    /// Where it stands by the clock.
    pub phase: Phase,
    /// It was taken out of the lists.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub hidden: bool,
    /// When it was made.
    pub created: Timestamp,
    /// When it expires if nobody decides.
    pub pending_expires: Timestamp,
    /// When access begins; absent means with the approval.
    pub access_starts: Option<Timestamp>,
    /// When access ends.
    pub access_expires: Timestamp,
    /// How long access lasts at most, counted from creation.
    pub access_s: u64,
    /// The longest life of one credential.
    pub session_ttl_s: u64,
    /// What set the end of access, if a rule did.
    pub cap: Option<Cap>,
    /// Whom the requester, or else the policy, suggests.
    pub suggested_reviewers: Vec<String>,
    /// What the policy attaches for integrations.
    pub annotations: SmallMap<Vec<String>>,
    /// How far approval has come; in role order, equal lines once.
    pub progress: Progress,
    /// Who can still review.
    pub reviewers: Reviewers,
    /// Who has reviewed, oldest first.
    pub reviews: Vec<ReviewView>,
    /// How it was settled.
    pub resolution: Option<ResolutionView>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// What the caller may do now.
    pub may: May,
    /// The server's clock.
    pub now: Timestamp,
}

/// What one role gives, in words that a reviewer needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoleGives {
    /// The role.
    pub role: RoleName,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// Logins it gives, as written in `allow.logins`.
    pub logins: Vec<String>,
    /// Its rules let the holder change roles or users.
    pub changes_policy: bool,
}

/// How far approval has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Progress {
    /// Approvals that count, on the condition that has furthest to go.
    pub approvals: u32,
    /// How many that condition needs; 0 where it can never be met.
    pub needed: u32,
    /// In words, for example `1 of 2 approvals`.
    pub text: String,
    /// Every condition, in words with its own count.
    pub conditions: Vec<String>,
    /// Why it is still pending and what would approve it; only with one request by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outlook: Vec<Step>,
}

/// A review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ReviewView {
    /// By whom.
    pub author: UserName,
    /// The access monitoring rule that gave it, where no person did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What they proposed.
    pub verdict: Verdict,
    /// Why; empty if not said.
    pub reason: String,
    /// Only these roles, where they narrowed.
    pub roles: Option<Vec<RoleName>>,
    /// Only until then, where they narrowed.
    pub access_expires: Option<Timestamp>,
    /// When.
    pub at: Timestamp,
    /// Whether it counts towards a threshold.
    pub counts: bool,
    /// Their notes for integrations.
    #[serde(default, skip_serializing_if = "SmallMap::is_empty")]
    pub annotations: SmallMap<Vec<String>>,
}

impl ReviewView {
    /// Who decided, for people: a name, or `the rule x`.
    #[must_use]
    pub fn by(&self) -> String {
        decided_by(&self.author, self.rule.as_deref())
    }
}

/// How a request was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResolutionView {
    /// In words for people, for example `bob approved` or `nobody decided in time`.
    pub text: String,
    /// By whom, where it was a person.
    pub by: Option<UserName>,
    /// Why; empty if not said.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Notes for integrations.
    #[serde(default, skip_serializing_if = "SmallMap::is_empty")]
    pub annotations: SmallMap<Vec<String>>,
}

/// Something that happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// By whom, where it was a person.
    pub by: Option<UserName>,
    /// The event's stable name, for example `review-added`.
    pub event: String,
    /// In words.
    pub text: String,
}

/// What the caller may do about a request now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct May {
    /// Review it.
    pub review: Permission,
    /// Override as an administrator.
    pub resolve: Permission,
    /// Take it back.
    pub withdraw: Permission,
    /// End it as an administrator.
    pub revoke: Permission,
    /// Give it back.
    pub drop: Permission,
    /// Take up the access.
    pub assume: Permission,
    /// Take it out of the lists, once it is settled.
    pub hide: Permission,
}

/// Whether one thing may be done, and why or why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Permission {
    /// Whether.
    pub allowed: bool,
    /// In one sentence; for an allowed review, what an approval would do: `yours completes it`.
    pub text: String,
    /// Signing in again is all that is missing.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub sign_in_again: bool,
    /// The steps that lead to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Step>,
}

/// What taking up access gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Credential {
    /// The request it follows from.
    pub request_id: String,
    /// Static and approved roles.
    pub roles: Vec<RoleName>,
    /// Logins those roles give.
    pub logins: Vec<String>,
    /// When it expires.
    pub expires_at: Timestamp,
    /// The token.
    pub token: Token,
}

/// A signed token (JWT).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Token {
    /// The token itself: a secret.
    pub value: String,
    /// Whom it is for.
    pub audience: String,
    /// When it expires.
    pub expires_at: Timestamp,
}

impl core::fmt::Debug for Token {
    /// Everything but the secret.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Token")
            .field("audience", &self.audience)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
