//! What Go's parser accepts and refuses, checked by table.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::{DEEPEST, Expression, ExpressionErrorKind, Infix, Node, Number, Prefix, parse};

/// The tree in Lisp's clothing.
fn shape(expression: &Expression) -> String {
    match &expression.node {
        Node::Name(name) => name.clone(),
        Node::Text(text) => format!("{:?}", String::from_utf8_lossy(text.as_bytes())),
        Node::Number(Number::Whole) => "whole".to_string(),
        Node::Number(Number::Fraction) => "fraction".to_string(),
        Node::Number(Number::Exotic) => "exotic".to_string(),
        Node::Character => "character".to_string(),
        Node::Parenthesized(inner) => format!("[{}]", shape(inner)),
        Node::Select { base, name, .. } => format!("{}.{name}", shape(base)),
        Node::Index { base, key } => format!("(at {} {})", shape(base), shape(key)),
        Node::Call {
            function,
            arguments,
        } => {
            let arguments: Vec<String> = arguments.iter().map(shape).collect();
            format!("({} {})", shape(function), arguments.join(" "))
        }
        Node::Unary {
            operator: Prefix::Not,
            operand,
        } => format!("(! {})", shape(operand)),
        Node::Unary {
            operator: Prefix::Minus,
            operand,
        } => format!("(- {})", shape(operand)),
        Node::Chain { first, rest } => {
            let mut text = format!("({}", shape(first));
            for link in rest {
                let operator = match link.operator {
                    Infix::Or => "||",
                    Infix::And => "&&",
                    Infix::Equal => "==",
                    Infix::NotEqual => "!=",
                    Infix::Other(other) => other,
                };
                text.push_str(&format!(" {operator} {}", shape(&link.operand)));
            }
            text.push(')');
            text
        }
        Node::Foreign(what) => format!("<{what}>"),
    }
}

#[test]
fn reads_what_go_reads() {
    let cases: &[(&str, &str)] = &[
        ("a", "a"),
        ("a.b.c", "a.b.c"),
        ("\u{feff}a", "a"),
        ("é9_ü", "é9_ü"),
        ("日本٣", "日本٣"),
        ("a . b", "a.b"),
        ("a.\nb", "a.b"),
        ("a.\r\n\tb", "a.b"),
        ("((a))", "[[a]]"),
        ("(a).b", "[a].b"),
        ("m[\"k\"]", "(at m \"k\")"),
        ("m[`k`]", "(at m \"k\")"),
        ("m[\"k\",]", "(at m \"k\")"),
        ("m[\n\"k\"]", "(at m \"k\")"),
        ("f()", "(f )"),
        ("f(\"a\",)", "(f \"a\")"),
        ("f(\"a\",\n)", "(f \"a\")"),
        ("f(\n\"a\")", "(f \"a\")"),
        ("f (\"a\")", "(f \"a\")"),
        ("f(\"a\"...)", "(f \"a\")"),
        ("f(\"a\"...,)", "(f \"a\")"),
        ("f(a, g(b))", "(f a (g b))"),
        ("f(a).b[c](d)", "((at (f a).b c) d)"),
        // Comments are space, and a line break inside one is still a line break.
        ("/* c */f(\"a\")", "(f \"a\")"),
        ("f(\"a\") // c", "(f \"a\")"),
        ("f(\"a\") // c\n", "(f \"a\")"),
        ("f(\"a\") /* c */", "(f \"a\")"),
        ("f(\"a\" /* c */)", "(f \"a\")"),
        ("f( // c\n\"a\")", "(f \"a\")"),
        ("a\n", "a"),
        ("a\n\n \n", "a"),
        ("\n\na", "a"),
        ("a &&\n b", "(a && b)"),
        ("a && // c\n b", "(a && b)"),
        ("a /* c */ && b", "(a && b)"),
        // Precedence: ! over == over && over ||, chains flat.
        ("a || b || c", "(a || b || c)"),
        ("a || b && c", "(a || (b && c))"),
        ("a && b || c", "((a && b) || c)"),
        ("!a == b && c", "(((! a) == b) && c)"),
        ("a == b != c", "(a == b != c)"),
        ("a + b*c - d", "(a + (b * c) - d)"),
        ("a < b == c", "(a < b == c)"),
        ("a &^ b", "(a &^ b)"),
        ("a << b + c", "((a << b) + c)"),
        ("(a || b) && c", "([(a || b)] && c)"),
        ("a == (b == c)", "(a == [(b == c)])"),
        ("!!a", "(! (! a))"),
        ("-a - -b", "((- a) - (- b))"),
        // Words that other languages reserve are names.
        ("true", "true"),
        ("nil", "nil"),
        ("and", "and"),
        // Numbers and characters, for their users to refuse.
        ("1", "whole"),
        ("017", "whole"),
        ("1.5", "fraction"),
        ("1e-3", "fraction"),
        (".5", "fraction"),
        ("0x1F", "exotic"),
        ("1_000", "exotic"),
        ("2i", "exotic"),
        ("'c'", "character"),
        ("'\\n'", "character"),
        ("'é'", "character"),
        // Valid Go that nobody here wants.
        ("a[1:2]", "<a slice>"),
        ("a[:]", "<a slice>"),
        ("a[b, c]", "<more than one key>"),
        ("a.(string)", "<a type assertion>"),
        ("*a", "<a pointer>"),
        ("&a", "<an address>"),
        ("^a", "<this operator before a value>"),
    ];
    for (text, expected) in cases {
        let tree = parse(text).unwrap_or_else(|error| panic!("{text:?}: {}", error.message));
        assert_eq!(shape(&tree), *expected, "{text:?}");
    }
}

