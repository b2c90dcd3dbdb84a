//! What is written reads as what was read, and looks as it should.

use alloc::{format, string::String, vec::Vec};

use proptest::prelude::*;

use super::*;
use crate::{
    policy::reading::read,
    yaml::{budget::ReadBudget, node::Scalar, scalar::Meaning},
};

fn canonical(text: &str) -> Result<String, Unwritable> {
    write(&read(text, &ReadBudget::PRODUCT))
}

/// Holds that writing loses nothing and settles at once.
fn assert_kept(text: &str) {
    let before = read(text, &ReadBudget::PRODUCT);
    let Ok(written) = write(&before) else {
        return;
    };
    let after = read(&written, &ReadBudget::PRODUCT);
    let about = format!("{text}\n=== became ===\n{written}\n{:?}", after.diagnostics);
    assert_eq!(before.documents.len(), after.documents.len(), "{about}");
    for (one, other) in before.documents.iter().zip(&after.documents) {
        assert!(same(one.root(), other.root()), "{about}");
    }
    assert_eq!(comments(text), comments(&written), "{about}");
    assert_eq!(canonical(&written).as_ref(), Ok(&written), "{about}");
}

/// The same data, whatever the order of fields and the quotes.
fn same(one: &Node, other: &Node) -> bool {
    let word = |scalar: &Scalar| match scalar.meaning() {
        Meaning::Null => (Meaning::Null, String::new()),
        meaning => (meaning, scalar.text.clone()),
    };
    match (&one.content, &other.content) {
        (Content::Scalar(one), Content::Scalar(other)) => word(one) == word(other),
        (Content::List(one), Content::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Content::Map(one), Content::Map(other)) => {
            one.len() == other.len()
                && one.iter().all(|entry| {
                    other.iter().any(|candidate| {
                        same(&entry.key, &candidate.key) && same(&entry.value, &candidate.value)
                    })
                })
        }
        _ => false,
    }
}

/// All comments of texts whose values hold no `#`, in any order.
fn comments(text: &str) -> Vec<&str> {
    let mut comments: Vec<&str> = text
        .lines()
        .filter_map(|line| Some(line.get(line.find('#')?..)?.trim_end()))
        .collect();
    comments.sort_unstable();
    comments
}

#[test]
fn fields_come_in_the_order_of_the_schema_and_comments_stay_with_them() {
    let text = r##"# Who may fix the database.
metadata: {name: "on-call", description: 'a: b'} # the team's own
version: v7
# what kind
kind: role
spec:
  deny:
    request: {roles: [root]}
  # everything below is reviewed
  allow:
    request:
      thresholds: # who agrees
      # two people
      - deny: 1
        approve: 2 # not one
        filter: |
          contains(reviewer.roles, "lead") &&
            review.reason != ""
      roles:
        - "db-*" # all of them
        - '^x$'
        - "yes"
        - '17:00'
  options: {max_session_ttl: "8h"}
# the end
"##;
    let expected = r##"# Who may fix the database.
# what kind
kind: role
version: v7
metadata: # the team's own
  name: on-call
  description: 'a: b'
spec:
  options:
    max_session_ttl: 8h
  # everything below is reviewed
  allow:
    request:
      roles:
        - db-* # all of them
        - ^x$
        - 'yes'
        - '17:00'
      thresholds: # who agrees
        # two people
        - approve: 2 # not one
          deny: 1
          filter: |
            contains(reviewer.roles, "lead") &&
              review.reason != ""
  deny:
    request:
      roles: [root]
# the end
"##;
    let written = canonical(text).expect("has a canonical form");
    assert_eq!(written, expected);
    assert_kept(text);
}

