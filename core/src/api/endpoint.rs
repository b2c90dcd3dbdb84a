//! The one list of operations: method, path, bodies, and who may call.

use alloc::{string::String, vec::Vec};

use serde::{Serialize, de::DeserializeOwned};

use super::{audit, identity, inspection, policy, requests, settings};

/// The methods Postern answers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads, changes nothing.
    Get,
    /// Does something.
    Post,
    /// Replaces.
    Put,
    /// Removes.
    Delete,
}

impl Method {
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

/// What RBAC rules speak of (B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Requests, their reviews and resolutions.
    AccessRequest,
    /// Role documents, and the policy as a whole.
    Role,
    /// User documents.
    User,
    /// Identity provider connectors.
    Oidc,
    /// The audit log.
    Audit,
    /// Cluster settings, and the secrets that the policy and integrations refer to.
    Settings,
}

impl Resource {
    /// The name that rules use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessRequest => "access_request",
            Self::Role => "role",
            Self::User => "user",
            Self::Oidc => "oidc",
            Self::Audit => "audit",
            Self::Settings => "settings",
        }
    }
}

/// What RBAC rules allow or deny (B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// See that it exists.
    List,
    /// See it.
    Read,
    /// Make one.
    Create,
    /// Change it.
    Update,
    /// Remove it.
    Delete,
}

impl Verb {
    /// The name that rules use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// Who may call an operation; beyond that, the rules of the policy decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Anyone, signed in or not.
    Public,
    /// Whoever is signed in, about themselves.
    Caller,
    /// Whoever made the request, may review it, or holds the verb (V11); for others it does not exist.
    Involved,
    /// Only the request's own requester; for others it does not exist.
    Requester,
    /// Only who holds the verb on the resource.
    Ruled,
}

/// One operation as data.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which.
    pub operation: Operation,
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
        fill(Self::ENTRY.path, segments)
    }
}

macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident: $method:ident $path:literal, $request:ty => $response:ty, $success:literal,
        $visibility:ident $(, $resource:ident $verb:ident)?;)*) => {
        /// Every operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Operation { $($(#[$doc])* $name),* }

        $($(#[$doc])* #[derive(Clone, Copy, Debug)] pub struct $name;
        impl Endpoint for $name {
            const ENTRY: Entry = Entry {
                operation: Operation::$name,
                method: Method::$method,
                path: $path,
                resource: endpoints!(@resource $($resource)?),
                verb: endpoints!(@verb $($verb)?),
                visibility: Visibility::$visibility,
                success: $success,
            };
            type Request = $request;
            type Response = $response;
        })*

        /// Every operation, in the order of the documentation.
        pub const ENDPOINTS: &[Entry] = &[$($name::ENTRY),*];
    };
    (@resource) => { None };
    (@resource $resource:ident) => { Some(Resource::$resource) };
    (@verb) => { None };
    (@verb $verb:ident) => { Some(Verb::$verb) };
}

