//! `# postern: allow(rule) reason`: a comment that silences one rule on its own line, or, alone on a
//! line, on the next. Errors are never silenced.

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

use super::{finding, registry::is_rule};
use crate::{
    policy::reading::Document,
    yaml::{
        diagnostic::{Applicability, Diagnostic, Edit, Fix, Severity},
        source::Source,
        span::Span,
    },
};

const MARK: &str = "# postern:";

/// One such comment.
#[derive(Clone, Debug)]
pub(crate) struct Silencer {
    comment: Span,
    /// The line that it speaks of; empty if there is none.
    line: Span,
    rule: String,
    reasoned: bool,
}

impl Silencer {
    /// The same, so many bytes further down.
    pub(crate) fn moved(&self, bytes: u32) -> Self {
        Self {
            comment: self.comment.moved(bytes),
            line: self.line.moved(bytes),
            ..self.clone()
        }
    }
}

/// The silencers in a range of bytes that holds whole documents.
pub(crate) fn silencers(
    source: &Source,
    bytes: Range<usize>,
    documents: &[Document],
) -> Vec<Silencer> {
    let text = source.text().get(bytes.clone()).unwrap_or_default();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find(MARK)) {
        let at = from + at;
        let length = line_end(text.get(at..).unwrap_or_default());
        from = at + length;
        let start = before(text, at);
        let indent = text.get(start..at).unwrap_or_default();
        let begins = indent.is_empty() || indent.ends_with([' ', '\t']);
        let place = offset(bytes.start + at);
        let within_value = documents.iter().any(|document| {
            let inner = document.root().innermost(place);
            inner.scalar().is_some() && inner.span.start <= place && place < inner.span.end
        });
        if !begins || within_value {
            continue;
        }
        let line = if indent.trim().is_empty() {
            next_line(text, from)
        } else {
            start..from
        };
        let span = |range: Range<usize>| {
            Span::new(
                offset(bytes.start + range.start),
                offset(bytes.start + range.end),
            )
        };
        let said = text.get(at + MARK.len()..from).unwrap_or_default().trim();
        let (rule, reason) = said
            .strip_prefix("allow(")
            .and_then(|said| said.split_once(')'))
            .unwrap_or(("", ""));
        found.push(Silencer {
            comment: span(at..from),
            line: span(line),
            rule: rule.trim().into(),
            reasoned: !reason.trim().is_empty(),
        });
    }
    found
}

/// Takes out what is silenced, and says what is wrong with the silencers.
pub(crate) fn apply<T>(
    silencers: &[Silencer],
    found: &mut Vec<T>,
    diagnostic: impl Fn(&T) -> &Diagnostic,
) -> Vec<Diagnostic> {
    let mut wrong = Vec::new();
    for silencer in silencers {
        let about = |one: &T| {
            let one = diagnostic(one);
            let at = one.span().start;
            one.rule == silencer.rule && silencer.line.start <= at && at < silencer.line.end
        };
        let warn = |rule, message: String, help| {
            finding(rule, Severity::Warning, silencer.comment, message).help(help)
        };
        if !is_rule(&silencer.rule) {
            wrong.push(warn(
                "lint/unknown-rule",
                format!(
                    "there is no rule `{}`, so this silences nothing",
                    silencer.rule
                ),
                "write `# postern: allow(rule) reason`, with the name that the finding has",
            ));
            continue;
        }
        if !silencer.reasoned {
            wrong.push(warn(
                "lint/silencer-without-reason",
                String::from("this says no reason, so it silences nothing"),
                "write why, behind the parenthesis",
            ));
            continue;
        }
        let before = found.len();
        let mut error = false;
        found.retain(|one| {
            let is_error = diagnostic(one).severity == Severity::Error;
            let is_meant = about(one);
            error |= is_meant && is_error;
            !is_meant || is_error
        });
        if found.len() == before {
            let message = if error {
                "an error cannot be silenced"
            } else {
                "this silences nothing: the rule finds nothing on that line"
            };
            let wanting = warn("lint/unused-silencer", message.into(), "remove it");
            wrong.push(wanting.fix(Fix {
                title: String::from("remove it"),
                applicability: Applicability::Safe,
                edits: alloc::vec![Edit {
                    span: silencer.comment,
                    text: String::new(),
                }],
            }));
        }
    }
    wrong
}

/// Where the line begins that holds a byte.
fn before(text: &str, at: usize) -> usize {
    let head = text.get(..at).unwrap_or_default();
    head.rfind(['\n', '\r']).map_or(0, |end| end + 1)
}

fn line_end(text: &str) -> usize {
    text.find(['\n', '\r']).unwrap_or(text.len())
}

/// The next line of the same document that is more than a comment.
fn next_line(text: &str, from: usize) -> Range<usize> {
    let mut at = from;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = line_end(rest);
        let line = rest.get(..length).unwrap_or_default();
        if line.starts_with("---") {
            break;
        }
        if !(line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return at..at + length;
        }
        at += length + 1;
    }
    from..from
}

fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
