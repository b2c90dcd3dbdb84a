//! A regular expression as a tree: flags are resolved into the nodes, groups that only group are
//! gone, every node knows its place in the pattern.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::ops::Range;

use super::unicode::UnicodeSet;

/// The deepest tree the dialect accepts (R4).
pub const MAX_HEIGHT: u32 = 1000;
/// The largest repetition count, and the largest product of nested ones (R3).
pub const MAX_REPEAT: u32 = 1000;

/// A whole pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The outermost node.
    pub root: Node,
    /// Names of the capturing groups, in order of their opening parentheses; group 1 comes first.
    /// A name may occur twice (R11).
    pub groups: Vec<Option<String>>,
}

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands, in bytes of the pattern.
    pub span: Range<usize>,
    /// What it is.
    pub kind: Kind,
    height: u32,
    repeats: u32,
}

/// What a part of a pattern matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The empty text.
    Empty,
    /// These characters; in any letter case if `fold`.
    Literal {
        /// At least one character.
        text: String,
        /// Whether letter case is ignored (R2).
        fold: bool,
    },
    /// One character of a set.
    Class(Class),
    /// Any character; a newline only if `newline` (R12).
    Any {
        /// Whether a newline counts.
        newline: bool,
    },
    /// A place, not a character.
    Assertion(Assertion),
    /// The inner part, `min` to `max` times.
    Repeat {
        /// What is repeated.
        inner: Box<Node>,
        /// At least so often.
        min: u32,
        /// At most so often; `None` is without bound.
        max: Option<u32>,
        /// Whether longer is tried first; no effect on a yes or no.
        greedy: bool,
    },
    /// A capturing group.
    Capture(Box<Node>),
    /// One after another; at least two.
    Concat(Vec<Node>),
    /// One or another; at least two.
    Alternate(Vec<Node>),
}

/// A place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assertion {
    /// `^`, `\A`.
    TextStart,
    /// `$`, `\z`: the very end, also before no trailing newline (R12).
    TextEnd,
    /// `^` under `m`.
    LineStart,
    /// `$` under `m`.
    LineEnd,
    /// `\b`, between ASCII word characters and others (R1).
    WordBoundary,
    /// `\B`.
    NotWordBoundary,
}

/// A set of characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// The characters that are in none of the items, instead.
    pub negated: bool,
    /// Whether each item stands for every letter case of its characters (R2).
    pub fold: bool,
    /// The parts of the union; none is the empty set.
    pub items: Vec<Item>,
}

/// A part of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// From the first character to the last.
    Range(char, char),
    /// A fixed ASCII set such as `\d` or `[:alpha:]` (R1, R7), or all but it.
    Ascii {
        /// Its ranges.
        ranges: &'static [(char, char)],
        /// All but these.
        negated: bool,
    },
    /// A Unicode category or script (R10), or all but it.
    Unicode {
        /// Which.
        set: UnicodeSet,
        /// All but these.
        negated: bool,
    },
}

impl Node {
    pub(in crate::policy::matcher) fn new(kind: Kind, span: Range<usize>) -> Self {
        let (height, repeats) = match &kind {
            Kind::Repeat {
                inner, min, max, ..
            } => {
                let repeats = match max.unwrap_or(*min) {
                    0 if max.is_some() => 1,
                    count => inner.repeats.saturating_mul(count.max(1)),
                };
                (inner.height + 1, repeats)
            }
            Kind::Capture(inner) => (inner.height + 1, inner.repeats),
            Kind::Concat(nodes) | Kind::Alternate(nodes) => (
                nodes.iter().map(|node| node.height).max().unwrap_or(0) + 1,
                nodes.iter().map(|node| node.repeats).max().unwrap_or(1),
            ),
            Kind::Empty
            | Kind::Literal { .. }
            | Kind::Class(_)
            | Kind::Any { .. }
            | Kind::Assertion(_) => (1, 1),
        };
        Self {
            span,
            kind,
            height,
            repeats,
        }
    }

    /// The nodes one after another: neighbouring literals become one, groups that only grouped dissolve.
    pub(in crate::policy::matcher) fn concat(nodes: Vec<Self>, span: Range<usize>) -> Self {
        let mut flat: Vec<Self> = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node.kind {
                Kind::Concat(inner) => inner.into_iter().for_each(|node| join(&mut flat, node)),
                _ => join(&mut flat, node),
            }
        }
        match flat.len() {
            0 => Self::new(Kind::Empty, span),
            1 => flat.remove(0),
            _ => Self::new(Kind::Concat(flat), span),
        }
    }

    /// One of the nodes.
    pub(in crate::policy::matcher) fn alternate(nodes: Vec<Self>, span: Range<usize>) -> Self {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node.kind {
                Kind::Alternate(inner) => flat.extend(inner),
                _ => flat.push(node),
            }
        }
        match flat.len() {
            0 => Self::new(Kind::Empty, span),
            1 => flat.remove(0),
            _ => Self::new(Kind::Alternate(flat), span),
        }
    }

    /// How many levels there are, this one included.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The largest product of repetition counts on any way down (R3).
    #[must_use]
    pub fn repeats(&self) -> u32 {
        self.repeats
    }
}

/// Appends, merging literals.
fn join(nodes: &mut Vec<Node>, node: Node) {
    if let Some(last) = nodes.last_mut()
        && let Kind::Literal { text, fold } = &mut last.kind
        && let Kind::Literal {
            text: more,
            fold: same,
        } = &node.kind
        && fold == same
    {
        text.push_str(more);
        last.span.end = node.span.end;
    } else {
        nodes.push(node);
    }
}
