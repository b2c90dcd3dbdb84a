//! What every document says about itself: kind, version and name.

use alloc::{format, string::String};

use super::{Standard, fields::Fields};
use crate::{
    policy::{
        name::RoleName,
        role::Text,
        schema::{KINDS, Kind, OTHER_KINDS},
        spelling::{listed, nearest},
    },
    yaml::{
        diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity},
        document::Tree,
        findings::Findings,
        node::{Content, Node},
        span::{Span, Spanned},
    },
};

/// What a document says about itself.
pub(super) struct Header {
    pub(super) kind: Option<Text>,
    pub(super) name: Option<Text>,
    pub(super) version: Option<String>,
    /// The schema of its kind, if that is known.
    pub(super) schema: Option<&'static Kind>,
    /// Whether it is of a kind that is no mistake but is not read.
    pub(super) kept: bool,
}

pub(super) fn read(tree: &Tree, standard: Standard, findings: &mut Findings) -> Header {
    let fields = Fields::new(Some(&tree.root), standard);
    let metadata = fields.object("metadata");
    let text = |node: Option<&Node>| {
        let node = node.filter(|node| !node.is_null())?;
        Some(Spanned::new(node.scalar()?.text.clone(), node.span))
    };
    let mut header = Header {
        kind: text(fields.get("kind")),
        name: text(metadata.get("name")),
        version: text(fields.get("version")).map(|version| version.value),
        schema: None,
        kept: false,
    };
    if !matches!(tree.root.content, Content::Map(_)) {
        findings.push(no_document(&tree.root));
        return header;
    }
    let first = first_key(&tree.root);
    let operator = Fields::new(Some(&tree.root), Standard::Strict)
        .get("apiVersion")
        .is_some();
    if operator {
        findings.push(operator_form(&header, first));
        return header;
    }
    match &header.kind {
        None if tree.whole || fields.get("kind").is_some() => {
            let span = fields.get("kind").map_or(first, |kind| kind.span);
            findings.push(
                Diagnostic::new(
                    "schema/unknown-kind",
                    Severity::Error,
                    span,
                    "the document does not say its kind",
                )
                .help(format!("add `kind:` with one of {}", kinds())),
            );
        }
        None => {}
        Some(kind) => {
            header.schema = Kind::named(&kind.value);
            header.kept = OTHER_KINDS.contains(&kind.value.as_str());
            if header.schema.is_none() {
                findings.push(unknown_kind(kind, header.kept));
            }
        }
    }
    if let Some(schema) = header.schema.filter(|_| tree.whole) {
        version(schema, fields.get("version"), first, findings);
        let at = fields.key_span("metadata").unwrap_or(first);
        name(schema, metadata.get("name"), at, standard, findings);
    }
    header
}

fn no_document(root: &Node) -> Diagnostic {
    Diagnostic::new(
        "schema/wrong-type",
        Severity::Error,
        root.span,
        format!("a document is a mapping, and this is {}", root.describe()),
    )
    .help("begin with `kind:`, `version:`, `metadata:` and `spec:`")
}

fn operator_form(header: &Header, first: Span) -> Diagnostic {
    let kind = header.kind.as_ref();
    let plain = kind.map_or("role", |kind| match kind.value.as_str() {
        "TeleportUser" => "user",
        "TeleportOIDCConnector" => "oidc",
        "TeleportAccessMonitoringRuleV1" => "access_monitoring_rule",
        _ => "role",
    });
    Diagnostic::new(
        "schema/unknown-kind",
        Severity::Error,
        first,
        "a document with `apiVersion` is made for the Kubernetes operator, and is not read here",
    )
    .help(format!(
        "remove `apiVersion`, write `kind: {plain}` and give its `version`; `metadata` and `spec` stay",
    ))
}

fn unknown_kind(kind: &Text, kept: bool) -> Diagnostic {
    if kept {
        return Diagnostic::new(
            "schema/unknown-kind",
            Severity::Warning,
            kind.span,
            format!("documents of kind `{}` are kept and not read", kind.value),
        );
    }
    let finding = Diagnostic::new(
        "schema/unknown-kind",
        Severity::Error,
        kind.span,
        format!("`{}` is no kind of document", kind.value),
    );
    let known = KINDS
        .iter()
        .map(|known| known.name)
        .chain(OTHER_KINDS.iter().copied());
    match nearest(&kind.value, known) {
        Some(meant) => finding
            .help(format!("did you mean `{meant}`?"))
            .fix(replace(kind.span, meant)),
        None => finding.help(format!("the kinds are {}", kinds())),
    }
}

/// Y1.
fn version(schema: &Kind, node: Option<&Node>, first: Span, findings: &mut Findings) {
    let versions = || listed(schema.versions, "or");
    let newest = schema.versions.last().copied().unwrap_or_default();
    let found = node
        .and_then(Node::scalar)
        .map(|scalar| scalar.text.as_str());
    let Some(node) = node.filter(|node| !node.is_null()) else {
        findings.push(
            Diagnostic::new(
                "schema/version",
                Severity::Error,
                first,
                "the document does not say its version",
            )
            .help(format!(
                "add `version: {newest}`; the versions are {}",
                versions()
            )),
        );
        return;
    };
    let finding = match found {
        Some(found) if schema.versions.contains(&found) => return,
        Some(found) => format!("`{found}` is no version of a {}", schema.noun),
        None => format!("the version is text, and this is {}", node.describe()),
    };
    findings.push(
        Diagnostic::new("schema/version", Severity::Error, node.span, finding)
            .help(format!("the versions are {}", versions())),
    );
}

/// Y2, and the bounds on names (departures 5).
fn name(
    schema: &Kind,
    node: Option<&Node>,
    metadata: Span,
    standard: Standard,
    findings: &mut Findings,
) {
    let missing = |span| {
        Diagnostic::new(
            "schema/missing-name",
            Severity::Error,
            span,
            format!("the {} has no name", schema.noun),
        )
        .help("add `name:` under `metadata:`")
    };
    let Some(node) = node.filter(|node| !node.is_null()) else {
        findings.push(missing(node.map_or(metadata, |node| node.span)));
        return;
    };
    // Whatever is not text is reported with the other fields.
    let Some(scalar) = node.scalar() else {
        return;
    };
    if scalar.text.is_empty() {
        findings.push(missing(node.span));
    } else if let (Err(problem), Standard::Strict) = (RoleName::parse(&scalar.text), standard) {
        findings.push(
            Diagnostic::new(
                "schema/invalid-name",
                Severity::Error,
                node.span,
                alloc::string::ToString::to_string(&problem),
            )
            .help("choose a name of 1 to 256 bytes that can be typed and read"),
        );
    }
}

fn kinds() -> String {
    let names: alloc::vec::Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    listed(&names, "or")
}

fn first_key(root: &Node) -> Span {
    let first = root.entries().and_then(<[_]>::first);
    first.map_or(root.span.beginning(), |entry| entry.key.span)
}

fn replace(span: Span, text: &str) -> Fix {
    Fix {
        title: format!("change to `{text}`"),
        applicability: Applicability::Likely,
        edits: alloc::vec![Edit {
            span,
            text: text.into()
        }],
    }
}
