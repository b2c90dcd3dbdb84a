//! An example call of each operation, which the document shows and the tests send:
//! `examples/<operation>.json`.

use std::{collections::BTreeMap, fs};

use anyhow::{Context, Result};
use postern_core::api::endpoint::Entry;
use serde::Deserialize;
use serde_json::Value;

use crate::root;

/// A call that succeeds on the sample cluster.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// Who of the sample cluster calls; absent where nobody has to be signed in.
    #[serde(rename = "as")]
    pub caller: Option<String>,
    /// The operations whose examples are sent before, in this order. What the first one made is what
    /// `{id}` in the path stands for, and `{etag}` in a header is the tag that the last one answered.
    #[serde(default)]
    pub after: Vec<String>,
    /// What other names in the path stand for.
    #[serde(default)]
    pub path: BTreeMap<String, String>,
    /// Query parameters.
    #[serde(default)]
    pub query: BTreeMap<String, String>,
    /// Headers that this operation looks at.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body: a text where the operation reads YAML.
    pub body: Option<Value>,
}

impl Example {
    /// The example of an operation.
    ///
    /// # Errors
    /// That there is none, or what is wrong with it.
    pub fn of(entry: &Entry) -> Result<Self> {
        let name = format!("tests/contract/examples/{}.json", entry.name);
        let text = fs::read_to_string(root().join(&name)).with_context(|| {
            format!(
                "{} has no example: write {name} as tests/contract/README.md says",
                entry.name
            )
        })?;
        serde_json::from_str(&text).with_context(|| format!("{name} does not fit"))
    }
}
