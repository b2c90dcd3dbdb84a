//! Values by name, for a handful of names: a sorted list, of which a browser has to load far less code
//! than of a tree. For answers and for the page; what callers send is read into `BTreeMap`s.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

/// Values by name, in name order. Changing it takes time in proportion to its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallMap<V>(Vec<(String, V)>);

impl<V> Default for SmallMap<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> SmallMap<V> {
    /// The value of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&V> {
        let found = self.0.iter().find(|(there, _)| there == name)?;
        Some(&found.1)
    }

    /// The value of a name, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        let found = self.0.iter_mut().find(|(there, _)| there == name)?;
        Some(&mut found.1)
    }

    /// Gives a name its value, in place of the one it has.
    pub fn insert(&mut self, name: String, value: V) {
        let at = self.0.iter().take_while(|(there, _)| *there < name).count();
        match self.0.get_mut(at).filter(|(there, _)| *there == name) {
            Some((_, old)) => *old = value,
            None => self.0.insert(at, (name, value)),
        }
    }

    /// Takes a name and its value out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(there, _)| there != name);
    }

    /// Names and values, in name order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<V: Clone> From<&BTreeMap<String, V>> for SmallMap<V> {
    fn from(values: &BTreeMap<String, V>) -> Self {
        let copy = |(name, value): (&String, &V)| (name.clone(), value.clone());
        Self(values.iter().map(copy).collect())
    }
}

impl<V: Serialize> Serialize for SmallMap<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for SmallMap<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = SmallMap<V>;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("values by name")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SmallMap<V>, A::Error> {
                let mut values = SmallMap::default();
                while let Some((name, value)) = map.next_entry()? {
                    values.insert(name, value);
                }
                Ok(values)
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;

    use super::*;

    #[test]
    fn names_are_there_once_and_in_order() {
        let mut map = SmallMap::default();
        for (name, value) in [("b", 1), ("a", 2), ("b", 3), ("c", 4)] {
            map.insert(name.to_owned(), value);
        }
        map.remove("c");
        map.remove("d");
        let all: Vec<_> = map.iter().map(|(name, value)| (name, *value)).collect();
        assert_eq!(all, [("a", 2), ("b", 3)]);
        assert_eq!((map.get("b"), map.get("c")), (Some(&3), None));
    }

    #[test]
    fn it_crosses_the_wire_as_an_object() {
        for text in ["{}", r#"{"a":[],"b":["x","y"]}"#] {
            let map: SmallMap<Vec<String>> = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&map).unwrap(), text);
        }
    }
}
