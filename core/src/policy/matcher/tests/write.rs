//! Writes a tree as a pattern in the dialect of `regex-syntax`, for which that has a reader of its own:
//! what it reads must be what the tree becomes (R1, R2, R6, R7, R10–R12).

use alloc::string::String;
use core::fmt::Write;

use crate::policy::matcher::re2::{
    Captures,
    tree::{Assertion, Class, Item, Kind, Node},
    unicode::UnicodeSet,
};

/// The pattern, with no flags but the defaults.
pub(super) fn write(root: &Node, captures: Captures) -> String {
    let mut out = String::new();
    node(&mut out, root, captures);
    out
}

/// As deep as the tree, which the dialect bounds (R4).
fn node(out: &mut String, node: &Node, captures: Captures) {
    match &node.kind {
        Kind::Empty => {}
        Kind::Literal { text, fold } => {
            let escaped = regex_syntax::escape(text);
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

const EVERYTHING: &str = r"\x{0}-\x{10FFFF}";
const NOTHING: &str = r"[^\x{0}-\x{10FFFF}]";
