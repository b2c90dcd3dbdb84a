//! Text to tokens, as Go's scanner does it: comments are skipped, and a line break ends the
//! expression wherever the token before it could be the last one (M12, E11).

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::ops::Range;

use super::{
    ExpressionError, Number,
    literal::{self, Literal},
};
use crate::{policy::matcher::re2::unicode::Letters, yaml::decimal::is_decimal};

/// A token, and where it stands.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Range<usize>,
}

/// The kinds of token.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Name(String),
    Keyword(&'static str),
    Text(Literal),
    Number(Number),
    Character,
    Symbol(&'static str),
    /// A line break, or the end, after a token that can end an expression.
    Break,
    End,
}

/// Every operator and delimiter, a longer one before any that it begins with.
const SYMBOLS: [&str; 48] = [
    "<<=", ">>=", "&^=", "...", "&&", "||", "<-", "++", "--", "==", "!=", "<=", ">=", ":=", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "&^", "+", "-", "*", "/", "%", "&", "|",
    "^", "<", ">", "=", "!", "~", "(", ")", "[", "]", "{", "}", ",", ".", ";", ":",
];

/// In order.
const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// All tokens of `text`; the last one is [`Kind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ExpressionError> {
    let mut lexer = Lexer {
        text,
        at: 0,
        letters: Letters::default(),
    };
    lexer.refuse_marks()?;
    let mut tokens: Vec<Token> = Vec::new();
    loop {
        let ends = tokens.last().is_some_and(|last| can_end(&last.kind));
        let token = lexer.next(ends)?;
        let last = matches!(token.kind, Kind::End);
        tokens.push(token);
        if last {
            return Ok(tokens);
        }
    }
}

fn can_end(kind: &Kind) -> bool {
    match kind {
        Kind::Name(_) | Kind::Text(_) | Kind::Number(_) | Kind::Character => true,
        Kind::Keyword(word) => matches!(*word, "break" | "continue" | "fallthrough" | "return"),
        Kind::Symbol(symbol) => matches!(*symbol, ")" | "]" | "}" | "++" | "--"),
        Kind::Break | Kind::End => false,
    }
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    letters: Letters,
}

impl<'a> Lexer<'a> {
    /// A NUL is refused anywhere, and a byte order mark anywhere but at the very start.
    fn refuse_marks(&mut self) -> Result<(), ExpressionError> {
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        let from = self.at;
        for (offset, character) in self.rest().char_indices() {
            if matches!(character, '\0' | '\u{feff}') {
                let start = from.saturating_add(offset);
                let end = start.saturating_add(character.len_utf8());
                let message = "this invisible character cannot stand in an expression";
                return Err(ExpressionError::syntax(message, start..end).with_help("delete it"));
            }
        }
        Ok(())
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self, ends: bool) -> Result<Token, ExpressionError> {
        if let Some(place) = self.skip_blank(ends)? {
            return Ok(Token {
                kind: Kind::Break,
                span: place..self.at,
            });
        }
        let start = self.at;
        let Some(first) = self.rest().chars().next() else {
            let kind = if ends { Kind::Break } else { Kind::End };
            return Ok(Token {
                kind,
                span: start..start,
            });
        };
        let kind = match first {
            '"' | '`' => {
                let text = literal::text(self.text, start)?;
                self.at = text.span().end;
                Kind::Text(text)
            }
            '\'' => {
                self.at = literal::character(self.text, start)?;
                Kind::Character
            }
            '0'..='9' => self.number()?,
            '.' if self
                .rest()
                .as_bytes()
                .get(1)
                .is_some_and(u8::is_ascii_digit) =>
            {
                self.number()?
            }
            _ => self.word_or_symbol(first)?,
        };
        Ok(Token {
            kind,
            span: start..self.at,
        })
    }

