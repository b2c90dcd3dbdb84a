//! Reads a pattern into its tree, or says precisely what the dialect refuses (R3–R13). Nesting is
//! kept on the heap: no text can exhaust the stack.

use alloc::{format, string::String, vec::Vec};
use core::{mem, ops::Range};

use super::{
    class,
    cursor::Cursor,
    escape,
    group::{self, Flags, Opening},
    tree::{Assertion, Class, Kind, MAX_HEIGHT, MAX_REPEAT, Node, Tree},
};
use crate::policy::{budget::Budget, matcher::error::MatcherError};

/// Whether letter case counts where the pattern does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterCase {
    /// It does.
    Exact,
    /// It does not, as if the pattern began with `(?i)`.
    Ignored,
}

/// Reads a pattern.
///
/// # Errors
/// What the dialect refuses, or what goes over the budget's nesting.
pub fn parse(text: &str, case: LetterCase, budget: &Budget) -> Result<Tree, MatcherError> {
    let flags = Flags {
        fold: case == LetterCase::Ignored,
        ..Flags::default()
    };
    let mut parser = Parser {
        cursor: Cursor::new(text),
        budget,
        flags,
        open: Vec::new(),
        level: Level::at(0),
        groups: Vec::new(),
    };
    parser.run()?;
    if let Some(open) = parser.open.last() {
        return Err(
            MatcherError::syntax(open.at..open.at + 1, "the group has no closing `)`")
                .with_help("write `\\(` for a parenthesis that is meant as it is"),
        );
    }
    let root = parser.level.close(text.len());
    checked(root).map(|root| Tree {
        root,
        groups: parser.groups,
    })
}

struct Parser<'t> {
    cursor: Cursor<'t>,
    budget: &'t Budget,
    flags: Flags,
    /// The groups that are not closed yet, outermost first.
    open: Vec<Open>,
    level: Level,
    groups: Vec<Option<String>>,
}

/// A group that is not closed yet.
struct Open {
    at: usize,
    captures: bool,
    /// The flags to return to.
    flags: Flags,
    /// What surrounds the group, as far as it is read.
    around: Level,
}

/// The alternatives read so far between two parentheses; the last is in the making.
struct Level {
    start: usize,
    branches: Vec<Node>,
    branch_start: usize,
    items: Vec<Node>,
}

impl Level {
    fn at(start: usize) -> Self {
        Self {
            start,
            branches: Vec::new(),
            branch_start: start,
            items: Vec::new(),
        }
    }

    fn next_branch(&mut self, end: usize, start: usize) {
        let items = mem::take(&mut self.items);
        self.branches
            .push(Node::concat(items, self.branch_start..end));
        self.branch_start = start;
    }

    fn close(mut self, end: usize) -> Node {
        self.next_branch(end, end);
        Node::alternate(self.branches, self.start..end)
    }
}

