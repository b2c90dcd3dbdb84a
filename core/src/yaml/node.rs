//! The tree of one document: values, each with its place in the text.

use alloc::{string::String, vec::Vec};

use super::{
    scalar::{Meaning, meaning},
    span::Span,
};

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// From its first character to its last; for a block value without trailing line ends.
    pub span: Span,
    /// What it holds.
    pub content: Content,
}

/// What a value holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Text, a number, a word, or nothing.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order written; keys may occur twice.
    Map(Vec<Entry>),
    /// Something that was diagnosed already and is not to be judged again.
    Unread,
}

/// One field of a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What stands before the colon.
    pub key: Node,
    /// What stands after it.
    pub value: Node,
}

/// A scalar as decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// Without quotes, escapes and indentation; empty for a value that was left out.
    pub text: String,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: may mean a number, a boolean or nothing.
    Plain,
    /// `'…'`
    Single,
    /// `"…"`
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl Scalar {
    /// What the scalar means to a reader that is told no type.
    #[must_use]
    pub fn meaning(&self) -> Meaning {
        match self.style {
            Style::Plain => meaning(&self.text),
            _ => Meaning::Text,
        }
    }
}

impl Node {
    /// The scalar here, if it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<&Scalar> {
        match &self.content {
            Content::Scalar(scalar) => Some(scalar),
            _ => None,
        }
    }

    /// The items here, if it is a list.
    #[must_use]
    pub fn items(&self) -> Option<&[Node]> {
        match &self.content {
            Content::List(items) => Some(items),
            _ => None,
        }
    }

    /// The fields here, if it is a mapping.
    #[must_use]
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.content {
            Content::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Whether nothing stands here: left out, `~` or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.scalar()
            .is_some_and(|scalar| scalar.meaning() == Meaning::Null)
    }

    /// What stands here, for a message: `a list`, `a number` …
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match &self.content {
            Content::Scalar(scalar) => scalar.meaning().describe(),
            Content::List(_) => "a list",
            Content::Map(_) => "a mapping",
            Content::Unread => "something unreadable",
        }
    }

    /// The path from here to the innermost field or element that holds `at`, as
    /// `spec.allow.request.roles[0]`; empty for this node itself.
    #[must_use]
    pub fn path_to(&self, at: Span) -> String {
        let mut path = String::new();
        let mut node = self;
        loop {
            node = match &node.content {
                Content::Map(entries) => {
                    let Some(entry) = entries
                        .iter()
                        .find(|entry| entry.key.span.join(entry.value.span).holds(at))
                    else {
                        return path;
                    };
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(entry.key.scalar().map_or("?", |key| key.text.as_str()));
                    &entry.value
                }
                Content::List(items) => {
                    let Some((index, item)) = items
                        .iter()
                        .enumerate()
                        .find(|(_, item)| item.span.holds(at))
                    else {
                        return path;
                    };
                    path.push_str(&alloc::format!("[{index}]"));
                    item
                }
                Content::Scalar(_) | Content::Unread => return path,
            };
        }
    }

    /// The innermost value that begins at byte `at`, else the innermost that holds it.
    #[must_use]
    pub fn innermost(&self, at: u32) -> &Self {
        let mut node = self;
        loop {
            let holds = |inner: &&Self| inner.span.start <= at && at < inner.span.end;
            let inner = match &node.content {
                Content::Map(entries) => entries.iter().map(|entry| &entry.value).find(holds),
                Content::List(items) => items.iter().find(holds),
                Content::Scalar(_) | Content::Unread => None,
            };
            let Some(inner) = inner else { return node };
            node = inner;
        }
    }
}
