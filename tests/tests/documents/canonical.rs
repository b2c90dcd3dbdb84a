//! Whole files in canonical form: another reader of YAML sees the same values, our own findings stay.

use std::{collections::BTreeMap, fs, path::Path};

use postern_core::{
    policy::{
        reading::{Reading, read},
        writing::write,
    },
    yaml::budget::ReadBudget,
};
use serde::Deserialize;
use serde_yaml::Value;

fn values(text: &str) -> Option<Vec<Value>> {
    let documents = serde_yaml::Deserializer::from_str(text);
    let values: Result<Vec<Value>, _> = documents.map(Value::deserialize).collect();
    let values = values.ok()?;
    Some(
        values
            .into_iter()
            .filter(|value| !value.is_null())
            .collect(),
    )
}

fn findings(reading: &Reading) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for finding in &reading.diagnostics {
        *counts.entry(finding.rule.to_string()).or_default() += 1;
    }
    counts
}

/// Whether the text has a canonical form.
///
/// # Panics
/// When that form says something else.
fn kept(text: &str, about: &str) -> bool {
    let before = read(text, &ReadBudget::PRODUCT);
    let Ok(written) = write(&before) else {
        return false;
    };
    let after = read(&written, &ReadBudget::PRODUCT);
    assert_eq!(findings(&before), findings(&after), "{about}\n{written}");
    assert_eq!(before.roles().count(), after.roles().count(), "{about}");
    if let Some(values) = values(text) {
        assert_eq!(Some(values), self::values(&written), "{about}\n{written}");
    }
    assert_eq!(write(&after).as_ref(), Ok(&written), "{about}");
    true
}

#[test]
fn files_say_the_same_in_canonical_form() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![
        package.join("cases/documents"),
        package.join("../app/engine/examples"),
        package.join("../worker/src/sample"),
    ];
    folders.extend(std::env::var("POSTERN_CORPUS").map(|corpus| Path::new(&corpus).join("files")));
    let mut written = 0;
    for folder in folders {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            written += usize::from(kept(&text, &path.display().to_string()));
        }
    }
    assert!(written >= 50, "only {written} files have a canonical form");
}

/// The recorded cases' roles are JSON, which is YAML.
#[test]
fn recorded_roles_say_the_same_in_canonical_form() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/role_validation.jsonl");
    let requestability = path.with_file_name("requestability.jsonl");
    let mut written = 0;
    for path in [path, requestability] {
        for line in fs::read_to_string(path).unwrap().lines().step_by(7) {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let roles = case["roles"].as_array().into_iter().flatten();
            for role in roles.chain(case.get("role")) {
                written += usize::from(kept(&role.to_string(), line));
            }
        }
    }
    assert!(written >= 200, "only {written} roles have a canonical form");
}
