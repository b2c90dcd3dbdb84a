//! Doc comments as descriptions: without what only those who read the source can follow.

use serde_json::Value;

/// Cleans every description in a schema, however deep.
pub(crate) fn clean_all(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if name == "description" => *text = clean(text),
                    member => clean_all(member),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean_all),
        _ => {}
    }
}

/// A text without references to numbered rules (` (W1)`) and without links between items.
pub(crate) fn clean(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.trim();
    while let Some((before, after)) = rest.split_once(" (") {
        out.push_str(before);
        rest = match after.split_once(')') {
            Some((inside, tail)) if is_rule(inside) => tail,
            _ => {
                out.push_str(" (");
                after
            }
        };
    }
    out.push_str(rest);
    out.replace("[`", "`").replace("`]", "`")
}

/// Whether a text names rules of the policy language: `W1`, `D5, D6`.
fn is_rule(text: &str) -> bool {
    text.split(", ").all(|name| {
        let mut characters = name.chars();
        characters.next().is_some_and(|c| c.is_ascii_uppercase())
            && !characters.as_str().is_empty()
            && characters.all(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_source_explains_is_left_out() {
        for (text, expected) in [
            ("In name order (W5).", "In name order."),
            ("Fewer (D5, D6) than asked", "Fewer than asked"),
            ("A set (JSON), a [`Thing`]", "A set (JSON), a `Thing`"),
            (" Why (a", "Why (a"),
        ] {
            assert_eq!(clean(text), expected);
        }
    }
}
