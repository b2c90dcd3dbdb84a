//! A sorted catalogue of names, and which of them matchers accept. Literals are looked up; globs and
//! what regular expressions require become ranges; only what is left is asked of the matcher itself.

use alloc::vec::Vec;
use core::ops::Range;

use super::{
    bits::Bits,
    lookups::Lookups,
    outline::{self, Outline},
    text::Text,
};
use crate::policy::matcher::{Matcher, glob::Glob};

/// Names in the order of their bytes, each once (O6); a name's position is its number.
#[derive(Debug)]
pub struct Catalogue<'a> {
    names: Vec<&'a str>,
    text: Text,
    /// Whether no name holds a line break, which stars do not match (M3).
    plain: bool,
    lookups: Option<Lookups>,
}

impl<'a> Catalogue<'a> {
    /// A catalogue to ask about a few matchers.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        if !names.is_sorted_by(|a, b| a < b) {
            names.sort_unstable();
            names.dedup();
        }
        let text = Text::new(&names);
        Self {
            names,
            plain: !text.has_line_breaks(),
            text,
            lookups: None,
        }
    }

    /// The same, made ready for many questions: its names are also found by hash, by ending and by
    /// what they hold.
    #[must_use]
    pub fn ready(self) -> Self {
        let lookups = Lookups::new(&self.names);
        Self {
            lookups: Some(lookups),
            ..self
        }
    }

    /// The names, in order.
    #[must_use]
    pub fn names(&self) -> &[&'a str] {
        &self.names
    }

    /// The position of a name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        match &self.lookups {
            Some(lookups) => lookups.position(&self.names, name),
            None => self.names.binary_search(&name).ok(),
        }
    }

    /// The positions of the names that at least one of the matchers accepts (M2–M11).
    #[must_use]
    pub fn accepted<'m>(&self, matchers: impl IntoIterator<Item = &'m Matcher>) -> Bits {
        let mut accepted = Bits::none(self.names.len());
        for matcher in matchers {
            for outline in outline::of(matcher) {
                match outline {
                    Outline::Exactly(text) => {
                        if let Some(position) = self.position(&text) {
                            accepted.insert(position);
                        }
                    }
                    Outline::Parts { parts, enough } => {
                        let enough = enough && self.plain;
                        self.add_fitting(&parts, enough, matcher, &mut accepted);
                    }
                }
            }
        }
        accepted
    }

    /// Adds the names that have these parts and that the matcher accepts, which is the same if they
    /// are `enough`.
    fn add_fitting(&self, parts: &Glob, enough: bool, matcher: &Matcher, accepted: &mut Bits) {
        let Glob {
            prefix,
            infixes,
            suffix,
        } = parts;
        let front = self.beginning_with(prefix);
        if enough && infixes.is_empty() && suffix.is_empty() {
            accepted.insert_range(front);
            return;
        }
        let longest = infixes.iter().max_by_key(|infix| infix.len());
        if prefix.is_empty()
            && suffix.is_empty()
            && let Some(longest) = longest
        {
            // One that was searched for in all names at once need not be searched for again.
            let enough = enough && infixes.len() == 1;
            let mut test = |position| {
                let accepts =
                    |name: &&str| (infixes.len() == 1 || has(parts, name)) && matcher.accepts(name);
                let is_new = || !accepted.contains(position);
                if enough || is_new() && self.names.get(position).is_some_and(accepts) {
                    accepted.insert(position);
                }
            };
            match &self.lookups {
                Some(lookups) => lookups
                    .may_hold(longest)
                    .for_each(|places| self.text.holding(longest, places, &mut test)),
                None => self.text.holding(longest, front, test),
            }
            return;
        }
        let mut test = |position: usize| {
            let accepts = |name: &&str| {
                if enough {
                    parts.accepts(name)
                } else {
                    has(parts, name) && matcher.accepts(name)
                }
            };
            if !accepted.contains(position) && self.names.get(position).is_some_and(accepts) {
                accepted.insert(position);
            }
        };
        match &self.lookups {
            Some(lookups) if !suffix.is_empty() => {
                let back = lookups.ending_with(&self.names, suffix);
                if back.len() < front.len() {
                    back.iter().for_each(|position| test(*position as usize));
                    return;
                }
            }
            None if prefix.is_empty() && !suffix.is_empty() => {
                self.text.ending_with(suffix, test);
                return;
            }
            _ => {}
        }
        front.for_each(test);
    }

    fn beginning_with(&self, prefix: &str) -> Range<usize> {
        if prefix.is_empty() {
            return 0..self.names.len();
        }
        let start = self.names.partition_point(|name| *name < prefix);
        let from = self.names.get(start..).unwrap_or_default();
        start..start + from.partition_point(|name| name.starts_with(prefix))
    }
}

/// Whether the name has all of the parts, wherever they stand between its beginning and its ending.
fn has(parts: &Glob, name: &str) -> bool {
    name.starts_with(parts.prefix.as_str())
        && name.ends_with(parts.suffix.as_str())
        && parts
            .infixes
            .iter()
            .all(|infix| name.contains(infix.as_str()))
}
