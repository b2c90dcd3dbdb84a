//! Attributes of a user, many-valued, from the identity provider or a user document.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::{ordered, small_map::SmallMap};

/// Trait name → values, in the order given. Names are exact bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Traits(BTreeMap<String, Vec<String>>);

impl Traits {
    /// The values of the trait named exactly `name`; none if there is no such trait.
    #[must_use]
    pub fn get(&self, name: &str) -> &[String] {
        self.0.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whether there is a trait of this name, even an empty one.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// All traits in name order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(name, values)| (name.as_str(), values.as_slice()))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&Traits> for SmallMap<Vec<String>> {
    fn from(traits: &Traits) -> Self {
        (&traits.0).into()
    }
}

impl FromIterator<(String, Vec<String>)> for Traits {
    fn from_iter<I: IntoIterator<Item = (String, Vec<String>)>>(traits: I) -> Self {
        Self(ordered::map(traits))
    }
}
