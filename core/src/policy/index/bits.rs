//! A set of positions as bits: what lists of roles and of users are computed in.

use alloc::{vec, vec::Vec};
use core::ops::Range;

const WIDTH: usize = u64::BITS as usize;

/// A set of positions below a fixed bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bits {
    // INVARIANT: as many words as the bound needs, and no bit at or past the bound.
    words: Vec<u64>,
    bound: usize,
}

impl Bits {
    /// No position; all of them will be below `bound`.
    #[must_use]
    pub fn none(bound: usize) -> Self {
        Self {
            words: vec![0; bound.div_ceil(WIDTH)],
            bound,
        }
    }

    /// What every position is below.
    #[must_use]
    pub const fn bound(&self) -> usize {
        self.bound
    }

    /// Whether the position is in the set.
    #[must_use]
    pub fn contains(&self, position: usize) -> bool {
        let word = self.words.get(position / WIDTH).copied().unwrap_or(0);
        word >> (position % WIDTH) & 1 == 1
    }

    /// How many positions there are.
    #[must_use]
    pub fn count(&self) -> usize {
        let ones = self.words.iter().map(|word| word.count_ones() as usize);
        ones.sum()
    }

    /// The positions, in ascending order.
    pub fn positions(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut left = *word;
            core::iter::from_fn(move || {
                (left != 0).then(|| {
                    let lowest = left.trailing_zeros() as usize;
                    left &= left - 1;
                    index * WIDTH + lowest
                })
            })
        })
    }

    /// Adds a position; one that is not below the bound is left out.
    pub fn insert(&mut self, position: usize) {
        if position < self.bound
            && let Some(word) = self.words.get_mut(position / WIDTH)
        {
            *word |= 1 << (position % WIDTH);
        }
    }

    /// Takes a position away.
    pub fn remove(&mut self, position: usize) {
        if let Some(word) = self.words.get_mut(position / WIDTH) {
            *word &= !(1 << (position % WIDTH));
        }
    }

    /// Adds every position of the range that is below the bound.
    pub fn insert_range(&mut self, range: Range<usize>) {
        let (start, end) = (range.start, range.end.min(self.bound));
        if start >= end {
            return;
        }
        let (first, last) = (start / WIDTH, (end - 1) / WIDTH);
        let from_start = u64::MAX << (start % WIDTH);
        let to_end = u64::MAX >> (WIDTH - 1 - (end - 1) % WIDTH);
        let words = self.words.iter_mut().enumerate();
        for (index, word) in words.take(last + 1).skip(first) {
            let low = if index == first { from_start } else { u64::MAX };
            let high = if index == last { to_end } else { u64::MAX };
            *word |= low & high;
        }
    }

    /// Adds all that the other holds; what is not below this bound is left out.
    pub fn add(&mut self, other: &Self) {
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
        let over = self.words.len() * WIDTH - self.bound;
        if let Some(last) = self.words.last_mut() {
            *last &= u64::MAX >> over;
        }
    }

    /// Takes away all that the other holds.
    pub fn subtract(&mut self, other: &Self) {
        for (word, less) in self.words.iter_mut().zip(&other.words) {
            *word &= !less;
        }
    }
}