endpoints! {
    /// Liveness.
    Health: Get "/healthz", () => identity::Health, 200, Public;
    /// Storage reachable and schema current.
    Ready: Get "/readyz", () => identity::Health, 200, Public;
    /// Public signing keys (a JSON Web Key Set).
    Keys: Get "/.well-known/jwks.json", () => identity::KeySet, 200, Public;
    /// What relying parties discover (OpenID).
    Discovery: Get "/.well-known/openid-configuration", () => identity::Discovery, 200, Public;
    /// Who can sign in to the sample cluster; exists in demo builds only.
    DemoUsers: Get "/auth/demo", () => identity::DemoUsers, 200, Public;
    /// Sign in as a user of the sample cluster; exists in demo builds only.
    DemoSignIn: Post "/auth/demo", identity::DemoSignIn => identity::Me, 200, Public;
    /// End this session.
    SignOut: Post "/auth/logout", () => (), 204, Caller;
    /// Who the caller is.
    ReadMe: Get "/api/v1/me", () => identity::Me, 200, Caller;
    /// What the caller may request, and on which terms.
    ReadCapabilities: Get "/api/v1/me/capabilities", () => requests::Capabilities, 200, Caller;
    /// Why the caller may or may not request one role, named by `?role=`.
    ExplainRole: Get "/api/v1/me/capabilities/why", () => requests::RoleAnswer, 200, Caller;
    /// Ask for roles; with `?dry_run=true` say what would happen and store nothing.
    SubmitRequest: Post "/api/v1/requests", requests::NewRequest => requests::RequestView, 201, Caller, AccessRequest Create;
    /// Requests the caller may see, newest first.
    ListRequests: Get "/api/v1/requests", () => requests::RequestPage, 200, Involved, AccessRequest List;
    /// One request, with what the caller may do about it.
    ReadRequest: Get "/api/v1/requests/{id}", () => requests::RequestView, 200, Involved, AccessRequest Read;
    /// Approve or deny, as a reviewer.
    SubmitReview: Post "/api/v1/requests/{id}/reviews", requests::NewReview => requests::RequestView, 201, Involved;
    /// Approve, narrow or deny, as an administrator.
    ResolveRequest: Post "/api/v1/requests/{id}/resolution", requests::NewResolution => requests::RequestView, 200, Involved, AccessRequest Update;
    /// Take a pending request back.
    WithdrawRequest: Post "/api/v1/requests/{id}/withdraw", requests::Note => requests::RequestView, 200, Requester;
    /// End an approved request, as an administrator.
    RevokeRequest: Post "/api/v1/requests/{id}/revoke", requests::Note => requests::RequestView, 200, Involved, AccessRequest Update;
    /// Give approved access back early.
    DropRequest: Post "/api/v1/requests/{id}/drop", requests::Note => requests::RequestView, 200, Requester;
    /// Take up approved access: short-lived credentials.
    AssumeRequest: Post "/api/v1/requests/{id}/assume", requests::NewCredential => requests::Credential, 201, Requester;
    /// The policy in force, as YAML (or JSON with its digest, by `Accept`).
    ReadPolicy: Get "/api/v1/policy", () => policy::PolicyView, 200, Ruled, Role Read;
    /// Replace the policy as a whole; the body is YAML.
    WritePolicy: Put "/api/v1/policy", () => policy::PolicyView, 200, Ruled, Role Update;
    /// Every version of the policy that was in force, newest first.
    ListPolicyVersions: Get "/api/v1/policy/versions", () => policy::PolicyVersionPage, 200, Ruled, Role Read;
    /// The policy as it was in that version.
    ReadPolicyVersion: Get "/api/v1/policy/versions/{digest}", () => policy::PolicyView, 200, Ruled, Role Read;
    /// What is wrong with a policy text (YAML); stores nothing.
    LintPolicy: Post "/api/v1/policy/lint", () => policy::LintReport, 200, Caller;
    /// Whether somebody may ask for a role by a policy text, and what would follow; stores nothing.
    ExplainPolicy: Post "/api/v1/policy/explain", policy::ExplainText => inspection::Explanation, 200, Caller;
    /// The roles of the policy.
    ListRoles: Get "/api/v1/roles", () => policy::DocumentPage, 200, Ruled, Role List;
    /// One role's document, as YAML (or JSON, by `Accept`).
    ReadRole: Get "/api/v1/roles/{name}", () => policy::DocumentView, 200, Ruled, Role Read;
    /// Make or replace one role; the body is one YAML document.
    WriteRole: Put "/api/v1/roles/{name}", () => policy::DocumentView, 200, Ruled, Role Update;
    /// Remove one role.
    DeleteRole: Delete "/api/v1/roles/{name}", () => (), 204, Ruled, Role Delete;
    /// The users that the policy has documents of.
    ListUsers: Get "/api/v1/users", () => policy::DocumentPage, 200, Ruled, User List;
    /// One user's document.
    ReadUser: Get "/api/v1/users/{name}", () => policy::DocumentView, 200, Ruled, User Read;
    /// Make or replace one user.
    WriteUser: Put "/api/v1/users/{name}", () => policy::DocumentView, 200, Ruled, User Update;
    /// Remove one user.
    DeleteUser: Delete "/api/v1/users/{name}", () => (), 204, Ruled, User Delete;
    /// The connectors of the policy.
    ListConnectors: Get "/api/v1/connectors", () => policy::DocumentPage, 200, Ruled, Oidc List;
    /// One connector's document.
    ReadConnector: Get "/api/v1/connectors/{name}", () => policy::DocumentView, 200, Ruled, Oidc Read;
    /// Make or replace one connector.
    WriteConnector: Put "/api/v1/connectors/{name}", () => policy::DocumentView, 200, Ruled, Oidc Update;
    /// Remove one connector.
    DeleteConnector: Delete "/api/v1/connectors/{name}", () => (), 204, Ruled, Oidc Delete;
    /// The audit log, oldest first, after the row named by `?after=`.
    ListAudit: Get "/api/v1/audit", () => audit::AuditPage, 200, Ruled, Audit List;
    /// The whole audit log, one row a line (JSON), then a signed checkpoint; from after the row named by `?after=`.
    ExportAudit: Get "/api/v1/audit/export.jsonl", () => (), 200, Ruled, Audit Read;
    /// The same as a table for people (CSV).
    ExportAuditTable: Get "/api/v1/audit/export.csv", () => (), 200, Ruled, Audit Read;
    /// How far the audit log has come, signed.
    ReadCheckpoint: Get "/api/v1/audit/checkpoint", () => audit::Checkpoint, 200, Ruled, Audit Read;
    /// That the row named by `?seq=` is part of the audit log, without what later rows say.
    ProveAudit: Get "/api/v1/audit/proof", () => audit::Inclusion, 200, Ruled, Audit Read;
    /// The names of the secrets that are set, never their values.
    ListSecrets: Get "/api/v1/settings/secrets", () => settings::SecretList, 200, Ruled, Settings List;
    /// Set what `secret://NAME` stands for.
    WriteSecret: Put "/api/v1/settings/secrets/{name}", settings::NewSecret => settings::SecretView, 200, Ruled, Settings Update;
    /// Forget a secret.
    DeleteSecret: Delete "/api/v1/settings/secrets/{name}", () => (), 204, Ruled, Settings Delete;
    /// Live changes, by WebSocket.
    Stream: Get "/api/v1/stream", () => (), 101, Caller;
}

