//! Checks a document against the schema of its kind: which fields there are, and what stands in
//! them.

use alloc::{format, string::String, vec::Vec};

use super::{Standard, fields::names, rules, unknown::elsewhere};
use crate::{
    policy::{
        budget::Remaining,
        schema::{Denying, Field, Kind, Needed, Shape},
        spelling::{listed, nearest},
    },
    yaml::{
        diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity},
        findings::Findings,
        node::{Content, Entry, Node, Style},
        source::Source,
        span::Span,
    },
};

/// Checks one document.
pub(super) struct Reader<'a> {
    pub(super) source: &'a Source,
    pub(super) standard: Standard,
    kind: &'static Kind,
    /// Whether the document was read to its end; if not, what is missing may have been meant.
    whole: bool,
    /// For the patterns of the whole text.
    pub(super) remaining: &'a Remaining,
}

/// Where in the document the walk is.
#[derive(Clone, Copy)]
pub(super) struct At<'w> {
    /// What this is a part of, and which part; none at the top. It is put into words only where
    /// there is something to say.
    within: Option<(&'w At<'w>, Step<'w>)>,
    pub(super) side: Side,
    /// What the value belongs to, for messages: a field's name.
    pub(super) field: &'static str,
}

/// From a value to a part of it.
#[derive(Clone, Copy)]
enum Step<'w> {
    Field(&'w str),
    Item(usize),
}

/// On which side of a role the walk is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Neither,
    Allow,
    Deny,
}

impl<'w> At<'w> {
    fn step(&'w self, step: Step<'w>) -> Self {
        Self {
            within: Some((self, step)),
            ..*self
        }
    }

    fn is_top(&self) -> bool {
        self.within.is_none()
    }

    fn is_spec(&self) -> bool {
        matches!(self.within, Some((top, Step::Field("spec"))) if top.is_top())
    }

