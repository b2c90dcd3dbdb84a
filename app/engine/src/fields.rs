//! Which fields documents have, for the editor to complete and explain: the core's own tables, with what
//! each field means in a sentence.

use postern_core::policy::schema::{Denying, Field, KINDS, Needed, Shape};
use serde::Serialize;

use crate::meanings::meaning;

/// A kind of document.
#[derive(Serialize)]
pub(crate) struct Kind {
    /// What `kind:` says.
    name: &'static str,
    /// Newest last.
    versions: &'static [&'static str],
    fields: Vec<Known>,
}

/// A field of a mapping.
#[derive(Serialize)]
struct Known {
    name: &'static str,
    /// What may stand there.
    shape: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    meaning: Option<&'static str>,
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    needed: bool,
    /// What it does under `spec.deny`, where it does not simply deny.
    #[serde(skip_serializing_if = "Option::is_none")]
    denying: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead: Option<&'static str>,
    /// The words that may stand there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<&'static str>,
    /// Whose names may stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    names: Option<&'static str>,
    /// Whether what is known below stands in items of a list.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    list: bool,
    /// Whether what is known below stands below names that are free.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    map: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Self>,
}

/// All kinds with their fields.
pub(crate) fn kinds() -> Vec<Kind> {
    let kinds = KINDS.iter();
    kinds
        .map(|kind| Kind {
            name: kind.name,
            versions: kind.versions,
            fields: known(kind.name, kind.fields),
        })
        .collect()
}

fn known(path: &str, fields: &'static [Field]) -> Vec<Known> {
    fields
        .iter()
        .map(|field| {
            let path = format!("{path}.{}", field.name);
            let mut known = Known {
                name: field.name,
                shape: field.shape.describe(),
                meaning: meaning(&path),
                needed: field.needed != Needed::No,
                denying: match field.denying {
                    Denying::Effective => None,
                    Denying::Ignored => Some("has no effect under `deny`"),
                    Denying::Rejected => Some("is refused under `deny`"),
                },
                instead: field.instead,
                words: vec![],
                names: None,
                list: false,
                map: false,
                fields: vec![],
            };
            known.take(&path, &field.shape);
            known
        })
        .collect()
}

impl Known {
    fn take(&mut self, path: &str, shape: &'static Shape) {
        match shape {
            Shape::Object(fields) => self.fields = known(path, fields),
            Shape::List(inner) | Shape::OneOrMore(inner) => {
                self.list = true;
                self.take(path, inner);
            }
            Shape::Map(inner) => {
                self.map = true;
                self.take(path, inner);
            }
            Shape::Word(words) | Shape::OurWord(words) | Shape::OpenWord(words) => {
                self.words = words.to_vec();
            }
            Shape::Choice { words, on, .. } => {
                self.words = words.to_vec();
                if *on {
                    self.words.extend(["true", "false"]);
                }
            }
            Shape::Bool | Shape::LenientBool => self.words = vec!["true", "false"],
            Shape::Matcher | Shape::RoleName | Shape::ClaimRole | Shape::ClaimRoleName => {
                self.names = Some("role");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meanings::MEANINGS;

    fn paths(path: &str, fields: &[Known], all: &mut Vec<String>) {
        for field in fields {
            let path = format!("{path}.{}", field.name);
            paths(&path, &field.fields, all);
            all.push(path);
        }
    }

    #[test]
    fn whatever_has_a_meaning_is_a_field() {
        let mut all = vec![];
        for kind in kinds() {
            paths(kind.name, &kind.fields, &mut all);
        }
        for (path, _) in MEANINGS {
            let fits = |known: &String| match path.strip_prefix('*') {
                Some(end) => known.ends_with(end),
                None => known == path,
            };
            let is_there = all.iter().any(fits);
            assert!(is_there, "{path} is no field");
        }
    }

    #[test]
    fn what_asks_and_reviews_is_explained_wholly() {
        let kinds = kinds();
        let role = kinds.iter().find(|kind| kind.name == "role").unwrap();
        let mut all = vec![];
        paths("role", &role.fields, &mut all);
        let missing: Vec<_> = all
            .iter()
            .filter(|path| path.contains(".request.") || path.contains(".review_requests."))
            .filter(|path| meaning(path).is_none())
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
