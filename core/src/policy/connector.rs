//! What a `kind: oidc` document says (O3): how to sign in, and which roles the claims give.

use alloc::{string::String, vec::Vec};

use super::role::{ClaimToRoles, Text};
use crate::yaml::span::Span;

/// An OpenID Connect provider that people sign in through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connector {
    /// The name, unique among connectors.
    pub name: String,
    /// The whole document.
    pub span: Span,
    /// `spec.display`: what the button says; empty if nothing.
    pub display: Text,
    /// `spec.issuer_url`.
    pub issuer_url: Text,
    /// `spec.client_id`.
    pub client_id: Text,
    /// `spec.client_secret`: a reference `secret://NAME`, never the secret itself; empty for a public
    /// client.
    pub client_secret: Text,
    /// `spec.redirect_url`.
    pub redirect_url: Vec<Text>,
    /// `spec.scope`.
    pub scope: Vec<Text>,
    /// `spec.username_claim`; empty means the provider's default.
    pub username_claim: Text,
    /// Claims that map to role names (C11).
    pub claims_to_roles: Vec<ClaimToRoles>,
}
