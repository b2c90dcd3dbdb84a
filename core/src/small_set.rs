//! A set for a handful of things, in the page above all: a sorted list, of which a browser has to load
//! far less code than of a tree. Where callers decide how many there are, use `BTreeSet`.

use alloc::vec::Vec;

/// A few things, each once, in their order. Changing it takes time in proportion to its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallSet<T>(Vec<T>);

impl<T> Default for SmallSet<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Ord> SmallSet<T> {
    /// Puts something in, if it is not there.
    pub fn insert(&mut self, thing: T) {
        let at = self.0.iter().take_while(|there| **there < thing).count();
        if self.0.get(at) != Some(&thing) {
            self.0.insert(at, thing);
        }
    }

    /// Takes something out, if it is there.
    pub fn remove(&mut self, thing: &T) {
        self.0.retain(|there| there != thing);
    }

    /// Whether something is there.
    #[must_use]
    pub fn contains(&self, thing: &T) -> bool {
        self.0.contains(thing)
    }

    /// Keeps what `keep` says yes to.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.0.retain(keep);
    }

    /// What is there, least first.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ord> FromIterator<T> for SmallSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        let mut set = Self::default();
        for thing in things {
            set.insert(thing);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thing_is_there_once_and_in_order() {
        let mut set: SmallSet<u8> = [3, 1, 3, 2, 1].into_iter().collect();
        assert_eq!(set.as_slice(), [1, 2, 3]);
        set.insert(2);
        set.insert(0);
        set.remove(&1);
        set.remove(&7);
        assert_eq!(set.as_slice(), [0, 2, 3]);
        set.retain(|thing| *thing != 2);
        assert!(set.contains(&3) && !set.contains(&2));
    }
}
