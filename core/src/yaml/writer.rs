//! A tree as text, always in the same form: block style, two spaces, quotes only where some reader
//! would take the words for something else. Comments stay beside what they belong to.

use alloc::{format, string::String, vec::Vec};

use super::{
    comments::{Comments, Item},
    node::{Content, Entry, Node, Scalar, Style},
    scalar::{Meaning, meaning},
};

/// The longest line on which a list is written in brackets, in characters.
const WIDTH: usize = 100;

/// Writes one document, without `---`.
///
/// A tree with something unread in it, or with a name that is no scalar, cannot be written: `None`.
#[must_use]
pub fn write(root: &Node, comments: &Comments) -> Option<String> {
    let mut writer = Writer {
        out: String::new(),
        comments,
    };
    for comment in &comments.opening {
        writer.line(0, comment);
    }
    match &root.content {
        Content::Map(entries) if !entries.is_empty() => writer.fields(entries, 0)?,
        Content::List(items) if !items.is_empty() => writer.elements(items, 0)?,
        _ => {
            let text = writer.inline(root, 0)?;
            writer.line(0, &text);
        }
    }
    for comment in &comments.closing {
        writer.line(0, comment);
    }
    Some(writer.out)
}

struct Writer<'a> {
    out: String,
    comments: &'a Comments,
}

impl Writer<'_> {
    fn line(&mut self, indent: usize, text: &str) {
        self.indent(indent);
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(core::iter::repeat_n(' ', indent));
    }

    fn leading(&mut self, item: Item, indent: usize) {
        let comments = self.comments.item(item);
        for comment in comments.map_or(&[][..], |comments| &comments.leading) {
            self.line(indent, comment);
        }
    }

    /// Ends the line on which an item begins, with the comments beside it.
    fn end(&mut self, item: Item) {
        let comments = self.comments.item(item);
        for comment in comments.map_or(&[][..], |comments| &comments.trailing) {
            self.out.push(' ');
            self.out.push_str(comment);
        }
        self.out.push('\n');
    }

    fn fields(&mut self, entries: &[Entry], indent: usize) -> Option<()> {
        for entry in entries {
            self.leading(Item::Field(entry.key.span.start), indent);
            self.indent(indent);
            self.field(entry, indent)?;
        }
        Some(())
    }

    /// `name: value`, from where the line stands now.
    fn field(&mut self, entry: &Entry, indent: usize) -> Option<()> {
        let item = Item::Field(entry.key.span.start);
        let name = one_line(entry.key.scalar()?, false);
        self.out.push_str(&name);
        self.out.push(':');
        self.value(&entry.value, item, indent, indent + name.chars().count())
    }

    fn elements(&mut self, items: &[Node], indent: usize) -> Option<()> {
        for item in items {
            self.leading(Item::Element(item.span.start), indent);
            self.indent(indent);
            self.element(item, indent)?;
        }
        Some(())
    }

    /// `- value`, from where the line stands now.
    fn element(&mut self, node: &Node, indent: usize) -> Option<()> {
        let item = Item::Element(node.span.start);
        self.out.push('-');
        match &node.content {
            Content::Map(entries) if !entries.is_empty() => {
                let (first, rest) = entries.split_first()?;
                let commented = |item| {
                    let comments = self.comments.item(item);
                    comments.is_some_and(|comments| !comments.leading.is_empty())
                };
                let has_own = self.comments.item(item);
                let has_own = has_own.is_some_and(|comments| !comments.trailing.is_empty());
                if has_own || commented(Item::Field(first.key.span.start)) {
                    self.end(item);
                    return self.fields(entries, indent + 2);
                }
                self.out.push(' ');
                self.field(first, indent + 2)?;
                self.fields(rest, indent + 2)
            }
            _ => self.value(node, item, indent, indent),
        }
    }

    /// A value after `name:` or `-`, which end `column` characters into the line.
    fn value(&mut self, node: &Node, item: Item, indent: usize, column: usize) -> Option<()> {
        match &node.content {
            Content::Map(entries) if !entries.is_empty() => {
                self.end(item);
                self.fields(entries, indent + 2)
            }
            Content::List(items) if !items.is_empty() => {
                if let Some(flow) = self.brackets(items, WIDTH.saturating_sub(column + 2)) {
                    self.out.push(' ');
                    self.out.push_str(&flow);
                    self.end(item);
                    return Some(());
                }
                self.end(item);
                self.elements(items, indent + 2)
            }
            Content::Scalar(scalar) if scalar.text.contains('\n') && fits_block(&scalar.text) => {
                self.block(&scalar.text, item, indent + 2);
                Some(())
            }
            _ => {
                let text = self.inline(node, column)?;
                if !text.is_empty() {
                    self.out.push(' ');
                    self.out.push_str(&text);
                }
                self.end(item);
                Some(())
            }
        }
    }

    /// `[a, b]`, where every item is a scalar without comments and the line is short enough.
    fn brackets(&self, items: &[Node], room: usize) -> Option<String> {
        let mut words = Vec::new();
        for item in items {
            let scalar = item.scalar()?;
            let plain = self.comments.item(Item::Element(item.span.start)).is_none();
            if !plain || scalar.text.contains('\n') {
                return None;
            }
            words.push(if scalar.text.is_empty() && scalar.style == Style::Plain {
                String::from("null")
            } else {
                one_line(scalar, true)
            });
        }
        let flow = format!("[{}]", words.join(", "));
        (flow.chars().count() <= room).then_some(flow)
    }

    fn inline(&self, node: &Node, column: usize) -> Option<String> {
        match &node.content {
            Content::Scalar(scalar) => Some(one_line(scalar, false)),
            Content::List(items) => self.brackets(items, WIDTH.saturating_sub(column)),
            Content::Map(entries) if entries.is_empty() => Some("{}".into()),
            Content::Map(_) | Content::Unread => None,
        }
    }

    /// A text of several lines.
    fn block(&mut self, text: &str, item: Item, indent: usize) {
        let kept = text.trim_end_matches('\n');
        self.out.push_str(match text.len() - kept.len() {
            0 => " |-",
            1 => " |",
            _ => " |+",
        });
        self.end(item);
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            if line.is_empty() {
                self.out.push('\n');
            } else {
                self.line(indent, line);
            }
        }
    }
}

