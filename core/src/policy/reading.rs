//! From text to policy: every document of a stream as a typed resource, with everything that is
//! wrong in it. Never fails; what could not be understood is a finding.

mod build;
mod check;
mod fields;
mod header;
mod language;
mod rules;
mod unknown;
mod value;

use alloc::{string::String, vec::Vec};

pub(crate) use self::rules::across;
use super::{
    budget::{Budget, Remaining},
    connector::Connector,
    integration::Integration,
    lint::{self, silence},
    monitoring::MonitoringRule,
    place::Place,
    policy_test::PolicyTest,
    role::{Role, Text},
    user::User,
};
use crate::yaml::{
    budget::ReadBudget,
    diagnostic::{Diagnostic, Severity},
    document::{Tree, read_stream},
    findings::Findings,
    node::Node,
    source::{Position, Source},
    span::Span,
};

/// What a text says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The text, with its lines.
    pub source: Source,
    /// Its documents, in the order written.
    pub documents: Vec<Document>,
    /// What was found wrong, in the order of places.
    pub diagnostics: Vec<Diagnostic>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// From its first to its last character.
    pub span: Span,
    /// `kind`, if given as text.
    pub kind: Option<Text>,
    /// `metadata.name`, if given as text.
    pub name: Option<Text>,
    /// What it says; none if its kind is not known.
    pub resource: Option<Resource>,
    root: Node,
}

/// What a document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `kind: role`.
    Role(Role),
    /// `kind: user`.
    User(User),
    /// `kind: oidc`.
    Connector(Connector),
    /// `kind: access_monitoring_rule`.
    Rule(MonitoringRule),
    /// `kind: integration`.
    Integration(Integration),
    /// `kind: policy_test`.
    Test(PolicyTest),
    /// A document that is kept as it was written, and not acted on.
    Kept,
}

/// By whose standard a text is read, from the laxest to the strictest (departures 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standard {
    /// An error is what the reference refuses to load. Field names match in any case, unknown
    /// fields and words are passed over (Y3, Y7).
    Load,
    /// An error is what the reference refuses to load or to store (Y5).
    Store,
    /// Ours: what the reference would store and trip over later is an error too.
    Strict,
}

/// Reads `text` strictly. An error among the findings means that it must not be saved.
#[must_use]
pub fn read(text: &str, budget: &ReadBudget) -> Reading {
    read_by(text, budget, Standard::Strict)
}

/// Reads `text` by the given standard.
#[must_use]
pub fn read_by(text: &str, budget: &ReadBudget, standard: Standard) -> Reading {
    let source = Source::new(text);
    let stream = read_stream(&source, budget);
    let mut findings = stream.findings;
    let mut documents = Vec::with_capacity(stream.documents.len());
    let remaining = Remaining::of(match standard {
        Standard::Strict => &Budget::PRODUCT,
        Standard::Load | Standard::Store => &Budget::REFERENCE,
    });
    for tree in stream.documents {
        let document = Document::read(tree, &source, standard, &remaining, &mut findings);
        documents.push(document);
    }
    if standard == Standard::Strict {
        across(documents.iter().filter_map(Document::title), &mut findings);
        between(&documents, &mut findings);
        let silencers = silence::silencers(&source, 0..text.len(), &documents);
        for wrong in silence::apply(&silencers, findings.kept(), |finding| finding) {
            findings.push(wrong);
        }
    }
    Reading {
        source,
        documents,
        diagnostics: findings.into_sorted(),
    }
}

/// What documents say of each other.
fn between(documents: &[Document], findings: &mut Findings) {
    let approvals: Vec<Vec<(u32, Span)>> = documents.iter().map(Document::approvals).collect();
    let parts = documents
        .iter()
        .zip(&approvals)
        .filter_map(|(document, approvals)| {
            Some(lint::Part {
                name: document.title()?.span,
                resource: document.resource.as_ref()?,
                approvals,
                base: 0,
            })
        });
    let parts: Vec<lint::Part<'_>> = parts.collect();
    lint::across(&parts, findings);
}

/// The role that `text` (YAML or JSON) is to the reference implementation.
///
/// # Errors
/// Why it would not load it: everything found, at least one error.
pub fn load_role(text: &str, budget: &ReadBudget) -> Result<Role, Vec<Diagnostic>> {
    role_by(text, budget, Standard::Load)
}

/// The same, as it would let it be stored (Y5).
///
/// # Errors
/// Why it would not store it: everything found, at least one error.
pub fn store_role(text: &str, budget: &ReadBudget) -> Result<Role, Vec<Diagnostic>> {
    role_by(text, budget, Standard::Store)
}

