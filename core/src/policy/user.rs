//! What a `kind: user` document says (O2).

use alloc::{string::String, vec::Vec};

use super::{name::UserName, role::Text, traits::Traits};
use crate::yaml::span::Span;

/// A person or service, with the roles and traits they always have (O2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name, unique within the cluster.
    pub name: UserName,
    /// The whole document.
    pub span: Span,
    /// What a person wrote about it; empty if nothing.
    pub description: String,
    /// Static roles, in the order written.
    pub roles: Vec<Text>,
    /// Attributes, many-valued.
    pub traits: Traits,
    /// Identities at providers that are this person: (connector, subject).
    pub oidc_identities: Vec<(Text, Text)>,
    /// `spec.status.is_locked`: may neither sign in nor act.
    pub locked: bool,
}
