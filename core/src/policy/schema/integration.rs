//! The fields of `kind: integration`.

use super::{Field, KIND, Kind, METADATA, Shape, VERSION, field};
use crate::policy::integration::{TOOLS, Topic};

/// `kind: integration`.
pub const INTEGRATION: Kind = Kind {
    name: "integration",
    noun: "integration",
    versions: &["v1"],
    fields: &[
        KIND,
        VERSION,
        METADATA,
        field("spec", Shape::Object(SPEC)).required(),
    ],
};

const SPEC: &[Field] = &[
    field("type", Shape::Word(TOOLS)).required(),
    field("url", Shape::Text).required(),
    field("events", Shape::List(&Shape::Word(Topic::WORDS))),
    field("secret", Shape::SecretReference),
    field("callback_secret", Shape::SecretReference),
    field("users", Shape::Map(&Shape::Text)),
    field("disabled", Shape::Bool),
];
