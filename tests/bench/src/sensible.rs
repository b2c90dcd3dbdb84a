//! What one would write in an hour: a hash set for the literals and one `RegexSet` for all the rest,
//! compiled once for each user.

use std::collections::HashSet;

use anyhow::Result;
use regex::RegexSet;

use crate::sample::Written;

/// One user's matchers.
pub struct Sensible {
    allow: Side,
    deny: Side,
}

struct Side {
    literals: HashSet<String>,
    rest: RegexSet,
}

impl Sensible {
    /// Compiles them.
    ///
    /// # Errors
    /// When a pattern does not compile.
    pub fn new<'w>(written: impl IntoIterator<Item = &'w Written>) -> Result<Self> {
        let (deny, allow): (Vec<_>, Vec<_>) =
            written.into_iter().partition(|written| written.denies);
        Ok(Self {
            allow: Side::new(&allow)?,
            deny: Side::new(&deny)?,
        })
    }

    /// Whether the role may be requested.
    #[must_use]
    pub fn allows(&self, role: &str) -> bool {
        self.allow.accepts(role) && !self.deny.accepts(role)
    }

    /// Those of the names that may be requested.
    #[must_use]
    pub fn list<'n>(&self, names: &'n [String]) -> Vec<&'n str> {
        let names = names.iter().map(String::as_str);
        names.filter(|name| self.allows(name)).collect()
    }
}

impl Side {
    fn new(written: &[&Written]) -> Result<Self> {
        let literals = written.iter().filter(|written| written.regex.is_none());
        let rest = written.iter().filter_map(|written| written.regex.as_ref());
        Ok(Self {
            literals: literals.map(|written| written.matcher.clone()).collect(),
            rest: RegexSet::new(rest)?,
        })
    }

    fn accepts(&self, role: &str) -> bool {
        self.literals.contains(role) || self.rest.is_match(role)
    }
}
