//! What the standard says about characters: which category and script each has, and which differ in
//! letter case alone. The tables are packed, as a browser downloads them; a test writes them (`tests.rs`).

use alloc::vec::Vec;
use core::{cell::OnceCell, cmp::Ordering};

use super::{CATEGORIES, SCRIPTS, UnicodeSet};

/// From the first character to the last.
pub(in crate::policy::matcher::re2) type Range = (char, char);

/// Runs of characters, from the first character of all on: how many, and the place of their category
/// in `CATEGORIES`, or a place past its end.
pub(super) const CATEGORY_RUNS: &[u8] = include_bytes!("categories.bin");
/// The same for `SCRIPTS`.
pub(super) const SCRIPT_RUNS: &[u8] = include_bytes!("scripts.bin");
/// Groups of characters that differ in letter case alone, by their first ones: how far the first one
/// is from the first of the group before, then how far each next one is from the one before it,
/// doubled, and one more if the group goes on.
pub(super) const CASE_GROUPS: &[u8] = include_bytes!("cases.bin");

/// The characters of a set, in order.
pub(in crate::policy::matcher::re2) fn ranges(set: UnicodeSet) -> Vec<Range> {
    match set {
        UnicodeSet::Any => alloc::vec![('\0', char::MAX)],
        // A category of one letter is all that begin with it.
        UnicodeSet::Category(name) => {
            collect(CATEGORY_RUNS, CATEGORIES, |known| known.starts_with(name))
        }
        UnicodeSet::Script(name) => collect(SCRIPT_RUNS, SCRIPTS, |known| known == name),
    }
}

fn collect(runs: &[u8], names: &[&str], wanted: impl Fn(&str) -> bool) -> Vec<Range> {
    let wanted: Vec<bool> = names.iter().map(|name| wanted(name)).collect();
    let mut ranges: Vec<Range> = Vec::new();
    let mut numbers = Numbers(runs.iter());
    let mut next = 0;
    while let (Some(length), Some(name)) = (numbers.next(), numbers.next()) {
        let first = next;
        next += length;
        let inside = usize::try_from(name).is_ok_and(|at| wanted.get(at) == Some(&true));
        let (true, Some(low), Some(high)) =
            (inside, char::from_u32(first), char::from_u32(next - 1))
        else {
            continue;
        };
        match ranges.last_mut() {
            Some(last) if u32::from(last.1) + 1 == first => last.1 = high,
            _ => ranges.push((low, high)),
        }
    }
    ranges
}

/// The characters that differ in letter case alone, in groups, for every group that has a character in
/// `ranges`, which are in order (R2).
pub(in crate::policy::matcher::re2) fn cases(ranges: &[Range]) -> Vec<Vec<char>> {
    let mut found = Vec::new();
    let mut groups = Groups::new();
    while let Some(group) = groups.next()
        && ranges.last().map(|(_, end)| end) >= group.first()
    {
        if group.iter().any(|c| holds(ranges, *c)) {
            found.push(group.into());
        }
    }
    found
}

/// Reads the groups of [`CASE_GROUPS`], one after another.
struct Groups {
    numbers: Numbers<'static>,
    first: u32,
    group: Vec<char>,
}

impl Groups {
    fn new() -> Self {
        Self {
            numbers: Numbers(CASE_GROUPS.iter()),
            first: 0,
            group: Vec::new(),
        }
    }

    fn next(&mut self) -> Option<&[char]> {
        self.group.clear();
        self.first += self.numbers.next()?;
        let mut at = self.first;
        self.group.extend(char::from_u32(at));
        loop {
            let step = self.numbers.next()?;
            at += step / 2;
            self.group.extend(char::from_u32(at));
            if step % 2 == 0 {
                return Some(&self.group);
            }
        }
    }
}

/// Numbers in groups of seven bits, the highest first; every byte but the last has its top bit set.
struct Numbers<'t>(core::slice::Iter<'t, u8>);

impl Iterator for Numbers<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let mut number = 0;
        loop {
            let byte = *self.0.next()?;
            number = number << 7 | u32::from(byte & 0x7F);
            if byte < 0x80 {
                return Some(number);
            }
        }
    }
}

/// Tells letters and decimal digits (categories L and Nd). Their tables are read when the first character
/// beyond ASCII is met, which in most texts is never.
#[derive(Debug, Default)]
pub struct Letters {
    letters: OnceCell<Vec<Range>>,
    digits: OnceCell<Vec<Range>>,
}

impl Letters {
    /// Whether the character is a letter.
    #[must_use]
    pub fn is_letter(&self, c: char) -> bool {
        if c.is_ascii() {
            return c.is_ascii_alphabetic();
        }
        let ranges = || ranges(UnicodeSet::Category("L"));
        holds(self.letters.get_or_init(ranges), c)
    }

    /// Whether the character is a decimal digit.
    #[must_use]
    pub fn is_digit(&self, c: char) -> bool {
        if c.is_ascii() {
            return c.is_ascii_digit();
        }
        let ranges = || ranges(UnicodeSet::Category("Nd"));
        holds(self.digits.get_or_init(ranges), c)
    }
}

/// Whether a character is in one of the ranges, which are in order.
fn holds(ranges: &[Range], c: char) -> bool {
    let place = |(low, high): &Range| match (*low > c, *high < c) {
        (true, _) => Ordering::Greater,
        (_, true) => Ordering::Less,
        _ => Ordering::Equal,
    };
    ranges.binary_search_by(place).is_ok()
}
