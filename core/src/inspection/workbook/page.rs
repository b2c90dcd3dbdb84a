//! What one stretch of a text says by itself, wherever in the text it stands.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use crate::{
    api::policy::Finding,
    policy::{
        budget::{Budget, Remaining},
        lint::silence::{Silencer, silencers},
        name::{RoleName, UserName},
        reading::{Document, Resource, Standard},
    },
    yaml::{
        budget::ReadBudget,
        diagnostic::Diagnostic,
        document::{End, MARK, Stretch, next_document, read_stretch},
        findings::Findings,
        source::Source,
        span::Span,
    },
};

/// A stretch of a text, read.
#[derive(Debug)]
pub(super) struct Page {
    /// How many bytes it is long.
    pub(super) length: usize,
    /// How many lines end in it.
    pub(super) lines: u32,
    /// Whether it was read without the rest of the text, and says the same wherever it stands. Then
    /// its places are counted from its own beginning, otherwise from the text's.
    pub(super) stands_alone: bool,
    pub(super) nodes: usize,
    pub(super) documents: usize,
    /// What its patterns take of what those of a policy may take together, in bytes.
    pub(super) taken: usize,
    /// What is wrong with its form, in the order found; none if there was too much.
    pub(super) form: Option<Vec<Finding>>,
    /// What is wrong with what it says; the same.
    pub(super) said: Option<Vec<Finding>>,
    /// The comments in it that silence a rule.
    pub(super) silencers: Vec<Silencer>,
    /// One for each document that holds anything.
    pub(super) facts: Vec<Fact>,
}

/// What must be known of a document to know what is true of all.
#[derive(Debug)]
pub(super) struct Fact {
    /// Kind and name, and the name's place.
    pub(super) title: Option<(String, String, Span)>,
    pub(super) role: Option<RoleName>,
    pub(super) user: Option<UserName>,
    /// What it says, and what its thresholds ask for.
    pub(super) resource: Option<Resource>,
    pub(super) approvals: Vec<(u32, Span)>,
}

impl Page {
    /// Reads from a byte of a whole text to where the next document begins, or to the text's end; none
    /// if what stands there may mean something else with all of the text around it.
    // INVARIANT: where a reader meets no mistake, a `---` at the beginning of a line always begins a
    // document: not within quotes, brackets or blocks. Only directives reach beyond it.
    pub(super) fn alone(text: &str, from: usize) -> Option<Self> {
        let next = next_document(text, from, from);
        // The mark belongs to what is read: a block that nothing follows ends elsewhere.
        let to = next.map_or(text.len(), |next| next + MARK.len());
        let text = text.get(from..to)?;
        if text.split(['\n', '\r']).any(|line| line.starts_with('%')) {
            return None;
        }
        let source = Source::new(text);
        let mut stretch = read_stretch(&source, 0, &ReadBudget::PRODUCT);
        if stretch.end != End::Text {
            return None;
        }
        if next.is_some() {
            // The mark begins a document, which is another page's.
            stretch.documents = stretch.documents.saturating_sub(1);
            stretch.nodes = stretch.nodes.saturating_sub(1);
        }
        let to = next.map_or(text.len(), |next| next - from);
        Some(Self::new(&source, 0..to, stretch))
    }

    /// Reads from a byte of a whole text to where the first mistake in it lets reading go on.
    pub(super) fn within(source: &Source, from: usize) -> Self {
        let stretch = read_stretch(source, from, &ReadBudget::PRODUCT);
        let to = match stretch.end {
            End::Mistake(Some(next)) => next,
            _ => source.text().len(),
        };
        let page = Self::new(source, from..to, stretch);
        Self {
            stands_alone: false,
            ..page
        }
    }

    /// Its length, as a span counts.
    pub(super) fn bytes(&self) -> u32 {
        offset(self.length)
    }

    fn new(source: &Source, bytes: Range<usize>, stretch: Stretch) -> Self {
        let mut said = Findings::new(ReadBudget::PRODUCT.diagnostics);
        let remaining = Remaining::of(&Budget::PRODUCT);
        let documents = stretch
            .stream
            .documents
            .into_iter()
            .map(|tree| Document::read(tree, source, Standard::Strict, &remaining, &mut said));
        let documents: Vec<Document> = documents.collect();
        let silencers = silencers(source, bytes.clone(), &documents);
        let facts = documents.into_iter().map(Fact::of).collect();
        let taken = remaining.taken();
        let placed = |found: Option<Vec<Diagnostic>>| -> Option<Vec<Finding>> {
            let place = |finding| Finding::new(finding, source);
            Some(found?.into_iter().map(place).collect())
        };
        let line = |at| source.position(offset(at)).line;
        Self {
            length: bytes.len(),
            lines: line(bytes.end) - line(bytes.start),
            stands_alone: true,
            nodes: stretch.nodes,
            documents: stretch.documents,
            taken,
            form: placed(stretch.stream.findings.into_found()),
            said: placed(said.into_found()),
            silencers,
            facts,
        }
    }
}

impl Fact {
    fn of(document: Document) -> Self {
        let title = document.title();
        Self {
            title: title.map(|title| (title.kind.into(), title.name.into(), title.span)),
            role: match &document.resource {
                Some(Resource::Role(role)) => RoleName::parse(role.name.as_str()).ok(),
                _ => None,
            },
            user: match &document.resource {
                Some(Resource::User(user)) => UserName::parse(user.name.as_str()).ok(),
                _ => None,
            },
            approvals: document.approvals(),
            resource: document.resource,
        }
    }
}

/// Longer texts than a span can count are never read.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