#[test]
fn refuses_what_go_refuses() {
    // The text, the part of it that the error points at, and a piece of the message.
    let cases: &[(&str, &str, &str)] = &[
        ("", "", "no expression"),
        (" ", " ", "no expression"),
        ("\n", "\n", "no expression"),
        ("// c", "// c", "no expression"),
        ("f(\"a\"\n)", "\n", "line break"),
        ("(a\n)", "\n", "line break"),
        ("m[\"k\"\n]", "\n", "line break"),
        ("a\n.b", "\n", "line break ends"),
        ("a\n&& b", "\n", "line break ends"),
        ("a /*\n*/ && b", "/*\n*/", "line break ends"),
        ("a // c\n&& b", "\n", "line break ends"),
        ("a;", ";", "complete before `;`"),
        ("a b", "b", "complete before `b`"),
        ("a \"b\"", "\"b\"", "complete before a string"),
        ("a and b", "and", "complete before `and`"),
        ("a = b", "=", "complete before `=`"),
        ("a, b", ",", "complete before `,`"),
        ("a...", "...", "complete before `...`"),
        ("a)", ")", "complete before `)`"),
        ("a.1", ".1", "complete before a number"),
        ("f(", "", "a value belongs here, not the end"),
        ("f(a", "(", "this `(` is not closed"),
        ("f(a b)", "b", "`,` or `)` belongs here"),
        ("f(a;b)", ";", "`,` or `)` belongs here"),
        ("f(,)", ",", "a value belongs here"),
        ("f(a,,b)", ",", "a value belongs here"),
        ("f(a...,b)", "b", "`,` or `)` belongs here"),
        ("(", "", "a value belongs here"),
        (")", ")", "a value belongs here"),
        ("()", ")", "a value belongs here"),
        ("m[]", "]", "a value belongs here"),
        ("m[\"k\"", "[", "this `[` is not closed"),
        ("f(a, (b)", "(", "this `(` is not closed"),
        ("a.", "", "a name belongs here"),
        ("a.type", "type", "reserved word"),
        ("func", "func", "a function"),
        ("if", "if", "reserved word `if`"),
        ("a &&", "", "a value belongs here"),
        ("&& a", "&&", "a value belongs here"),
        ("[]string", "[", "a list"),
        ("map[string]string", "map", "`map` has no meaning"),
        ("a{}", "{", "a composite value"),
        ("a ? b : c", "?", "cannot stand"),
        ("a # b", "#", "cannot stand"),
        ("a\u{a0}b", "\u{a0}", "cannot stand"),
        ("“a”", "“", "cannot stand"),
        ("a\u{b}", "\u{b}", "cannot stand"),
        ("\"a\0\"", "\0", "invisible"),
        ("a\u{feff}", "\u{feff}", "invisible"),
        // A mark is no letter, though Rust calls some of them alphabetic.
        ("a\u{945}", "\u{945}", "cannot stand"),
        ("/* c", "/* c", "comment is not closed"),
        ("\"a", "\"a", "no closing quote"),
        ("\"a\nb\"", "\"a", "no closing quote"),
        ("`a", "`a", "no closing quote"),
        ("'ab'", "'ab'", "single quotes"),
        ("''", "''", "single quotes"),
        ("'a", "'a", "single quotes"),
        ("1x", "1x", "not a number"),
        ("09", "09", "not a number"),
        ("0x", "0x", "not a number"),
        ("1__0", "1__0", "not a number"),
    ];
    for (text, part, message) in cases {
        let error = parse(text).expect_err(text);
        let named = text.get(error.span.clone());
        assert_eq!(named, Some(*part), "{text:?}: {}", error.message);
        assert!(
            error.message.contains(message),
            "{text:?}: {}",
            error.message
        );
    }
}

