//! Texts to trees: places, recovery, budgets.
use alloc::{string::String, vec::Vec};

use super::*;
use crate::yaml::{node::Content, scalar::Decoded, source::Position};

fn read(text: &str) -> (Source, Stream) {
    let source = Source::new(text);
    let stream = read_stream(&source, &ReadBudget::PRODUCT);
    (source, stream)
}

/// The tree in one line, with what stands at each scalar's place in the source.
fn show(source: &Source, node: &Node, out: &mut String) {
    match &node.content {
        Content::Scalar(scalar) => {
            out.push_str(&format!("{}‹{}›", scalar.text, source.slice(node.span)));
        }
        Content::List(items) => {
            out.push('[');
            for item in items {
                show(source, item, out);
                out.push(' ');
            }
            out.push(']');
        }
        Content::Map(entries) => {
            out.push('{');
            for entry in entries {
                show(source, &entry.key, out);
                out.push(':');
                show(source, &entry.value, out);
                out.push(' ');
            }
            out.push('}');
        }
        Content::Unread => out.push('?'),
    }
}

#[test]
fn trees_keep_the_place_of_every_value() {
    let cases = [
        ("a: 1", "{a‹a›:1‹1› }"),
        ("a: 'it''s'\nb:\n", "{a‹a›:it's‹'it''s'› b‹b›:‹› }"),
        ("- x\n- [y, {z: 1}]", "[x‹x› [y‹y› {z‹z›:1‹1› } ] ]"),
        ("a: |\n  x\n  y\nb: 2", "{a‹a›:x\ny\n‹x\n  y› b‹b›:2‹2› }"),
        (
            "{\"a\": \"\\ud83d\\ude00\"}",
            "{a‹\"a\"›:😀‹\"\\ud83d\\ude00\"› }",
        ),
        ("\u{feff}a: é\r\nb: c\r\n", "{a‹a›:é‹é› b‹b›:c‹c› }"),
    ];
    for (text, expected) in cases {
        let (source, stream) = read(text);
        let found = stream.findings.into_sorted();
        assert!(found.is_empty(), "{text:?}: {found:?}");
        let mut shown = String::new();
        show(&source, &stream.documents[0].root, &mut shown);
        assert_eq!(shown, expected, "{text:?}");
    }
}

#[test]
fn lists_and_mappings_span_from_their_first_to_their_last_character() {
    let (source, stream) = read("a:\n  - x\n  - y: 1\n\nb: [1, 2]\nc:\n- {}\n# end\n");
    let entries = stream.documents[0].root.entries().unwrap();
    let spans: Vec<&str> = entries
        .iter()
        .map(|entry| source.slice(entry.value.span))
        .collect();
    assert_eq!(spans, ["- x\n  - y: 1", "[1, 2]", "- {}"]);
    let inner = entries[0].value.items().unwrap()[1].entries().unwrap()[0]
        .value
        .span;
    assert_eq!(stream.documents[0].root.path_to(inner), "a[1].y");
}

#[test]
fn mistakes_of_form_are_found_where_they_were_made() {
    let cases = [
        ("a: 1\n----\nb: 2\n", "yaml/syntax", 2, 1),
        ("a: [x, y]]\n", "yaml/syntax", 1, 10),
        ("a: [*]\n", "yaml/syntax", 1, 5),
        ("a:\n- *\n", "yaml/syntax", 2, 3),
        ("a: [*-admin]\n", "yaml/alias", 1, 5),
        ("a: &x 1\n", "yaml/alias", 1, 4),
        ("a: !contains(b, \"c\")\n", "yaml/tag", 1, 4),
        ("a: !not b\n", "yaml/tag", 1, 4),
        ("a: \"b\nc: d\n", "yaml/syntax", 1, 4),
        ("a:\n\tb: 1\n", "yaml/tab", 2, 1),
        ("a: 1\n\tb: 2\n", "yaml/tab", 2, 1),
        ("a: 1\n\t# why\nb: 2\n", "yaml/tab", 2, 1),
        ("a: \"^x\\.y$\"\n", "yaml/syntax", 1, 7),
        ("a: b: c\n", "yaml/syntax", 1, 5),
        ("a:\n  b: 1\n c: 2\n", "yaml/syntax", 3, 2),
        ("a: \0\n", "yaml/syntax", 1, 4),
        ("a: @b\n", "yaml/syntax", 1, 4),
        ("a:1\nb: 2\n", "yaml/syntax", 1, 1),
        ("a: 1\nb: 2\na: 3\n", "yaml/duplicate-key", 3, 1),
    ];
    for (text, rule, line, column) in cases {
        let (source, stream) = read(text);
        let found = stream.findings.into_sorted();
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert_eq!(found[0].rule, rule, "{text:?}");
        let position = source.position(found[0].span().start);
        assert_eq!(position, Position { line, column }, "{text:?}: {found:?}");
        assert!(found[0].help.is_some(), "{text:?}");
    }
}

#[test]
fn a_tab_inside_a_block_of_text_is_text() {
    let (_, stream) = read("a: |\n  x\n  \t# y\nb: 1\n");
    assert!(stream.findings.into_sorted().is_empty());
}

