//! Comments, and what each of them belongs to: whatever stands between a document's values.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    node::{Content, Node},
    source::Source,
    span::Span,
};

/// The comments of one document, by what they stand beside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments {
    /// Above its first field: about the document.
    pub opening: Vec<String>,
    /// Below its last value.
    pub closing: Vec<String>,
    items: BTreeMap<Item, ItemComments>,
}

/// The comments of one field or list item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemComments {
    /// On lines of their own above it.
    pub leading: Vec<String>,
    /// At the end of the line on which it begins or ends.
    pub trailing: Vec<String>,
}

/// Something that has a line to itself in block style.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Item {
    /// A list's item, which begins there.
    Element(u32),
    /// A mapping's field, whose name begins there.
    Field(u32),
}

/// One comment, from its `#` to the end of its line.
struct Found {
    at: u32,
    /// Nothing but white space stands before it on its line.
    alone: bool,
    text: String,
}

impl Comments {
    /// The comments within `region`, which holds the document `root` and no other's values; `None`
    /// if something stands there that is neither comment nor a document's own marks.
    #[must_use]
    pub fn of(source: &Source, root: &Node, region: Span) -> Option<Self> {
        let mut values = Vec::new();
        leaves(root, &mut values);
        let found = find(source, &values, region)?;
        let mut items = Vec::new();
        let within = |span: Span| {
            let next = found.partition_point(|one| one.at <= span.start);
            found.get(next).is_some_and(|one| one.at < span.end)
        };
        walk(source, root, &within, &mut items);
        let mut comments = Self::default();
        for one in found {
            comments.place(source, root, &items, one);
        }
        Some(comments)
    }

    /// The comments of one item.
    #[must_use]
    pub fn item(&self, item: Item) -> Option<&ItemComments> {
        self.items.get(&item)
    }

    fn place(&mut self, source: &Source, root: &Node, items: &[Item], found: Found) {
        let next = items.partition_point(|item| item.start() < found.at);
        if found.alone {
            if root.span.start >= found.at {
                self.opening.push(found.text);
            } else if let Some(item) = items.get(next) {
                self.of_item(*item).leading.push(found.text);
            } else {
                self.closing.push(found.text);
            }
            return;
        }
        let line = |at: u32| source.position(at).line;
        match next.checked_sub(1).and_then(|last| items.get(last)) {
            Some(item) => self.of_item(*item).trailing.push(found.text),
            // Beside the `---` that begins the document.
            None if line(found.at) <= line(root.span.start) => self.opening.push(found.text),
            None => self.closing.push(found.text),
        }
    }

    fn of_item(&mut self, item: Item) -> &mut ItemComments {
        self.items.entry(item).or_default()
    }
}

impl Item {
    const fn start(self) -> u32 {
        match self {
            Self::Element(start) | Self::Field(start) => start,
        }
    }
}

/// The places of all scalars, rising, in which a `#` is no comment.
fn leaves(node: &Node, spans: &mut Vec<Span>) {
    match &node.content {
        Content::Scalar(_) | Content::Unread => spans.push(node.span),
        Content::List(items) => items.iter().for_each(|item| leaves(item, spans)),
        Content::Map(entries) => {
            for entry in entries {
                leaves(&entry.key, spans);
                leaves(&entry.value, spans);
            }
        }
    }
}

fn find(source: &Source, values: &[Span], region: Span) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    let mut at = region.start;
    let end = Span::new(region.end, region.end);
    for value in values.iter().chain([&end]) {
        let gap = Span::new(at, value.start.max(at));
        let mut rest = source.slice(gap);
        let mut offset_in_gap = 0;
        while let Some(index) = rest.find(['#', '%']) {
            let here = gap.start.saturating_add(offset(offset_in_gap + index));
            if rest.as_bytes().get(index) == Some(&b'%') {
                return None;
            }
            let line_start = source.offset(super::source::Position {
                line: source.position(here).line,
                column: 1,
            });
            let before = source.slice(Span::new(line_start, here));
            let text = rest.get(index..).unwrap_or_default();
            let length = text.find(['\n', '\r']).unwrap_or(text.len());
            found.push(Found {
                at: here,
                alone: before.trim().is_empty(),
                text: text
                    .get(..length)
                    .unwrap_or_default()
                    .trim_end()
                    .to_string(),
            });
            offset_in_gap += index + length;
            rest = text.get(length..).unwrap_or_default();
        }
        at = value.end.max(at);
    }
    Some(found)
}

/// Everything that will have a line to itself, in the order written. What is inside brackets has none,
/// unless there are comments among it.
fn walk(source: &Source, node: &Node, commented: &dyn Fn(Span) -> bool, items: &mut Vec<Item>) {
    let flow = source.slice(node.span).starts_with(['[', '{']);
    if flow && !commented(node.span) {
        return;
    }
    match &node.content {
        Content::List(list) => {
            for item in list {
                items.push(Item::Element(item.span.start));
                walk(source, item, commented, items);
            }
        }
        Content::Map(entries) => {
            for entry in entries {
                items.push(Item::Field(entry.key.span.start));
                walk(source, &entry.value, commented, items);
            }
        }
        Content::Scalar(_) | Content::Unread => {}
    }
}

/// Texts longer than the budget's `u32` of bytes are never read.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
