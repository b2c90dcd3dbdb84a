//! One text with an index of its lines: byte offsets to lines and columns, and back.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::span::Span;

/// A place as people count: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: u32,
}

/// A text and where its lines begin. Lines end at `\n`, `\r\n` or a lone `\r`; a byte order mark
/// at the very beginning takes no column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    text: String,
    lines: Vec<u32>,
}

const BYTE_ORDER_MARK: char = '\u{feff}';

impl Source {
    /// Indexes `text`.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let first = if text.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len_utf8()
        } else {
            0
        };
        let mut lines = alloc::vec![offset(first)];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let ends = match byte {
                b'\n' => true,
                b'\r' => bytes.get(at + 1) != Some(&b'\n'),
                _ => false,
            };
            if ends {
                lines.push(offset(at + 1));
            }
        }
        Self { text, lines }
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text at `span`; empty if the span is not within the text or cuts a character.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// How many lines there are; the empty text has one.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn position(&self, at: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or_default();
        let before = self
            .text
            .get(start as usize..)
            .unwrap_or_default()
            .char_indices()
            .take_while(|(index, _)| start.saturating_add(offset(*index)) < at)
            .count();
        Position {
            line: offset(line),
            column: offset(before).saturating_add(1),
        }
    }

    /// The byte offset of a position; past a line's end it is that end, past the last line the
    /// text's end.
    #[must_use]
    pub fn offset(&self, at: Position) -> u32 {
        let index = (at.line.max(1) - 1) as usize;
        let Some(start) = self.lines.get(index).copied() else {
            return offset(self.text.len());
        };
        let end = self
            .lines
            .get(index + 1)
            .map_or(self.text.len(), |next| *next as usize);
        let line = self
            .text
            .get(start as usize..end)
            .unwrap_or_default()
            .trim_end_matches(['\n', '\r']);
        let skipped = line
            .char_indices()
            .nth((at.column.max(1) - 1) as usize)
            .map_or(line.len(), |(index, _)| index);
        start.saturating_add(offset(skipped))
    }
}

/// A byte count as a span holds it. Texts beyond 4 GiB are never read (`ReadBudget`).
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_know_every_line_end() {
        let source = Source::new("\u{feff}ab\r\nc\u{1f600}d\r\re\tf\n");
        let cases = [
            (3, 1, 1),
            (4, 1, 2),
            (5, 1, 3),
            (7, 2, 1),
            (8, 2, 2),
            (12, 2, 3),
            (14, 3, 1),
            (15, 4, 1),
            (16, 4, 2),
            (17, 4, 3),
            (19, 5, 1),
            (99, 5, 1),
        ];
        for (at, line, column) in cases {
            let position = Position { line, column };
            assert_eq!(source.position(at), position, "offset {at}");
            assert_eq!(source.offset(position), at.min(19), "{position:?}");
        }
        assert_eq!(source.line_count(), 5);
        assert_eq!(
            source.offset(Position {
                line: 1,
                column: 99
            }),
            5
        );
        assert_eq!(
            source.offset(Position {
                line: 99,
                column: 1
            }),
            19
        );
        assert_eq!(source.slice(Span::new(8, 12)), "\u{1f600}");
        assert_eq!(source.slice(Span::new(9, 12)), "");
    }

    #[test]
    fn the_empty_text_has_a_place() {
        let source = Source::new("");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.offset(Position { line: 1, column: 1 }), 0);
    }
}
