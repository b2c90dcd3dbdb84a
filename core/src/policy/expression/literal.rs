//! String literals: their decoded value, and the way back from a byte of the value to the byte of
//! the text that wrote it, so that a fault inside a pattern is shown where it was typed (M13).

use alloc::{borrow::ToOwned, format, vec::Vec};
use core::ops::Range;

use super::ExpressionError;

/// A string literal with its escapes resolved.
///
/// The value is bytes: `"\x80"` is a legal literal that is no UTF-8 text. [`Literal::as_str`] refuses
/// it for those who need text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    value: Vec<u8>,
    span: Range<usize>,
    /// Places where the value and the text fall out of step: from this byte of the value on, the
    /// text continues at that byte. Ascending, and the first entry is for byte 0.
    steps: Vec<(usize, usize)>,
}

impl Literal {
    /// The value, byte for byte.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.value
    }

    /// The literal's bytes in the text, quotes included.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The value as text.
    ///
    /// # Errors
    /// When the escapes make bytes that are not UTF-8, as `"\x80"` does (M13).
    pub fn as_str(&self) -> Result<&str, ExpressionError> {
        core::str::from_utf8(&self.value).map_err(|error| {
            let start = self.source_offset(error.valid_up_to());
            let end = self.source_offset(error.valid_up_to().saturating_add(1));
            let message = "this escape makes a byte that is not UTF-8 text";
            ExpressionError::unsupported(message, start..end.max(start))
                .with_help(r"write the character itself, or `\u` and its code point")
        })
    }

    /// Where in the text the byte `decoded` of the value was written; the closing quote for the
    /// end of the value and beyond.
    #[must_use]
    pub fn source_offset(&self, decoded: usize) -> usize {
        let closing = self.span.end.saturating_sub(1);
        if decoded >= self.value.len() {
            return closing;
        }
        let next = self.steps.partition_point(|(value, _)| *value <= decoded);
        match next.checked_sub(1).and_then(|last| self.steps.get(last)) {
            Some((value, text)) => text
                .saturating_add(decoded.saturating_sub(*value))
                .min(closing),
            None => closing,
        }
    }

    /// The text that wrote the bytes `decoded` of the value.
    #[must_use]
    pub fn source_span(&self, decoded: Range<usize>) -> Range<usize> {
        let start = self.source_offset(decoded.start);
        start..self.source_offset(decoded.end).max(start)
    }

    fn new(start: usize) -> Self {
        let first = start.saturating_add(1);
        Self {
            value: Vec::new(),
            span: start..first,
            steps: Vec::from([(0, first)]),
        }
    }

    /// Notes that the value continues with the text at `source`.
    fn resume(&mut self, source: usize) {
        let here = self.value.len();
        if self.steps.last().is_some_and(|(value, _)| *value == here) {
            self.steps.pop();
        }
        self.steps.push((here, source));
    }

    fn push(&mut self, character: char) {
        self.value
            .extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// Reads the literal whose opening quote, `"` or `` ` ``, is at byte `start`.
pub(super) fn text(source: &str, start: usize) -> Result<Literal, ExpressionError> {
    let raw = source.as_bytes().get(start) == Some(&b'`');
    let mut text = Literal::new(start);
    let mut at = start.saturating_add(1);
    loop {
        let Some(character) = source.get(at..).and_then(|rest| rest.chars().next()) else {
            return Err(unterminated(start, source.len(), raw));
        };
        let after = at.saturating_add(character.len_utf8());
        match character {
            '`' if raw => {
                text.span.end = after;
                return Ok(text);
            }
            // A carriage return is not part of a raw string's value.
            '\r' if raw => text.resume(after),
            character if raw => text.push(character),
            '"' => {
                text.span.end = after;
                return Ok(text);
            }
            '\n' => return Err(unterminated(start, at, raw)),
            '\\' => {
                text.resume(at);
                let (piece, end) = escape(source, at, '"')?;
                match piece {
                    Piece::Byte(byte) => text.value.push(byte),
                    Piece::Character(character) => text.push(character),
                }
                // The bytes of one escape all point at its backslash; what follows starts anew.
                text.resume(end);
                at = end;
                continue;
            }
            character => text.push(character),
        }
        at = after;
    }
}

/// Reads the character literal whose opening quote is at byte `start`; returns the byte after it.
pub(super) fn character(source: &str, start: usize) -> Result<usize, ExpressionError> {
    let mut at = start.saturating_add(1);
    let mut count = 0_usize;
    loop {
        let Some(character) = source.get(at..).and_then(|rest| rest.chars().next()) else {
            return Err(quoted(start..source.len()));
        };
        match character {
            '\n' => return Err(quoted(start..at)),
            '\'' if count == 1 => return Ok(at.saturating_add(1)),
            '\'' => return Err(quoted(start..at.saturating_add(1))),
            '\\' => at = escape(source, at, '\'')?.1,
            other => at = at.saturating_add(other.len_utf8()),
        }
        count = count.saturating_add(1);
    }
}

enum Piece {
    Byte(u8),
    Character(char),
}

/// Resolves the escape whose backslash is at byte `start`; returns it and the byte after it.
fn escape(source: &str, start: usize, quote: char) -> Result<(Piece, usize), ExpressionError> {
    let letter_at = start.saturating_add(1);
    let letter = source.get(letter_at..).and_then(|rest| rest.chars().next());
    let byte = |byte: u8| Ok((Piece::Byte(byte), letter_at.saturating_add(1)));
    match letter {
        Some('a') => byte(0x07),
        Some('b') => byte(0x08),
        Some('f') => byte(0x0c),
        Some('n') => byte(b'\n'),
        Some('r') => byte(b'\r'),
        Some('t') => byte(b'\t'),
        Some('v') => byte(0x0b),
        Some('\\') => byte(b'\\'),
        Some(letter) if letter == quote => {
            Ok((Piece::Character(letter), letter_at.saturating_add(1)))
        }
        Some('0'..='7') => numeric(source, start, letter_at, 3, 8),
        Some('x') => numeric(source, start, letter_at.saturating_add(1), 2, 16),
        Some('u') => numeric(source, start, letter_at.saturating_add(1), 4, 16),
        Some('U') => numeric(source, start, letter_at.saturating_add(1), 8, 16),
        Some(letter) => {
            let end = letter_at.saturating_add(letter.len_utf8());
            let (shown, help) = if letter.is_control() || letter == '\'' {
                (
                    "this".to_owned(),
                    "a backslash itself is written `\\\\`".to_owned(),
                )
            } else {
                let help = format!("double the backslash, `\\\\{letter}`, or use backquotes");
                (format!("`\\{letter}`"), help)
            };
            let message = format!("{shown} is not an escape in a quoted string");
            Err(ExpressionError::syntax(message, start..end).with_help(help))
        }
        None => Err(unterminated(start, source.len(), false)),
    }
}

/// Reads exactly `digits` digits at byte `at` and makes a byte (octal, `\x`) or a character of them.
fn numeric(
    source: &str,
    start: usize,
    at: usize,
    digits: usize,
    radix: u32,
) -> Result<(Piece, usize), ExpressionError> {
    let mut value = 0_u32;
    let mut end = at;
    for _ in 0..digits {
        let next = source.get(end..).and_then(|rest| rest.chars().next());
        let Some(digit) = next.and_then(|next| next.to_digit(radix)) else {
            let stop = end.saturating_add(next.map_or(0, |next| match next {
                '"' | '\'' | '\n' => 0,
                next => next.len_utf8(),
            }));
            let base = if radix == 8 { "octal" } else { "hexadecimal" };
            let message = format!("this escape needs exactly {digits} {base} digits");
            return Err(ExpressionError::syntax(message, start..stop));
        };
        value = value.saturating_mul(radix).saturating_add(digit);
        end = end.saturating_add(1);
    }
    let piece = if digits > 3 {
        char::from_u32(value).map(Piece::Character)
    } else {
        u8::try_from(value).ok().map(Piece::Byte)
    };
    piece.map(|piece| (piece, end)).ok_or_else(|| {
        let message = if digits > 3 {
            "this escape names no Unicode character"
        } else {
            "this escape is more than one byte can hold"
        };
        ExpressionError::syntax(message, start..end)
    })
}

fn unterminated(start: usize, end: usize, raw: bool) -> ExpressionError {
    let error = ExpressionError::syntax("this string has no closing quote", start..end);
    if raw {
        error.with_help("close it with a backquote")
    } else {
        error.with_help("close it with `\"` on the same line")
    }
}

fn quoted(span: Range<usize>) -> ExpressionError {
    ExpressionError::syntax("single quotes do not make a string here", span)
        .with_help("write it in double quotes")
}
