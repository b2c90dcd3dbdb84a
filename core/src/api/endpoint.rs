//! The one list of operations: method, path, bodies, and who may call.

use alloc::string::String;

use serde::{Serialize, de::DeserializeOwned};

use self::parameter::{
    ACTION, ACTOR, AFTER, AUDIT_LIMIT, BEFORE, CONNECTOR, CREATED_AFTER, CREATED_BEFORE, CURSOR,
    DRY_RUN, HIDDEN, LIMIT, NEEDS, Parameter, REQUESTER, RETURN_TO, REVIEWER, ROLE, ROLE_ASKED,
    SEQ, SINCE, STATE, SUBJECT, TEXT, TOKEN_LIMIT, TOKENS_OF, USER, VERSION_CURSOR,
};
pub use self::{
    path::{Found, find, percent_encode},
    rule::{Resource, Verb, Visibility},
};
use super::{
    audit, backup, credentials, difference, identities, identity, inspection, integrations, locks,
    policy, policy_test, requests,
    scope::{Act, Need},
    settings, simulation, stream,
};

pub mod parameter;
mod path;
mod rule;
#[cfg(feature = "schema")]
pub mod shape;

/// The media type of most bodies.
pub const JSON: &str = "application/json";
/// The media type of policy documents.
pub const YAML: &str = "application/yaml";

/// The media type of files with a JSON value on each line.
pub const LINES: &str = "application/jsonl";

/// What a text of documents may be sent as.
const YAML_BODY: &[&str] = &[YAML, "application/x-yaml", "text/yaml"];
/// What one document may be sent as: JSON is YAML too.
const DOCUMENT_BODY: &[&str] = &[YAML, "application/x-yaml", "text/yaml", JSON];

/// The methods Postern answers to; besides, `HEAD` is `GET` without the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads, changes nothing.
    Get,
    /// Does something.
    Post,
    /// Replaces.
    Put,
    /// Takes away.
    Delete,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Get, Self::Post, Self::Put, Self::Delete];

    /// As it stands in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// What an operation makes of `If-Match`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// Nothing.
    Ignored,
    /// Where it is sent, it must name the current version.
    Optional,
    /// It must be sent, and name the current version.
    Required,
    /// The same, unless there is nothing yet that is replaced.
    Replacing,
}

/// What kind of `ETag` an answer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// None.
    None,
    /// The stored version, for `If-Match`.
    Strong,
    /// One of this answer to this caller, for `If-None-Match`: polling costs little.
    Weak,
}

/// One operation as data.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which.
    pub operation: Operation,
    /// Its name.
    pub name: &'static str,
    /// What it does, in a sentence or two.
    pub about: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path; `{name}` stands for one segment.
    pub path: &'static str,
    /// What it is about.
    pub resource: Option<Resource>,
    /// What it does to that.
    pub verb: Option<Verb>,
    /// Who may call.
    pub visibility: Visibility,
    /// The status of its success.
    pub success: u16,
    /// The scope that a machine token needs for it.
    pub need: Need,
    /// The query parameters that it understands.
    pub query: &'static [Parameter],
    /// The media types of the body that it reads; none where it reads no body.
    pub accepts: &'static [&'static str],
    /// Whether the body may be left out.
    pub body_optional: bool,
    /// The media types that it answers with, the usual one first; none where it answers without a body.
    pub answers: &'static [&'static str],
    /// What it makes of `If-Match`.
    pub if_match: IfMatch,
    /// What kind of `ETag` it answers with.
    pub tag: Tag,
    /// Whether an `Idempotency-Key` makes it safe to repeat.
    pub idempotent: bool,
    /// Whether it can also make something new, and then answers 201.
    pub creates: bool,
}

/// An operation as a type: what client and router share.
pub trait Endpoint {
    /// Its row in [`ENDPOINTS`].
    const ENTRY: Entry;
    /// The body sent; `()` for none.
    type Request: Serialize + DeserializeOwned;
    /// The body answered; `()` for none.
    type Response: Serialize + DeserializeOwned;

