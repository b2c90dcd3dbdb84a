//! The fields of `kind: user` (O2).

use super::{Field, KIND, Kind, METADATA, ROLE_NAMES, SUB_KIND, Shape, TEXTS, VERSION, field};

/// `kind: user`.
pub const USER: Kind = Kind {
    name: "user",
    noun: "user",
    versions: &["v2"],
    fields: &[
        KIND,
        SUB_KIND,
        VERSION,
        METADATA,
        field("spec", Shape::Object(SPEC)),
        field(
            "status",
            Shape::Object(&[
                field(
                    "password_state",
                    Shape::Choice {
                        words: &[
                            "PASSWORD_STATE_UNSPECIFIED",
                            "PASSWORD_STATE_UNSET",
                            "PASSWORD_STATE_SET",
                        ],
                        most: 2,
                        on: false,
                    },
                ),
                field(
                    "mfa_weakest_device",
                    Shape::Choice {
                        words: &[
                            "MFA_DEVICE_KIND_UNSPECIFIED",
                            "MFA_DEVICE_KIND_UNSET",
                            "MFA_DEVICE_KIND_TOTP",
                            "MFA_DEVICE_KIND_WEBAUTHN",
                        ],
                        most: 3,
                        on: false,
                    },
                ),
            ]),
        ),
    ],
};

const SPEC: &[Field] = &[
    field("roles", ROLE_NAMES),
    field("traits", Shape::Map(&TEXTS)),
    field("oidc_identities", IDENTITIES),
    field("saml_identities", IDENTITIES),
    field("github_identities", IDENTITIES),
    field(
        "status",
        Shape::Object(&[
            field("is_locked", Shape::Bool),
            field("locked_message", Shape::Text),
            field("locked_time", Shape::Timestamp),
            field("lock_expires", Shape::Timestamp),
            field("recovery_attempt_lock_expires", Shape::Timestamp),
        ]),
    ),
    field("expires", Shape::Timestamp),
    field(
        "created_by",
        Shape::Object(&[
            field(
                "connector",
                Shape::Object(&[
                    field("type", Shape::Text),
                    field("id", Shape::Text),
                    field("identity", Shape::Text),
                ]),
            ),
            field("time", Shape::Timestamp),
            field("user", Shape::Object(&[field("name", Shape::Text)])),
        ]),
    ),
    field(
        "local_auth",
        Shape::Object(&[
            field("password_hash", Shape::Text),
            field("totp_key", Shape::Text),
            field("mfa", Shape::List(&Shape::Opaque)),
            field("webauthn", Shape::Opaque),
        ]),
    ),
    field("trusted_device_ids", TEXTS),
];

const IDENTITIES: Shape = Shape::List(&Shape::Object(&[
    field("connector_id", Shape::Text),
    field("username", Shape::Text),
    field("user_id", Shape::Text),
    field("samlSingleLogoutUrl", Shape::Text),
]));
