//! Runner of the family `matcher`: does a name match (M, R)?

use postern_core::policy::{budget::Budget, matcher::Matcher};

use super::case::{Case, Verdict};

/// Decides one case.
pub(crate) fn run(case: &Case) -> Verdict {
    let expected = case.text("result");
    let Ok(expression) = String::from_utf8(case.bytes("expr")) else {
        // Whatever holds such a pattern does not read (R14).
        return match expected {
            "error" => Verdict::Pass,
            _ => Verdict::Departs("1: a text that is not UTF-8 is an error"),
        };
    };
    let got = match Matcher::parse(&expression, &Budget::REFERENCE) {
        Ok(matcher) if matcher.accepts(&name(&case.bytes("input"))) => "match",
        Ok(_) => "nomatch",
        Err(_) => "error",
    };
    Verdict::compare(&expected, &got)
}

/// A name as text: each byte that is not UTF-8 counts as one U+FFFD (R14).
fn name(mut bytes: &[u8]) -> String {
    let mut name = String::new();
    while !bytes.is_empty() {
        let length = match str::from_utf8(bytes) {
            Ok(text) => {
                name.push_str(text);
                bytes.len()
            }
            Err(error) => {
                let (valid, _) = bytes.split_at(error.valid_up_to());
                name.push_str(str::from_utf8(valid).unwrap_or_default());
                name.push('\u{FFFD}');
                valid.len() + 1
            }
        };
        bytes = bytes.get(length..).unwrap_or_default();
    }
    name
}
