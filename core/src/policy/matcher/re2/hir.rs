//! Hands a tree to the engine that runs it, in the engine's own terms: what the dialect means by its
//! flags and classes is spelled out as characters and places (R1, R2, R10–R12).

use alloc::{boxed::Box, string::String, vec::Vec};

use regex_syntax::hir::{
    Capture, Class as Characters, ClassUnicode, ClassUnicodeRange, Hir, Look, Repetition,
};

use super::{
    tree::{Assertion, Class, Item, Kind, Node},
    unicode::{self, Range, UnicodeSet},
};

/// Whether groups are kept as groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Captures {
    /// They are, in their order.
    Kept,
    /// They are not; a yes or no needs none.
    Dropped,
}

/// The same pattern for the engine.
#[must_use]
pub(in crate::policy::matcher) fn hir(root: &Node, captures: Captures) -> Hir {
    let mut translation = Translation {
        captures,
        groups: 0,
        sets: Vec::new(),
    };
    translation.hir(root)
}

/// What is known of the pattern so far.
struct Translation {
    captures: Captures,
    /// How many groups are open or closed.
    groups: u32,
    /// The Unicode sets met, unpacked.
    sets: Vec<(UnicodeSet, Vec<Range>)>,
}

impl Translation {
    /// As deep as the tree, which the dialect bounds (R4).
    fn hir(&mut self, node: &Node) -> Hir {
        match &node.kind {
            Kind::Empty => Hir::empty(),
            Kind::Literal { text, fold: false } => Hir::literal(text.as_bytes()),
            Kind::Literal { text, fold: true } => any_case(text),
            Kind::Class(class) => characters(self.class(class)),
            Kind::Any { newline: true } => characters(alloc::vec![('\0', char::MAX)]),
            Kind::Any { newline: false } => {
                characters(alloc::vec![('\0', '\t'), ('\u{B}', char::MAX)])
            }
            Kind::Assertion(assertion) => Hir::look(match assertion {
                Assertion::TextStart => Look::Start,
                Assertion::TextEnd => Look::End,
                Assertion::LineStart => Look::StartLF,
                Assertion::LineEnd => Look::EndLF,
                Assertion::WordBoundary => Look::WordAscii,
                Assertion::NotWordBoundary => Look::WordAsciiNegate,
            }),
            Kind::Repeat {
                inner,
                min,
                max,
                greedy,
            } => Hir::repetition(Repetition {
                min: *min,
                max: *max,
                greedy: *greedy,
                sub: Box::new(self.hir(inner)),
            }),
            Kind::Capture(inner) if self.captures == Captures::Dropped => self.hir(inner),
            Kind::Capture(inner) => {
                self.groups += 1;
                Hir::capture(Capture {
                    index: self.groups,
                    name: None,
                    sub: Box::new(self.hir(inner)),
                })
            }
            Kind::Concat(nodes) => Hir::concat(self.all(nodes)),
            Kind::Alternate(nodes) => Hir::alternation(self.all(nodes)),
        }
    }

    fn all(&mut self, nodes: &[Node]) -> Vec<Hir> {
        nodes.iter().map(|node| self.hir(node)).collect()
    }

    fn class(&mut self, class: &Class) -> Vec<Range> {
        let mut ranges = Vec::new();
        for item in &class.items {
            match item {
                Item::Range(low, high) => ranges.push((*low, *high)),
                Item::Ascii {
                    ranges: part,
                    negated,
                } => add(&mut ranges, part, class.fold, *negated),
                Item::Unicode { set, negated } => {
                    add(&mut ranges, self.unpacked(*set), class.fold, *negated);
                }
            }
        }
        finished(ranges, class.fold, class.negated)
    }

    fn unpacked(&mut self, set: UnicodeSet) -> &[Range] {
        let known = self.sets.iter().position(|(known, _)| *known == set);
        let at = known.unwrap_or(self.sets.len());
        if known.is_none() {
            self.sets.push((set, unicode::ranges(set)));
        }
        self.sets.get(at).map_or(&[], |(_, ranges)| ranges)
    }
}

/// The text in any letter case.
fn any_case(text: &str) -> Hir {
    let groups = unicode::cases(&ordered(text.chars().map(|c| (c, c)).collect()));
    let mut parts = Vec::new();
    let mut plain = String::new();
    for c in text.chars() {
        let Some(group) = groups.iter().find(|group| group.contains(&c)) else {
            plain.push(c);
            continue;
        };
        parts.push(Hir::literal(core::mem::take(&mut plain).into_bytes()));
        parts.push(characters(group.iter().map(|c| (*c, *c)).collect()));
    }
    parts.push(Hir::literal(plain.into_bytes()));
    Hir::concat(parts)
}

fn characters(ranges: Vec<Range>) -> Hir {
    Hir::class(Characters::Unicode(set(ranges)))
}

/// The ranges in order, none touching another.
fn set(ranges: Vec<Range>) -> ClassUnicode {
    ClassUnicode::new(
        ranges
            .into_iter()
            .map(|(low, high)| ClassUnicodeRange::new(low, high)),
    )
}

/// Adds a part of a class; one that is not negated gets its letter cases with the whole.
fn add(ranges: &mut Vec<Range>, part: &[Range], fold: bool, negated: bool) {
    if negated {
        ranges.extend(finished(part.into(), fold, true));
    } else {
        ranges.extend(part);
    }
}

/// In any letter case first, then all but these (R2).
fn finished(mut ranges: Vec<Range>, fold: bool, negated: bool) -> Vec<Range> {
    if fold {
        ranges = ordered(ranges);
        for group in unicode::cases(&ranges) {
            ranges.extend(group.into_iter().map(|c| (c, c)));
        }
    }
    if negated {
        let mut set = set(ranges);
        set.negate();
        return in_order(&set);
    }
    ranges
}

fn ordered(ranges: Vec<Range>) -> Vec<Range> {
    in_order(&set(ranges))
}

fn in_order(set: &ClassUnicode) -> Vec<Range> {
    let ranges = set.ranges().iter();
    ranges.map(|range| (range.start(), range.end())).collect()
}
