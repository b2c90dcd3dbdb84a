//! What stands at a place of a text: the value there, what the schema says may stand there, and what it is for.

use alloc::{format, string::String};

use crate::{
    policy::{
        reading::{Document, Reading},
        schema::{Field, Kind, Shape},
    },
    yaml::node::{Content, Node},
};

/// A value that a place is within, or at the end of.
pub(super) struct Found<'r> {
    pub(super) document: &'r Document,
    pub(super) node: &'r Node,
    pub(super) shape: &'static Shape,
    /// Its field, as `spec.allow.request.roles[0]`.
    pub(super) path: String,
}

/// The single value at a byte of the text; none where there is none, or none that the schema knows.
pub(super) fn at(reading: &Reading, offset: u32) -> Option<Found<'_>> {
    let is_here = |node: &Node| node.span.start <= offset && offset <= node.span.end;
    let document = reading
        .documents
        .iter()
        .find(|document| is_here(document.root()))?;
    let kind = Kind::named(&document.kind.as_ref()?.value)?;
    let mut within = Within::Fields(kind.fields);
    let mut node = document.root();
    loop {
        let next = match &node.content {
            Content::Map(entries) => {
                let entry = entries.iter().find(|entry| is_here(&entry.value))?;
                let name = entry.key.scalar()?.text.as_str();
                (&entry.value, within.field(name)?)
            }
            Content::List(items) => (items.iter().find(|item| is_here(item))?, within.item()?),
            Content::Scalar(_) => {
                let Within::Shape(shape) = within else {
                    return None;
                };
                return Some(Found {
                    document,
                    node,
                    shape: single(shape),
                    path: document.path(node.span),
                });
            }
            Content::Unread => return None,
        };
        (node, within) = next;
    }
}

/// What may stand in a node.
#[derive(Clone, Copy)]
enum Within {
    Fields(&'static [Field]),
    Shape(&'static Shape),
}

impl Within {
    fn field(self, name: &str) -> Option<Self> {
        let fields = match self {
            Self::Fields(fields) => fields,
            Self::Shape(Shape::Object(fields) | Shape::TextOr(fields)) => fields,
            Self::Shape(Shape::Map(inner)) => return Some(Self::Shape(inner)),
            Self::Shape(_) => return None,
        };
        let field = fields.iter().find(|field| field.name == name)?;
        Some(Self::Shape(&field.shape))
    }

    fn item(self) -> Option<Self> {
        match self {
            Self::Shape(Shape::List(inner) | Shape::OneOrMore(inner)) => Some(Self::Shape(inner)),
            _ => None,
        }
    }
}

/// What one value may be where one or more may stand.
fn single(shape: &'static Shape) -> &'static Shape {
    match shape {
        Shape::OneOrMore(inner) => inner,
        shape => shape,
    }
}

impl Found<'_> {
    /// What it is for, in one sentence.
    pub(super) fn about(&self) -> String {
        let name = self.document.name.as_ref();
        let name = name.map(|name| name.value.as_str()).unwrap_or_default();
        let path = self.path.as_str();
        let what = [
            ("spec.allow.request.roles", "may ask for"),
            ("spec.deny.request.roles", "may not ask for"),
            (
                "spec.allow.review_requests.roles",
                "may review requests for",
            ),
            (
                "spec.deny.review_requests.roles",
                "may not review requests for",
            ),
        ];
        let known = what.iter().find(|(field, _)| path.starts_with(field));
        if let Some((_, act)) = known {
            return format!("what holders of `{name}` {act}");
        }
        match self.shape {
            Shape::ClaimValue => {
                format!("which values of a trait give the roles beside it, in `{name}`")
            }
            Shape::ClaimRole => format!("what a trait with a fitting value gives, in `{name}`"),
            _ => format!("what `{path}` of `{name}` is for its holders"),
        }
    }
}
