//! Globs: `*` is any text within a line, all else is itself (M2–M4). Matched in one pass over the
//! name, with nothing compiled.

use alloc::{string::String, vec::Vec};

use super::re2::tree::{Assertion, Kind, Node, Tree};

/// A text with at least one `*`, cut at its stars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glob {
    /// What a name begins with.
    pub prefix: String,
    /// What it holds in between, in this order; none of them empty.
    pub infixes: Vec<String>,
    /// What it ends with.
    pub suffix: String,
}

impl Glob {
    /// Cuts a text; `None` if it has no star.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let (prefix, rest) = text.split_once('*')?;
        let (infixes, suffix) = rest.rsplit_once('*').unwrap_or(("", rest));
        Some(Self {
            prefix: prefix.into(),
            infixes: infixes
                .split('*')
                .filter(|infix| !infix.is_empty())
                .map(String::from)
                .collect(),
            suffix: suffix.into(),
        })
    }

    /// Whether the whole name matches.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        let Some(mut rest) = name
            .strip_prefix(self.prefix.as_str())
            .and_then(|rest| rest.strip_suffix(self.suffix.as_str()))
        else {
            return false;
        };
        // Taking the first place that fits never loses a match. Nothing but line breaks could make
        // a later place better, and all places before which every gap is free of them have the
        // same number of them before, so none lies between two such places.
        for infix in &self.infixes {
            let Some((gap, after)) = rest.split_once(infix.as_str()) else {
                return false;
            };
            if gap.contains('\n') {
                return false;
            }
            rest = after;
        }
        !rest.contains('\n')
    }
}

/// The same glob as a pattern in which every star is a group, for replacing (C6). A text without
/// stars gives a pattern for exactly that text.
#[must_use]
pub fn tree(text: &str, fold: bool) -> Tree {
    let assertion = |assertion, at| Node::new(Kind::Assertion(assertion), at..at);
    let mut nodes = alloc::vec![assertion(Assertion::TextStart, 0)];
    let mut groups = Vec::new();
    let mut at = 0;
    for (index, part) in text.split('*').enumerate() {
        if index > 0 {
            let span = at..at + 1;
            let any = Node::new(Kind::Any { newline: false }, span.clone());
            let star = Kind::Repeat {
                inner: any.into(),
                min: 0,
                max: None,
                greedy: true,
            };
            let star = Node::new(star, span.clone());
            nodes.push(Node::new(Kind::Capture(star.into()), span));
            groups.push(None);
            at += 1;
        }
        if !part.is_empty() {
            let kind = Kind::Literal {
                text: part.into(),
                fold,
            };
            nodes.push(Node::new(kind, at..at + part.len()));
            at += part.len();
        }
    }
    nodes.push(assertion(Assertion::TextEnd, at));
    Tree {
        root: Node::concat(nodes, 0..at),
        groups,
    }
}
