//! A mapping as a set of named fields, and lenient access to what stands in them. What is of a
//! wrong type is left out here: checking has reported it.

use alloc::{collections::BTreeMap, string::String, vec::Vec};
use core::num::NonZeroU32;

use super::Standard;
use crate::{
    ordered,
    policy::{duration::Duration, role::Text},
    yaml::{
        node::{Entry, Node},
        scalar::Meaning,
        span::{Span, Spanned},
    },
};

/// The fields of one mapping; of none, if it is absent or no mapping.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    entries: &'a [Entry],
    standard: Standard,
}

/// Whether `key` names the field `name` (Y3).
pub(super) fn names(key: &str, name: &str, standard: Standard) -> bool {
    match standard {
        Standard::Strict => key == name,
        Standard::Load | Standard::Store => key.eq_ignore_ascii_case(name),
    }
}

impl<'a> Fields<'a> {
    pub(super) fn new(node: Option<&'a Node>, standard: Standard) -> Self {
        Self {
            entries: node.and_then(Node::entries).unwrap_or_default(),
            standard,
        }
    }

    /// The last field of that name, as readers of JSON take it.
    pub(super) fn get(self, name: &str) -> Option<&'a Node> {
        self.entries
            .iter()
            .rev()
            .find(|entry| {
                let key = entry.key.scalar();
                key.is_some_and(|key| names(&key.text, name, self.standard))
            })
            .map(|entry| &entry.value)
    }

    /// Where the name of a field stands.
    pub(super) fn key_span(self, name: &str) -> Option<Span> {
        self.entries
            .iter()
            .find(|entry| {
                let key = entry.key.scalar();
                key.is_some_and(|key| names(&key.text, name, self.standard))
            })
            .map(|entry| entry.key.span)
    }

    pub(super) fn object(self, name: &str) -> Self {
        Self::new(self.get(name), self.standard)
    }

    /// The mappings of a list.
    pub(super) fn objects(self, name: &str) -> impl Iterator<Item = (&'a Node, Self)> {
        let items = self.get(name).and_then(Node::items).unwrap_or_default();
        items
            .iter()
            .filter(|item| item.entries().is_some())
            .map(move |item| (item, Self::new(Some(item), self.standard)))
    }

    /// The mappings of a mapping, each with its name.
    pub(super) fn named_objects(self, name: &str) -> impl Iterator<Item = (&'a str, Self)> {
        let entries = self.get(name).and_then(Node::entries).unwrap_or_default();
        entries.iter().filter_map(move |entry| {
            let fields = Self::new(Some(&entry.value), self.standard);
            Some((entry.key.scalar()?.text.as_str(), fields))
        })
    }

    pub(super) fn text(self, name: &str) -> Text {
        self.get(name).and_then(text).unwrap_or_default()
    }

    pub(super) fn string(self, name: &str) -> String {
        self.text(name).value
    }

    pub(super) fn texts(self, name: &str) -> Vec<Text> {
        self.get(name).map(texts).unwrap_or_default()
    }

    /// A list, or a single text as a list of one.
    pub(super) fn one_or_more(self, name: &str) -> Vec<Text> {
        self.get(name)
            .map(|node| match text(node) {
                Some(text) => alloc::vec![text],
                None => texts(node),
            })
            .unwrap_or_default()
    }

    /// Free names, each with a list of texts.
    pub(super) fn lists(self, name: &str) -> BTreeMap<String, Vec<Text>> {
        let entries = self.get(name).and_then(Node::entries).unwrap_or_default();
        ordered::map(
            entries
                .iter()
                .filter_map(|entry| Some((entry.key.scalar()?.text.clone(), texts(&entry.value)))),
        )
    }

    /// Free names, each with a text.
    pub(super) fn named_texts(self, name: &str) -> BTreeMap<String, Text> {
        let entries = self.get(name).and_then(Node::entries).unwrap_or_default();
        ordered::map(
            entries
                .iter()
                .filter_map(|entry| Some((entry.key.scalar()?.text.clone(), text(&entry.value)?))),
        )
    }

    pub(super) fn duration(self, name: &str) -> Option<Spanned<Duration>> {
        let text = text(self.get(name)?)?;
        let duration = Duration::parse(&text.value).ok()?;
        Some(Spanned::new(duration, text.span))
    }

    pub(super) fn count(self, name: &str) -> Option<NonZeroU32> {
        let scalar = self.get(name)?.scalar()?;
        (scalar.meaning() == Meaning::Integer)
            .then(|| scalar.text.parse().ok())
            .flatten()
            .and_then(NonZeroU32::new)
    }

    pub(super) fn bool(self, name: &str) -> bool {
        let meaning = self
            .get(name)
            .and_then(Node::scalar)
            .map(crate::yaml::node::Scalar::meaning);
        matches!(meaning, Some(Meaning::Bool(true) | Meaning::Switch(true)))
    }
}

/// What a node says as text; nothing where nothing stands.
fn text(node: &Node) -> Option<Text> {
    let scalar = node.scalar().filter(|_| !node.is_null())?;
    Some(Spanned::new(scalar.text.clone(), node.span))
}

fn texts(node: &Node) -> Vec<Text> {
    let items = node.items().unwrap_or_default();
    items.iter().filter_map(text).collect()
}