impl Parser<'_> {
    fn run(&mut self) -> Result<(), MatcherError> {
        // Where the repetition begins that was read last, if nothing was read since (R5).
        let mut repetition = None;
        while let Some(c) = self.cursor.peek() {
            let before = repetition.take();
            let start = self.cursor.at();
            match c {
                '*' | '+' | '?' => {
                    self.cursor.next();
                    let (min, max) = match c {
                        '*' => (0, None),
                        '+' => (1, None),
                        _ => (0, Some(1)),
                    };
                    self.repeat(start, before, min, max)?;
                    repetition = Some(start);
                }
                '{' => match self.counts()? {
                    Some((min, max)) => {
                        self.repeat(start, before, min, max)?;
                        repetition = Some(start);
                    }
                    None => self.character(),
                },
                '(' => self.open(start)?,
                ')' => self.close(start)?,
                '|' => {
                    self.cursor.next();
                    self.level.next_branch(start, self.cursor.at());
                }
                '\\' => self.escape(start)?,
                '[' => {
                    let class = class::bracketed(&mut self.cursor, self.flags.fold)?;
                    self.push(Kind::Class(class), start);
                }
                '^' => self.sign(match self.flags.lines {
                    true => Kind::Assertion(Assertion::LineStart),
                    false => Kind::Assertion(Assertion::TextStart),
                }),
                '$' => self.sign(match self.flags.lines {
                    true => Kind::Assertion(Assertion::LineEnd),
                    false => Kind::Assertion(Assertion::TextEnd),
                }),
                '.' => self.sign(Kind::Any {
                    newline: self.flags.newline,
                }),
                _ => self.character(),
            }
        }
        Ok(())
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let span = start..self.cursor.at();
        self.level.items.push(Node::new(kind, span));
    }

    /// One character that is itself a node.
    fn sign(&mut self, kind: Kind) {
        let start = self.cursor.at();
        self.cursor.next();
        self.push(kind, start);
    }

    /// One character that stands for itself.
    fn character(&mut self) {
        let start = self.cursor.at();
        if let Some(c) = self.cursor.next() {
            self.literal(c.into(), start);
        }
    }

    fn literal(&mut self, code: u32, start: usize) {
        let kind = match char::from_u32(code) {
            Some(c) => Kind::Literal {
                text: c.into(),
                fold: self.flags.fold,
            },
            // A surrogate: no text holds one.
            None => Kind::Class(Class {
                negated: false,
                fold: false,
                items: Vec::new(),
            }),
        };
        self.push(kind, start);
    }

    fn escape(&mut self, start: usize) -> Result<(), MatcherError> {
        for (sign, assertion) in [
            ("\\A", Assertion::TextStart),
            ("\\z", Assertion::TextEnd),
            ("\\b", Assertion::WordBoundary),
            ("\\B", Assertion::NotWordBoundary),
        ] {
            if self.cursor.eat(sign) {
                self.push(Kind::Assertion(assertion), start);
                return Ok(());
            }
        }
        if self.cursor.eat("\\Q") {
            self.quoted();
        } else if let Some(item) = class::escaped(&mut self.cursor)? {
            let class = Class {
                negated: false,
                fold: self.flags.fold,
                items: alloc::vec![item],
            };
            self.push(Kind::Class(class), start);
        } else {
            let code = escape::character(&mut self.cursor)?;
            self.literal(code, start);
        }
        Ok(())
    }

    /// What stands between `\Q` and `\E`, or the end.
    fn quoted(&mut self) {
        let start = self.cursor.at();
        let text = match self.cursor.until("\\E") {
            Some(text) => text,
            None => self.cursor.finish(),
        };
        for (offset, c) in text.char_indices() {
            let span = start + offset..start + offset + c.len_utf8();
            let kind = Kind::Literal {
                text: c.into(),
                fold: self.flags.fold,
            };
            self.level.items.push(Node::new(kind, span));
        }
    }

    fn open(&mut self, start: usize) -> Result<(), MatcherError> {
        let (captures, flags) = match group::opening(&mut self.cursor, self.flags)? {
            Opening::Flags(flags) => {
                self.flags = flags;
                return Ok(());
            }
            Opening::Group(flags) => (false, flags),
            Opening::Capture(name) => {
                self.groups.push(name);
                (true, self.flags)
            }
        };
        if self.open.len() >= self.budget.nested_groups as usize {
            return Err(MatcherError::over_budget(
                start..self.cursor.at(),
                format!("groups nest deeper than {}", self.budget.nested_groups),
            ));
        }
        let around = mem::replace(&mut self.level, Level::at(self.cursor.at()));
        self.open.push(Open {
            at: start,
            captures,
            flags: mem::replace(&mut self.flags, flags),
            around,
        });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), MatcherError> {
        self.cursor.next();
        let Some(open) = self.open.pop() else {
            return Err(
                MatcherError::syntax(end..end + 1, "this `)` closes nothing")
                    .with_help("write `\\)` for a parenthesis that is meant as it is"),
            );
        };
        self.flags = open.flags;
        let inner = checked(mem::replace(&mut self.level, open.around).close(end))?;
        let node = if open.captures {
            Node::new(Kind::Capture(inner.into()), open.at..self.cursor.at())
        } else {
            inner
        };
        self.level.items.push(checked(node)?);
        Ok(())
    }

    /// Repeats what was read last; `before` is where another repetition of it begins.
    fn repeat(
        &mut self,
        start: usize,
        before: Option<usize>,
        min: u32,
        max: Option<u32>,
    ) -> Result<(), MatcherError> {
        let lazy = self.cursor.eat("?");
        let span = start..self.cursor.at();
        if let Some(before) = before {
            return Err(
                MatcherError::syntax(before..span.end, "a repetition cannot be repeated")
                    .with_help("group the inner one: `(?:a*)*`"),
            );
        }
        let Some(inner) = self.level.items.pop() else {
            return Err(
                MatcherError::syntax(span, "there is nothing before this to repeat")
                    .with_help("write a backslash before a sign that is meant as it is"),
            );
        };
        let whole = inner.span.start..span.end;
        let counted = min >= 2 || max.is_some_and(|max| max >= 2);
        let node = Node::new(
            Kind::Repeat {
                inner: inner.into(),
                min,
                max,
                greedy: lazy == self.flags.lazy,
            },
            whole.clone(),
        );
        if counted && node.repeats() > MAX_REPEAT {
            return Err(too_often(whole, "nested repetitions multiply to more"));
        }
        self.level.items.push(checked(node)?);
        Ok(())
    }

    /// Reads `{n}`, `{n,}` or `{n,m}`; nothing if the brace is only a brace (R6).
    fn counts(&mut self) -> Result<Option<(u32, Option<u32>)>, MatcherError> {
        let start = self.cursor.at();
        let mut ahead = self.cursor;
        ahead.eat("{");
        let Some(min) = count(&mut ahead) else {
            return Ok(None);
        };
        let mut max = Some(min);
        if ahead.eat(",") {
            max = match ahead.peek() {
                Some('}') => None,
                _ => match count(&mut ahead) {
                    Some(max) => Some(max),
                    None => return Ok(None),
                },
            };
        }
        if !ahead.eat("}") {
            return Ok(None);
        }
        self.cursor = ahead;
        let span = start..ahead.at();
        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT) {
            return Err(too_often(span, "this repeats more"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(MatcherError::syntax(
                span,
                "the repetition's bounds are in the wrong order",
            ));
        }
        Ok(Some((min, max)))
    }
}

/// Reads a count without leading zeros. Far too large ones are as good as one too large.
fn count(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut value: Option<u32> = None;
    while let Some(digit) = cursor.peek().and_then(|c| c.to_digit(10)) {
        if value == Some(0) {
            return None;
        }
        cursor.next();
        value = Some(value.unwrap_or(0).saturating_mul(10).saturating_add(digit));
    }
    value
}

fn checked(node: Node) -> Result<Node, MatcherError> {
    if node.height() > MAX_HEIGHT {
        return Err(MatcherError::syntax(
            node.span,
            format!("the pattern nests deeper than {MAX_HEIGHT} levels"),
        ));
    }
    Ok(node)
}

fn too_often(span: Range<usize>, message: &str) -> MatcherError {
    MatcherError::syntax(span, format!("{message} than {MAX_REPEAT} times"))
        .with_help("use `*` or `+`, or a smaller count")
}
