//! How much work a pattern is, estimated before anything is compiled: the engine's own limit
//! counts bytes only after the work is done, and says nothing about the time that matching takes.

use super::{
    tree::{Class, Item, Kind, Node},
    unicode::UnicodeSet,
};

/// The bytes that one part takes while it is compiled, at the most: in the end it takes half of that.
const PART_BYTES: u64 = 136;
/// The bytes that one place counts as. Every character of a name may visit every place.
const PLACE_BYTES: u64 = 480;
/// How many times the work of compiling a part it is to find its other letter cases.
const FOLD_COST: u64 = 3;
/// The places that one character takes, whatever its class: it is several bytes long.
const CHARACTER_PLACES: u64 = 10;

/// An upper estimate of what compiling the pattern takes, in bytes. What takes time is counted as if it
/// took space.
#[must_use]
pub fn bytes(root: &Node) -> u64 {
    let weight = weigh(root);
    let parts = weight.parts.saturating_add(weight.folds);
    u64::max(
        parts.saturating_mul(PART_BYTES),
        weight.places.saturating_mul(PLACE_BYTES),
    )
}

#[derive(Clone, Copy, Default)]
struct Weight {
    /// What is compiled, anew for every repetition.
    parts: u64,
    /// Where matching can stand, anew for every repetition.
    places: u64,
    /// The work of finding other letter cases, done once.
    folds: u64,
}

/// As deep as the tree, which the dialect bounds (R4).
fn weigh(node: &Node) -> Weight {
    match &node.kind {
        Kind::Empty | Kind::Assertion(_) => Weight {
            parts: 1,
            places: 1,
            folds: 0,
        },
        Kind::Literal { text, fold } => {
            let bytes = text.len() as u64;
            Weight {
                parts: bytes,
                places: bytes,
                folds: if *fold { bytes } else { 0 },
            }
        }
        Kind::Any { .. } => Weight {
            parts: CHARACTER_PLACES,
            places: CHARACTER_PLACES,
            folds: 0,
        },
        Kind::Class(class) => ranges(class),
        Kind::Repeat {
            inner, min, max, ..
        } => {
            let inner = weigh(inner);
            let times = u64::from(max.unwrap_or(*min).max(1));
            let each = |count: u64| count.saturating_add(1).saturating_mul(times);
            Weight {
                parts: each(inner.parts),
                places: each(inner.places),
                folds: inner.folds,
            }
        }
        Kind::Capture(inner) => weigh(inner),
        Kind::Concat(nodes) | Kind::Alternate(nodes) => {
            nodes
                .iter()
                .map(weigh)
                .fold(Weight::default(), |sum, one| Weight {
                    parts: sum.parts.saturating_add(one.parts),
                    places: sum.places.saturating_add(one.places),
                    folds: sum.folds.saturating_add(one.folds),
                })
        }
    }
}

fn ranges(class: &Class) -> Weight {
    let (mut parts, mut folds) = (1, 0);
    for item in &class.items {
        parts += match item {
            Item::Range(..) => 2,
            Item::Ascii { ranges, .. } => ranges.len() as u64,
            Item::Unicode { set, .. } => table(*set),
        };
        folds += match item {
            Item::Range(low, high) => wide(*low, *high),
            Item::Ascii { .. } => 10,
            Item::Unicode { set, .. } => FOLD_COST * table(*set),
        };
    }
    Weight {
        parts,
        places: if class.negated {
            CHARACTER_PLACES
        } else {
            parts.min(CHARACTER_PLACES)
        },
        folds: if class.fold { folds } else { 0 },
    }
}

/// How many ranges the set has, roughly.
fn table(set: UnicodeSet) -> u64 {
    match set {
        UnicodeSet::Any => 2,
        UnicodeSet::Script(_) => 40,
        UnicodeSet::Category(name) => match name.as_bytes().first() {
            Some(b'L') => 660,
            Some(b'M') => 330,
            Some(b'N') => 140,
            Some(b'P') => 190,
            Some(b'S') => 240,
            Some(b'C') => 70,
            _ => 10,
        },
    }
}

/// The work of finding the letter cases of a range: by its width, up to where all letters are in.
fn wide(low: char, high: char) -> u64 {
    let width = u32::from(high).saturating_sub(u32::from(low));
    u64::from(width / 16).min(2_000) + 1
}