/// What a method and a path lead to.
#[derive(Clone, Debug)]
pub enum Found<'a> {
    /// An operation, with the path's segments that stand for `{…}`, still percent-encoded.
    Operation(Entry, Vec<&'a str>),
    /// The path exists; these are its methods.
    OtherMethods(Vec<Method>),
    /// No such path.
    Nothing,
}

/// Finds the operation for a method (as it stood in the request line) and a path without query.
#[must_use]
pub fn find<'a>(method: &str, path: &'a str) -> Found<'a> {
    let mut others = Vec::new();
    for entry in ENDPOINTS {
        if let Some(segments) = matches(entry.path, path) {
            if entry.method.as_str() == method {
                return Found::Operation(*entry, segments);
            }
            others.push(entry.method);
        }
    }
    if others.is_empty() {
        Found::Nothing
    } else {
        Found::OtherMethods(others)
    }
}

fn matches<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut segments = Vec::new();
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(segments),
            (Some(name), Some(segment)) if name.starts_with('{') && !segment.is_empty() => {
                segments.push(segment);
            }
            (Some(name), Some(segment)) if name == segment => {}
            _ => return None,
        }
    }
}

fn fill(pattern: &str, segments: &[&str]) -> String {
    let mut segments = segments.iter();
    let mut path = String::new();
    for (at, part) in pattern.split('/').enumerate() {
        if at > 0 {
            path.push('/');
        }
        match part.starts_with('{').then(|| segments.next()).flatten() {
            Some(segment) => percent_encode(segment, &mut path),
            None => path.push_str(part),
        }
    }
    path
}

/// Writes `text` so that it can stand in one path segment or query value.
pub fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 15] {
                out.extend(char::from_digit(digit.into(), 16).map(|c| c.to_ascii_uppercase()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_operation_is_found_by_its_own_path() {
        for entry in ENDPOINTS {
            let path = entry.path.replace(['{', '}'], "");
            let Found::Operation(found, _) = find(entry.method.as_str(), &path) else {
                panic!("{} {path} leads nowhere", entry.method.as_str());
            };
            assert_eq!(found.operation, entry.operation);
            assert_eq!(entry.resource.is_some(), entry.verb.is_some());
            assert!(entry.visibility != Visibility::Ruled || entry.verb.is_some());
        }
    }

    #[test]
    fn other_paths_and_methods_are_told_apart() {
        assert!(matches!(find("GET", "/api/v1/nothing"), Found::Nothing));
        assert!(matches!(find("GET", "/api/v1/requests/"), Found::Nothing));
        assert!(
            matches!(find("DELETE", "/api/v1/requests"), Found::OtherMethods(m) if m.len() == 2)
        );
        assert!(matches!(find("BREW", "/healthz"), Found::OtherMethods(_)));
    }

    #[test]
    fn paths_are_filled_safely() {
        assert_eq!(
            ReadRequest::path(&["a/b c%"]),
            "/api/v1/requests/a%2Fb%20c%25"
        );
    }
}