    /// The path with `segments` filled in, in order, percent-encoded.
    #[must_use]
    fn path(segments: &[&str]) -> String {
        path::fill(Self::ENTRY.path, segments)
    }
}

/// The media types of a type's bodies: none for `()`.
const fn media<T>() -> &'static [&'static str] {
    if size_of::<T>() == 0 { &[] } else { &[JSON] }
}

macro_rules! endpoints {
    ($($(#[doc = $doc:literal])* $name:ident: $method:ident $path:literal, $request:ty => $response:ty, $success:literal,
        $visibility:ident $(, $resource:ident $verb:ident)? $(with $act:ident)? $({ $($field:ident: $value:expr),* $(,)? })?;)*) => {
        /// Every operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $($(#[doc = $doc])* $name),* }

        $($(#[doc = $doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Endpoint for $name {
            const ENTRY: Entry = Entry {
                $($($field: $value,)*)?
                ..Entry {
                    operation: Operation::$name,
                    name: stringify!($name),
                    about: concat!($($doc),*),
                    method: Method::$method,
                    path: $path,
                    resource: endpoints!(@resource $($resource)?),
                    verb: endpoints!(@verb $($verb)?),
                    visibility: Visibility::$visibility,
                    need: endpoints!(@need $visibility $(, $resource $verb)? $(with $act)?),
                    success: $success,
                    query: &[],
                    accepts: media::<$request>(),
                    body_optional: false,
                    answers: media::<$response>(),
                    if_match: IfMatch::Ignored,
                    tag: Tag::None,
                    idempotent: matches!(Method::$method, Method::Post),
                    creates: false,
                }
            };
            type Request = $request;
            type Response = $response;
        })*

        /// Every operation, in the order of the documentation.
        pub const ENDPOINTS: &[Entry] = &[$($name::ENTRY),*];

        /// The bodies of every operation, in the same order.
        #[cfg(feature = "schema")]
        pub const SHAPES: &[shape::Shape] = &[$(shape::Shape::of::<$request, $response>()),*];
    };
    (@resource) => { None };
    (@resource $resource:ident) => { Some(Resource::$resource) };
    (@verb) => { None };
    (@verb $verb:ident) => { Some(Verb::$verb) };
    // What a token needs: what is named, else the rule's scope; without a rule, no token does it.
    (@need $visibility:ident $(, $resource:ident $verb:ident)? with Session) => { Need::Session };
    (@need Public) => { Need::Nothing };
    (@need $visibility:ident $(, $resource:ident $verb:ident)? with $act:ident) => { Need::Act(Act::$act) };
    (@need $visibility:ident, $resource:ident $verb:ident) => { Need::Rule(Resource::$resource, Verb::$verb) };
    (@need $visibility:ident) => { Need::Session };
}

endpoints! {
    /// Liveness.
    Health: Get "/healthz", () => identity::Health, 200, Public;
    /// Storage reachable and schema current.
    Ready: Get "/readyz", () => identity::Health, 200, Public;
    /// What those who watch the service look at, as Prometheus reads it; with the metrics token.
    Metrics: Get "/metrics", () => (), 200, Public { answers: &["text/plain; version=0.0.4; charset=utf-8"] };
    /// Public signing keys (a JSON Web Key Set).
    Keys: Get "/.well-known/jwks.json", () => identity::KeySet, 200, Public;
    /// What relying parties discover (OpenID).
    Discovery: Get "/.well-known/openid-configuration", () => identity::Discovery, 200, Public;
    /// Who can sign in to the sample cluster; exists in demo builds only.
    DemoUsers: Get "/auth/demo", () => identity::DemoUsers, 200, Public;
    /// Sign in as a user of the sample cluster; exists in demo builds only.
    DemoSignIn: Post "/auth/demo", identity::DemoSignIn => identity::Me, 200, Public;
    /// The identity providers that people can sign in through.
    ListWaysIn: Get "/auth/connectors", () => identity::Connectors, 200, Public;
    /// Begin to sign in: sends the browser to a provider.
    BeginLogin: Get "/auth/login", () => (), 302, Public { query: &[CONNECTOR, RETURN_TO] };
    /// Where the provider sends the browser back to.
    FinishLogin: Get "/auth/callback", () => (), 303, Public;
    /// Put the first policy of a new deployment in force; the body is YAML.
    Bootstrap: Post "/auth/bootstrap", () => policy::PolicyView, 201, Public { accepts: YAML_BODY, idempotent: false };
    /// End this session.
    SignOut: Post "/auth/logout", () => (), 204, Caller;
    /// Who the caller is.
    ReadMe: Get "/api/v1/me", () => identity::Me, 200, Caller with ReadProfile;
    /// What the caller may request, and on which terms.
    ReadCapabilities: Get "/api/v1/me/capabilities", () => requests::Capabilities, 200, Caller with ReadProfile { tag: Tag::Weak };
    /// Why the caller may or may not request one role.
    ExplainRole: Get "/api/v1/me/capabilities/why", () => requests::RoleAnswer, 200, Caller with ReadProfile { query: &[ROLE_ASKED] };
    /// Ask for roles.
    SubmitRequest: Post "/api/v1/requests", requests::NewRequest => requests::RequestView, 201, Caller, AccessRequest Create with Submit
        { query: &[DRY_RUN], tag: Tag::Strong };
    /// Requests the caller may see, newest first.
    ListRequests: Get "/api/v1/requests", () => requests::RequestPage, 200, Involved, AccessRequest List {
        query: &[STATE, ROLE, REQUESTER, REVIEWER, NEEDS, TEXT, CREATED_AFTER, CREATED_BEFORE, HIDDEN, LIMIT, CURSOR],
        tag: Tag::Weak,
    };
    /// One request, with what the caller may do about it.
    ReadRequest: Get "/api/v1/requests/{id}", () => requests::RequestView, 200, Involved, AccessRequest Read { tag: Tag::Strong };
    /// What happened to one request, oldest first, by the numbers that the live stream tells.
    ListEvents: Get "/api/v1/requests/{id}/events", () => stream::EventPage, 200, Involved, AccessRequest Read { query: &[AFTER, LIMIT] };
    /// Take a request that is over out of the lists; it stays readable by its id, and the audit log keeps it.
    /// Repeating it changes nothing.
    HideRequest: Delete "/api/v1/requests/{id}", () => (), 204, Involved, AccessRequest Delete { if_match: IfMatch::Optional };
    /// Approve or deny, as a reviewer.
    SubmitReview: Post "/api/v1/requests/{id}/reviews", requests::NewReview => requests::RequestView, 201, Involved with Review
        { if_match: IfMatch::Optional, tag: Tag::Strong };
    /// Approve, narrow or deny, as an administrator.
    ResolveRequest: Post "/api/v1/requests/{id}/resolution", requests::NewResolution => requests::RequestView, 200, Involved, AccessRequest Update
        { if_match: IfMatch::Optional, tag: Tag::Strong };
    /// Take a pending request back.
    WithdrawRequest: Post "/api/v1/requests/{id}/withdraw", requests::Note => requests::RequestView, 200, Requester with Withdraw
        { body_optional: true, if_match: IfMatch::Optional, tag: Tag::Strong };
    /// End an approved request, as an administrator.
    RevokeRequest: Post "/api/v1/requests/{id}/revoke", requests::Note => requests::RequestView, 200, Involved, AccessRequest Update
        { body_optional: true, if_match: IfMatch::Optional, tag: Tag::Strong };
    /// Give approved access back early.
    DropRequest: Post "/api/v1/requests/{id}/drop", requests::Note => requests::RequestView, 200, Requester with Drop
        { body_optional: true, if_match: IfMatch::Optional, tag: Tag::Strong };
    /// Take up approved access: short-lived credentials.
    AssumeRequest: Post "/api/v1/requests/{id}/assume", requests::NewCredential => requests::Credential, 201, Requester with Assume
        { body_optional: true, if_match: IfMatch::Optional, tag: Tag::Strong };
    /// The policy in force: as JSON with its digest and findings, or the text itself as YAML, by `Accept`.
    ReadPolicy: Get "/api/v1/policy", () => policy::PolicyView, 200, Ruled, Role Read
        { answers: &[JSON, YAML], tag: Tag::Strong };
    /// Replace the policy as a whole; the body is YAML.
    WritePolicy: Put "/api/v1/policy", () => policy::PolicyView, 200, Ruled, Role Update
        { accepts: YAML_BODY, if_match: IfMatch::Required, tag: Tag::Strong };
    /// Every version of the policy that was in force, newest first.
    ListPolicyVersions: Get "/api/v1/policy/versions", () => policy::PolicyVersionPage, 200, Ruled, Role Read
        { query: &[LIMIT, VERSION_CURSOR] };
    /// The policy as it was in that version: as JSON, or the text itself as YAML, by `Accept`.
    ReadPolicyVersion: Get "/api/v1/policy/versions/{digest}", () => policy::PolicyView, 200, Ruled, Role Read
        { answers: &[JSON, YAML] };
    /// What is wrong with a policy text; stores nothing.
    LintPolicy: Post "/api/v1/policy/lint", () => policy::LintReport, 200, Caller with CheckPolicy
        { accepts: YAML_BODY, idempotent: false };
    /// Whether somebody may ask for a role by a policy text, and what would follow; stores nothing.
    ExplainPolicy: Post "/api/v1/policy/explain", policy::ExplainText => inspection::Explanation, 200, Caller with CheckPolicy
        { idempotent: false };
    /// What would come of a request and its reviews by a policy text; stores nothing.
    SimulatePolicy: Post "/api/v1/policy/simulate", simulation::NewSimulation => simulation::Simulation, 200, Caller with CheckPolicy
        { idempotent: false };
    /// What comes of the tests that a policy text has, and what of it none of them exercises; stores nothing.
    TestPolicy: Post "/api/v1/policy/test", () => policy_test::TestReport, 200, Caller with CheckPolicy
        { accepts: YAML_BODY, idempotent: false };
    /// What a policy text would change: documents, and who could ask for or review what; stores nothing.
    DiffPolicy: Post "/api/v1/policy/diff", () => difference::PolicyDiff, 200, Ruled, Role Read
        { accepts: YAML_BODY, idempotent: false };
    /// The roles of the policy.
    ListRoles: Get "/api/v1/roles", () => policy::DocumentPage, 200, Ruled, Role List { tag: Tag::Weak };
    /// One role's document: as JSON, or the text itself as YAML, by `Accept`.
    ReadRole: Get "/api/v1/roles/{name}", () => policy::DocumentView, 200, Ruled, Role Read
        { answers: &[JSON, YAML], tag: Tag::Strong };
    /// Make or replace one role; the body is one document.
    WriteRole: Put "/api/v1/roles/{name}", () => policy::DocumentView, 200, Ruled, Role Update
        { accepts: DOCUMENT_BODY, if_match: IfMatch::Replacing, tag: Tag::Strong, creates: true };
    /// Remove one role.
    DeleteRole: Delete "/api/v1/roles/{name}", () => (), 204, Ruled, Role Delete { if_match: IfMatch::Required };
    /// The users that the policy has documents of.
    ListUsers: Get "/api/v1/users", () => policy::DocumentPage, 200, Ruled, User List { tag: Tag::Weak };
    /// One user's document: as JSON, or the text itself as YAML, by `Accept`.
    ReadUser: Get "/api/v1/users/{name}", () => policy::DocumentView, 200, Ruled, User Read
        { answers: &[JSON, YAML], tag: Tag::Strong };
    /// Make or replace one user; the body is one document.
    WriteUser: Put "/api/v1/users/{name}", () => policy::DocumentView, 200, Ruled, User Update
        { accepts: DOCUMENT_BODY, if_match: IfMatch::Replacing, tag: Tag::Strong, creates: true };
    /// Remove one user.
    DeleteUser: Delete "/api/v1/users/{name}", () => (), 204, Ruled, User Delete { if_match: IfMatch::Required };
    /// People as a provider last spoke of them; whoever signed in last comes first.
    ListIdentities: Get "/api/v1/identities", () => identities::IdentityPage, 200, Ruled, User List
        { query: &[LIMIT, VERSION_CURSOR] };
    /// The connectors of the policy.
    ListConnectors: Get "/api/v1/connectors", () => policy::DocumentPage, 200, Ruled, Oidc List { tag: Tag::Weak };
    /// One connector's document: as JSON, or the text itself as YAML, by `Accept`.
    ReadConnector: Get "/api/v1/connectors/{name}", () => policy::DocumentView, 200, Ruled, Oidc Read
        { answers: &[JSON, YAML], tag: Tag::Strong };
    /// Make or replace one connector; the body is one document.
    WriteConnector: Put "/api/v1/connectors/{name}", () => policy::DocumentView, 200, Ruled, Oidc Update
        { accepts: DOCUMENT_BODY, if_match: IfMatch::Replacing, tag: Tag::Strong, creates: true };
    /// Remove one connector.
    DeleteConnector: Delete "/api/v1/connectors/{name}", () => (), 204, Ruled, Oidc Delete { if_match: IfMatch::Required };
    /// The audit log, oldest first, or newest first with `before`.
    ListAudit: Get "/api/v1/audit", () => audit::AuditPage, 200, Ruled, Audit List
        { query: &[AFTER, BEFORE, AUDIT_LIMIT, ACTOR, ACTION, SUBJECT] };
    /// The whole audit log, one row a line (JSON), then a signed checkpoint.
    ExportAudit: Get "/api/v1/audit/export.jsonl", () => (), 200, Ruled, Audit Read
        { query: &[AFTER], answers: &[LINES] };
    /// The audit log as a table for people (CSV).
    ExportAuditTable: Get "/api/v1/audit/export.csv", () => (), 200, Ruled, Audit Read
        { query: &[AFTER], answers: &["text/csv; charset=utf-8"] };
    /// How far the audit log has come, signed.
    ReadCheckpoint: Get "/api/v1/audit/checkpoint", () => audit::Checkpoint, 200, Ruled, Audit Read;
    /// That a row is part of the audit log, without what later rows say.
    ProveAudit: Get "/api/v1/audit/proof", () => audit::Inclusion, 200, Ruled, Audit Read { query: &[SEQ] };
    /// The caller's sessions, or those of another user.
    ListSessions: Get "/api/v1/sessions", () => credentials::SessionPage, 200, Caller, Session List { query: &[USER] };
    /// Sign out everywhere, or sign another user out.
    EndSessions: Delete "/api/v1/sessions", () => credentials::Ended, 200, Caller, Session Delete { query: &[USER] };
    /// End one session.
    EndSession: Delete "/api/v1/sessions/{uuid}", () => (), 204, Caller, Session Delete;
    /// The machine tokens of one user, newest first: the caller's where nobody is named, or everybody's for whoever may list them.
    ListTokens: Get "/api/v1/tokens", () => credentials::TokenPage, 200, Caller, Token List
        { query: &[TOKENS_OF, TOKEN_LIMIT, CURSOR] };
    /// Make a machine token; its secret is shown once.
    CreateToken: Post "/api/v1/tokens", credentials::NewToken => credentials::IssuedToken, 201, Caller, Token Create with Session;
    /// Revoke a machine token.
    RevokeToken: Delete "/api/v1/tokens/{uuid}", () => (), 204, Caller, Token Delete;
    /// The cluster's settings, and what is in force.
    ReadSettings: Get "/api/v1/settings", () => settings::SettingsView, 200, Ruled, Settings Read { tag: Tag::Strong };
    /// Replace the cluster's settings.
    WriteSettings: Put "/api/v1/settings", settings::ClusterSettings => settings::SettingsView, 200, Ruled, Settings Update
        { if_match: IfMatch::Required, tag: Tag::Strong };
    /// The keys that the cluster signs with.
    ListKeys: Get "/api/v1/keys", () => settings::KeyPage, 200, Ruled, Key List;
    /// Make a new key and sign with it from now on; what the old one signed stays valid.
    RotateKey: Post "/api/v1/keys/rotate", () => settings::KeyPage, 200, Ruled, Key Update;
    /// The names of the secrets that are set, never their values.
    ListSecrets: Get "/api/v1/settings/secrets", () => settings::SecretList, 200, Ruled, Settings List;
    /// Set what `secret://NAME` stands for.
    WriteSecret: Put "/api/v1/settings/secrets/{secret}", settings::NewSecret => settings::SecretView, 200, Ruled, Settings Update;
    /// Forget a secret.
    DeleteSecret: Delete "/api/v1/settings/secrets/{secret}", () => (), 204, Ruled, Settings Delete;
    /// Everyone who is locked.
    ListLocks: Get "/api/v1/locks", () => locks::LockPage, 200, Ruled, User List;
    /// Lock a user: their sessions, tokens, requests and grants end at once.
    LockUser: Post "/api/v1/users/{name}/lock", locks::NewLock => locks::LockView, 200, Ruled, User Update
        { idempotent: false };
    /// Let a user sign in again.
    UnlockUser: Post "/api/v1/users/{name}/unlock", () => (), 204, Ruled, User Update { idempotent: false };
    /// The integrations.
    ListIntegrations: Get "/api/v1/integrations", () => integrations::IntegrationList, 200, Ruled, Integration List;
    /// One integration: as JSON, or the text itself as YAML, by `Accept`.
    ReadIntegration: Get "/api/v1/integrations/{integration}", () => integrations::IntegrationView, 200, Ruled, Integration Read
        { answers: &[JSON, YAML], tag: Tag::Strong };
    /// Make or replace one integration; the body is one document. Secrets that are made are shown this once.
    WriteIntegration: Put "/api/v1/integrations/{integration}", () => integrations::IntegrationView, 200, Ruled, Integration Update
        { accepts: DOCUMENT_BODY, if_match: IfMatch::Replacing, tag: Tag::Strong, creates: true };
    /// Remove one integration, and what it was still to be told.
    DeleteIntegration: Delete "/api/v1/integrations/{integration}", () => (), 204, Ruled, Integration Delete
        { if_match: IfMatch::Required };
    /// Tell an integration something harmless.
    TestIntegration: Post "/api/v1/integrations/{integration}/test", () => integrations::DeliveryView, 202, Ruled, Integration Update
        { idempotent: false };
    /// Replace a secret that Postern made; the old one counts a while longer.
    RotateIntegrationSecret: Post "/api/v1/integrations/{integration}/rotate-secret", integrations::NewRotation => integrations::IntegrationView, 200, Ruled, Integration Update
        { body_optional: true, tag: Tag::Strong, idempotent: false };
    /// What an integration was told, newest first.
    ListDeliveries: Get "/api/v1/integrations/{integration}/deliveries", () => integrations::DeliveryPage, 200, Ruled, Integration Read
        { query: &[LIMIT, VERSION_CURSOR] };
    /// Tell it once more, with the same id and body.
    RedeliverDelivery: Post "/api/v1/deliveries/{delivery}/redeliver", () => integrations::DeliveryView, 202, Ruled, Integration Update
        { idempotent: false };
    /// A verdict that an integration carries for one of its users; who may is told by its signature.
    ReviewByCallback: Post "/hooks/{integration}/review", integrations::Callback => integrations::CallbackView, 200, Public
        { idempotent: false };
    /// All that the cluster keeps, as one file (JSON lines); what is sealed in it stays sealed. Needs the right to read everything.
    Backup: Get "/api/v1/backup", () => (), 200, Ruled, Settings Read { answers: &[LINES] };
    /// Restore a backup into a new, empty ledger of the same cluster; the body is the file, the bearer the bootstrap secret.
    Restore: Post "/api/v1/restore", () => backup::Restored, 200, Public { accepts: &[LINES], idempotent: false };
    /// Live changes, by WebSocket.
    Stream: Get "/api/v1/stream", () => (), 101, Caller { query: &[SINCE] };
    /// This document: the API as OpenAPI 3.1.
    ReadDocument: Get "/api/v1/openapi.json", () => serde_json::Value, 200, Public { tag: Tag::Strong };
}
