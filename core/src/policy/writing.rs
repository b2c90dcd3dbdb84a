//! From policy to text: every document in its canonical form, fields in the order of its schema,
//! with its comments. What is written reads as what was read.

use alloc::{string::String, vec::Vec};

use super::{
    reading::{Document, Reading},
    schema::{Field, Kind, Shape},
};
use crate::yaml::{
    comments::Comments,
    diagnostic::Severity,
    node::{Content, Entry, Node},
    span::Span,
    writer,
};

/// Why a text cannot be written in canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// It has mistakes of form (`yaml/…`), and what is around them could be lost.
    Broken,
    /// It has something that has no canonical form: a `%` directive, or a field's name that is no
    /// plain value.
    Unusual,
}

impl core::fmt::Display for Unwritable {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Broken => "It has mistakes of form, which must be mended first. Nothing was changed.",
            Self::Unusual => {
                "It has a `%` directive, or a field's name that is no plain value. Nothing was changed."
            }
        })
    }
}

/// The text in canonical form: reading it gives the same documents, and writing it again the same
/// text.
///
/// # Errors
/// Why it has no canonical form. Mistakes of the policy language do not matter.
pub fn write(reading: &Reading) -> Result<String, Unwritable> {
    let broken = reading.diagnostics.iter().any(|finding| {
        finding.severity == Severity::Error
            && finding.rule.starts_with("yaml/")
            && finding.rule != "yaml/ambiguous-scalar"
    });
    if broken {
        return Err(Unwritable::Broken);
    }
    let documents = reading.documents.as_slice();
    let mut texts = Vec::with_capacity(documents.len());
    for (index, document) in documents.iter().enumerate() {
        let region = region(reading, index, document).ok_or(Unwritable::Unusual)?;
        let comments =
            Comments::of(&reading.source, document.root(), region).ok_or(Unwritable::Unusual)?;
        let kind = document
            .kind
            .as_ref()
            .and_then(|kind| Kind::named(&kind.value));
        let root = match kind {
            Some(kind) => arranged(document.root(), kind.fields),
            None => document.root().clone(),
        };
        texts.push(writer::write(&root, &comments).ok_or(Unwritable::Unusual)?);
    }
    if texts.is_empty() {
        // Nothing but comments, perhaps: they are all there is.
        return Ok(reading.source.text().into());
    }
    Ok(texts.join("---\n"))
}

/// The part of the text that is this document's: from the `---` before it to the one after it.
fn region(reading: &Reading, index: usize, document: &Document) -> Option<Span> {
    let documents = reading.documents.as_slice();
    let length = u32::try_from(reading.source.text().len()).ok()?;
    let mark = |from: u32, to: u32| {
        let gap = Span::new(from, to);
        let text = reading.source.slice(gap);
        let lines = text.split_inclusive(['\n', '\r']);
        let mut at = from;
        for line in lines {
            let begins_line = at == 0 || reading.source.position(at).column == 1;
            if begins_line && (line.starts_with("---") || line.starts_with("...")) {
                return Some(at);
            }
            at = at.saturating_add(u32::try_from(line.len()).unwrap_or(u32::MAX));
        }
        None
    };
    let start = match index
        .checked_sub(1)
        .and_then(|before| documents.get(before))
    {
        Some(before) => mark(before.span.end, document.span.start).unwrap_or(before.span.end),
        None => 0,
    };
    let end = match documents.get(index + 1) {
        Some(after) => mark(document.span.end, after.span.start).unwrap_or(after.span.start),
        None => length,
    };
    Some(Span::new(start, end))
}

/// The same mapping with its fields in the order of the schema; those it does not know come last, as
/// written.
fn arranged(node: &Node, fields: &'static [Field]) -> Node {
    let Content::Map(entries) = &node.content else {
        return node.clone();
    };
    let rank = |entry: &Entry| {
        let name = entry.key.scalar().map(|key| key.text.as_str());
        fields.iter().position(|field| Some(field.name) == name)
    };
    let mut ranked: Vec<(usize, Entry)> = entries
        .iter()
        .map(|entry| {
            let rank = rank(entry);
            let shape = rank
                .and_then(|rank| fields.get(rank))
                .map(|field| &field.shape);
            let value = match shape {
                Some(shape) => inside(&entry.value, shape),
                None => entry.value.clone(),
            };
            let key = entry.key.clone();
            (rank.unwrap_or(usize::MAX), Entry { key, value })
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    Node {
        span: node.span,
        content: Content::Map(ranked.into_iter().map(|(_, entry)| entry).collect()),
    }
}

fn inside(node: &Node, shape: &'static Shape) -> Node {
    match (shape, &node.content) {
        (Shape::Object(fields) | Shape::TextOr(fields), _) => arranged(node, fields),
        (Shape::List(inner) | Shape::OneOrMore(inner), Content::List(items)) => Node {
            span: node.span,
            content: Content::List(items.iter().map(|item| inside(item, inner)).collect()),
        },
        (Shape::Map(inner), Content::Map(entries)) => {
            let entry = |entry: &Entry| Entry {
                key: entry.key.clone(),
                value: inside(&entry.value, inner),
            };
            Node {
                span: node.span,
                content: Content::Map(entries.iter().map(entry).collect()),
            }
        }
        _ => node.clone(),
    }
}

#[cfg(test)]
mod tests;
