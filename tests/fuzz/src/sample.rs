//! Inputs to begin with: the recorded cases and the documents of this repository's own tests.

use std::{fs, io, path::Path};

use serde_json::Value;

/// What the tests hold, read once.
#[derive(Debug)]
pub struct Samples {
    families: Vec<(String, Vec<Value>)>,
    documents: Vec<String>,
}

impl Samples {
    /// Reads them from where this crate was compiled.
    ///
    /// # Errors
    /// When the folders are not there any more.
    pub fn read() -> io::Result<Self> {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let families = files(&tests.join("conformance"), ".jsonl")?;
        let family = |(name, text): (String, String)| {
            let cases: Result<_, serde_json::Error> =
                text.lines().map(serde_json::from_str).collect();
            Ok::<_, io::Error>((name, cases?))
        };
        let families = families.into_iter().map(family);
        let documents = files(&tests.join("cases/documents"), ".yaml")?;
        Ok(Self {
            families: families.collect::<Result<_, _>>()?,
            documents: documents.into_iter().map(|(_, text)| text).collect(),
        })
    }

    /// The cases of one family.
    pub(crate) fn cases(&self, family: &str) -> impl Iterator<Item = &Value> {
        let families = self.families.iter();
        let cases = families.filter(move |(name, _)| name == family);
        cases.flat_map(|(_, cases)| cases)
    }

    /// The documents.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &str> {
        self.documents.iter().map(String::as_str)
    }

    /// The policies that cases decide by, some of each family: one text each.
    pub(crate) fn policies(&self) -> impl Iterator<Item = String> {
        const ENOUGH: usize = 100;
        let families = ["requestability", "reviewable", "reviews", "rbac"].into_iter();
        families.flat_map(|family| self.cases(family).take(ENOUGH).map(policy))
    }
}

/// The documents of a case as one text: its roles, and its users where it has any.
pub(crate) fn policy(case: &Value) -> String {
    let user = |user: &Value| {
        let mut document = serde_json::json!({ "kind": "user", "version": "v2" });
        if let Some(fields) = document.as_object_mut() {
            fields.insert(
                "metadata".into(),
                serde_json::json!({ "name": user.get("name") }),
            );
            let spec =
                serde_json::json!({ "roles": user.get("roles"), "traits": user.get("traits") });
            fields.insert("spec".into(), spec);
        }
        document.to_string()
    };
    let roles = items(case.get("roles")).map(Value::to_string);
    let users = items(case.get("users")).chain(case.get("user")).map(user);
    roles.chain(users).collect::<Vec<_>>().join("\n---\n")
}

/// The items of a list; none where it is none.
pub(crate) fn items(list: Option<&Value>) -> impl Iterator<Item = &Value> {
    list.and_then(Value::as_array).into_iter().flatten()
}

/// The text of a field; empty where there is none.
pub(crate) fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The files of a folder whose names end so: what stands before the ending, and their text.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(name) = entry.file_name().to_string_lossy().strip_suffix(ending) {
            found.push((name.to_owned(), fs::read_to_string(entry.path())?));
        }
    }
    found.sort();
    Ok(found)
}
