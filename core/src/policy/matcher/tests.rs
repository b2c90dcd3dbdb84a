//! The rules of matchers, case by case, and what must hold for every text.

mod write;

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::{
    Matcher,
    MatcherErrorKind::{self, OverBudget, Syntax, Unsupported},
    MatcherKind::{self, Glob, Literal, Regex, Template},
    pattern::{LIGHT, Replacer},
    program::Program,
    re2::{
        self, Captures, LetterCase,
        tree::{MAX_HEIGHT, Tree},
        unicode::{CATEGORIES, SCRIPTS},
    },
};
use crate::policy::{budget::Budget, expand::Replacement};

/// A text, its kind, and names that it accepts and refuses.
type Accepting = (
    &'static str,
    &'static str,
    MatcherKind,
    &'static [&'static str],
    &'static [&'static str],
);

#[rustfmt::skip]
const ACCEPTING: &[Accepting] = &[
    // The mission's own examples.
    ("docs: a glob", "dev-*", Glob, &["dev-prod", "dev-stg"], &["prod-dev", "xdev-a"]),
    ("docs: a regular expression", "^prod.*$", Regex, &["prod.us-east"], &["dev-prod"]),
    ("docs: a template", r#"dev-{{regexp.match("us-*")}}"#, Template, &["dev-us-east-a", "dev-us-west-b"], &["dev-eu", "us-east"]),
    ("docs: a negated template", r#"dev-{{regexp.not_match("beta")}}-prod"#, Template, &["dev-alpha-prod"], &["dev-beta-prod"]),
    // Kinds, globs, literals.
    ("M1: one brace is a character", "{a}", Literal, &["{a}"], &["a"]),
    ("M2: a star may be empty", "dev-*", Glob, &["dev-"], &["dev"]),
    ("M2: a dot is a dot", "a.b", Literal, &["a.b"], &["axb"]),
    ("M2: an anchor at one end is a character", "^a", Literal, &["^a"], &["a"]),
    ("M2: a bar is a character", "a|b", Literal, &["a|b"], &["a", "b"]),
    ("M2: flags are characters", "(?i)a*", Glob, &["(?i)a", "(?i)ab"], &["A"]),
    ("M3: a star stays in its line", "dev-*", Glob, &["dev-\r"], &["dev-a\nb", "dev-\n"]),
    ("M3: a newline that is written counts", "a*\n*b", Glob, &["ax\nyb", "a\nb"], &["ax\n\nyb", "ab"]),
    ("M4: a backslash does not spare the star", r"a\*b", Glob, &[r"a\b", r"a\xb"], &["a*b"]),
    ("M4: a literal star needs a regular expression", r"^a\*b$", Regex, &["a*b"], &["axb"]),
    ("M5: the empty text", "", Literal, &[""], &["a", " "]),
    ("M7: the shortest regular expression", "^$", Regex, &[""], &["^$", "a"]),
    ("M7: anchors alone", "^", Literal, &["^"], &[""]),
    ("M7: an anchor in the middle", "^a$b", Literal, &["^a$b"], &["a"]),
    ("R15: many stars", "*a*a*a*a*a*a*b", Glob, &["aaaaaab"], &["aaaaaa", "aaaaab"]),
    ("M2: beginning and ending do not overlap", "ab*ba", Glob, &["abba"], &["aba"]),
    ("O6: names are bytes", "é", Literal, &["é"], &["e\u{301}"]),
    // Regular expressions are searched.
    ("M6: alternatives may escape the anchors", "^a|b$", Regex, &["axx", "xxb"], &["xax"]),
    ("M6: an empty alternative", "^|$", Regex, &["", "x"], &[]),
    ("M6: an escaped dollar is no anchor", r"^a\$", Regex, &["a$", "a$b"], &["a"]),
    ("M6: a flag in the middle", "^(?m)a$", Regex, &["a\nb"], &["b\na"]),
    // Templates.
    ("M8: both ends are literal", r#"a*{{regexp.match("b")}}"#, Template, &["a*b"], &["aab"]),
    ("M9: the inside is searched", r#"dev-{{regexp.match("us-*")}}"#, Template, &["dev-us", "dev-foo-us"], &["dev-u"]),
    ("M9: anywhere", r#"dev-{{regexp.not_match("beta")}}-prod"#, Template, &[], &["dev-alphabeta-prod"]),
    ("M10: the ends may share characters", r#"dev-{{regexp.not_match("beta")}}-prod"#, Template, &["dev-prod"], &["dev-prod-x"]),
    ("M10: shared once or twice", r#"a{{regexp.match("^$")}}a"#, Template, &["a", "aa"], &["aba"]),
    ("M10: overlap", r#"ab{{regexp.match("")}}ba"#, Template, &["aba"], &["ab"]),
    ("M11: anchors outside are characters", r#"^{{regexp.match("b")}}$"#, Template, &["^b$"], &["b"]),
    ("M12: what Go allows", "{{ ( regexp . match ( ( `a` ) , ) ) /* c */ }}", Template, &["a"], &["b"]),
    ("M13: escapes come first", r#"{{regexp.match("^\\d\x61\u0061\141$")}}"#, Template, &["1aaa"], &["aaaa"]),
    ("M13: a backspace", r#"{{regexp.match("\b")}}"#, Template, &["\u{8}"], &["a b"]),
    ("M14: braces by number", r#"{{regexp.match(`^a\x7b2\x7d$`)}}"#, Template, &["a{2}"], &["aa"]),
    // The dialect.
    ("R1: digits are ASCII", r"^\d$", Regex, &["7"], &["٣"]),
    ("R1: what is no digit is not", r"^\D\W$", Regex, &["٣é"], &["33"]),
    ("R1: boundaries are ASCII", r"^dev\b.*$", Regex, &["devé", "dev"], &["devs"]),
    ("R1: no place is inside a character", r"{{regexp.match(`\B`)}}", Template, &["ab", "é", ""], &["aéb", "a"]),
    ("R1: nor hides what comes later", r"{{regexp.match(`[[:^word:]]|\B`)}}", Template, &["aéb"], &["a"]),
    ("R1: white space is without vertical tab", r"^\s$", Regex, &["\t", "\u{C}"], &["\u{B}", "\u{A0}"]),
    ("R1: the bracketed one has it", "^[[:space:]]$", Regex, &["\u{B}"], &["\u{A0}"]),
    ("R2: word characters in any case", r"^(?i)\w\w$", Regex, &["ſ\u{212A}"], &["éé"]),
    ("R2: folding is simple", "^(?i)k|ß$", Regex, &["\u{212A}", "ẞ"], &["ss"]),
    ("R4: as often as it may be", r"^\w{1000}$", Regex, &[], &["a"]),
    ("R5: lazy is no other answer", "^a*?b{2}?$", Regex, &["aabb"], &["ab"]),
    ("R6: a brace that repeats nothing", "^a{,3}{b}a{01}$", Regex, &["a{,3}{b}a{01}"], &["aaa"]),
    ("R7: no set operations", "^[a&&b]+$", Regex, &["a&b"], &["c"]),
    ("R7: no nested classes", "^[a[b]c]$", Regex, &["[c]", "bc]"], &["c", "a"]),
    ("R7: a bracket first is itself", "^[]a][^]a]$", Regex, &["]b", "ax"], &["]]", "ba"]),
    ("R7: a dash last is itself", r"^[a-][\d-z]$", Regex, &["--", "az"], &["b5"]),
    ("R8: quoting", r"^\Qa.b\E.\Q*$", Regex, &["a.bx*$"], &["axbx*"]),
    ("R8: a repetition after quoting", r"^\Qab\E*$", Regex, &["abbb", "a"], &["abab"]),
    ("R8: characters by number", r"^\x41\x{1F600}\101\12$", Regex, &["A😀A\n"], &["A😀A"]),
    ("R8: punctuation may be escaped", r"^\_\<\ \-$", Regex, &["_< -"], &["_<-"]),
    ("R8: flags that change nothing", "^(?)(?ii)(?i-i)a$", Regex, &["a"], &["A"]),
    ("R8: flags last to the end of their group", "^((?i)a|b)c$", Regex, &["Bc"], &["BC"]),
    ("R8: a dot over lines", "^(?s)a.b$", Regex, &["a\nb"], &["ab"]),
    ("R10: categories and scripts", r"^\pL\p{Lu}\p{Greek}\P{^L}\p{^L}$", Regex, &["éÉωx1"], &["éÉωxy"]),
    ("R10: the surrogates match nothing", r"^\p{Cs}|[\p{Cs}]|a$", Regex, &["a"], &["\u{D7FF}"]),
    ("R10: unassigned characters are in no category", r"^\pC$", Regex, &["\0"], &["\u{378}"]),
    ("R11: one name twice", "^(?P<n>a)(?<n>b)(?P<1>c)$", Regex, &["abc"], &["ab"]),
    ("R12: the end is the end", "^a$", Regex, &["a"], &["a\n"]),
    ("R12: a dot is all but a newline", "^.$", Regex, &["\r", "\u{85}", "\u{2028}"], &["\n"]),
    ("R13: empty alternatives and groups", "^(|a)()$", Regex, &["", "a"], &["b"]),
    ("R13: anchors may be repeated", "^*$", Regex, &["", "x"], &[]),
    ("R2: wide ranges fold too", r"^(?i)[\x{100}-\x{10FFFF}]$", Regex, &["s", "\u{17F}", "k", "中"], &["a", "1"]),
    ("R2: and negated ones", r"^(?i)[^\x{100}-\x{10FFFF}]$", Regex, &["a"], &["s", "中"]),
    ("R8: a written surrogate matches nothing", r"^\x{D800}|[\x{D7FF}-\x{E000}]$", Regex, &["\u{D7FF}", "\u{E000}"], &["a"]),
];

#[test]
fn every_matcher_accepts_what_its_rule_says() {
    for (why, text, kind, accepted, refused) in ACCEPTING {
        let matcher = Matcher::parse(text, &Budget::REFERENCE)
            .unwrap_or_else(|error| panic!("{why}: {text}: {error}"));
        assert_eq!(matcher.kind(), *kind, "{why}: {text}");
        assert_eq!(matcher.text(), *text);
        for name in *accepted {
            assert!(
                matcher.accepts(name),
                "{why}: {text} should accept {name:?}"
            );
        }
        for name in *refused {
            assert!(
                !matcher.accepts(name),
                "{why}: {text} should refuse {name:?}"
            );
        }
    }
}

/// A text that is no matcher, the sort of problem, and the part of the text that is wrong.
type Refused = (&'static str, &'static str, MatcherErrorKind, &'static str);

#[rustfmt::skip]
const REFUSED: &[Refused] = &[
    ("M1: closing braces alone", "a}}", Syntax, "}}"),
    ("M1: opening braces alone", "{{a", Syntax, "{{"),
    ("M1: a brace beside a template", "{{{a}}}", Syntax, "{{"),
    ("M6: the pattern is checked", "^(a$", Syntax, "("),
    ("M12: joined strings", r#"{{regexp.match("a" + "b")}}"#, Unsupported, r#""a" + "b""#),
    ("M12: a number", "{{regexp.match(1)}}", Unsupported, "1"),
    ("M12: no string", "{{regexp.match()}}", Syntax, "regexp.match()"),
    ("M12: two strings", r#"{{regexp.match("a", "b")}}"#, Syntax, r#"regexp.match("a", "b")"#),
    ("M12: a parenthesised function", r#"{{(regexp.match)("a")}}"#, Unsupported, "(regexp.match)"),
    ("M13: an escape Go does not know", r#"{{regexp.match("\d")}}"#, Syntax, r"\d"),
    ("M13: no UTF-8", r#"{{regexp.match("a\x80")}}"#, Unsupported, r"\x80"),
    ("M14: braces inside", r#"{{regexp.match("a{2}")}}"#, Syntax, "{{"),
    ("M15: a variable", "{{external.groups}}", Unsupported, "external.groups"),
    ("M15: another function", r#"{{regexp.replace("a","b","c")}}"#, Unsupported, "regexp.replace"),
    ("M15: letter case", r#"{{regexp.Match("a")}}"#, Unsupported, "regexp.Match"),
    ("M15: two templates", r#"{{regexp.match("a")}}{{regexp.match("b")}}"#, Syntax, "{{"),
    ("M15: nothing", "{{ }}", Syntax, " "),
    ("M16: the place inside the string", r#"x{{regexp.match("a\\y")}}"#, Unsupported, r"\\y"),
    ("M16: the place after an escape", r#"x{{regexp.match("\u0061(b")}}"#, Syntax, "("),
    ("R3: too often", "^a{1001}$", Syntax, "{1001}"),
    ("R3: far too often", "^a{99999999999999999999}$", Syntax, "{99999999999999999999}"),
    ("R3: too often together", "^(a{32}){32}$", Syntax, "(a{32}){32}"),
    ("R3: bounds in the wrong order", "^a{3,2}$", Syntax, "{3,2}"),
    ("R5: two repetitions", "^a**$", Syntax, "**"),
    ("R5: a possessive one", "^a?+$", Syntax, "?+"),
    ("R5: counts", "^a{2}{3}$", Syntax, "{2}{3}"),
    ("R5: nothing to repeat", "^(*)$", Syntax, "*"),
    ("R7: a range of dashes", "^[a--b]$", Syntax, "a--"),
    ("R7: a class that does not end", "^[a$", Syntax, "[a$"),
    ("R7: an unknown name", "^[[:letter:]]$", Syntax, "[:letter:]"),
    ("R9: a perl end", r"^a\Z$", Unsupported, r"\Z"),
    ("R9: a back-reference", r"^(a)\1$", Unsupported, r"\1"),
    ("R9: a number in the wrong form", r"^\u0041$", Unsupported, r"\u"),
    ("R9: hexadecimal without digits", r"^\x{}$", Unsupported, r"\x{}"),
    ("R9: beyond the last character", r"^\x{110000}$", Unsupported, r"\x{110000"),
    ("R9: nothing to end", r"^a\E$", Unsupported, r"\E"),
    ("R9: look-ahead", "^(?!beta).*$", Unsupported, "(?!"),
    ("R9: look-behind", "^(?<=a)b$", Unsupported, "(?<"),
    ("R9: an atomic group", "^(?>a)$", Unsupported, "(?>"),
    ("R9: a comment", "^(?#c)$", Unsupported, "(?#"),
    ("R9: flags of others", "^(?x)a$", Syntax, "(?x"),
    ("R9: a minus that clears nothing", "^(?i-)a$", Syntax, "(?i-)"),
    ("R10: a name in the wrong case", r"^\p{greek}$", Syntax, r"\p{greek}"),
    ("R10: a long name", r"^\p{Letter}$", Syntax, r"\p{Letter}"),
    ("R10: a property", r"^\p{sc=Greek}$", Syntax, r"\p{sc=Greek}"),
    ("R10: categories that do not exist", r"^\p{LC}$", Syntax, r"\p{LC}"),
    ("R10: a script that came later", r"^\p{Garay}$", Syntax, r"\p{Garay}"),
    ("R11: a name of letters beyond ASCII", "^(?P<é>a)$", Syntax, "é"),
    ("R11: no name", "^(?P<>a)$", Syntax, ""),
    ("R13: a parenthesis too many", "^a)$", Syntax, ")"),
];

#[test]
fn every_error_names_its_place() {
    for (why, text, kind, place) in REFUSED {
        let error = Matcher::parse(text, &Budget::REFERENCE)
            .map(|matcher| matcher.kind())
            .expect_err(why);
        assert_eq!(error.kind, *kind, "{why}: {text}: {error}");
        assert_eq!(
            text.get(error.span.clone()),
            Some(*place),
            "{why}: {text}: {error}"
        );
        assert!(
            !error.message.is_empty() && !error.message.ends_with('.'),
            "{why}: {error}"
        );
    }
}

#[test]
fn help_says_what_to_write_instead() {
    #[rustfmt::skip]
    let cases = [
        (r"^\p{greek}$", r"did you mean `\p{Greek}`?"),
        ("^a**$", "group the inner one: `(?:a*)*`"),
        ("^(?!beta).*$", "use `regexp.not_match`, or put the exception under `deny`"),
        ("{{external.groups}}", "to give roles by what a user's traits are, use `claims_to_roles`"),
        (r"^\u0041$", r"write `\x{…}` with the character's hexadecimal number"),
        ("a}}", r#"write `{{regexp.match("…")}}`; in its string, `\\x7b` and `\\x7d` match braces"#),
    ];
    for (text, help) in cases {
        let error = Matcher::parse(text, &Budget::PRODUCT).expect_err(text);
        assert_eq!(error.help.as_deref(), Some(help), "{text}");
    }
}

#[test]
fn a_literal_is_exact_whatever_it_looks_like() {
    for text in ["dev-*", "^.*$", r#"{{regexp.match("a")}}"#, "a}}"] {
        let matcher = Matcher::literal(text);
        assert_eq!(matcher.kind(), Literal);
        assert!(matcher.accepts(text) && !matcher.accepts("dev-a"), "{text}");
    }
}

#[test]
fn without_templates_braces_mean_nothing() {
    let matcher = Matcher::glob_or_regex("{{a*}}", &Budget::PRODUCT).unwrap();
    assert!(matcher.accepts("{{ab}}") && !matcher.accepts("{{a}"));
}

/// What would exhaust a careless reader, and whether each budget lets it pass.
fn hostile() -> Vec<(&'static str, String, bool, bool)> {
    let nested = |open: &str, close: &str, times: usize| {
        format!("^{}a{}$", open.repeat(times), close.repeat(times))
    };
    #[rustfmt::skip]
    let cases = [
        ("stars", "a*".repeat(200), true, true),
        ("long text", "a".repeat(2049), false, true),
        ("very long text", "a".repeat(65 * 1024), false, false),
        ("counted word characters", r"^\w{100}$".to_string(), true, true),
        ("counted letters", r"^\pL{100}$".to_string(), false, true),
        ("more counted letters", r"^\pL{1000}$".to_string(), false, true),
        ("nested counts", "^((a{10}){10}){10}$".to_string(), true, true),
        ("many counts", format!("^{}$", r"\pL{1000}".repeat(40)), false, false),
        ("many classes", format!("^{}$", r"(?i)\pL".repeat(140)), false, true),
        ("250 groups", nested("(", ")", 250), true, true),
        ("251 groups", nested("(", ")", 251), false, true),
        ("251 groups without captures", nested("(?:", ")", 251), false, true),
        ("as deep as the dialect goes", nested("(", ")", 998), false, true),
        ("deeper", nested("(", ")", 999), false, false),
        ("deep repetitions", nested("(?:", ")?", 998), false, true),
        ("deeper repetitions", nested("(?:", ")?", 999), false, false),
        ("groups that never end", format!("^{}$", "(".repeat(60_000)), false, false),
        ("choices in choices", nested("(x|(?:y", "))*", 260), false, false),
        ("repetitions of repetitions", "^(a*)*b$".to_string(), true, true),
        ("negated nested classes", format!("^[{}]$", r"\P{L}\D[:^alpha:]".repeat(100)), false, true),
        ("a class over everything", format!("^{}$", r"(?i)[\x{0}-\x{10FFFF}]".repeat(40)), false, true),
        ("many things that may be left out", format!("^{}$", "(?:é?){100}".repeat(48)), false, true),
    ];
    cases.into_iter().collect()
}

#[test]
fn hostile_text_is_bounded_on_a_small_stack() {
    let run = || {
        for (why, text, product, reference) in hostile() {
            for (budget, passes) in [(Budget::PRODUCT, product), (Budget::REFERENCE, reference)] {
                match Matcher::parse(&text, &budget) {
                    Ok(matcher) => {
                        assert!(passes, "{why} should be refused by {budget:?}");
                        assert!(!matcher.accepts(&"-".repeat(1000)), "{why}");
                    }
                    Err(error) => {
                        assert!(!passes, "{why} should pass {budget:?}: {error}");
                        assert!(text.get(error.span.clone()).is_some(), "{why}: {error:?}");
                    }
                }
            }
        }
    };
    std::thread::Builder::new()
        .stack_size(if cfg!(debug_assertions) { 8 } else { 1 } * 1024 * 1024)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}

#[test]
fn over_the_budget_is_an_error_of_its_own_kind() {
    for text in [
        "a".repeat(3000),
        format!("^{}$", "(".repeat(300)),
        r"^\pL{1000}$".to_string(),
    ] {
        let error = Matcher::parse(&text, &Budget::PRODUCT).expect_err("over budget");
        assert_eq!(error.kind, OverBudget, "{error}");
    }
}

/// The definition, character by character: the states are the places of the glob.
fn naive(glob: &str, name: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    let close = |mut places: Vec<bool>| {
        for place in 0..glob.len() {
            if places[place] && glob[place] == '*' {
                places[place + 1] = true;
            }
        }
        places
    };
    let mut places = alloc::vec![false; glob.len() + 1];
    places[0] = true;
    places = close(places);
    for c in name.chars() {
        let mut next = alloc::vec![false; glob.len() + 1];
        for place in 0..glob.len() {
            if places[place] && glob[place] == '*' && c != '\n' {
                next[place] = true;
            }
            if places[place] && glob[place] != '*' && glob[place] == c {
                next[place + 1] = true;
            }
        }
        places = close(next);
    }
    places[glob.len()]
}

/// Text thick with the signs that patterns are made of.
fn pattern() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-c0-9,{}()|*+?^$.\\[\\]\\\\:&~-]",
        1 => prop::sample::select(alloc::vec![
            "\\Q", "\\E", "\\d", "\\W", "\\b", "\\x{", "\\pL", "\\p{Lu}", "[[:alpha:]]", "[^",
            "(?i)", "(?m:", "(?P<n>", "(?U)", "{2,3}", "{0}", "\\z", "é", "K", "ſ", "Σ",
            "\\x{D800}", "\\PZ", "[^\\p{Greek}", "(?s)", "|",
            "\\07",
        ]).prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Fails unless the tree becomes, with and without groups, what `regex-syntax` reads in the pattern
/// that is written for it.
fn same(text: &str, tree: &Tree) {
    for captures in [Captures::Kept, Captures::Dropped] {
        let written = write::write(&tree.root, captures);
        let expected = regex_syntax::ParserBuilder::new()
            .nest_limit(MAX_HEIGHT * 8)
            .build()
            .parse(&written)
            .unwrap();
        assert_eq!(
            re2::hir(&tree.root, captures),
            expected,
            "{text}: {written}"
        );
    }
}

#[test]
fn every_tree_becomes_what_its_pattern_is_read_as() {
    let plain = ACCEPTING.iter().map(|(_, text, ..)| (*text).to_string());
    let sets = CATEGORIES.iter().chain(SCRIPTS);
    let sets = sets.map(|name| format!(r"\p{{{name}}}(?i)\p{{{name}}}[^\p{{{name}}}]"));
    // Slow for a reader that looks for letter cases character by character.
    let negated = ["Any", "Lu", "Zl", "Greek"]
        .map(|name| format!(r"\P{{{name}}}(?i)[^\P{{{name}}}\W][a-c\P{{{name}}}]+"));
    for text in plain.chain(sets).chain(negated) {
        for case in [LetterCase::Exact, LetterCase::Ignored] {
            if let Ok(tree) = re2::parse(&text, case, &Budget::REFERENCE) {
                same(&text, &tree);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in "\\PC*", inner in pattern()) {
        let texts = [
            text.clone(),
            inner.clone(),
            format!("^{inner}$"),
            format!("{{{{regexp.match(`{inner}`)}}}}"),
            format!("{{{{{text}}}}}"),
        ];
        for text in texts {
            match Matcher::parse(&text, &Budget::PRODUCT) {
                Ok(matcher) => { let _answer = matcher.accepts(&inner); }
                Err(error) => {
                    prop_assert!(text.get(error.span.clone()).is_some(), "{text:?}: {error:?}");
                    prop_assert_ne!(error.message.as_str(), "the pattern cannot be run");
                }
            }
        }
    }

    #[test]
    fn globs_are_what_they_are_defined_as(glob in "[ab*\n]{0,8}", name in "[ab\n]{0,8}") {
        let matcher = Matcher::parse(&glob, &Budget::PRODUCT).unwrap();
        let replacer = Replacer::glob_or_regex(&glob, LetterCase::Exact, &Budget::PRODUCT).unwrap();
        let replaced = replacer.replace_all(&name, &Replacement::parse("x"));
        let expected = naive(&glob, &name);
        prop_assert_eq!(matcher.accepts(&name), expected);
        prop_assert_eq!(replaced.is_ok_and(|it| it.is_some()), expected);
    }

    /// What the engine is given is what a reader of its own makes of the same pattern in its dialect.
    #[test]
    fn a_tree_becomes_what_its_pattern_is_read_as(text in pattern()) {
        if let Ok(tree) = re2::parse(&text, LetterCase::Exact, &Budget::PRODUCT) {
            same(&text, &tree);
        }
    }

    /// What is compiled only when it is run can be, and takes no more than the budget.
    #[test]
    fn light_patterns_compile(text in pattern(), times in 1..200_usize) {
        let text = format!("(?:{text}){{{times}}}");
        if let Ok(tree) = re2::parse(&text, LetterCase::Exact, &Budget::PRODUCT)
            && re2::weight::bytes(&tree.root) <= LIGHT as u64
        {
            for captures in [Captures::Kept, Captures::Dropped] {
                let program = Program::new(&tree, captures, Budget::PRODUCT.compiled_bytes);
                prop_assert!(program.is_ok(), "{}", text);
            }
        }
    }

    /// Keeping groups changes no answer.
    #[test]
    fn groups_do_not_change_the_answer(text in pattern(), name in "[a-cK0-9éſ\u{1f600}\n]{0,6}") {
        if let Ok(tree) = re2::parse(&text, LetterCase::Exact, &Budget::PRODUCT) {
            let [kept, dropped] = [Captures::Kept, Captures::Dropped]
                .map(|captures| Program::new(&tree, captures, 1 << 24).ok().unwrap());
            let mut found = false;
            kept.each(&name, |_| found = true);
            prop_assert_eq!(found, dropped.is_found(&name));
            prop_assert_eq!(found, kept.is_found(&name));
        }
    }
}
