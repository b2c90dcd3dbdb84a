//! What was found wrong in a document, where, and how to cure it. Also what crosses to the page.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::span::Span;

/// How much a finding matters. Only errors refuse a save.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The document cannot be used as it is.
    Error,
    /// It can, but hardly means what it says.
    Warning,
    /// Worth knowing.
    Info,
    /// A matter of form.
    Hint,
}

/// A finding with its places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Diagnostic {
    /// The rule's stable name, for example `schema/unknown-field`.
    pub rule: Cow<'static, str>,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence, lower case, without a full stop.
    pub message: String,
    /// The places; the first is the finding's own.
    pub labels: Vec<Label>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Edits that cure it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixes: Vec<Fix>,
}

/// A place a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Label {
    /// Where, in the text as typed.
    pub span: Span,
    /// What is to be seen there; empty where the message says it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

/// An edit that cures a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// What the button says, for example `rename to roles`.
    pub title: String,
    /// Whether it may be applied without a look.
    pub applicability: Applicability,
    /// The changes, none overlapping another.
    pub edits: Vec<Edit>,
}

/// How safe a fix is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Keeps the meaning, or is certainly what was meant.
    Safe,
    /// Probably what was meant.
    Likely,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// What to replace.
    pub span: Span,
    /// With what.
    pub text: String,
}

/// Where the list of all rules is below a cluster's address, and below it the page of each.
pub const PAGES: &str = "/rules/";

/// Where the page of the rule of that name is, below a cluster's address.
#[must_use]
pub fn page_of(rule: &str) -> String {
    format!("{PAGES}{rule}/")
}

impl Diagnostic {
    /// A finding at one place.
    pub fn new(
        rule: impl Into<Cow<'static, str>>,
        severity: Severity,
        span: Span,
        message: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.into(),
            severity,
            message: message.into(),
            labels: alloc::vec![Label {
                span,
                text: String::new()
            }],
            help: None,
            fixes: Vec::new(),
        }
    }

    /// The finding's own place.
    #[must_use]
    pub fn span(&self) -> Span {
        self.labels
            .first()
            .map(|label| label.span)
            .unwrap_or_default()
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same, with another place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            span,
            text: text.into(),
        });
        self
    }

    /// The same, so many bytes further down.
    #[must_use]
    pub fn moved(&self, bytes: u32) -> Self {
        let mut moved = self.clone();
        let edits = moved.fixes.iter_mut().flat_map(|fix| &mut fix.edits);
        let spans = moved.labels.iter_mut().map(|label| &mut label.span);
        for span in spans.chain(edits.map(|edit| &mut edit.span)) {
            *span = span.moved(bytes);
        }
        moved
    }

    /// The same, with a cure.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}