/// M13: Go's escapes, resolved before anything else sees the value.
#[test]
fn resolves_go_escapes() {
    let cases: &[(&str, &[u8])] = &[
        (r#""""#, b""),
        (r#""a""#, b"a"),
        (r#""\a\b\f\n\r\t\v\\\"""#, b"\x07\x08\x0c\n\r\t\x0b\\\""),
        (r#""\\d""#, br"\d"),
        (r#""\141\x61\u0061\U00000061""#, b"aaaa"),
        (r#""\x7b""#, b"{"),
        (r#""\xc3\xa9""#, "é".as_bytes()),
        (r#""\u00e9""#, "é".as_bytes()),
        (r#""\377""#, b"\xff"),
        (r#""\x80""#, b"\x80"),
        (r#""'""#, b"'"),
        (r"`\d`", br"\d"),
        ("`a\nb`", b"a\nb"),
        ("`a\r\n\rb`", b"a\nb"),
        ("`\"`", b"\""),
    ];
    for (text, value) in cases {
        match parse(text)
            .unwrap_or_else(|error| panic!("{text}: {}", error.message))
            .node
        {
            Node::Text(literal) => assert_eq!(literal.as_bytes(), *value, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn refuses_other_escapes() {
    let cases: &[(&str, &str)] = &[
        (r#""\d""#, r"\d"),
        (r#""a\.b""#, r"\."),
        (r#""\'""#, r"\'"),
        (r#""\é""#, r"\é"),
        (r#""\x6""#, r"\x6"),
        (r#""\x6g""#, r"\x6g"),
        (r#""\18""#, r"\18"),
        (r#""\400""#, r"\400"),
        (r#""\u006""#, r"\u006"),
        (r#""\ud800""#, r"\ud800"),
        (r#""\U00110000""#, r"\U00110000"),
    ];
    for (text, part) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!(error.kind, ExpressionErrorKind::Syntax, "{text}");
        assert_eq!(
            text.get(error.span.clone()),
            Some(*part),
            "{text}: {}",
            error.message
        );
    }
}

#[test]
fn knows_where_each_byte_of_a_string_was_written() {
    let source = r#"f("a\x62\u00e9cd\\e")"#;
    let Node::Call { arguments, .. } = parse(source).unwrap().node else {
        panic!()
    };
    let Node::Text(text) = &arguments.first().unwrap().node else {
        panic!()
    };
    assert_eq!(text.as_str().unwrap(), "abécd\\e");
    let shown = |from: usize, to: usize| source.get(text.source_span(from..to)).unwrap();
    assert_eq!(shown(0, 1), "a");
    assert_eq!(shown(1, 2), r"\x62");
    assert_eq!(shown(2, 4), r"\u00e9");
    assert_eq!(shown(4, 5), "c");
    assert_eq!(shown(5, 7), r"d\\");
    assert_eq!(shown(7, 8), "e");
    assert_eq!(shown(0, 8), r"a\x62\u00e9cd\\e");
    assert_eq!(shown(8, 8), "");
    assert_eq!(text.source_offset(99), text.span().end - 1);

    let raw = "`a\r\nb`";
    let Node::Text(text) = parse(raw).unwrap().node else {
        panic!()
    };
    assert_eq!(raw.get(text.source_span(2..3)), Some("b"));
}

#[test]
fn refuses_text_that_is_not_utf8_only_when_asked_for_text() {
    let source = r#""ab\x80c""#;
    let Node::Text(text) = parse(source).unwrap().node else {
        panic!()
    };
    let error = text.as_str().unwrap_err();
    assert_eq!(source.get(error.span), Some(r"\x80"));
}

#[test]
fn names_paths_and_strips_parentheses() {
    assert_eq!(
        parse("a.b.c").unwrap().path(),
        Some(Vec::from(["a", "b", "c"]))
    );
    assert_eq!(parse("(a).b").unwrap().path(), None);
    assert_eq!(parse("a[\"b\"].c").unwrap().path(), None);
    assert_eq!(shape(parse("((a))").unwrap().bare()), "a");
}

/// Depth bombs end in an error, on half of the stack that a WebAssembly module has.
#[test]
fn hostile_nesting_is_an_error() {
    let repeat = |piece: &str| piece.repeat(100_000);
    let bombs = [
        format!("{}a{}", repeat("("), repeat(")")),
        repeat("("),
        repeat("!"),
        format!("{}a", repeat("!")),
        format!("{}a", repeat("- ")),
        repeat("f("),
        repeat("a["),
        repeat("a.("),
        format!("a{}", repeat(".a")),
        format!("a{}", repeat("()")),
        format!("a{}", repeat("[b]")),
        repeat("a||(b&&"),
        repeat("a||b&&c==d+e*!f("),
        format!("{}a{}", "f(".repeat(90), ").a.a.a.a.a.a.a.a".repeat(90)),
    ];
    // Frames are several times larger without optimisation.
    let stack = if cfg!(debug_assertions) { 4 } else { 1 } * 512 * 1024;
    let small = std::thread::Builder::new().stack_size(stack);
    let judged = small.spawn(move || {
        for bomb in bombs {
            let start: String = bomb.chars().take(20).collect();
            let error = parse(&bomb).expect_err(&start);
            assert_eq!(error.kind, ExpressionErrorKind::Unsupported, "{start}");
        }
    });
    judged.unwrap().join().unwrap();
}

#[test]
fn length_is_not_depth() {
    let long = alloc::vec!["contains(request.roles, \"dev\")"; 20_000];
    assert!(parse(&long.join(" || ")).is_ok());
    assert!(parse(&long.join(" && ")).is_ok());
    assert!(parse(&format!("f({})", long.join(", "))).is_ok());
    let deep = DEEPEST / 2;
    assert!(parse(&format!("{}a{}", "(".repeat(deep), ")".repeat(deep))).is_ok());
}

proptest! {
    #[test]
    fn reading_never_panics_and_errors_point_into_the_text(text in ".{0,60}") {
        if let Err(error) = parse(&text) {
            prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error);
        }
    }

    #[test]
    fn near_misses_never_panic(
        pieces in prop::collection::vec(
            prop::sample::select(alloc::vec![
                "a", ".", "(", ")", "[", "]", ",", "\"b\"", "`c`", "'", "\"", "`", "\\", "\n", " ",
                "&&", "||", "==", "!", "-", "...", "1", "/*", "*/", "//", "é", "\\x8", "{", ":",
            ]),
            0..30,
        )
    ) {
        let text: String = pieces.concat();
        match parse(&text) {
            Ok(tree) => prop_assert!(text.get(tree.span).is_some()),
            Err(error) => prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error),
        }
    }

    /// Whatever a string holds, its bytes map back in order to the text.
    #[test]
    fn every_byte_maps_back_in_order(body in r#"([ -!#-\[\]-~é日]|\\[abfnrtv\\"]|\\x[0-7][0-9a-f]|\\u00e9){0,20}"#) {
        let source = format!("\"{body}\"");
        let Node::Text(text) = parse(&source).unwrap().node else { panic!() };
        let offsets: Vec<usize> = (0..=text.as_bytes().len()).map(|at| text.source_offset(at)).collect();
        prop_assert!(offsets.is_sorted());
        prop_assert_eq!(offsets.last().copied(), Some(source.len() - 1));
    }
}