    /// `spec.allow.request`; empty at the top.
    fn path(&self) -> String {
        let Some((whole, step)) = self.within else {
            return String::new();
        };
        let path = whole.path();
        match step {
            Step::Item(index) => format!("{path}[{index}]"),
            Step::Field(name) if path.is_empty() => name.into(),
            Step::Field(name) => format!("{path}.{name}"),
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        source: &'a Source,
        standard: Standard,
        kind: &'static Kind,
        whole: bool,
        remaining: &'a Remaining,
    ) -> Self {
        Self {
            source,
            standard,
            kind,
            whole,
            remaining,
        }
    }

    pub(super) fn check(&self, root: &Node, version: Option<&str>, findings: &mut Findings) {
        let at = At {
            within: None,
            side: Side::Neither,
            field: self.kind.noun,
        };
        self.object(root, self.kind.fields, root.span, &at, findings);
        rules::document(
            self.kind,
            root,
            version,
            self.standard,
            self.whole,
            findings,
        );
    }

    /// Checks the mapping `node`; `named` is the place of the name it stands under.
    fn object(
        &self,
        node: &Node,
        fields: &'static [Field],
        named: Span,
        at: &At,
        findings: &mut Findings,
    ) {
        let Some(entries) = self.mapping(node, at, findings) else {
            return;
        };
        for entry in entries {
            let Some(key) = self.key(entry, findings) else {
                continue;
            };
            let known = fields
                .iter()
                .find(|field| names(key, field.name, self.standard));
            match known {
                Some(field) => self.field(entry, field, at, findings),
                None if self.standard == Standard::Strict => {
                    findings.push_with(entry.key.span, || {
                        self.unknown_field(key, entry, fields, at)
                    });
                }
                None => {}
            }
        }
        if !self.whole {
            return;
        }
        for field in fields {
            let needed = match field.needed {
                Needed::No => false,
                Needed::Strictly => self.standard == Standard::Strict,
                Needed::Always => true,
            };
            let given = entries.iter().find(|entry| {
                let key = entry.key.scalar();
                key.is_some_and(|key| names(&key.text, field.name, self.standard))
            });
            // A slip of its name was reported already.
            let slip = || {
                entries.iter().take(MOST_SLIPS).any(|entry| {
                    let key = entry.key.scalar().map_or("", |key| key.text.as_str());
                    !fields.iter().any(|field| field.name == key)
                        && nearest(key, fields.iter().map(|field| field.name)) == Some(field.name)
                })
            };
            let absent = given.is_none_or(|entry| is_empty(&entry.value));
            if needed && absent && !(given.is_none() && slip()) {
                let span = match (given, entries.first()) {
                    (Some(entry), _) => entry.key.span,
                    (None, Some(first)) if at.is_top() => first.key.span,
                    (None, _) if node.span.end > node.span.start => node.span.beginning(),
                    (None, _) => named,
                };
                findings.push(missing(field, span, at));
            }
        }
    }

    fn field(&self, entry: &Entry, field: &'static Field, at: &At, findings: &mut Findings) {
        let side = match field.name {
            "allow" if at.is_spec() => Side::Allow,
            "deny" if at.is_spec() => Side::Deny,
            _ => at.side,
        };
        if side == Side::Deny && self.standard >= Standard::Store && !is_empty(&entry.value) {
            let (severity, what) = match field.denying {
                Denying::Effective => (None, ""),
                Denying::Ignored => (Some(Severity::Warning), "has no effect"),
                Denying::Rejected => (Some(Severity::Error), "is not accepted"),
            };
            if let Some(severity) = severity {
                findings.push(
                    Diagnostic::new(
                        "schema/deny-has-no-effect-field",
                        severity,
                        entry.key.span,
                        format!("`{}` {what} under `deny`", field.name),
                    )
                    .help("write it under `allow`, or remove it"),
                );
            }
        }
        if let (Some(instead), Standard::Strict) = (field.instead, self.standard) {
            findings.push(
                Diagnostic::new(
                    "schema/deprecated",
                    Severity::Info,
                    entry.key.span,
                    format!("`{}` is kept for old documents", field.name),
                )
                .help(format!("write `{instead}`")),
            );
        }
        let at = At {
            side,
            field: field.name,
            ..at.step(Step::Field(field.name))
        };
        self.value(&entry.value, &field.shape, entry.key.span, &at, findings);
    }

    /// Checks what stands in a field, an element or under a free name.
    fn value(
        &self,
        node: &Node,
        shape: &'static Shape,
        named: Span,
        at: &At,
        findings: &mut Findings,
    ) {
        if matches!(node.content, Content::Unread) || node.is_null() {
            return;
        }
        match shape {
            Shape::Opaque => {}
            Shape::Object(fields) => self.object(node, fields, named, at, findings),
            Shape::TextOr(fields) if node.entries().is_some() => {
                self.object(node, fields, named, at, findings);
            }
            Shape::List(inner) => {
                let Some(items) = node.items() else {
                    findings.push(self.wrong_type(node, shape, at));
                    return;
                };
                for (index, item) in items.iter().enumerate() {
                    if item.is_null() && self.standard == Standard::Strict {
                        findings.push(
                            Diagnostic::new(
                                "schema/wrong-type",
                                Severity::Error,
                                item.span,
                                format!("an element of `{}` is empty", at.field),
                            )
                            .help("write it out, or remove its dash"),
                        );
                        continue;
                    }
                    let at = at.step(Step::Item(index));
                    self.value(item, inner, item.span.beginning(), &at, findings);
                }
            }
            Shape::OneOrMore(inner) => match node.content {
                Content::List(_) => {
                    for item in node.items().unwrap_or_default() {
                        self.value(item, inner, item.span, at, findings);
                    }
                }
                _ => self.value(node, inner, named, at, findings),
            },
            Shape::Map(inner) => {
                for entry in self.mapping(node, at, findings).unwrap_or_default() {
                    if let Some(key) = self.key(entry, findings) {
                        let at = at.step(Step::Field(key));
                        self.value(&entry.value, inner, entry.key.span, &at, findings);
                    }
                }
            }
            Shape::Labels(strict) => self.labels(node, *strict, at, findings),
            _ => self.scalar(node, shape, at, findings),
        }
    }

    fn labels(&self, node: &Node, strict: bool, at: &At, findings: &mut Findings) {
        for entry in self.mapping(node, at, findings).unwrap_or_default() {
            let Some(key) = self.key(entry, findings) else {
                continue;
            };
            self.value(
                &entry.value,
                &Shape::OneOrMore(&Shape::Text),
                entry.key.span,
                at,
                findings,
            );
            let values = match &entry.value.content {
                Content::List(items) => items.as_slice(),
                _ => core::slice::from_ref(&entry.value),
            };
            let only_wildcard = values.len() == 1
                && values
                    .iter()
                    .all(|value| value.scalar().is_some_and(|value| value.text == "*"));
            if key == "*" && strict && at.side == Side::Allow && !only_wildcard {
                findings.push(
                    Diagnostic::new(
                        "schema/wildcard-key",
                        Severity::Error,
                        entry.key.span,
                        "the label name `*` is accepted only with the value `*`",
                    )
                    .help("name the label, or write `'*': '*'` for everything"),
                );
            }
        }
    }

    fn mapping<'n>(&self, node: &'n Node, at: &At, findings: &mut Findings) -> Option<&'n [Entry]> {
        match &node.content {
            Content::Map(entries) => Some(entries),
            Content::Unread => None,
            _ if node.is_null() => Some(&[]),
            // Said already: a document that is no mapping.
            _ if at.is_top() => None,
            _ => {
                findings.push(self.wrong_type(node, &Shape::Object(&[]), at));
                None
            }
        }
    }

    fn key<'n>(&self, entry: &'n Entry, findings: &mut Findings) -> Option<&'n str> {
        let scalar = entry.key.scalar();
        if scalar.is_none() && !matches!(entry.key.content, Content::Unread) {
            findings.push(
                Diagnostic::new(
                    "schema/wrong-type",
                    Severity::Error,
                    entry.key.span,
                    format!(
                        "a field's name is text, and this is {}",
                        entry.key.describe()
                    ),
                )
                .help("quote it if it is meant as text"),
            );
        }
        scalar.map(|scalar| scalar.text.as_str())
    }

    pub(super) fn wrong_type(&self, node: &Node, shape: &Shape, at: &At) -> Diagnostic {
        let finding = Diagnostic::new(
            "schema/wrong-type",
            Severity::Error,
            node.span,
            format!(
                "`{}` is {}, and this is {}",
                at.field,
                shape.describe(),
                node.describe()
            ),
        );
        let written = self.source.slice(node.span);
        match (shape, &node.content) {
            (Shape::List(_), Content::Scalar(scalar)) => {
                let shown = if scalar.style == Style::Plain || written.len() < 40 {
                    written
                } else {
                    "…"
                };
                if scalar.style == Style::Plain && written.starts_with('-') {
                    return finding.help("put a space after each dash");
                }
                let finding = finding.help(format!("write a list: `[{shown}]`"));
                if matches!(scalar.style, Style::Literal | Style::Folded) {
                    finding
                } else {
                    finding.fix(edit("make it a list", node.span, format!("[{written}]")))
                }
            }
            (Shape::Object(_), Content::List(_)) if written.starts_with('-') => {
                finding.help("remove the dashes: the fields stand directly below the name")
            }
            (Shape::Object(_), _) => finding.help("write its fields below it, indented"),
            (_, Content::Map(_)) if written.starts_with("{{") => {
                let finding = finding.help("quote it: `{{` without quotes begins a YAML mapping");
                let after = self.source.text().get(node.span.end as usize..);
                // With quotes it would be the name of a field, and a mapping still.
                if after.is_some_and(|after| after.trim_start().starts_with(':')) {
                    return finding;
                }
                finding.fix(edit("put it in quotes", node.span, format!("'{written}'")))
            }
            (_, Content::Scalar(_)) => finding.help("quote it").fix(edit(
                "put it in quotes",
                node.span,
                format!("'{written}'"),
            )),
            _ => finding.help(format!("write {}", shape.describe())),
        }
    }

    fn unknown_field(
        &self,
        key: &str,
        entry: &Entry,
        fields: &'static [Field],
        at: &At,
    ) -> Diagnostic {
        let path = at.path();
        let message = if at.is_top() {
            format!("there is no field `{key}` at the top of a document")
        } else {
            format!("there is no field `{key}` in `{path}`")
        };
        let finding = Diagnostic::new(
            "schema/unknown-field",
            Severity::Error,
            entry.key.span,
            message,
        );
        let siblings = || fields.iter().map(|field| field.name);
        if let Some(place) = elsewhere(key, &path, self.kind.fields) {
            return finding.help(format!("`{key}` belongs in `{place}`"));
        }
        if let Some(meant) = nearest(key, siblings()) {
            return finding.help(format!("did you mean `{meant}`?")).fix(edit(
                &format!("rename to `{meant}`"),
                entry.key.span,
                meant.into(),
            ));
        }
        let known: Vec<&str> = siblings().collect();
        if known.len() <= 10 {
            finding.help(format!("the fields here are {}", listed(&known, "or")))
        } else {
            finding.help("check its spelling and its indentation, or remove it")
        }
    }
}

/// How many fields of one mapping are looked through for a slip of a needed name.
const MOST_SLIPS: usize = 32;

pub(super) fn edit(title: &str, span: Span, text: String) -> Fix {
    Fix {
        title: title.into(),
        applicability: Applicability::Likely,
        edits: alloc::vec![Edit { span, text }],
    }
}

fn missing(field: &Field, span: Span, at: &At) -> Diagnostic {
    Diagnostic::new(
        "schema/missing-field",
        Severity::Error,
        span,
        format!("`{}` needs `{}`", at.field, field.name),
    )
    .help(format!(
        "add `{}:` with {}",
        field.name,
        field.shape.describe()
    ))
}

/// Whether nothing is said: left out, `null`, an empty text, list or mapping.
fn is_empty(node: &Node) -> bool {
    match &node.content {
        Content::Scalar(scalar) => node.is_null() || scalar.text.is_empty(),
        Content::List(items) => items.is_empty(),
        Content::Map(entries) => entries.is_empty(),
        Content::Unread => false,
    }
}
