//! What makes a catalogue quick to ask again and again: places by a hash of the name, the names in order
//! of their endings, and what stretches of them hold.

use alloc::{vec, vec::Vec};
use core::ops::Range;

use super::sketch::Sketch;

/// Ways into a catalogue, beside its own order.
#[derive(Debug)]
pub(super) struct Lookups {
    buckets: Buckets,
    /// Positions, sorted by the names read backwards.
    backwards: Vec<u32>,
    sketch: Sketch,
}

impl Lookups {
    /// Of sorted names.
    pub(super) fn new(names: &[&str]) -> Self {
        let mut backwards: Vec<(u128, &str, u32)> = names
            .iter()
            .zip(0..)
            .map(|(name, position)| (ending(name), *name, position))
            .collect();
        backwards.sort_unstable_by(|(ending, name, _), (other_ending, other, _)| {
            let whole = || name.bytes().rev().cmp(other.bytes().rev());
            ending.cmp(other_ending).then_with(whole)
        });
        let backwards = backwards.into_iter().map(|(_, _, position)| position);
        Self {
            buckets: Buckets::new(names),
            backwards: backwards.collect(),
            sketch: Sketch::new(names),
        }
    }

    /// The places outside which no name holds the text.
    pub(super) fn may_hold(&self, infix: &str) -> impl Iterator<Item = Range<usize>> {
        self.sketch.may_hold(infix)
    }

    /// The place of a name.
    pub(super) fn position(&self, names: &[&str], name: &str) -> Option<usize> {
        self.buckets.position(names, name)
    }

    /// The places of the names that end so.
    pub(super) fn ending_with(&self, names: &[&str], suffix: &str) -> &[u32] {
        let name = |position: &u32| names.get(*position as usize).copied().unwrap_or_default();
        let before = |position: &u32| name(position).bytes().rev().lt(suffix.bytes().rev());
        let start = self.backwards.partition_point(before);
        let from = self.backwards.get(start..).unwrap_or_default();
        let many = from.partition_point(|position| name(position).ends_with(suffix));
        from.get(..many).unwrap_or_default()
    }
}

/// The last bytes of a name, read backwards: what mostly tells which of two comes first.
fn ending(name: &str) -> u128 {
    let mut last = [0; 16];
    for (to, from) in last.iter_mut().zip(name.bytes().rev()) {
        *to = from;
    }
    u128::from_be_bytes(last)
}

/// Names by their hashes. Names that share a bucket stand in order, so that however many somebody
/// makes share one, finding a name never takes longer than a binary search.
#[derive(Debug)]
struct Buckets {
    /// Where in `positions` each bucket begins; one more at the end.
    starts: Vec<u32>,
    positions: Vec<u32>,
    shift: u32,
}

impl Buckets {
    fn new(names: &[&str]) -> Self {
        let bits = (names.len() * 2)
            .next_power_of_two()
            .trailing_zeros()
            .max(1);
        let shift = u64::BITS - bits;
        let mut starts = vec![0u32; (1 << bits) + 1];
        for name in names {
            if let Some(count) = starts.get_mut(bucket(name, shift)) {
                *count += 1;
            }
        }
        let mut end = 0;
        for count in &mut starts {
            end += *count;
            *count = end;
        }
        // Each start is now its bucket's end, and moves down with every name put in, last name first.
        let mut positions = vec![0; names.len()];
        for (position, name) in names.iter().enumerate().rev() {
            let Some(start) = starts.get_mut(bucket(name, shift)) else {
                continue;
            };
            *start = start.saturating_sub(1);
            if let Some(slot) = positions.get_mut(*start as usize) {
                *slot = narrow(position).unwrap_or_default();
            }
        }
        Self {
            starts,
            positions,
            shift,
        }
    }

    fn position(&self, names: &[&str], name: &str) -> Option<usize> {
        let [start, end] = self.starts.get(bucket(name, self.shift)..)?.first_chunk()?;
        let shared = self.positions.get(*start as usize..*end as usize)?;
        if let [only] = shared {
            let only = *only as usize;
            return (names.get(only) == Some(&name)).then_some(only);
        }
        let at = shared.binary_search_by(|position| {
            let other = names.get(*position as usize).copied().unwrap_or_default();
            other.cmp(name)
        });
        shared.get(at.ok()?).map(|position| *position as usize)
    }
}

fn bucket(name: &str, shift: u32) -> usize {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let (chunks, rest) = name.as_bytes().as_chunks();
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let hash = chunks.iter().chain([&last]).fold(0u64, |hash, chunk| {
        (hash.rotate_left(23) ^ u64::from_le_bytes(*chunk)).wrapping_mul(FACTOR)
    });
    usize::try_from(hash >> shift).unwrap_or_default()
}

fn narrow(position: usize) -> Option<u32> {
    position.try_into().ok()
}
