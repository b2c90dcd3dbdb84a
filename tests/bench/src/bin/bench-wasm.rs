//! The same questions as a wasm module, for `rows.mjs` in Node: built as what runs at the edge is. It also
//! offers what JavaScript answers beside it: a sample, and one user's rights by it.

use postern_bench::{hostile, questions::QUESTIONS, sample::Cluster};
use postern_core::{
    policy::{name::RoleName, set::Policy, subject::Subject},
    request::eligibility::index::{IndexedRights, RequestIndex},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// The rows of a question, as JSON.
///
/// # Errors
/// There is no such question, or it has no answer.
#[wasm_bindgen]
pub fn ask(name: &str) -> Result<String, String> {
    let question = QUESTIONS.iter().find(|question| question.name == name);
    let question = question.ok_or("there is no such question")?;
    let rows = (question.ask)().map_err(|error| error.to_string())?;
    serde_json::to_string(&rows).map_err(|error| error.to_string())
}

/// Patterns that ask for as much as they can, as JSON.
///
/// # Errors
/// Only if they cannot be written.
#[wasm_bindgen]
pub fn hostile_patterns() -> Result<String, String> {
    serde_json::to_string(&hostile::patterns()).map_err(|error| error.to_string())
}

/// Reads and compiles one of them; whether the budget lets it pass.
#[wasm_bindgen]
#[must_use]
pub fn compile(pattern: &str) -> bool {
    hostile::compile(pattern)
}

/// A sample, and one of its users.
#[wasm_bindgen]
pub struct Sample {
    cluster: Cluster,
    policy: Policy,
    user: Subject,
}

#[wasm_bindgen]
impl Sample {
    /// So many names, so many matchers.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(names: usize, matchers: usize) -> Self {
        let cluster = Cluster::new(names, matchers, 1);
        Self {
            policy: cluster.policy(),
            user: cluster.user(0),
            cluster,
        }
    }

    /// Its names, in order, as JSON.
    ///
    /// # Errors
    /// Only if they cannot be written.
    pub fn names(&self) -> Result<String, String> {
        serde_json::to_string(&self.cluster.names).map_err(|error| error.to_string())
    }

    /// The user's matchers, as JSON.
    ///
    /// # Errors
    /// Only if they cannot be written.
    pub fn written(&self) -> Result<String, String> {
        let written = self.cluster.written(&self.user);
        serde_json::to_string(&written).map_err(|error| error.to_string())
    }

    /// The index of its policy; both stay where they are for good.
    ///
    /// # Errors
    /// The sample cannot be decided.
    pub fn index(self) -> Result<Index, String> {
        let sample: &'static Self = Box::leak(Box::new(self));
        let index: &'static RequestIndex<'static> =
            Box::leak(Box::new(RequestIndex::new(&sample.policy)));
        let rights = index
            .rights(&sample.user)
            .map_err(|failure| format!("{failure:?}"))?;
        Ok(Index {
            index,
            user: &sample.user,
            rights,
        })
    }
}

/// An index, and who asks it.
#[wasm_bindgen]
pub struct Index {
    index: &'static RequestIndex<'static>,
    user: &'static Subject,
    rights: IndexedRights<'static, 'static>,
}

#[wasm_bindgen]
impl Index {
    /// (a) The name crosses as text, as a request would bring it.
    #[must_use]
    pub fn allows(&self, role: &str) -> bool {
        self.rights.allows(&RoleName::verbatim(role))
    }

    /// (b) The positions of the roles, all at once, from the user's roles.
    #[must_use]
    pub fn list(&self) -> Vec<u32> {
        let rights = self.index.rights(self.user);
        let positions = rights
            .iter()
            .flat_map(|rights| rights.requestable().positions());
        positions
            .filter_map(|position| position.try_into().ok())
            .collect()
    }
}

fn main() {}
