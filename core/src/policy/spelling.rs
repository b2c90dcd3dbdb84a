//! Which word was meant by one that nobody knows, and lists of words for people.

use alloc::{format, string::String, vec::Vec};

/// The word of `known` that was most likely meant by `word`: one that differs in case alone, or in
/// at most two letters, or in at most one for the shortest words. The known words are ASCII.
#[must_use]
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    nearest_of(word, &mut known.into_iter())
}

fn nearest_of<'k>(word: &str, known: &mut dyn Iterator<Item = &'k str>) -> Option<&'k str> {
    let length = word.chars().count();
    let bound = if length < 5 { 1 } else { 2 };
    let folded = folded(word.chars());
    known
        .filter(|known| known.chars().count().abs_diff(length) <= bound)
        .map(|known| (distance(&folded, &known.to_ascii_lowercase()), known))
        .filter(|(distance, _)| *distance <= bound)
        .min()
        .map(|(_, known)| known)
}

/// The letters in lower case where that is ASCII, and the others as they are: as good as lower case for
/// comparing with words that are ASCII.
#[must_use]
pub fn folded(letters: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    for letter in letters {
        match letter {
            '\u{130}' => folded.push_str("i\u{307}"),
            '\u{212A}' => folded.push('k'),
            _ => folded.push(letter.to_ascii_lowercase()),
        }
    }
    folded
}

/// How many letters must be added, dropped, changed, or swapped with a neighbour to make one word
/// into the other. Takes time by the product of the lengths: bound the words first.
#[must_use]
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX);
    // The usual table, of which three rows are needed.
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (index, letter) in one.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(index.saturating_add(1));
        let mut left = None;
        for (column, wanted) in other.iter().enumerate() {
            let changed = at(&row, column).saturating_add(usize::from(letter != *wanted));
            let dropped = at(&row, column.saturating_add(1)).saturating_add(1);
            let added = at(&next, column).saturating_add(1);
            let swapped = match column.checked_sub(1) {
                Some(column) if last == Some(*wanted) && left == Some(letter) => {
                    at(&before, column).saturating_add(1)
                }
                _ => usize::MAX,
            };
            next.push(changed.min(dropped).min(added).min(swapped));
            left = Some(*wanted);
        }
        last = Some(letter);
        before = core::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

/// `` `a`, `b` and `c` ``, with the given word before the last.
#[must_use]
pub fn listed(words: &[&str], conjunction: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, first)) => format!("{} {conjunction} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::{distance, folded, listed, nearest};

    #[test]
    fn counts_slips_of_the_pen() {
        let cases = [
            ("", "", 0),
            ("", "abc", 3),
            ("roles", "roles", 0),
            ("role", "roles", 1),
            ("rolse", "roles", 1),
            ("rules", "roles", 1),
            ("trait", "traits", 1),
            ("kitten", "sitting", 3),
            ("größe", "grösse", 2),
        ];
        for (one, other, slips) in cases {
            assert_eq!(distance(one, other), slips, "{one} {other}");
            assert_eq!(distance(other, one), slips, "{other} {one}");
        }
    }

    #[test]
    fn to_words_of_ascii_folded_letters_are_as_lower_case() {
        for c in '\0'..=char::MAX {
            let lower: String = c.to_lowercase().collect();
            let folded = folded([c].into_iter());
            let one_of_others = |text: &str| text.chars().count() == 1 && !text.is_ascii();
            assert!(
                folded == lower || one_of_others(&folded) && one_of_others(&lower),
                "{c:?}"
            );
        }
        assert_eq!(nearest("\u{212A}IND", ["kind"]), Some("kind"));
    }

    #[test]
    fn finds_what_was_meant() {
        let known = ["contains", "equals", "or"];
        assert_eq!(nearest("Contains", known), Some("contains"));
        assert_eq!(nearest("contians", known), Some("contains"));
        assert_eq!(nearest("equal", known), Some("equals"));
        assert_eq!(nearest("in", known), None);
        assert_eq!(nearest("has", known), None);
    }

    #[test]
    fn lists_words() {
        assert_eq!(listed(&[], "and"), "");
        assert_eq!(listed(&["a"], "and"), "`a`");
        assert_eq!(listed(&["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