fn role_by(text: &str, budget: &ReadBudget, standard: Standard) -> Result<Role, Vec<Diagnostic>> {
    let reading = read_by(text, budget, standard);
    if reading.has_errors() {
        return Err(reading.diagnostics);
    }
    match reading
        .documents
        .into_iter()
        .next()
        .and_then(|document| document.resource)
    {
        Some(Resource::Role(role)) => Ok(role),
        _ => Err(alloc::vec![Diagnostic::new(
            "schema/unknown-kind",
            Severity::Error,
            Span::default(),
            "there is no role in this text",
        )]),
    }
}

impl Reading {
    /// Whether something must be mended before it can be saved.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// The roles, in the order written.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.resources().filter_map(|resource| match resource {
            Resource::Role(role) => Some(role),
            _ => None,
        })
    }

    /// The users, in the order written.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.resources().filter_map(|resource| match resource {
            Resource::User(user) => Some(user),
            _ => None,
        })
    }

    /// The connectors, in the order written.
    pub fn connectors(&self) -> impl Iterator<Item = &Connector> {
        self.resources().filter_map(|resource| match resource {
            Resource::Connector(connector) => Some(connector),
            _ => None,
        })
    }

    /// The integrations, in the order written.
    pub fn integrations(&self) -> impl Iterator<Item = &Integration> {
        self.resources().filter_map(|resource| match resource {
            Resource::Integration(integration) => Some(integration),
            _ => None,
        })
    }

    /// The policy tests, in the order written.
    pub fn tests(&self) -> impl Iterator<Item = &PolicyTest> {
        self.resources().filter_map(|resource| match resource {
            Resource::Test(test) => Some(test),
            _ => None,
        })
    }

    fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.documents
            .iter()
            .filter_map(|document| document.resource.as_ref())
    }

    /// The document and field that `span` stands in, for reasons that point at lines; none if it
    /// stands in no document.
    #[must_use]
    pub fn place(&self, span: Span) -> Option<Place> {
        let index = self
            .documents
            .partition_point(|document| document.span.start <= span.start);
        let document = self.documents.get(index.checked_sub(1)?)?;
        let position = self.source.position(span.start);
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone());
        Some(Place {
            kind: text(&document.kind).unwrap_or_default(),
            name: text(&document.name).unwrap_or_default(),
            field: document.path(span),
            line: position.line,
            column: position.column,
        })
    }
}

impl Reading {
    /// The value that a place of this text speaks of: the innermost that begins there, else the
    /// innermost that holds it.
    #[must_use]
    pub fn span(&self, place: &Place) -> Option<Span> {
        let at = self.source.offset(Position {
            line: place.line,
            column: place.column,
        });
        let document = self
            .documents
            .iter()
            .find(|document| document.span.start <= at && at < document.span.end)?;
        Some(document.root.innermost(at).span)
    }
}

/// What no two documents of a text may share, and where the name stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Title<'d> {
    pub(crate) kind: &'d str,
    pub(crate) name: &'d str,
    pub(crate) span: Span,
}

impl Document {
    /// All of it, as a tree.
    pub(crate) const fn root(&self) -> &Node {
        &self.root
    }

    /// What a tree of `source` says; what is wrong in it goes to the findings.
    pub(crate) fn read(
        tree: Tree,
        source: &Source,
        standard: Standard,
        remaining: &Remaining,
        findings: &mut Findings,
    ) -> Self {
        let header = header::read(&tree, standard, findings);
        if let Some(kind) = header.schema {
            let reader = check::Reader::new(source, standard, kind, tree.whole, remaining);
            reader.check(&tree.root, header.version.as_deref(), findings);
        }
        let resource = header
            .schema
            .map(|kind| build::resource(kind, &tree.root, standard));
        match &resource {
            Some(Resource::Role(role)) if standard == Standard::Strict => {
                lint::role(role, source, findings);
            }
            Some(Resource::Connector(connector)) if standard == Standard::Strict => {
                lint::claims(&connector.claims_to_roles, findings);
            }
            _ => {}
        }
        Self {
            span: tree.root.span,
            kind: header.kind,
            name: header.name,
            resource: resource.or(header.kept.then_some(Resource::Kept)),
            root: tree.root,
        }
    }

    /// How many approvals its thresholds without a filter ask for, and where.
    pub(crate) fn approvals(&self) -> Vec<(u32, Span)> {
        if !matches!(self.resource, Some(Resource::Role(_))) {
            return Vec::new();
        }
        rules::approvals(&self.root)
    }

    /// Its title, if it is acted on.
    pub(crate) fn title(&self) -> Option<Title<'_>> {
        let (Some(kind), Some(name)) = (&self.kind, &self.name) else {
            return None;
        };
        let acted_on = !matches!(self.resource, None | Some(Resource::Kept));
        acted_on.then_some(Title {
            kind: &kind.value,
            name: &name.value,
            span: name.span,
        })
    }

    /// The path of the innermost field or element that holds `span`, as
    /// `spec.allow.request.roles[0]`.
    #[must_use]
    pub fn path(&self, span: Span) -> String {
        self.root.path_to(span)
    }
}

#[cfg(test)]
mod tests;
