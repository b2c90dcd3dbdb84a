//! Classes: `[…]`, `\d` and its kin, `[:alpha:]` and its kin, `\p{…}` (R1, R2, R7, R10).

use alloc::{format, vec::Vec};

use super::{
    cursor::Cursor,
    escape,
    tree::{Class, Item},
    unicode::UnicodeSet,
};
use crate::policy::matcher::error::MatcherError;

type Ranges = &'static [(char, char)];

const DIGIT: Ranges = &[('0', '9')];
const PERL_SPACE: Ranges = &[('\t', '\n'), ('\u{C}', '\r'), (' ', ' ')];
const WORD: Ranges = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];

/// Names and ranges of the bracketed ASCII sets.
const POSIX: &[(&str, Ranges)] = &[
    ("alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("alpha", &[('A', 'Z'), ('a', 'z')]),
    ("ascii", &[('\0', '\u{7F}')]),
    ("blank", &[('\t', '\t'), (' ', ' ')]),
    ("cntrl", &[('\0', '\u{1F}'), ('\u{7F}', '\u{7F}')]),
    ("digit", DIGIT),
    ("graph", &[('!', '~')]),
    ("lower", &[('a', 'z')]),
    ("print", &[(' ', '~')]),
    ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("space", &[('\t', '\r'), (' ', ' ')]),
    ("upper", &[('A', 'Z')]),
    ("word", WORD),
    ("xdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
];

/// Reads a bracketed class, from its `[` on.
pub(super) fn bracketed(cursor: &mut Cursor<'_>, fold: bool) -> Result<Class, MatcherError> {
    let start = cursor.at();
    cursor.eat("[");
    let negated = cursor.eat("^");
    let mut items = Vec::new();
    let mut first = true;
    while first || cursor.peek() != Some(']') {
        first = false;
        if let Some(item) = named(cursor)? {
            items.push(item);
        } else if let Some(item) = escaped(cursor)? {
            items.push(item);
        } else {
            range(cursor, start, &mut items)?;
        }
    }
    cursor.eat("]");
    Ok(Class {
        negated,
        fold,
        items,
    })
}

/// Reads `\d`, `\p{…}` and the like; nothing if something else comes.
pub(super) fn escaped(cursor: &mut Cursor<'_>) -> Result<Option<Item>, MatcherError> {
    let mut letters = cursor.rest().chars();
    if letters.next() != Some('\\') {
        return Ok(None);
    }
    let Some(letter) = letters.next() else {
        return Ok(None);
    };
    let ranges = match letter {
        'd' | 'D' => DIGIT,
        's' | 'S' => PERL_SPACE,
        'w' | 'W' => WORD,
        'p' | 'P' => return unicode(cursor, letter == 'P').map(Some),
        _ => return Ok(None),
    };
    cursor.next();
    cursor.next();
    Ok(Some(Item::Ascii {
        ranges,
        negated: letter.is_ascii_uppercase(),
    }))
}

/// Reads `[:name:]` or `[:^name:]`; nothing if something else comes.
fn named(cursor: &mut Cursor<'_>) -> Result<Option<Item>, MatcherError> {
    let start = cursor.at();
    let mut ahead = *cursor;
    if !ahead.eat("[:") {
        return Ok(None);
    }
    let Some(name) = ahead.until(":]") else {
        return Ok(None);
    };
    *cursor = ahead;
    let (negated, plain) = match name.strip_prefix('^') {
        Some(plain) => (true, plain),
        None => (false, name),
    };
    let Some((_, ranges)) = POSIX.iter().find(|(known, _)| *known == plain) else {
        let known: Vec<&str> = POSIX.iter().map(|(known, _)| *known).collect();
        return Err(MatcherError::syntax(
            start..cursor.at(),
            format!("no class is named `{plain}`"),
        )
        .with_help(format!("the names are {}", known.join(", "))));
    };
    Ok(Some(Item::Ascii { ranges, negated }))
}

/// Reads `\pL`, `\p{Greek}`, `\P{^Lu}`.
fn unicode(cursor: &mut Cursor<'_>, upper: bool) -> Result<Item, MatcherError> {
    let start = cursor.at();
    cursor.next();
    cursor.next();
    let mut letter = [0; 4];
    let name = if cursor.eat("{") {
        cursor.until("}").ok_or_else(|| {
            MatcherError::syntax(
                start..cursor.at(),
                "the name of the Unicode class has no closing brace",
            )
        })?
    } else {
        match cursor.next() {
            Some(c) => &*c.encode_utf8(&mut letter),
            None => "",
        }
    };
    let (caret, plain) = match name.strip_prefix('^') {
        Some(plain) => (true, plain),
        None => (false, name),
    };
    let set = UnicodeSet::named(plain).ok_or_else(|| {
        let error = MatcherError::syntax(
            start..cursor.at(),
            format!("no Unicode class is named `{plain}`"),
        );
        error.with_help(match UnicodeSet::similar(plain) {
            Some(similar) => format!("did you mean `\\p{{{similar}}}`?"),
            None => {
                "use a category such as `L`, `Lu`, `Nd`, or a script such as `Greek`, exactly so written"
                    .into()
            }
        })
    })?;
    Ok(Item::Unicode {
        set,
        negated: upper != caret,
    })
}

/// Reads one character or a range of them.
fn range(cursor: &mut Cursor<'_>, class: usize, items: &mut Vec<Item>) -> Result<(), MatcherError> {
    let start = cursor.at();
    let low = end(cursor, class)?;
    let mut high = low;
    let rest = cursor.rest();
    if rest.starts_with('-') && rest.len() > 1 && !rest.starts_with("-]") {
        cursor.eat("-");
        high = end(cursor, class)?;
        if high < low {
            return Err(MatcherError::syntax(
                start..cursor.at(),
                "the range ends before it begins",
            )
            .with_help("put `-` first or last in the class to mean itself"));
        }
    }
    // Surrogates may be written, but no text holds one: the range is what is left on either side.
    let below = (low, high.min(0xD7FF));
    let above = (low.max(0xE000), high);
    for (low, high) in [below, above] {
        if low <= high
            && let (Some(low), Some(high)) = (char::from_u32(low), char::from_u32(high))
        {
            items.push(Item::Range(low, high));
        }
    }
    Ok(())
}

/// Reads one end of a range.
fn end(cursor: &mut Cursor<'_>, class: usize) -> Result<u32, MatcherError> {
    if cursor.peek() == Some('\\') {
        return escape::character(cursor);
    }
    cursor.next().map(u32::from).ok_or_else(|| {
        MatcherError::syntax(class..cursor.at(), "the class has no closing `]`")
            .with_help("write `\\[` for a bracket that is meant as it is")
    })
}
