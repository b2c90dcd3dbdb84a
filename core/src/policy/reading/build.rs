//! From a checked tree to the typed resource. Wrong parts are left out; checking has told.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{Resource, Standard, fields::Fields};
use crate::{
    policy::{
        connector::Connector,
        name::UserName,
        role::{ClaimToRoles, Text},
        schema::Kind,
        traits::Traits,
        user::User,
    },
    yaml::{
        node::Node,
        span::{Span, Spanned},
    },
};

pub(super) fn resource(kind: &Kind, root: &Node, standard: Standard) -> Resource {
    let fields = Fields::new(Some(root), standard);
    let metadata = fields.object("metadata");
    let spec = fields.object("spec");
    match kind.name {
        "role" => Resource::Role(role(root.span, metadata, spec)),
        "user" => Resource::User(user(root.span, metadata, spec)),
        "oidc" => Resource::Connector(connector(root.span, metadata, spec)),
        "access_monitoring_rule" => Resource::Rule(rule(root.span, metadata, spec)),
        "integration" => Resource::Integration(integration(root.span, metadata, spec)),
        "policy_test" => Resource::Test(policy_test(root.span, metadata, spec)),
        _ => Resource::Kept,
    }
}

mod integration;
mod monitoring;
mod policy_test;
mod role;

use integration::integration;
use monitoring::rule;
use policy_test::policy_test;
use role::role;

fn user(span: Span, metadata: Fields<'_>, spec: Fields<'_>) -> User {
    let identities = spec
        .objects("oidc_identities")
        .map(|(_, identity)| {
            let subject = identity.text("user_id");
            let subject = if subject.value.is_empty() {
                identity.text("username")
            } else {
                subject
            };
            (identity.text("connector_id"), subject)
        })
        .collect();
    User {
        name: UserName::verbatim(metadata.string("name")),
        span,
        description: metadata.string("description"),
        roles: spec.texts("roles"),
        traits: plain(spec.lists("traits")),
        oidc_identities: identities,
        locked: spec.object("status").bool("is_locked"),
    }
}

fn connector(span: Span, metadata: Fields<'_>, spec: Fields<'_>) -> Connector {
    Connector {
        name: metadata.string("name"),
        span,
        display: spec.text("display"),
        issuer_url: spec.text("issuer_url"),
        client_id: spec.text("client_id"),
        client_secret: spec.text("client_secret"),
        redirect_url: spec.one_or_more("redirect_url"),
        scope: spec.texts("scope"),
        username_claim: spec.text("username_claim"),
        claims_to_roles: claims(spec),
    }
}

fn claims(fields: Fields<'_>) -> Vec<ClaimToRoles> {
    fields
        .objects("claims_to_roles")
        .map(|(_, claim)| ClaimToRoles {
            claim: claim.text("claim"),
            value: claim.text("value"),
            roles: claim.texts("roles"),
        })
        .collect()
}

fn plain(lists: BTreeMap<String, Vec<Text>>) -> Traits {
    lists
        .into_iter()
        .map(|(name, values)| {
            let values = values.into_iter().map(|Spanned { value, .. }| value);
            (name, values.collect())
        })
        .collect()
}
