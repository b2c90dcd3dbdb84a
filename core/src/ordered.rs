//! Ordered maps and sets, filled one by one. `collect` sorts first, with a sorting routine for every
//! kind of entry: a lot of code for what a browser downloads, and no faster for so few entries.

use alloc::collections::BTreeMap;
#[cfg(feature = "engine")]
use alloc::collections::BTreeSet;

/// These entries; of two with one key the later counts.
pub(crate) fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(entries);
    map
}

/// These items, each once.
#[cfg(feature = "engine")]
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}
