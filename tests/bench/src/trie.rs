//! A plain way to find who accepts a name without asking every matcher: a trie of what the matchers begin
//! with, walked for each name. What else one might write in an hour, for few names.

use std::collections::BTreeMap;

use anyhow::Result;
use regex::Regex;

use crate::sample::Written;

/// One user's matchers, by what they begin with.
pub struct Trie {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    next: BTreeMap<u8, usize>,
    /// Whether each denies.
    literals: Vec<bool>,
    patterns: Vec<(Regex, bool)>,
}

impl Trie {
    /// Builds it.
    ///
    /// # Errors
    /// When a pattern does not compile.
    pub fn new<'w>(written: impl IntoIterator<Item = &'w Written>) -> Result<Self> {
        let mut trie = Self {
            nodes: vec![Node::default()],
        };
        for written in written {
            let text = written.matcher.as_str();
            let Some(regex) = &written.regex else {
                trie.at(text).literals.push(written.denies);
                continue;
            };
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let begins = text.find(|c| !plain(c)).unwrap_or(text.len());
            let prefix = text.get(..begins).unwrap_or_default();
            trie.at(prefix)
                .patterns
                .push((Regex::new(regex)?, written.denies));
        }
        Ok(trie)
    }

    fn at(&mut self, prefix: &str) -> &mut Node {
        let mut at = 0;
        for byte in prefix.bytes() {
            let new = self.nodes.len();
            let next = self.nodes.get_mut(at).map(|node| &mut node.next);
            at = next.map_or(0, |next| *next.entry(byte).or_insert(new));
            if at == new {
                self.nodes.push(Node::default());
            }
        }
        #[expect(
            clippy::indexing_slicing,
            reason = "every number in it is one of its nodes"
        )]
        &mut self.nodes[at]
    }

    /// Whether the role may be requested.
    #[must_use]
    pub fn allows(&self, role: &str) -> bool {
        let mut allowed = false;
        let mut bytes = role.bytes();
        let mut node = self.nodes.first();
        while let Some(here) = node {
            for (pattern, denies) in &here.patterns {
                if (*denies || !allowed) && pattern.is_match(role) {
                    if *denies {
                        return false;
                    }
                    allowed = true;
                }
            }
            let Some(byte) = bytes.next() else {
                if here.literals.contains(&true) {
                    return false;
                }
                return allowed || here.literals.contains(&false);
            };
            node = here.next.get(&byte).and_then(|next| self.nodes.get(*next));
        }
        allowed
    }
}