#[test]
fn documents_keep_their_comments_apart() {
    let text = "# one\n{kind: role, version: v7, metadata: {name: a}, spec: {}}\n# still one\n--- # two\n# more of two\nkind: user\nmetadata: {name: b}\nversion: v2\nspec:\n  roles: [a, ~, 'x, y']\n...\n# after\n";
    let written = canonical(text).expect("has a canonical form");
    assert_eq!(
        written,
        "# one\nkind: role\nversion: v7\nmetadata:\n  name: a\nspec: {}\n# still one\n---\n# two\n# more of two\nkind: user\nversion: v2\nmetadata:\n  name: b\nspec:\n  roles: [a, ~, 'x, y']\n# after\n"
    );
    assert_kept(text);
}

#[test]
fn what_would_lose_something_is_not_written() {
    let cases = [
        ("kind: role\nspec: [", Unwritable::Broken),
        ("kind: role\nkind: user\n", Unwritable::Broken),
        ("kind: &a role\nname: *a\n", Unwritable::Broken),
        ("%YAML 1.2\n---\nkind: role\n", Unwritable::Unusual),
        ("? [a, b]\n: c\n", Unwritable::Unusual),
    ];
    for (text, why) in cases {
        assert_eq!(canonical(text), Err(why), "{text}");
    }
    assert_eq!(canonical("# only this\n"), Ok("# only this\n".into()));
    assert_eq!(canonical(""), Ok(String::new()));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,6}",
        "[ -~]{0,12}",
        "[-?:,\\[\\]{}&*!|>'\"%@` +.=~<0-9a-z\n\t]{0,12}",
        "\\PC{0,8}",
        "(\n| |\r|x|\u{85}|\u{2028}|\u{feff}|\u{0}|\\$|\\^|é){0,10}",
        Just("a very long text that does not fit into a line with others of its kind".repeat(2)),
    ]
}

/// JSON is YAML, so any JSON of texts is a document.
fn document() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        3 => text().prop_map(Value::String),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
    ];
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map(text(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    });
    prop::collection::btree_map("(kind|spec|version|metadata|allow|[a-z]{1,3})", tree, 1..5)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn any_document_reads_as_before(document in document()) {
        let text = serde_json::to_string(&document).expect("JSON");
        let before = read(&text, &ReadBudget::PRODUCT);
        if let Ok(written) = write(&before) {
            let after = read(&written, &ReadBudget::PRODUCT);
            let (one, other) = (before.documents.first(), after.documents.first());
            let kept = match (one, other) {
                (Some(one), Some(other)) => same(one.root(), other.root()),
                _ => false,
            };
            prop_assert!(kept && after.documents.len() == 1, "{text}\nbecame\n{written}\n{:?}", after.diagnostics);
            prop_assert_eq!(canonical(&written), Ok(written));
        }
    }
}

/// Wherever a comment stands, it is still there afterwards.
#[test]
fn comments_are_kept_wherever_they_stand() {
    let text = "metadata:\n  name: a\nversion: v7\nkind: role\nspec:\n  deny: {}\n  allow:\n    request:\n      roles: [a,\n        b]\n      claims_to_roles:\n      - claim: c\n        value: v\n        roles:\n        - x\n      -\n        claim: d\n        value: >-\n          folded\n          text\n        roles: []\n";
    let lines = text.lines().count();
    for line in 0..=lines {
        for (beside, alone) in [
            (" # beside", ""),
            ("", "# alone\n"),
            ("", "        # inside\n"),
        ] {
            let mut commented = String::new();
            for (index, content) in text.lines().enumerate() {
                if index == line {
                    commented.push_str(alone);
                }
                commented.push_str(content);
                if index == line {
                    commented.push_str(beside);
                }
                commented.push('\n');
            }
            if line == lines {
                commented.push_str(alone);
            }
            let in_a_text = read(&commented, &ReadBudget::PRODUCT).has_errors()
                || commented.contains("text # beside")
                || commented.contains("folded # beside")
                || commented.contains("          folded\n        # inside")
                || commented.contains("          folded\n# alone");
            if !in_a_text {
                assert_kept(&commented);
            }
        }
    }
}
