//! A second reader of YAML, to which ours is compared value by value.

use postern_core::yaml::{
    budget::ReadBudget,
    diagnostic::Severity,
    document::read_stream,
    node::{Content, Node},
    scalar::Meaning,
    source::Source,
};
use serde::Deserialize;
use serde_yaml::Value;

/// Ways to write values, each of which both readers must take for the same.
pub(crate) const SCALARS: &str = r#"
plain: [text, two words, 17:00, 2024-01-31, a#b, 'a: b', -x, 1h30m, .5s, "", '']
numbers: [0, 1, -1, 4294967295, 1.5, -2.5e3, 0x1f, .inf]
words: [true, false, null, ~, True, NULL]
quotes: ['it''s', "tab\tquote\"back\\slash\u00e9\x41\/"]
empty:
literal: |
  one
    two

  three
strip: |-
  one
keep: |+
  one

folded: >
  one
  two

  three
   four
  five
long: "one
  two\
  three

  four"
multi: one
  two
  three
flow: {a: [b, {c: d}], e: {}, f: []}
? question
: answer
nested:
- - a
  - b
-
  c: d
"#;

/// How many documents both readers read alike. Documents that either refuses, or whose plain words
/// mean different things to readers (`yes`, `010`), are not compared.
///
/// # Panics
/// When they differ.
pub(crate) fn compare(text: &str) -> usize {
    let ours = read_stream(&Source::new(text), &ReadBudget::PRODUCT);
    let faulty = ours
        .findings
        .into_sorted()
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    let theirs: Result<Vec<Value>, _> = serde_yaml::Deserializer::from_str(text)
        .map(Value::deserialize)
        .collect();
    let (false, Ok(theirs)) = (faulty, theirs) else {
        return 0;
    };
    let theirs: Vec<Value> = theirs
        .into_iter()
        .filter(|value| !value.is_null())
        .collect();
    assert_eq!(ours.documents.len(), theirs.len(), "{text}");
    let mut compared = 0;
    for (tree, value) in ours.documents.iter().zip(&theirs) {
        if !ambiguous(&tree.root) {
            same(&tree.root, value, text);
            compared += 1;
        }
    }
    compared
}

fn ambiguous(node: &Node) -> bool {
    match &node.content {
        Content::Scalar(scalar) => scalar.meaning().is_ambiguous(),
        Content::List(items) => items.iter().any(ambiguous),
        Content::Map(entries) => entries
            .iter()
            .any(|entry| ambiguous(&entry.key) || ambiguous(&entry.value)),
        Content::Unread => true,
    }
}

fn same(node: &Node, value: &Value, text: &str) {
    let about = format!("{node:?} is not {value:?} in\n{text}");
    match (&node.content, value) {
        (Content::List(items), Value::Sequence(values)) => {
            assert_eq!(items.len(), values.len(), "{about}");
            for (item, value) in items.iter().zip(values) {
                same(item, value, text);
            }
        }
        (Content::Map(entries), Value::Mapping(values)) => {
            assert_eq!(entries.len(), values.len(), "{about}");
            for (entry, (key, value)) in entries.iter().zip(values) {
                same(&entry.key, key, text);
                same(&entry.value, value, text);
            }
        }
        (Content::Scalar(scalar), value) => {
            let agrees = match (scalar.meaning(), value) {
                (Meaning::Null, Value::Null) => true,
                (Meaning::Bool(ours), Value::Bool(theirs)) => ours == *theirs,
                (Meaning::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
                (Meaning::Float, Value::Number(number)) => number.is_f64(),
                (Meaning::Text, Value::String(theirs)) => scalar.text == *theirs,
                _ => false,
            };
            assert!(agrees, "{about}");
        }
        _ => assert!(matches!(node.content, Content::Unread), "{about}"),
    }
}