    /// Skips spaces and comments. Where a line break ends the expression, stops after the break
    /// and returns where it was.
    fn skip_blank(&mut self, ends: bool) -> Result<Option<usize>, ExpressionError> {
        loop {
            let start = self.at;
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at = start.saturating_add(rest.find('\n').unwrap_or(rest.len()));
            } else if rest.starts_with("/*") {
                let inside = rest.get(2..).unwrap_or_default();
                let Some(length) = inside.find("*/") else {
                    let message = "this comment is not closed";
                    return Err(ExpressionError::syntax(message, start..self.text.len())
                        .with_help("close it with `*/`"));
                };
                self.at = start.saturating_add(length).saturating_add(4);
                if ends
                    && inside
                        .get(..length)
                        .is_some_and(|comment| comment.contains('\n'))
                {
                    return Ok(Some(start));
                }
            } else if rest.starts_with([' ', '\t', '\r']) {
                self.at = start.saturating_add(1);
            } else if rest.starts_with('\n') {
                self.at = start.saturating_add(1);
                if ends {
                    return Ok(Some(start));
                }
            } else {
                return Ok(None);
            }
        }
    }

    fn word_or_symbol(&mut self, first: char) -> Result<Kind, ExpressionError> {
        if let Some(word) = self.word() {
            self.at = self.at.saturating_add(word.len());
            let keyword = KEYWORDS.binary_search(&word).ok();
            return Ok(match keyword.and_then(|at| KEYWORDS.get(at)) {
                Some(keyword) => Kind::Keyword(keyword),
                None => Kind::Name(word.to_owned()),
            });
        }
        let rest = self.rest();
        let byte = rest.as_bytes().first();
        let mut symbols = SYMBOLS
            .iter()
            .filter(|symbol| symbol.as_bytes().first() == byte);
        if let Some(symbol) = symbols.find(|symbol| rest.starts_with(**symbol)) {
            self.at = self.at.saturating_add(symbol.len());
            return Ok(Kind::Symbol(symbol));
        }
        let end = self.at.saturating_add(first.len_utf8());
        let message = "this character cannot stand in an expression";
        let error = ExpressionError::syntax(message, self.at..end);
        Err(match first {
            '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' => {
                error.with_help("strings take plain double quotes, `\"`")
            }
            '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}' => error.with_help("use a plain space"),
            _ => error,
        })
    }

    /// The name or keyword that starts here, if one does.
    fn word(&self) -> Option<&'a str> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let length = bytes
            .iter()
            .position(|byte| !plain(*byte))
            .unwrap_or(bytes.len());
        if bytes.get(length).is_none_or(u8::is_ascii) {
            return rest.get(..length).filter(|word| !word.is_empty());
        }
        let begins = |c: char| c == '_' || self.letters.is_letter(c);
        let continues = |c: char| begins(c) || self.letters.is_digit(c);
        if !rest.starts_with(begins) {
            return None;
        }
        rest.get(..rest.find(|c| !continues(c)).unwrap_or(rest.len()))
    }

    fn number(&mut self) -> Result<Kind, ExpressionError> {
        let start = self.at;
        let bytes = self.rest().as_bytes();
        let mut length = 0_usize;
        while let Some(byte) = bytes.get(length) {
            let exponent = length
                .checked_sub(1)
                .and_then(|before| bytes.get(before))
                .is_some_and(|before| matches!(before, b'e' | b'E'))
                && !bytes.starts_with(b"0x");
            let part = byte.is_ascii_alphanumeric()
                || matches!(byte, b'_' | b'.')
                || (exponent && matches!(byte, b'+' | b'-'));
            if !part {
                break;
            }
            length = length.saturating_add(1);
        }
        self.at = start.saturating_add(length);
        let written = self.text.get(start..self.at).unwrap_or_default();
        classify(written).map(Kind::Number).ok_or_else(|| {
            ExpressionError::syntax("this is not a number", start..self.at)
                .with_help("a name cannot start with a digit")
        })
    }
}

/// Which kind of number `written` is; `None` when it is none.
fn classify(written: &str) -> Option<Number> {
    let decimal = written.bytes().all(|byte| byte.is_ascii_digit());
    if decimal {
        // `017` is octal, `09` is nothing.
        let octal = written.len() > 1 && written.starts_with('0');
        let broken = octal && written.bytes().any(|byte| matches!(byte, b'8' | b'9'));
        return (!broken).then_some(Number::Whole);
    }
    let lower = written.to_ascii_lowercase();
    let prefixed = |digits: &str, radix: u32| {
        let bare = digits.strip_prefix('_').unwrap_or(digits);
        let sound = !bare.is_empty()
            && !bare.ends_with('_')
            && !bare.contains("__")
            && bare
                .chars()
                .all(|digit| digit == '_' || digit.is_digit(radix));
        sound.then_some(Number::Exotic)
    };
    if let Some(digits) = lower.strip_prefix("0x") {
        return prefixed(digits, 16);
    }
    if let Some(digits) = lower.strip_prefix("0b") {
        return prefixed(digits, 2);
    }
    if let Some(digits) = lower.strip_prefix("0o") {
        return prefixed(digits, 8);
    }
    if let Some(imaginary) = lower.strip_suffix('i') {
        return classify(imaginary).map(|_| Number::Exotic);
    }
    if lower.contains('_') {
        return prefixed(&lower, 10);
    }
    is_decimal(&lower).then_some(Number::Fraction)
}
