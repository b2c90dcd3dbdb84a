//! Writes a tree as a pattern for the engine that runs it: what the two dialects read differently
//! is spelled out (R1, R6, R7, R10–R12).

use alloc::string::String;
use core::fmt::Write;

use super::{
    tree::{Assertion, Class, Item, Kind, Node},
    unicode::UnicodeSet,
};

/// Whether groups are kept as groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Captures {
    /// They are, in their order.
    Kept,
    /// They are not; a yes or no needs none.
    Dropped,
}

/// The pattern for the engine, with no flags but its own defaults.
#[must_use]
pub fn write(root: &Node, captures: Captures) -> String {
    let mut out = String::new();
    node(&mut out, root, captures);
    out
}

/// As deep as the tree, which the dialect bounds (R4).
fn node(out: &mut String, node: &Node, captures: Captures) {
    match &node.kind {
        Kind::Empty => {}
        Kind::Literal { text, fold } => {
            let escaped = regex::escape(text);
            if *fold {
                put(out, &["(?i:", &escaped, ")"]);
            } else {
                out.push_str(&escaped);
            }
        }
        Kind::Class(class) => folded(out, class),
        Kind::Any { newline: true } => out.push_str("(?s:.)"),
        Kind::Any { newline: false } => out.push('.'),
        Kind::Assertion(assertion) => out.push_str(match assertion {
            Assertion::TextStart => r"\A",
            Assertion::TextEnd => r"\z",
            Assertion::LineStart => "(?m:^)",
            Assertion::LineEnd => "(?m:$)",
            Assertion::WordBoundary => r"(?-u:\b)",
            Assertion::NotWordBoundary => r"(?-u:\B)",
        }),
        Kind::Repeat {
            inner,
            min,
            max,
            greedy,
        } => {
            out.push_str("(?:");
            self::node(out, inner, captures);
            out.push(')');
            repetition(out, *min, *max);
            if !greedy {
                out.push('?');
            }
        }
        Kind::Capture(inner) => {
            out.push_str(match captures {
                Captures::Kept => "(",
                Captures::Dropped => "(?:",
            });
            self::node(out, inner, captures);
            out.push(')');
        }
        Kind::Concat(nodes) => nodes.iter().for_each(|part| match part.kind {
            Kind::Alternate(_) => {
                out.push_str("(?:");
                self::node(out, part, captures);
                out.push(')');
            }
            _ => self::node(out, part, captures),
        }),
        Kind::Alternate(nodes) => {
            for (index, branch) in nodes.iter().enumerate() {
                if index > 0 {
                    out.push('|');
                }
                self::node(out, branch, captures);
            }
        }
    }
}

fn put(out: &mut String, parts: &[&str]) {
    out.extend(parts.iter().copied());
}

fn repetition(out: &mut String, min: u32, max: Option<u32>) {
    let _infallible = match (min, max) {
        (0, None) => write!(out, "*"),
        (1, None) => write!(out, "+"),
        (0, Some(1)) => write!(out, "?"),
        (min, None) => write!(out, "{{{min},}}"),
        (min, Some(max)) => write!(out, "{{{min},{max}}}"),
    };
}

fn folded(out: &mut String, set: &Class) {
    if set.fold {
        out.push_str("(?i:");
        class(out, set);
        out.push(')');
    } else {
        class(out, set);
    }
}

fn class(out: &mut String, set: &Class) {
    out.push_str(if set.negated { "[^" } else { "[" });
    for item in &set.items {
        match item {
            Item::Range(low, high) if set.fold => spread(out, *low, *high),
            Item::Range(low, high) => range(out, *low, *high),
            Item::Ascii { ranges, negated } => part(out, *negated, |out| {
                for (low, high) in *ranges {
                    range(out, *low, *high);
                }
            }),
            Item::Unicode { set, negated } => part(out, *negated, |out| match set {
                UnicodeSet::Any => out.push_str(EVERYTHING),
                UnicodeSet::Category("C") => {
                    out.push_str(r"\p{gc=Cc}\p{gc=Cf}\p{gc=Co}");
                }
                UnicodeSet::Category("Cs") => out.push_str(NOTHING),
                UnicodeSet::Category(name) => put(out, &[r"\p{gc=", name, "}"]),
                UnicodeSet::Script(name) => put(out, &[r"\p{sc=", name, "}"]),
            }),
        }
    }
    if set.items.is_empty() {
        out.push_str(NOTHING);
    }
    out.push(']');
}

/// A part of a class, or the characters that are not in it.
fn part(out: &mut String, negated: bool, inner: impl FnOnce(&mut String)) {
    out.push_str(if negated { "[^" } else { "[" });
    inner(out);
    out.push(']');
}

fn range(out: &mut String, low: char, high: char) {
    let _infallible = write!(
        out,
        r"\x{{{:X}}}-\x{{{:X}}}",
        u32::from(low),
        u32::from(high)
    );
}

/// The range in pieces. The engine looks for letter cases character by character, except in ranges
/// where there are none; the pieces keep those apart. Each is a class, as neighbours in one class
/// would be joined again before the search.
fn spread(out: &mut String, low: char, high: char) {
    let mut from = low;
    for (last, next) in LETTERS_END {
        if from <= *last && high >= *next {
            part(out, false, |out| range(out, from, *last));
            from = *next;
        }
    }
    part(out, false, |out| range(out, from, high));
}

/// Where alphabets with letter cases end and begin, roughly: the last character of one piece and
/// the first of the next.
const LETTERS_END: &[(char, char)] = &[
    ('\u{58F}', '\u{590}'),
    ('\u{109F}', '\u{10A0}'),
    ('\u{2DDF}', '\u{2DE0}'),
    ('\u{A63F}', '\u{A640}'),
    ('\u{ABFF}', '\u{AC00}'),
    ('\u{FAFF}', '\u{FB00}'),
    ('\u{103FF}', '\u{10400}'),
    ('\u{10DFF}', '\u{10E00}'),
    ('\u{1189F}', '\u{118A0}'),
    ('\u{118FF}', '\u{11900}'),
    ('\u{16E3F}', '\u{16E40}'),
    ('\u{16EFF}', '\u{16F00}'),
    ('\u{1E8FF}', '\u{1E900}'),
    ('\u{1E95F}', '\u{1E960}'),
];

const EVERYTHING: &str = r"\x{0}-\x{10FFFF}";
const NOTHING: &str = r"[^\x{0}-\x{10FFFF}]";
