//! The parts of a line of YAML, for colouring: by its look alone, line by line. What the text means is
//! for the engine to say.

use std::ops::Range;

/// What a part of a line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// A key, before its colon.
    Key,
    /// In quotes.
    Quoted,
    /// A number, a duration, `true`, `null`.
    Number,
    /// After `#`.
    Comment,
    /// Brackets, colons, commas, dashes.
    Punctuation,
    /// Anything else.
    Plain,
}

impl Code {
    /// As the style sheet knows it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Quoted => "string",
            Self::Number => "number",
            Self::Comment => "comment",
            Self::Punctuation => "punct",
            Self::Plain => "plain",
        }
    }
}

/// The parts of a line that are not plain, in order, by bytes.
pub fn parts(line: &str) -> Vec<(Range<usize>, Code)> {
    let mut scanner = Scanner {
        line,
        at: 0,
        depth: 0,
        parts: Vec::new(),
    };
    if line.starts_with("---") || line.starts_with("...") {
        scanner.take(3, Code::Punctuation);
    }
    while !scanner.rest().is_empty() {
        scanner.step();
    }
    scanner.parts
}

struct Scanner<'a> {
    line: &'a str,
    at: usize,
    /// How many brackets are open.
    depth: usize,
    parts: Vec<(Range<usize>, Code)>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.line.get(self.at..).unwrap_or_default()
    }

    fn take(&mut self, bytes: usize, code: Code) {
        let end = (self.at + bytes.max(1)).min(self.line.len());
        if code != Code::Plain {
            self.parts.push((self.at..end, code));
        }
        self.at = end;
    }

    fn step(&mut self) {
        let rest = self.rest();
        let mut chars = rest.chars();
        let (first, second) = (chars.next(), chars.next());
        let at_space = self
            .line
            .get(..self.at)
            .is_none_or(|before| before.is_empty() || before.ends_with([' ', '\t']));
        match first {
            Some(' ' | '\t') => self.at += 1,
            Some('#') if at_space => self.take(rest.len(), Code::Comment),
            Some(quote @ ('"' | '\'')) => {
                let bytes = quoted(rest, quote);
                let code = if before_colon(rest.get(bytes..).unwrap_or_default()) {
                    Code::Key
                } else {
                    Code::Quoted
                };
                self.take(bytes, code);
            }
            Some('[' | '{') => {
                self.depth += 1;
                self.take(1, Code::Punctuation);
            }
            Some(']' | '}') => {
                self.depth = self.depth.saturating_sub(1);
                self.take(1, Code::Punctuation);
            }
            Some(',') if self.depth > 0 => self.take(1, Code::Punctuation),
            Some('-' | ':' | '?') if matches!(second, None | Some(' ')) => {
                self.take(1, Code::Punctuation);
            }
            _ => {
                let bytes = self.word();
                let (word, after) = rest.split_at_checked(bytes).unwrap_or((rest, ""));
                let code = if before_colon(after) {
                    Code::Key
                } else if is_value(word) {
                    Code::Number
                } else {
                    Code::Plain
                };
                self.take(bytes, code);
            }
        }
    }

    /// How far a value without quotes goes, without spaces at its end.
    fn word(&self) -> usize {
        let rest = self.rest();
        let mut last = ' ';
        let mut end = rest.len();
        for (at, char) in rest.char_indices() {
            let after = rest.get(at + char.len_utf8()..).unwrap_or_default();
            let stops = match char {
                '#' => last == ' ',
                ':' => after.is_empty() || after.starts_with(' '),
                ',' | ']' | '}' | '[' | '{' => self.depth > 0,
                _ => false,
            };
            if stops && at > 0 {
                end = at;
                break;
            }
            last = char;
        }
        rest.get(..end).unwrap_or_default().trim_end().len()
    }
}

/// How many bytes a quoted text takes, with its quotes; to the line's end if it does not close here.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        if char == '\\' && quote == '"' {
            chars.next();
        } else if char == quote {
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return at + 1;
            }
        }
    }
    text.len()
}

fn before_colon(after: &str) -> bool {
    after
        .trim_start_matches(' ')
        .strip_prefix(':')
        .is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t']))
}

/// A number, a length of time, or a word that means a value.
fn is_value(word: &str) -> bool {
    let number = word.trim_start_matches(['-', '+']);
    matches!(word, "true" | "false" | "null" | "~")
        || number.starts_with(|first: char| first.is_ascii_digit())
            && number
                .chars()
                .all(|char| char.is_ascii_digit() || matches!(char, '.' | 'd' | 'h' | 'm' | 's'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fall_into_their_parts() {
        // `k`ey, `s`tring, `n`umber, `c`omment, `p`unctuation, `.` plain or space.
        for (line, expected) in [
            ("", ""),
            ("# a: b", "cccccc"),
            ("kind: role", "kkkkp....."),
            ("  - common # x", "..p........ccc"),
            ("metadata: {name: a-b}", "kkkkkkkkp.pkkkkp....p"),
            (
                "roles: ['it''s', \"a\\\"b\", x]",
                "kkkkkp.psssssssp.ssssssp..p",
            ),
            ("ttl: 1h30m", "kkkp.nnnnn"),
            ("n: -12.5", "kp.nnnnn"),
            ("ok: true", "kkp.nnnn"),
            ("v: v7", "kp..."),
            ("url: http://a:1 b", "kkkp............."),
            ("'a b': c", "kkkkkp.."),
            ("---", "ppp"),
            ("x: \"open", "kp.sssss"),
            ("é: ü#1", "kkp....."),
            ("a, b", "...."),
            ("- - a", "p.p.."),
            (
                "dev-{{regexp.match(\"us-*\")}}",
                "............................",
            ),
        ] {
            let mut found = vec!['.'; line.len()];
            for (range, code) in parts(line) {
                let letter = code.as_str().chars().next().unwrap();
                for at in range {
                    found[at] = letter;
                }
            }
            assert_eq!(found.into_iter().collect::<String>(), expected, "{line}");
        }
    }
}
