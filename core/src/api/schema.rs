//! JSON schemas of what is read by rules of its own: names, moments, lengths of time, values by name. Each
//! says what the reader accepts, as far as a schema can. Only with feature `schema`.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

pub(super) mod life;

use super::scope::{Act, RESOURCES, Scope, VERBS};
use crate::{
    policy::name::{MAX_NAME_BYTES, RoleName, UserName},
    request::{id::RequestId, timestamp::Timestamp},
    small_map::SmallMap,
};

/// Text without control characters that neither begins nor ends with white space.
pub const NAME: &str = concat!(
    "^[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]",
    "([^\\u0000-\\u001f\\u007f-\\u009f]*",
    "[^\\u0000-\\u0020\\u007f-\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000])?$"
);

/// Text with more in it than white space.
pub const SOMETHING: &str =
    "[^\\t-\\r\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";

/// A length of time as the policy writes it.
pub const DURATION: &str =
    "^(0|never|[+-]?(([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|mo|s|m|h|d|y))+)$";

/// A shape that is read by rules of its own: its name, what it is, and its schema.
macro_rules! text {
    ($type:ident, $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

text!(RoleName, name("A role's name: at most 256 bytes of UTF-8."));
text!(UserName, name("A user's name: at most 256 bytes of UTF-8."));
text!(
    Timestamp,
    json_schema!({
        "type": "string",
        "format": "date-time",
        "description": "A moment, as RFC 3339 writes it; in answers always UTC with `Z`.",
    })
);
text!(
    RequestId,
    json_schema!({
        "type": "string",
        "format": "uuid",
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
    })
);

text!(
    Scope,
    json_schema!({
        "type": "string",
        "pattern": scope_pattern(),
        "description": "`resource:verb` as in the policy's rules, `*` for either, or the name of something that users do for themselves.",
    })
);

/// Every scope that there is.
fn scope_pattern() -> String {
    let acts: Vec<_> = Act::ALL.iter().map(|act| act.word()).collect();
    format!(
        "^({}|({}|\\*):({}|\\*))$",
        acts.join("|"),
        RESOURCES.join("|"),
        VERBS.join("|")
    )
}

fn name(about: &str) -> Schema {
    json_schema!({
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_NAME_BYTES,
        "pattern": NAME,
        "description": about,
    })
}

impl<V: JsonSchema> JsonSchema for SmallMap<V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        alloc::format!("MapOf{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": generator.subschema_for::<V>(),
        })
    }
}

/// Relying parties that a caller may name, or `null`.
pub fn audiences(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": ["array", "null"],
        "maxItems": crate::api::settings::MOST_AUDIENCES,
        "items": {
            "type": "string",
            "minLength": 1,
            "maxLength": crate::api::settings::MOST_AUDIENCE_CHARACTERS,
            "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
        },
    })
}

/// A length of time that a caller may send, or `null`.
pub fn duration(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["string", "null"], "pattern": DURATION })
}

/// Notes for integrations that a caller sends: [`MOST_ANNOTATIONS`](crate::request::ask::MOST_ANNOTATIONS).
pub fn annotations(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "maxProperties": crate::request::ask::MOST_ANNOTATIONS,
        "propertyNames": { "minLength": 1 },
        "additionalProperties": generator.subschema_for::<Vec<String>>(),
    })
}