#[test]
fn reading_goes_on_at_the_next_document() {
    let (_, stream) = read("a: 1\nb: [\n---\nc: 2\n--- \n!x 1\n---\nd: 'e\n---\nf: 1\n...\n---\n");
    assert_eq!(stream.documents.len(), 5);
    let whole: Vec<bool> = stream.documents.iter().map(|tree| tree.whole).collect();
    assert_eq!(whole, [false, true, true, false, true]);
    assert_eq!(stream.findings.into_sorted().len(), 3);
}

#[test]
fn budgets_end_what_goes_over_them() {
    let budget = ReadBudget {
        bytes: 4_000,
        depth: 4,
        nodes: 300,
        documents: 3,
        scalar_bytes: 100,
        diagnostics: 5,
    };
    let cases = [
        ("x".repeat(4_001), "longer than 4000 bytes"),
        ("[[[[[1]]]]]".into(), "deeper than 4"),
        (format!("a: {}", "x".repeat(101)), "longer than 100 bytes"),
        (format!("[{}]", "1,".repeat(300)), "more than 300 values"),
        (
            "--- 1\n--- 2\n--- 3\n--- 4\n".into(),
            "more than 3 documents",
        ),
        ("a: 1\n".repeat(20), "14 more findings"),
    ];
    for (text, expected) in cases {
        let stream = read_stream(&Source::new(text), &budget);
        let found = stream.findings.into_sorted();
        let last = found.last().expect("over the budget");
        assert_eq!(last.rule, "yaml/budget");
        assert!(last.message.contains(expected), "{}", last.message);
    }
}

#[test]
fn bombs_are_findings() {
    let deep = "[".repeat(100_000);
    let nested = "- ".repeat(100_000);
    let keys = "? ".repeat(100_000);
    let lines = "a: &a [*a, *a]\n".repeat(1_000);
    let quotes = "'\n---\n".repeat(10_000);
    for text in [deep, nested, keys, lines, quotes] {
        let stream = read_stream(&Source::new(text), &ReadBudget::PRODUCT);
        assert!(!stream.findings.into_sorted().is_empty());
    }
}

#[test]
fn every_character_of_a_decoded_text_has_its_place_in_the_source() {
    // The text, the decoded part that is looked for, and what stands at its place.
    let cases = [
        ("a: plain-text", "text", "text"),
        ("a: 'it''s {{x}}'", "x", "x"),
        ("a: 'it''s'", "'", "''"),
        ("a: \"q\\\"\\u00e9\\x41z\"", "éA", "\\u00e9\\x41"),
        ("a: \"\\ud83d\\ude00z\"", "z", "z"),
        ("a: |\n  one\n    two\n", "two", "two"),
        ("a: >-\n  one\n  two\n\n  three\n", "three", "three"),
        ("a: >-\n  one\n  two\n", "two", "two"),
        ("a: one\n  two\n", "two", "two"),
        ("a: \"one\n  two\\\n  three\"", "three", "three"),
    ];
    for (text, part, expected) in cases {
        let (source, stream) = read(text);
        let value = &stream.documents[0].root.entries().unwrap()[0].value;
        let scalar = value.scalar().unwrap();
        let start = scalar
            .text
            .find(part)
            .unwrap_or_else(|| panic!("{text:?}: {scalar:?}"));
        let decoded = Decoded::new(&source, value.span, scalar);
        let span = decoded.span(start, start + part.len());
        assert_eq!(source.slice(span), expected, "{text:?}");
        let whole = decoded.span(0, scalar.text.len());
        assert!(value.span.holds(whole), "{text:?}: {whole:?}");
    }
}

mod any_text {
    use proptest::prelude::*;

    use super::*;

    /// Text that is likely to be nearly YAML.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(alloc::vec![
            "a",
            "kind: role",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "  ",
            "\t",
            "'",
            "\"",
            "\\",
            "[",
            "]",
            "{",
            "}",
            ",",
            "|",
            ">",
            "*",
            "&x",
            "!",
            "#",
            " #",
            "---",
            "\n---\n",
            "...",
            "?",
            "é",
            "\u{1f600}",
            "\0",
            "\r\n",
            "\r",
            "\u{feff}",
            "~",
            "%",
            "@",
            "`",
            "<<",
            "\u{2028}",
            "\\u12",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    fn check(text: &str) {
        let source = Source::new(text);
        let stream = read_stream(&source, &ReadBudget::PRODUCT);
        let within = |span: Span| {
            assert!(
                text.get(span.start as usize..span.end as usize).is_some(),
                "{span:?} is not within the text"
            );
        };
        for finding in stream.findings.into_sorted() {
            finding.labels.iter().for_each(|label| within(label.span));
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                within(edit.span);
            }
        }
        let mut open: Vec<&Node> = stream.documents.iter().map(|tree| &tree.root).collect();
        while let Some(node) = open.pop() {
            within(node.span);
            match &node.content {
                Content::Scalar(scalar) => {
                    let decoded = Decoded::new(&source, node.span, scalar);
                    for (index, _) in scalar.text.char_indices() {
                        within(decoded.span(index, scalar.text.len()));
                    }
                }
                Content::List(items) => open.extend(items),
                Content::Map(entries) => {
                    for entry in entries {
                        open.push(&entry.key);
                        open.push(&entry.value);
                    }
                }
                Content::Unread => {}
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

        #[test]
        fn any_text_is_read_and_every_place_is_within_it(text in "\\PC{0,200}") {
            check(&text);
        }

        #[test]
        fn nearly_yaml_is_read_and_every_place_is_within_it(text in pieces()) {
            check(&text);
        }
    }
}
