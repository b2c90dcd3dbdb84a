//! The API as one OpenAPI 3.1 document.

use anyhow::{Result, ensure};
use postern_core::{
    VERSION,
    api::{
        endpoint::{ENDPOINTS, Entry, Operation, SHAPES},
        problem::Problem,
    },
};
use schemars::{
    SchemaGenerator,
    generate::{Contract, SchemaSettings},
};
use serde_json::{Map, Value, json};

use crate::{
    operation::{Generators, operation},
    response,
    wording::clean_all,
};

/// The document.
///
/// # Errors
/// What is missing for an operation, and how to add it.
pub fn document() -> Result<Value> {
    let mut generators = Generators {
        read: generator(Contract::Deserialize),
        answered: generator(Contract::Serialize),
    };
    let mut paths: Map<String, Value> = Map::new();
    for (entry, shape) in ENDPOINTS
        .iter()
        .zip(SHAPES)
        .filter(|(entry, _)| is_described(entry))
    {
        let written = operation(entry, shape, &mut generators)?;
        let path = paths.entry(entry.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(entry.method.as_str().to_lowercase(), written);
        }
    }
    generators.answered.subschema_for::<Problem>();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Postern",
            "version": VERSION,
            "description": INTRODUCTION,
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "paths": paths,
        "components": {
            "schemas": schemas(generators)?,
            "responses": response::problems(),
            "headers": response::common_headers(),
            "securitySchemes": {
                "session": {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": "__Host-postern",
                    "description": "The session that signing in begins; on plain-http loopback addresses the cookie is called `postern`. Calls that change something also say by `Sec-Fetch-Site` or `Origin` that they come from Postern's own address.",
                },
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "pst_…",
                    "description": "A machine token, made at `/api/v1/tokens`: it does what its scopes name, as far as its owner may do it.",
                },
            },
        },
    });
    clean_all(&mut document);
    Ok(document)
}

const INTRODUCTION: &str = "Just-in-time access requests. Every refusal is a problem document (RFC 9457) whose `type` leads to a page that explains it. What a caller may not see does not exist for them: it is 404. Times are RFC 3339 in UTC, fields that end in `_s` are whole seconds. A `HEAD` call answers as `GET` does, without the body. Within this version things are only added.";

/// Whether the document tells of an operation. Browsers and tools that sign in, hook in or follow live speak
/// protocols of their own.
fn is_described(entry: &Entry) -> bool {
    !entry.path.starts_with("/auth/")
        && !entry.path.starts_with("/hooks/")
        // They take rights that nobody of the sample cluster has, and a cluster in which nothing has happened.
        && !matches!(entry.operation, Operation::Backup | Operation::Restore)
        && !entry.path.ends_with("/stream")
        && entry.path != "/metrics"
}

fn generator(contract: Contract) -> SchemaGenerator {
    SchemaSettings::draft2020_12()
        .with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
            settings.contract = contract;
        })
        .into_generator()
}

/// The types of both directions under one name each.
fn schemas(generators: Generators) -> Result<Map<String, Value>> {
    let Generators {
        mut read,
        mut answered,
    } = generators;
    let mut schemas = answered.take_definitions(true);
    for (name, schema) in read.take_definitions(true) {
        let there = schemas.get(&name);
        ensure!(
            there.is_none_or(|there| *there == schema),
            "{name} reads otherwise than it is written: give callers' bodies a type of their own"
        );
        schemas.insert(name, schema);
    }
    Ok(schemas)
}
