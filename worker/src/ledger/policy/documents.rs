//! A policy's text as single documents, each with the comments around it, and back.

use std::collections::BTreeMap;

use postern_core::{
    policy::reading::{self, Reading},
    yaml::{
        budget::ReadBudget,
        diagnostic::{Diagnostic, Severity},
    },
};

use super::super::refusal::Reader;
use crate::{
    error::Error,
    store::{
        policy::{self, StoredDocument},
        sql::Sql,
    },
};

/// The longest document, in bytes: storage refuses rows over 2 MiB.
const MOST_BYTES: usize = 1024 * 1024;

/// The documents of a text that has no errors.
///
/// # Errors
/// Everything that was found, at least one of it an error.
pub(super) fn split(text: &str) -> Result<Vec<StoredDocument>, Vec<Diagnostic>> {
    let reading = reading::read(text, &ReadBudget::PRODUCT);
    if reading.has_errors() {
        return Err(reading.diagnostics);
    }
    let parts = parts(&reading);
    let mut documents = Vec::with_capacity(parts.len());
    for (document, part) in reading.documents.iter().zip(parts) {
        let (Some(kind), Some(name)) = (&document.kind, &document.name) else {
            continue;
        };
        if kind.value == "integration" {
            return Err(vec![
                Diagnostic::new(
                    "policy/not-a-part",
                    Severity::Error,
                    kind.span,
                    "an integration is no part of the policy",
                )
                .help("write it on its own, under `/api/v1/integrations/`"),
            ]);
        }
        if part.len() > MOST_BYTES {
            return Err(vec![Diagnostic::new(
                "yaml/too-large",
                Severity::Error,
                document.span,
                format!("one document has at most {MOST_BYTES} bytes"),
            )]);
        }
        documents.push(StoredDocument {
            kind: kind.value.clone(),
            name: name.value.clone(),
            text: part,
        });
    }
    Ok(documents)
}

/// The text of each document: from the marker before it to the marker after it, comments and all;
/// without them where that would read as something else.
fn parts(reading: &Reading) -> Vec<String> {
    let text = reading.source.text();
    let mut parts = Vec::with_capacity(reading.documents.len());
    for (at, document) in reading.documents.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| reading.documents.get(at));
        let after = reading.documents.get(at + 1);
        let start = before.map_or(0, |before| before.span.end as usize);
        let end = after.map_or(text.len(), |after| after.span.start as usize);
        let own = (document.span.start as usize, document.span.end as usize);
        let head = text.get(start..own.0).unwrap_or_default();
        let tail = text.get(own.1..end).unwrap_or_default();
        let whole = format!(
            "{}{}{}",
            after_marker(head),
            text.get(own.0..own.1).unwrap_or_default(),
            before_marker(tail)
        );
        let again = reading::read(&whole, &ReadBudget::PRODUCT);
        let is_same = !again.has_errors()
            && again.documents.len() == 1
            && again.documents.iter().all(|read| {
                let names = |a: &Option<_>, b: &Option<_>| match (a, b) {
                    (Some(a), Some(b)) => same(a, b),
                    _ => false,
                };
                names(&read.kind, &document.kind) && names(&read.name, &document.name)
            });
        let plain = || reading.source.slice(document.span).to_owned();
        parts.push(ended(if is_same { whole } else { plain() }));
    }
    parts
}

fn same(a: &postern_core::policy::role::Text, b: &postern_core::policy::role::Text) -> bool {
    a.value == b.value
}

/// What follows the last marker in the text between two documents.
fn after_marker(between: &str) -> &str {
    let mut rest = between;
    let mut from = 0;
    for line in between.split_inclusive('\n') {
        from += line.len();
        if is_marker(line) {
            // A document may begin on the marker's own line: then its line is all marker.
            rest = between.get(from..).unwrap_or_default();
        }
    }
    rest
}

/// What precedes the first marker in the text between two documents.
fn before_marker(between: &str) -> &str {
    let mut until = 0;
    for line in between.split_inclusive('\n') {
        if is_marker(line) {
            return between.get(..until).unwrap_or_default();
        }
        until += line.len();
    }
    between
}

fn is_marker(line: &str) -> bool {
    line.starts_with("---") || line.starts_with("...") || line.starts_with('%')
}

fn ended(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// The documents as one text.
pub(super) fn join(texts: &[String]) -> String {
    texts.join("---\n")
}

/// Whether the reader may create, update and delete the documents that this policy would: `update`
/// on roles alone does not make anyone's users.
pub(super) fn check_verbs(
    reader: Reader<'_>,
    sql: &Sql,
    documents: &[StoredDocument],
) -> Result<(), Error> {
    let old: BTreeMap<(String, String), String> = policy::documents(sql)?
        .into_iter()
        .map(|document| ((document.kind, document.name), document.text))
        .collect();
    let new: BTreeMap<(String, String), &str> = documents
        .iter()
        .map(|document| {
            let key = (document.kind.clone(), document.name.clone());
            (key, document.text.as_str())
        })
        .collect();
    let changed = new.iter().filter_map(|(key, text)| match old.get(key) {
        None => Some((&key.0, "create")),
        Some(before) if before != text => Some((&key.0, "update")),
        Some(_) => None,
    });
    let removed = old
        .keys()
        .filter(|key| !new.contains_key(*key))
        .map(|key| (&key.0, "delete"));
    for (kind, verb) in changed.chain(removed) {
        // Tests are about roles, and whoever owns those owns them.
        let resource = if kind == "policy_test" { "role" } else { kind };
        reader.require(resource, verb, &format!("{verb} documents of kind {kind}"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "# the first\nkind: role\nversion: v7\nmetadata: {name: a}\nspec: {}\n# its end\n---\n# the second\nkind: role\nversion: v7\nmetadata: {name: b}\nspec: {}\n";

    #[test]
    fn documents_keep_their_comments_and_come_back_as_written() {
        let documents = split(TWO).expect("no errors");
        let names: Vec<_> = documents
            .iter()
            .map(|document| document.name.as_str())
            .collect();
        assert_eq!(names, ["a", "b"]);
        let texts: Vec<String> = documents
            .into_iter()
            .map(|document| document.text)
            .collect();
        assert_eq!(join(&texts), TWO);
        let again: Vec<String> = split(&join(&texts))
            .expect("no errors")
            .into_iter()
            .map(|d| d.text)
            .collect();
        assert_eq!(again, texts);
    }

    #[test]
    fn a_text_with_errors_is_no_documents() {
        assert!(split("kind: role\nmetadata: {name: a}\nspec: {bogus: 1}\n").is_err());
        assert!(split("kind: [").is_err());
    }

    #[test]
    fn markers_in_odd_places_do_no_harm() {
        for text in [
            "---\nkind: role\nversion: v7\nmetadata: {name: a}\nspec: {}\n...\n---\nkind: role\nversion: v7\nmetadata: {name: b}\nspec: {}\n---\n",
            "--- {kind: role, version: v7, metadata: {name: a}, spec: {}}\n--- {kind: role, version: v7, metadata: {name: b}, spec: {}}\n",
        ] {
            let documents = split(text).unwrap_or_else(|findings| panic!("{text}: {findings:?}"));
            assert_eq!(documents.len(), 2, "{text}");
            let texts: Vec<String> = documents
                .into_iter()
                .map(|document| document.text)
                .collect();
            assert_eq!(split(&join(&texts)).map(|d| d.len()), Ok(2), "{text}");
        }
    }
}
