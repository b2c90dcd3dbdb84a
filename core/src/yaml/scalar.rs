//! What a plain scalar means to readers of YAML 1.1 and 1.2, and where inside the source each
//! character of a decoded scalar stands.

use alloc::{string::String, vec::Vec};

use super::{
    decimal::is_decimal,
    node::{Scalar, Style},
    source::Source,
    span::Span,
};

/// What a scalar without quotes means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing: left out, `~`, `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer,
    /// A number with a fraction or an exponent, or not finite.
    Float,
    /// Text to every reader.
    Text,
    /// A boolean to readers of YAML 1.1 and text to those of 1.2: `yes`, `off`, `n` …
    Switch(bool),
    /// A number to some readers, and another number or text to others: `010`, `0o14`, `1_000`.
    OddNumber,
    /// `<<`: a merge to some readers, text to others.
    Merge,
}

impl Meaning {
    /// For a message.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Integer | Self::Float => "a number",
            Self::Text => "text",
            Self::Switch(_) | Self::OddNumber | Self::Merge => "an ambiguous word",
        }
    }

    /// Whether readers disagree about it (departures: ambiguous scalars).
    #[must_use]
    pub const fn is_ambiguous(self) -> bool {
        matches!(self, Self::Switch(_) | Self::OddNumber | Self::Merge)
    }
}

/// What plain `text` means. `17:00` is text.
#[must_use]
pub fn meaning(text: &str) -> Meaning {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Meaning::Null,
        "true" | "True" | "TRUE" => return Meaning::Bool(true),
        "false" | "False" | "FALSE" => return Meaning::Bool(false),
        "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "y" | "Y" => return Meaning::Switch(true),
        "no" | "No" | "NO" | "off" | "Off" | "OFF" | "n" | "N" => return Meaning::Switch(false),
        "<<" => return Meaning::Merge,
        ".nan" | ".NaN" | ".NAN" => return Meaning::Float,
        _ => {}
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Meaning::Float;
    }
    if !unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return Meaning::Text;
    }
    number(unsigned)
}

/// What text that begins like a number means.
fn number(unsigned: &str) -> Meaning {
    let digits = |text: &str, radix: u32| {
        text.starts_with(|c: char| c.is_digit(radix))
            && text.chars().all(|c| c.is_digit(radix) || c == '_')
    };
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = unsigned.strip_prefix(prefix) {
            return match (digits(rest, radix), prefix) {
                (false, _) => Meaning::Text,
                (true, "0x") if !rest.contains('_') => Meaning::Integer,
                (true, _) => Meaning::OddNumber,
            };
        }
    }
    if digits(unsigned, 10) {
        let padded = unsigned.len() > 1 && unsigned.starts_with('0');
        return if padded || unsigned.contains('_') {
            Meaning::OddNumber
        } else {
            Meaning::Integer
        };
    }
    let plain: String = unsigned.chars().filter(|c| *c != '_').collect();
    let shaped = plain
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'))
        && plain.contains(|c: char| c.is_ascii_digit());
    match (shaped && is_decimal(&plain), plain.len() == unsigned.len()) {
        (false, _) => Meaning::Text,
        (true, true) => Meaning::Float,
        (true, false) => Meaning::OddNumber,
    }
}

/// Where bytes of a decoded scalar stand in the source.
///
/// One entry for each decoded character and one for the end, so that a caret inside a quoted or
/// block scalar can be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// (offset in the decoded text, offset in the source), both rising.
    places: Vec<(u32, u32)>,
}

impl Decoded {
    /// Maps the scalar that stands at `span` of `source`.
    #[must_use]
    pub fn new(source: &Source, span: Span, scalar: &Scalar) -> Self {
        let raw = source.slice(span);
        let (body, quoted) = match scalar.style {
            Style::Single | Style::Double => (raw.get(1..).unwrap_or_default(), 1),
            _ => (raw, 0),
        };
        let end = span.end.saturating_sub(quoted).max(span.start);
        let mut rest = Raw {
            text: body,
            at: span.start.saturating_add(quoted),
            style: scalar.style,
        };
        let mut places = Vec::with_capacity(scalar.text.len() + 1);
        for (index, character) in scalar.text.char_indices() {
            let at = rest.find(character).min(end);
            places.push((u32::try_from(index).unwrap_or(u32::MAX), at));
        }
        let length = u32::try_from(scalar.text.len()).unwrap_or(u32::MAX);
        places.push((length, rest.at.min(end)));
        Self { places }
    }

