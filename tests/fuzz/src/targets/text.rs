//! Small texts: lines and columns, names, ids, digests, and what words mean and resemble.

use postern_core::{
    policy::{
        digest::PolicyDigest,
        name::{RoleName, UserName},
        spelling,
    },
    request::id::RequestId,
    yaml::{
        decimal::is_decimal,
        scalar::{Meaning, meaning},
        source::{Position, Source},
    },
};

use crate::{
    input::{Input, joined},
    sample::Samples,
};

pub(super) fn check(input: &mut Input<'_>) {
    let [text, other] = [input.text(), input.text()];
    places(&text);
    if let Ok(name) = RoleName::parse(&text) {
        let stored = serde_json::to_string(&name).unwrap_or_default();
        assert_eq!(serde_json::from_str(&stored).ok(), Some(name));
    }
    assert_eq!(RoleName::parse(&text).is_ok(), UserName::parse(&text).is_ok());
    if let Ok(id) = RequestId::parse(&text) {
        assert_eq!(RequestId::parse(&id.to_string()), Ok(id));
    }
    if let Ok(digest) = PolicyDigest::parse(&text) {
        assert_eq!(digest.as_str(), text);
    }
    if is_decimal(&text) {
        assert!(matches!(meaning(&text), Meaning::Integer | Meaning::Float | Meaning::OddNumber));
    }
    let [one, two] = [&text, &other].map(|text| text.chars().take(64).collect::<String>());
    let distance = spelling::distance(&one, &two);
    assert_eq!(distance, spelling::distance(&two, &one));
    assert!(distance <= one.chars().count().max(two.chars().count()));
    let near = spelling::nearest(&one, [two.as_str(), "roles"]);
    assert!(near.is_none_or(|near| near == two || near == "roles"));
}

/// Every character has a line and a column, which lead back to it.
fn places(text: &str) {
    let source = Source::new(text);
    let mut before = Position { line: 0, column: 0 };
    for (at, character) in text.char_indices().take(512) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let position = source.position(at);
        if at > 0 || character != '\u{feff}' {
            assert!(before < position, "{position:?} at {at}");
            before = position;
            if !matches!(character, '\r' | '\n') {
                assert_eq!(source.offset(position), at);
            }
        }
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let documents = samples.documents().map(|text| joined([text, "role"]));
    let words = [
        joined(["0190b5c2-7e3a-7000-8000-0123456789ab", "-1.5e3"]),
        joined(["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"]),
        joined(["0x1F", "requets"]),
        joined(["\u{feff}a\r\nb\rc\n\u{1f600}"]),
        joined(["-1_000", "0o14"]),
    ];
    documents.chain(words).collect()
}
