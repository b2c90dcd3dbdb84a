//! Escapes that stand for one character, inside and outside classes (R8, R9).

use alloc::format;

use super::cursor::Cursor;
use crate::policy::matcher::error::MatcherError;

/// The largest code point; surrogates may be written, and match nothing.
const MAX_CODE_POINT: u32 = 0x10_FFFF;

/// Reads an escape, from its backslash on, as a code point.
pub(super) fn character(cursor: &mut Cursor<'_>) -> Result<u32, MatcherError> {
    let start = cursor.at();
    cursor.next();
    let Some(c) = cursor.next() else {
        return Err(
            MatcherError::syntax(start..cursor.at(), "nothing follows the backslash")
                .with_help("write `\\\\` for a backslash"),
        );
    };
    let code = match c {
        '1'..='7' => match cursor.peek() {
            Some('0'..='7') => Some(octal(cursor, c)),
            _ => None,
        },
        '0' => Some(octal(cursor, c)),
        'x' => hexadecimal(cursor),
        'a' => Some(0x07),
        'f' => Some(0x0C),
        'n' => Some(0x0A),
        'r' => Some(0x0D),
        't' => Some(0x09),
        'v' => Some(0x0B),
        c if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(c.into()),
        _ => None,
    };
    code.ok_or_else(|| unknown(start..cursor.at(), c))
}

/// Up to two more octal digits.
fn octal(cursor: &mut Cursor<'_>, first: char) -> u32 {
    let mut code = first.to_digit(8).unwrap_or_default();
    for _ in 0..2 {
        let Some(digit) = cursor.peek().and_then(|c| c.to_digit(8)) else {
            break;
        };
        cursor.next();
        code = code * 8 + digit;
    }
    code
}

/// Two digits, or any number of them in braces.
fn hexadecimal(cursor: &mut Cursor<'_>) -> Option<u32> {
    if !cursor.eat("{") {
        let high = cursor.next()?.to_digit(16)?;
        let low = cursor.next()?.to_digit(16)?;
        return Some(high * 16 + low);
    }
    let mut code = None;
    loop {
        match cursor.next()? {
            '}' => return code,
            c => {
                let next = code.unwrap_or(0) * 16 + c.to_digit(16)?;
                code = Some(next).filter(|code| *code <= MAX_CODE_POINT);
                code?;
            }
        }
    }
}

fn unknown(span: core::ops::Range<usize>, c: char) -> MatcherError {
    let help = match c {
        '1'..='9' => "there are no back-references; repeat what the group holds".into(),
        'x' => "write two hexadecimal digits, or any number of them in braces: `\\x{1F600}`".into(),
        'u' | 'U' => "write `\\x{…}` with the character's hexadecimal number".into(),
        'Z' | 'G' => "write `\\z` or `$` for the end of the text".into(),
        'h' => "write `[ \\t]` for horizontal white space".into(),
        'E' => "`\\E` ends what `\\Q` began; there is no `\\Q` before it".into(),
        c => format!("drop the backslash if `{c}` is meant as it is"),
    };
    MatcherError::unsupported(span, format!("`\\{c}` has no meaning here")).with_help(help)
}
