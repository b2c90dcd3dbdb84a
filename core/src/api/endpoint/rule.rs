//! Who may call an operation: what the policy's rules speak of, and to whom the thing is visible at all.

use serde::{Deserialize, Serialize};

/// What RBAC rules speak of (B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Integrations and what they were told.
    Integration,
    /// Cluster settings, and the secrets that the policy and integrations refer to.
    Settings,
    /// Signing keys.
    Key,
    /// Machine tokens.
    Token,
    /// Who is signed in.
    Session,
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
            Self::Integration => "integration",
            Self::Settings => "settings",
            Self::Key => "key",
            Self::Token => "token",
            Self::Session => "session",
        }
    }
}

/// What RBAC rules allow or deny (B1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