    /// The place in the source of `start..end` of the decoded text.
    #[must_use]
    pub fn span(&self, start: usize, end: usize) -> Span {
        let start = self.at(start);
        Span::new(start, self.at(end).max(start))
    }

    fn at(&self, decoded: usize) -> u32 {
        let decoded = u32::try_from(decoded).unwrap_or(u32::MAX);
        let index = self.places.partition_point(|(at, _)| *at < decoded);
        self.places
            .get(index)
            .or(self.places.last())
            .map_or(0, |(_, at)| *at)
    }
}

/// What is left of a scalar's source.
struct Raw<'a> {
    text: &'a str,
    at: u32,
    style: Style,
}

impl Raw<'_> {
    /// Where the decoded `character` stands; moves past it.
    fn find(&mut self, character: char) -> u32 {
        let breaks = |c: char| matches!(c, '\n' | '\r');
        // A decoded line end or blank may stand for a folded line end with its indentation.
        if character == '\n'
            || (character == ' '
                && self
                    .text
                    .starts_with(|c| breaks(c) || c == ' ' || c == '\t'))
        {
            let blank = self.text.len() - self.text.trim_start_matches([' ', '\t']).len();
            let folds = self
                .text
                .get(blank..)
                .is_some_and(|rest| rest.starts_with(breaks));
            if folds {
                let place = self.at;
                self.skip(blank);
                self.line_end();
                self.indentation();
                return place;
            }
        } else if !character.is_whitespace() {
            self.blanks_before(character);
        }
        let place = self.at;
        self.one(character);
        place
    }

    /// Skips what decoding removed before a visible character: indentation and folded line ends.
    fn blanks_before(&mut self, character: char) {
        if self.text.starts_with(character) {
            return;
        }
        let visible = self.text.trim_start_matches([' ', '\t', '\r', '\n']);
        self.skip(self.text.len() - visible.len());
        if self.style == Style::Double {
            // `\` at a line's end joins the lines.
            while let Some(rest) = self
                .text
                .strip_prefix('\\')
                .filter(|rest| rest.starts_with(breaks_line))
            {
                let visible = rest.trim_start_matches([' ', '\t', '\r', '\n']);
                self.skip(self.text.len() - visible.len());
            }
        }
    }

    fn line_end(&mut self) {
        if self.text.starts_with("\r\n") {
            self.skip(2);
        } else if self.text.starts_with(breaks_line) {
            self.skip(1);
        }
    }

    fn indentation(&mut self) {
        if !matches!(self.style, Style::Literal | Style::Folded) {
            let visible = self.text.trim_start_matches([' ', '\t']);
            self.skip(self.text.len() - visible.len());
        }
    }

    /// Moves past the source of one decoded character.
    fn one(&mut self, character: char) {
        let length = match (self.style, self.text.starts_with('\\')) {
            (Style::Double, true) => escape_length(self.text),
            (Style::Single, _) if character == '\'' => 2,
            _ => self.text.chars().next().map_or(0, char::len_utf8),
        };
        self.skip(length);
    }

    fn skip(&mut self, bytes: usize) {
        self.text = self.text.get(bytes..).unwrap_or_default();
        self.at = self.at.saturating_add(u32::try_from(bytes).unwrap_or(0));
    }
}

fn breaks_line(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// How many bytes the escape at the beginning of `text` takes.
fn escape_length(text: &str) -> usize {
    match text.as_bytes().get(1) {
        Some(b'x') => 4,
        Some(b'u') => {
            let unit = text
                .get(2..6)
                .and_then(|hex| u32::from_str_radix(hex, 16).ok());
            let pair = unit.is_some_and(|unit| (0xd800..0xdc00).contains(&unit));
            if pair { 12 } else { 6 }
        }
        Some(b'U') => 10,
        _ => 1 + text.chars().nth(1).map_or(0, char::len_utf8),
    }
}
