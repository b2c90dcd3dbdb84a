//! All names of a catalogue as one text, so that looking for what many names may hold is one search
//! instead of one for each name.

use alloc::{string::String, vec::Vec};

/// The names, one after another.
#[derive(Debug)]
pub(super) struct Text {
    all: String,
    /// Where each name ends.
    ends: Vec<usize>,
}

impl Text {
    /// Of names in order.
    pub(super) fn new(names: &[&str]) -> Self {
        let ends = names.iter().scan(0, |end, name| {
            *end += name.len();
            Some(*end)
        });
        Self {
            ends: ends.collect(),
            all: names.concat(),
        }
    }

    /// Whether a name holds a line break, which stars do not match (M3).
    pub(super) fn has_line_breaks(&self) -> bool {
        self.all.contains('\n')
    }

    /// Shows the places of the names that end so, in ascending order.
    pub(super) fn ending_with(&self, suffix: &str, mut see: impl FnMut(usize)) {
        let mut start = 0;
        for (place, end) in self.ends.iter().enumerate() {
            let name = self.all.as_bytes().get(start..*end).unwrap_or_default();
            if name.ends_with(suffix.as_bytes()) {
                see(place);
            }
            start = *end;
        }
    }

    /// Shows the places of the names that hold a text that is not empty, in ascending order.
    pub(super) fn holding(&self, infix: &str, mut see: impl FnMut(usize)) {
        let Some(first) = infix.chars().next() else {
            return;
        };
        let (mut from, mut place) = (0, 0);
        let mut matches = self.all.match_indices(infix);
        loop {
            let Some((found, _)) = matches.next() else {
                return;
            };
            let start = from + found;
            let ends = self.ends.get(place..).unwrap_or_default();
            place += ends.partition_point(|end| *end <= start);
            let Some(end) = self.ends.get(place) else {
                return;
            };
            if start + infix.len() <= *end {
                see(place);
                continue;
            }
            // It lies across names, and may hide one that begins inside it.
            from = start + first.len_utf8();
            let Some(rest) = self.all.get(from..) else {
                return;
            };
            matches = rest.match_indices(infix);
        }
    }
}
