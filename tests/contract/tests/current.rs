//! The documents of the API are the ones that the source makes, and every example is one of an operation.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Context, Result};
use postern_contract::{Example, document, files};
use postern_core::api::endpoint::ENDPOINTS;

#[test]
fn what_is_written_is_current() -> Result<()> {
    for (path, text) in files()? {
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            there == text,
            "{} is not current: run `cargo xtask openapi` and look at what changed",
            path.display()
        );
    }
    Ok(())
}

#[test]
fn every_example_fits_its_operation() -> Result<()> {
    let names: BTreeSet<_> = ENDPOINTS.iter().map(|entry| entry.name).collect();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let entry = ENDPOINTS.iter().find(|entry| entry.name == name);
        let entry = entry.with_context(|| format!("{name} is no operation: rename its example"))?;
        let example = Example::of(entry)?;
        assert!(
            example.body.is_none() || !entry.accepts.is_empty(),
            "{name} reads no body, but its example has one"
        );
        assert!(
            example.body.is_some() || entry.body_optional || entry.accepts.is_empty(),
            "{name} reads a body, but its example has none"
        );
        for before in &example.after {
            assert!(
                names.contains(before.as_str()),
                "{name} comes after {before}, which is no operation"
            );
        }
        for (parameter, text) in &example.query {
            let known = entry.query.iter().find(|known| known.name == parameter);
            let known = known.with_context(|| format!("{name} has no parameter `{parameter}`"))?;
            assert_eq!(known.value.check(text), Ok(()), "{name}: {parameter}");
        }
        for required in entry.query.iter().filter(|parameter| parameter.required) {
            assert!(
                example.query.contains_key(required.name),
                "{name} needs `{}`",
                required.name
            );
        }
    }
    Ok(())
}

#[test]
fn nothing_is_left_undescribed() -> Result<()> {
    let document = document()?;
    let mut faults = Vec::new();
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .context("schemas")?
    {
        let of_fields = schema["properties"].as_object().into_iter().flatten();
        for (field, schema) in of_fields {
            if schema["description"].as_str().is_none_or(str::is_empty) {
                faults.push(format!("{name}.{field}: write a doc comment"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    Ok(())
}
