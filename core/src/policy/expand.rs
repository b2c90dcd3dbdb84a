//! Replacement texts: `$1`, `${1}`, `$name`, `${name}`, `$$` (I13).

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::matcher::{program::Found, re2::unicode::Letters};

/// A replacement text, read once and used for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// The group of this number; 0 is the whole match.
    Number(usize),
    /// The first group of this name that took part in the match.
    Name(String),
}

impl Replacement {
    /// Reads a replacement text. Every text is one: a `$` that begins nothing is itself.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let letters = Letters::default();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            put(&mut parts, before);
            if let Some(after) = after.strip_prefix('$') {
                put(&mut parts, "$");
                rest = after;
            } else if let Some((name, after)) = reference(after, &letters) {
                parts.push(match number(name) {
                    Some(number) => Part::Number(number),
                    None => Part::Name(name.to_owned()),
                });
                rest = after;
            } else {
                put(&mut parts, "$");
                rest = after;
            }
        }
        put(&mut parts, rest);
        Self { parts }
    }

    /// The largest number of a group that it names.
    #[must_use]
    pub fn most(&self) -> Option<usize> {
        let number = |part: &Part| match part {
            Part::Number(number) => Some(*number),
            Part::Text(_) | Part::Name(_) => None,
        };
        self.parts.iter().filter_map(number).max()
    }

    /// Appends the replacement for one match. `groups` names the groups from the first on; a group
    /// that is unknown or took no part is empty.
    ///
    /// # Errors
    /// It would be longer than [`LONGEST_RESULT`].
    pub fn append(
        &self,
        out: &mut String,
        found: &Found<'_>,
        groups: &[Option<String>],
    ) -> Result<(), TooLong> {
        for part in &self.parts {
            let group = match part {
                Part::Text(text) => {
                    push(out, text)?;
                    continue;
                }
                Part::Number(number) => found.group(*number),
                Part::Name(name) => groups
                    .iter()
                    .zip(1..)
                    .filter(|(group, _)| group.as_deref() == Some(name))
                    .find_map(|(_, number)| found.group(number)),
            };
            push(out, group.unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The longest text that replacing makes, in bytes. Replacing can double a text, and the result can be
/// replaced again.
pub const LONGEST_RESULT: usize = 64 * 1024;

/// What replacing made would be longer than [`LONGEST_RESULT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

impl core::fmt::Display for TooLong {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "replacing makes more than {LONGEST_RESULT} bytes of it")
    }
}

/// Appends, as far as a result may go.
pub(super) fn push(out: &mut String, more: &str) -> Result<(), TooLong> {
    if out.len().saturating_add(more.len()) > LONGEST_RESULT {
        return Err(TooLong);
    }
    out.push_str(more);
    Ok(())
}

/// Whether a text holds a `$` that another character follows, which keeps it from being read as a
/// matcher (C9).
#[must_use]
pub fn looks_expandable(text: &str) -> bool {
    text.as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [b'$', next] if *next != b'$'))
}

fn put(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

/// Cuts a name or number, in braces or not, from what follows a `$`.
fn reference<'t>(text: &'t str, letters: &Letters) -> Option<(&'t str, &'t str)> {
    let (braced, text) = match text.strip_prefix('{') {
        Some(inner) => (true, inner),
        None => (false, text),
    };
    let end = text.find(|c| !may_name(c, letters)).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end)?;
    if name.is_empty() {
        return None;
    }
    let rest = if braced {
        rest.strip_prefix('}')?
    } else {
        rest
    };
    Some((name, rest))
}

/// A number without leading zeros; anything else is a name.
fn number(name: &str) -> Option<usize> {
    let digits = name.bytes().all(|byte| byte.is_ascii_digit());
    let padded = name.len() > 1 && name.starts_with('0');
    (digits && !padded && name.len() <= 9)
        .then(|| name.parse().ok())
        .flatten()
}

/// Whether a character may stand in a group's name: letters, decimal digits and `_`, of every script.
fn may_name(c: char, letters: &Letters) -> bool {
    c == '_' || letters.is_letter(c) || letters.is_digit(c)
}

#[cfg(test)]
mod tests;
