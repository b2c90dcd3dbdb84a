//! Which stretches of a catalogue may hold a text: of each stretch of names it is known which pieces of
//! three bytes occur in it, so that most need not be searched.

use alloc::vec::Vec;
use core::ops::Range;

/// The pieces in each stretch, each as one bit of many; two pieces may share one.
#[derive(Debug)]
pub(super) struct Sketch {
    stretches: Vec<[u64; WORDS]>,
    names: usize,
}

/// How many names make a stretch.
const STRETCH: usize = 16;
const WORDS: usize = 16;

impl Sketch {
    /// Of names in order.
    pub(super) fn new(names: &[&str]) -> Self {
        let stretches = names.chunks(STRETCH).map(|names| {
            let mut stretch = [0; WORDS];
            for (word, bit) in names.iter().flat_map(|name| pieces(name)) {
                if let Some(word) = stretch.get_mut(word) {
                    *word |= bit;
                }
            }
            stretch
        });
        Self {
            stretches: stretches.collect(),
            names: names.len(),
        }
    }

    /// The places of the stretches outside which no name holds the text, in ascending order.
    pub(super) fn may_hold(&self, infix: &str) -> impl Iterator<Item = Range<usize>> {
        let wanted: Vec<(usize, u64)> = pieces(infix).collect();
        let has = move |stretch: &[u64; WORDS]| {
            let mut wanted = wanted.iter();
            wanted.all(|(word, bit)| stretch.get(*word).is_some_and(|word| word & bit != 0))
        };
        let stretches = self.stretches.iter().enumerate();
        stretches.filter_map(move |(index, stretch)| {
            let start = index * STRETCH;
            has(stretch).then(|| start..(start + STRETCH).min(self.names))
        })
    }
}

/// Every three bytes that follow one another, as a word and a bit in it.
fn pieces(text: &str) -> impl Iterator<Item = (usize, u64)> {
    let pieces = text.as_bytes().windows(3);
    pieces.map(|piece| {
        let number = piece
            .iter()
            .fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        let hash = number.wrapping_mul(0x9E37_79B1) >> 22;
        (hash as usize / 64, 1 << (hash % 64))
    })
}
