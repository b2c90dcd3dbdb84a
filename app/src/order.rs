//! Putting things in order: one sort for the whole page, whatever is sorted.

/// The same things by their keys, least first; those with equal keys stay as they were. Each is put in its
/// place by halving: far less code to download than a sort, and as quick for what fits on a page.
pub fn by_key<T>(things: Vec<T>, key: impl Fn(&T) -> [i64; 3]) -> Vec<T> {
    let mut keyed: Vec<([i64; 3], T)> = Vec::with_capacity(things.len());
    for thing in things {
        let key = key(&thing);
        let at = keyed.partition_point(|(there, _)| *there <= key);
        keyed.insert(at, (key, thing));
    }
    keyed.into_iter().map(|(_, thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_keys_keep_their_order() {
        let things = vec![(2, 'a'), (1, 'b'), (2, 'c'), (-1, 'd'), (1, 'e')];
        let sorted = by_key(things, |(key, _)| [0, *key, 0]);
        let letters: String = sorted.iter().map(|(_, letter)| letter).collect();
        assert_eq!(letters, "dbeac");
    }
}
