//! Texts that a pattern is made to match, out of its tree: the shortest, one by each alternative, one for each
//! repetition. Places such as `$` and `\b` are passed over, so whoever uses a text asks the pattern first.

use alloc::{string::String, vec::Vec};
use core::ops::Range as Bytes;

use super::{
    tree::{Class, Item, Kind, Node, Tree},
    unicode,
};

/// The longest text that is written, in bytes.
const LONGEST: usize = 128;
/// How many alternatives, and how many repetitions, are gone into.
const MOST: usize = 12;
/// How often is repeated what may be repeated as often as one likes.
const OFTEN: u32 = 3;

/// A text, and what it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The text.
    pub text: String,
    /// What it shows.
    pub shows: Shows,
}

/// What a text shows of its pattern; the bytes are those of the pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// As short as it gets.
    Shortest,
    /// By this alternative.
    Alternative(Bytes<usize>),
    /// With this more often than it must be there.
    Repeated(Bytes<usize>),
}

/// Texts for a pattern, in an order that depends on nothing but the pattern.
#[must_use]
pub fn samples(tree: &Tree) -> Vec<Sample> {
    let mut targets = Targets::default();
    targets.collect(&tree.root);
    let alternatives = targets.alternatives.iter().map(|node| {
        let shows = Shows::Alternative(node.span.clone());
        (Some(Target::Branch(node)), shows)
    });
    let repeats = targets.repeats.iter().map(|node| {
        let shows = Shows::Repeated(node.span.clone());
        (Some(Target::Repeat(node)), shows)
    });
    let mut usual = Vec::new();
    let wanted = [(None, Shows::Shortest)].into_iter();
    wanted
        .chain(alternatives)
        .chain(repeats)
        .filter_map(|(target, shows)| {
            let mut writer = Writer {
                target,
                text: String::new(),
                characters: 0,
                usual: &mut usual,
            };
            let text = writer.write(&tree.root).then_some(writer.text)?;
            Some(Sample { text, shows })
        })
        .collect()
}

/// What can be gone into.
#[derive(Default)]
struct Targets<'t> {
    alternatives: Vec<&'t Node>,
    repeats: Vec<&'t Node>,
}

impl<'t> Targets<'t> {
    /// As deep as the tree, which the dialect bounds (R4).
    fn collect(&mut self, node: &'t Node) {
        match &node.kind {
            Kind::Alternate(nodes) => {
                for branch in nodes {
                    if self.alternatives.len() < MOST {
                        self.alternatives.push(branch);
                    }
                    self.collect(branch);
                }
            }
            Kind::Repeat {
                inner, min, max, ..
            } => {
                if self.repeats.len() < MOST && max.is_none_or(|max| max > *min) {
                    self.repeats.push(node);
                }
                self.collect(inner);
            }
            Kind::Capture(inner) => self.collect(inner),
            Kind::Concat(nodes) => nodes.iter().for_each(|node| self.collect(node)),
            Kind::Empty
            | Kind::Literal { .. }
            | Kind::Class(_)
            | Kind::Any { .. }
            | Kind::Assertion(_) => {}
        }
    }
}

/// The part of the pattern that is to be seen in the text.
#[derive(Clone, Copy)]
enum Target<'t> {
    Branch(&'t Node),
    Repeat(&'t Node),
}

impl Target<'_> {
    fn node(&self) -> &Node {
        match self {
            Self::Branch(node) | Self::Repeat(node) => node,
        }
    }
}

struct Writer<'w, 't> {
    target: Option<Target<'t>>,
    text: String,
    /// How many characters were chosen, so that one after another is not always the same.
    characters: usize,
    /// For each class met, what is chosen from.
    usual: &'w mut Vec<(&'t Class, Vec<char>)>,
}

