//! The bodies of operations as JSON schemas, for the API's document. Only with feature `schema`, which
//! nothing that is deployed turns on.

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// What an operation reads and answers.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The body that it reads, put down with the generator.
    pub request: fn(&mut SchemaGenerator) -> Schema,
    /// The body that it answers.
    pub response: fn(&mut SchemaGenerator) -> Schema,
}

impl Shape {
    /// The shape of an operation with these bodies.
    #[must_use]
    pub const fn of<Request: JsonSchema, Response: JsonSchema>() -> Self {
        Self {
            request: SchemaGenerator::subschema_for::<Request>,
            response: SchemaGenerator::subschema_for::<Response>,
        }
    }
}
