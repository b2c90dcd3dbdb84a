//! A text that is typed: its lines, and places as the core counts them (bytes) and as the browser does
//! (UTF-16 units).

use std::ops::Range;

use postern_core::yaml::{
    source::{Position, Source},
    span::Span,
};

/// The text as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    source: Source,
    /// How many units stand before each line; empty where every byte is one.
    units: Vec<u32>,
}

impl Default for Text {
    fn default() -> Self {
        Self::new("")
    }
}

impl Text {
    /// Takes a text, with line ends as the editor has them.
    pub fn new(text: &str) -> Self {
        let text = if text.contains('\r') {
            text.replace("\r\n", "\n").replace('\r', "\n")
        } else {
            text.to_owned()
        };
        let mut units = Vec::new();
        if !text.is_ascii() {
            let mut before = 0;
            for line in text.split_inclusive('\n') {
                units.push(before);
                before += count(line.encode_utf16().count());
            }
            units.push(before);
        }
        Self {
            source: Source::new(text),
            units,
        }
    }

    /// All of it.
    pub fn as_str(&self) -> &str {
        self.source.text()
    }

    /// How many bytes it has.
    pub fn len(&self) -> u32 {
        count(self.as_str().len())
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.source.line_count()
    }

    /// What stands at a place.
    pub fn slice(&self, span: Span) -> &str {
        self.source.slice(span)
    }

    /// Line and column of a byte.
    pub fn position(&self, at: u32) -> Position {
        self.source.position(at)
    }

    /// A place in UTF-16 units.
    pub fn units(&self, span: Span) -> Range<u32> {
        self.unit(span.start)..self.unit(span.end)
    }

    fn unit(&self, at: u32) -> u32 {
        if self.units.is_empty() {
            return at.min(self.len());
        }
        let line = self.position(at).line;
        let start = self.line_start(line);
        let within = self.slice(Span::new(start, at.max(start)));
        let before = self.units.get(line.saturating_sub(1) as usize);
        before.copied().unwrap_or_default() + count(within.encode_utf16().count())
    }

    /// A place that the browser counts in UTF-16 units.
    pub fn span(&self, units: Range<u32>) -> Span {
        Span::new(self.byte(units.start), self.byte(units.end))
    }

    fn byte(&self, unit: u32) -> u32 {
        if self.units.is_empty() {
            return unit.min(self.len());
        }
        let line = self.units.partition_point(|before| *before <= unit).max(1);
        let mut units = self.units.get(line - 1).copied().unwrap_or_default();
        let start = self.line_start(count(line));
        let rest = self.as_str().get(start as usize..).unwrap_or_default();
        for (at, char) in rest.char_indices() {
            if units >= unit {
                return start + count(at);
            }
            units += count(char.len_utf16());
        }
        self.len()
    }

    fn line_start(&self, line: u32) -> u32 {
        self.source.offset(Position { line, column: 1 })
    }

    /// Writes over a place that the browser counts in UTF-16 units; returns what changed.
    pub fn write(&mut self, units: Range<u32>, with: &str) -> Change {
        let span = self.span(units);
        let change = Change::between(self.slice(span), with).behind(span.start);
        *self = Self::new(&self.replaced(span, with));
        change
    }

    /// The text with one part replaced.
    pub fn replaced(&self, span: Span, with: &str) -> String {
        let text = self.as_str();
        let before = text.get(..span.start as usize).unwrap_or_default();
        let after = text.get(span.end as usize..).unwrap_or_default();
        [before, with, after].concat()
    }
}

/// What changed from one text to the next: a part that went, and how much came in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    gone: Span,
    came: u32,
}

impl Change {
    /// The smallest change that makes `new` of `old`.
    pub fn between(old: &str, new: &str) -> Self {
        let (old, new) = (old.as_bytes(), new.as_bytes());
        let start = same(old.iter(), new.iter());
        let rest = |bytes: &[u8]| bytes.len() - start;
        let most = rest(old).min(rest(new));
        let end = same(old.iter().rev(), new.iter().rev()).min(most);
        Self {
            gone: Span::new(count(start), count(old.len() - end)),
            came: count(rest(new) - end),
        }
    }

    /// The same change in a text that has so many bytes before.
    fn behind(self, bytes: u32) -> Self {
        Self {
            gone: Span::new(self.gone.start + bytes, self.gone.end + bytes),
            ..self
        }
    }

    /// Where a place is afterwards; nowhere if it was touched.
    pub fn moved(self, span: Span) -> Option<Span> {
        if span.end <= self.gone.start {
            return Some(span);
        }
        let shift = |at: u32| (at - self.gone.end).checked_add(self.gone.start + self.came);
        if span.start >= self.gone.end {
            return Some(Span::new(shift(span.start)?, shift(span.end)?));
        }
        None
    }
}

fn same<'a>(one: impl Iterator<Item = &'a u8>, other: impl Iterator<Item = &'a u8>) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

/// No text here is longer than the engine reads, which is less than 4 GiB.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_units_agree() {
        let text = Text::new("é: 😀x\r\nb\rc");
        assert_eq!(text.as_str(), "é: 😀x\nb\nc");
        assert_eq!(text.line_count(), 3);
        for (byte, unit) in [
            (0, 0),
            (2, 1),
            (3, 2),
            (4, 3),
            (8, 5),
            (9, 6),
            (10, 7),
            (11, 8),
            (12, 9),
            (13, 10),
        ] {
            assert_eq!(text.units(Span::new(byte, byte)), unit..unit, "{byte}");
            assert_eq!(text.span(unit..unit), Span::new(byte, byte), "{unit}");
        }
        assert_eq!(text.replaced(Span::new(4, 8), "-"), "é: -x\nb\nc");
        let plain = Text::new("a\nb");
        assert_eq!(plain.units(Span::new(2, 9)), 2..3);
        assert_eq!(plain.span(2..9), Span::new(2, 3));
    }

    #[test]
    fn what_is_written_over_a_place_is_the_smallest_change() {
        for (text, units, with, written) in [
            ("one two", 4..7, "three", "one three"),
            ("one two", 4..7, "to", "one to"),
            ("é 😀 x", 2..4, "", "é  x"),
            ("", 0..9, "a", "a"),
            ("a", 1..1, "\n", "a\n"),
        ] {
            let mut changed = Text::new(text);
            let change = changed.write(units, with);
            assert_eq!(changed, Text::new(written));
            assert_eq!(change, Change::between(text, written));
        }
    }

    #[test]
    fn places_move_with_the_text_around_them() {
        let old = "one two three two";
        for (new, two, three) in [
            (
                "one two three two",
                Some(Span::new(4, 7)),
                Some(Span::new(8, 13)),
            ),
            (
                "ones two three two",
                Some(Span::new(5, 8)),
                Some(Span::new(9, 14)),
            ),
            ("one to three two", None, Some(Span::new(7, 12))),
            (
                "one two three",
                Some(Span::new(4, 7)),
                Some(Span::new(8, 13)),
            ),
            ("", None, None),
        ] {
            let change = Change::between(old, new);
            assert_eq!(change.moved(Span::new(4, 7)), two, "{new:?}");
            assert_eq!(change.moved(Span::new(8, 13)), three, "{new:?}");
        }
    }
}