/// Whether a text of several lines reads the same in block style.
fn fits_block(text: &str) -> bool {
    let printable = |c: char| c == '\n' || is_printable(c);
    !text.starts_with([' ', '\n', '\t']) && text.chars().all(printable)
}

fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// A scalar on one line; `flow` within brackets.
fn one_line(scalar: &Scalar, flow: bool) -> String {
    let text = scalar.text.as_str();
    if scalar.meaning() != Meaning::Text || is_plain(text, flow) {
        return text.into();
    }
    if text.chars().all(is_printable) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if is_printable(c) => quoted.push(c),
            c => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a text without quotes is the same text to every reader.
fn is_plain(text: &str, flow: bool) -> bool {
    const BEGINNINGS: &[char] = &[
        '-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@',
        '`', '+', '.', '=', '~', '<',
    ];
    let begins_otherwise = |c: char| BEGINNINGS.contains(&c) || c.is_whitespace();
    // Dates and hours are more than text to some; `8h` is not.
    let of_dates = |c: char| !c.is_ascii_alphabetic() || "eExobTtZz".contains(c);
    let like_a_date = text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(of_dates);
    !text.is_empty()
        && meaning(text) == Meaning::Text
        && !text.starts_with(begins_otherwise)
        && !like_a_date
        && !text.ends_with(|c: char| c == ':' || c.is_whitespace())
        && !text.contains(": ")
        && !text.contains(" #")
        && !(flow && text.contains([',', '[', ']', '{', '}']))
        && text.chars().all(is_printable)
}