impl<'t> Writer<'_, 't> {
    /// Whether it could be written.
    fn write(&mut self, node: &'t Node) -> bool {
        if self.text.len() > LONGEST {
            return false;
        }
        match &node.kind {
            Kind::Empty | Kind::Assertion(_) => true,
            Kind::Literal { text, .. } => {
                self.text.push_str(text);
                self.text.len() <= LONGEST
            }
            Kind::Class(class) => {
                let at = self.known(class);
                let usual = self.usual.get(at).map(|(_, usual)| usual.as_slice());
                self.text.extend(in_turn(usual, &mut self.characters));
                usual.is_some_and(|usual| !usual.is_empty())
            }
            Kind::Any { .. } => {
                let next = in_turn(Some(&['a', 'b', 'c']), &mut self.characters);
                self.text.extend(next);
                true
            }
            Kind::Repeat {
                inner, min, max, ..
            } => {
                let times = match self.target {
                    Some(Target::Repeat(target)) if core::ptr::eq(target, node) => {
                        max.unwrap_or(u32::MAX).min(min.saturating_add(OFTEN))
                    }
                    _ if self.is_within(inner) => (*min).max(1),
                    _ => *min,
                };
                (0..times).all(|_| self.write(inner))
            }
            Kind::Capture(inner) => self.write(inner),
            Kind::Concat(nodes) => nodes.iter().all(|node| self.write(node)),
            Kind::Alternate(nodes) => {
                let wanted = nodes.iter().find(|node| self.is_within(node));
                let shortest = || nodes.iter().min_by_key(|node| length(node));
                wanted
                    .or_else(shortest)
                    .is_some_and(|branch| self.write(branch))
            }
        }
    }

    /// Which of the classes met this is.
    fn known(&mut self, class: &'t Class) -> usize {
        let known = self
            .usual
            .iter()
            .position(|(known, _)| core::ptr::eq(*known, class));
        known.unwrap_or_else(|| {
            self.usual.push((class, usual(class)));
            self.usual.len() - 1
        })
    }

    fn is_within(&self, node: &Node) -> bool {
        self.target
            .is_some_and(|target| is_part(target.node(), node))
    }
}

fn is_part(part: &Node, node: &Node) -> bool {
    if core::ptr::eq(part, node) {
        return true;
    }
    match &node.kind {
        Kind::Repeat { inner, .. } | Kind::Capture(inner) => is_part(part, inner),
        Kind::Concat(nodes) | Kind::Alternate(nodes) => {
            nodes.iter().any(|node| is_part(part, node))
        }
        _ => false,
    }
}

/// How many bytes the shortest text has, roughly.
fn length(node: &Node) -> usize {
    match &node.kind {
        Kind::Empty | Kind::Assertion(_) => 0,
        Kind::Literal { text, .. } => text.len(),
        Kind::Class(class) if class.items.is_empty() && !class.negated => usize::MAX,
        Kind::Class(_) | Kind::Any { .. } => 1,
        Kind::Repeat { inner, min, .. } => {
            length(inner).saturating_mul(usize::try_from(*min).unwrap_or(usize::MAX))
        }
        Kind::Capture(inner) => length(inner),
        Kind::Concat(nodes) => nodes.iter().map(length).fold(0, usize::saturating_add),
        Kind::Alternate(nodes) => nodes.iter().map(length).min().unwrap_or_default(),
    }
}

/// One after another.
fn in_turn(characters: Option<&[char]>, turn: &mut usize) -> Option<char> {
    let characters = characters?;
    let at = turn.checked_rem(characters.len())?;
    *turn = turn.wrapping_add(1);
    characters.get(at).copied()
}

/// Some characters of a class: those that people put into names, else its first.
fn usual(class: &Class) -> Vec<char> {
    const NAMES: &str = "abcxyzdefghijklmnopqrstuvw0123456789-_.ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const OTHERS: &str = "éαбא中 @/+";
    let unpacked: Vec<(Vec<(char, char)>, bool)> = class.items.iter().map(unpacked).collect();
    let plain = |c: char| {
        let mut items = unpacked.iter();
        items.any(|(ranges, negated)| {
            let mut ranges = ranges.iter();
            ranges.any(|(low, high)| (*low..=*high).contains(&c)) != *negated
        })
    };
    let holds = |c: &char| {
        let folded = class.fold && (plain(c.to_ascii_lowercase()) || plain(c.to_ascii_uppercase()));
        (plain(*c) || folded) != class.negated
    };
    let names: Vec<char> = NAMES.chars().filter(holds).take(3).collect();
    if !names.is_empty() {
        return names;
    }
    let firsts = unpacked
        .iter()
        .filter(|(_, negated)| !negated && !class.negated);
    let firsts = firsts.filter_map(|(ranges, _)| ranges.first().map(|(low, _)| *low));
    OTHERS.chars().filter(holds).chain(firsts).take(1).collect()
}

/// The ranges of an item, and whether it is all but these.
fn unpacked(item: &Item) -> (Vec<(char, char)>, bool) {
    match item {
        Item::Range(low, high) => (Vec::from([(*low, *high)]), false),
        Item::Ascii { ranges, negated } => (ranges.to_vec(), *negated),
        Item::Unicode { set, negated } => (unicode::ranges(*set), *negated),
    }
}
