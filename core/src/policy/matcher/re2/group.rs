//! What an opening parenthesis begins: a group with or without a name, or flags (R8, R9, R11).

use alloc::{borrow::ToOwned, format, string::String};

use super::cursor::Cursor;
use crate::policy::matcher::error::MatcherError;

/// The flags in force at a place.
#[derive(Clone, Copy, Default)]
pub(super) struct Flags {
    /// `i`: letter case is ignored.
    pub(super) fold: bool,
    /// `m`: `^` and `$` stand at every line.
    pub(super) lines: bool,
    /// `s`: a dot matches a newline too.
    pub(super) newline: bool,
    /// `U`: repetitions are lazy unless a `?` follows.
    pub(super) lazy: bool,
}

/// What a parenthesis began.
pub(super) enum Opening {
    /// `(`, `(?<name>`.
    Capture(Option<String>),
    /// `(?:`, `(?i:`: flags hold inside.
    Group(Flags),
    /// `(?i)`: flags hold from here to the end of the surrounding group.
    Flags(Flags),
}

/// Reads an opening parenthesis and what belongs to it.
pub(super) fn opening(cursor: &mut Cursor<'_>, flags: Flags) -> Result<Opening, MatcherError> {
    let start = cursor.at();
    cursor.eat("(");
    if !cursor.eat("?") {
        return Ok(Opening::Capture(None));
    }
    if let Some(error) = foreign(cursor, start) {
        return Err(error);
    }
    if cursor.eat("P<") || cursor.eat("<") {
        return name(cursor, start).map(|name| Opening::Capture(Some(name)));
    }
    let mut next = flags;
    let mut clear = false;
    let mut any = false;
    while let Some(c) = cursor.next() {
        match c {
            'i' => next.fold = !clear,
            'm' => next.lines = !clear,
            's' => next.newline = !clear,
            'U' => next.lazy = !clear,
            '-' if !clear => {
                clear = true;
                any = false;
                continue;
            }
            ':' if any || !clear => return Ok(Opening::Group(next)),
            ')' if any || !clear => return Ok(Opening::Flags(next)),
            _ => break,
        }
        any = true;
    }
    Err(MatcherError::syntax(
        start..cursor.at(),
        "this is neither a group nor a list of flags",
    )
    .with_help("the flags are `i`, `m`, `s` and `U`; `(?:…)` only groups"))
}

/// Reads a group's name, after its `<`.
fn name(cursor: &mut Cursor<'_>, start: usize) -> Result<String, MatcherError> {
    let begin = cursor.at();
    let Some(name) = cursor.until(">") else {
        return Err(MatcherError::syntax(
            start..begin,
            "the group's name has no closing `>`",
        ));
    };
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(word) {
        let span = begin..begin + name.len();
        return Err(
            MatcherError::syntax(span, format!("`{name}` cannot name a group"))
                .with_help("names are ASCII letters, digits and `_`"),
        );
    }
    Ok(name.to_owned())
}

/// What other dialects know, told apart for the sake of whoever wrote it.
fn foreign(cursor: &Cursor<'_>, start: usize) -> Option<MatcherError> {
    let rest = cursor.rest();
    let (what, help) = [
        ("<=", "look-behind", LOOK),
        ("<!", "look-behind", LOOK),
        ("=", "look-ahead", LOOK),
        ("!", "look-ahead", LOOK),
        (
            ">",
            "atomic group",
            "write `(?:…)`; matching never goes back here",
        ),
        (
            "#",
            "comment",
            "put the comment beside the pattern, in the document",
        ),
        ("P=", "back-reference", "repeat what the group holds"),
        ("P>", "recursion", "repeat what the group holds"),
    ]
    .into_iter()
    .find(|(sign, ..)| rest.starts_with(sign))
    .map(|(_, what, help)| (what, help))?;
    let end = cursor.at() + rest.chars().next().map_or(0, char::len_utf8);
    Some(
        MatcherError::unsupported(start..end, format!("there is no {what} in this dialect"))
            .with_help(help),
    )
}

const LOOK: &str = "use `regexp.not_match`, or put the exception under `deny`";
