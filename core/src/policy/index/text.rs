//! All names of a catalogue as one text, so that looking for what many names may hold is one search
//! instead of one for each name.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

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

    /// Shows those of the places whose names hold a text that is not empty, in ascending order.
    pub(super) fn holding(&self, infix: &str, places: Range<usize>, mut see: impl FnMut(usize)) {
        let end = |place: usize| self.ends.get(place).copied().unwrap_or_default();
        let mut place = places.start;
        let mut from = place.checked_sub(1).map_or(0, end);
        let to = places.end.checked_sub(1).map_or(0, end);
        let Some(first) = infix.chars().next() else {
            return;
        };
        while let Some(rest) = self.all.get(from..to) {
            let mut across = None;
            for (found, _) in rest.match_indices(infix) {
                let start = from + found;
                let ends = self.ends.get(place..).unwrap_or_default();
                place += ends.partition_point(|end| *end <= start);
                if start + infix.len() > end(place) {
                    across = Some(start);
                    break;
                }
                see(place);
            }
            // What lies across names may hide one that begins inside it.
            let Some(start) = across else {
                return;
            };
            from = start + first.len_utf8();
        }
    }
}
