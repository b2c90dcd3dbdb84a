//! The fields of `kind: oidc` (O3).

use super::{Field, KIND, Kind, METADATA, SUB_KIND, Shape, TEXTS, VERSION, field};

/// `kind: oidc`.
pub const OIDC: Kind = Kind {
    name: "oidc",
    noun: "connector",
    versions: &["v2", "v3"],
    fields: &[
        KIND,
        SUB_KIND,
        VERSION,
        METADATA,
        field("spec", Shape::Object(SPEC)).required(),
    ],
};

const SPEC: &[Field] = &[
    field("issuer_url", Shape::Text).required(),
    field("client_id", Shape::Text).required(),
    // A public client has none: PKCE alone binds its codes.
    field("client_secret", Shape::SecretReference),
    field("redirect_url", Shape::OneOrMore(&Shape::Text)).required(),
    field(
        "claims_to_roles",
        Shape::List(&Shape::Object(&[
            field("claim", Shape::Text).required(),
            field("value", Shape::ClaimValue).required(),
            field("roles", Shape::List(&Shape::ClaimRoleName)).required(),
        ])),
    )
    .required(),
    field("scope", TEXTS),
    field("display", Shape::Text),
    field(
        "provider",
        Shape::OpenWord(&["ping", "adfs", "netiq", "okta"]),
    ),
    field(
        "prompt",
        Shape::OpenWord(&["none", "select_account", "login", "consent"]),
    ),
    field("acr_values", Shape::Text),
    field("username_claim", Shape::Text),
    field("allow_unverified_email", Shape::Bool),
    field("max_age", Shape::Duration(None)),
    field("google_service_account_uri", Shape::Text),
    field("google_service_account", Shape::SecretReference),
    field("google_admin_email", Shape::Text),
    field(
        "client_redirect_settings",
        Shape::Object(&[
            field("allowed_https_hostnames", TEXTS),
            field("insecure_allowed_cidr_ranges", TEXTS),
        ]),
    ),
    field(
        "mfa",
        Shape::Object(&[
            field("enabled", Shape::Bool),
            field("client_id", Shape::Text),
            field("client_secret", Shape::SecretReference),
            field("acr_values", Shape::Text),
            field("prompt", Shape::Text),
            field("max_age", Shape::Duration(None)),
            field("request_object_mode", Shape::Text),
        ]),
    ),
    field("pkce_mode", Shape::Word(&["enabled", "disabled"])),
    field("user_matchers", TEXTS),
    field("request_object_mode", Shape::OpenWord(&["none", "signed"])),
    field(
        "entra_id_groups_provider",
        Shape::Object(&[
            field("disabled", Shape::Bool),
            field(
                "group_type",
                Shape::Word(&["security-groups", "directory-roles", "all-groups"]),
            ),
            field("graph_endpoint", Shape::Text),
        ]),
    ),
];
