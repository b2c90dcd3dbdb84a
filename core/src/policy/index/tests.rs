//! What the catalogue finds is what each matcher accepts; sets of positions are sets.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};

use proptest::prelude::*;

use super::{bits::Bits, catalogue::Catalogue, selection::Selection};
use crate::policy::{budget::Budget, matcher::Matcher};

/// Names that look alike, so that patterns meet them; some hold what patterns treat specially.
pub(crate) fn name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(alloc::vec!["a", "b", "ab", "-", "dev", "é"]),
        1 => prop::sample::select(alloc::vec!["\n", "*", "^", "$", "Dev", "ü", "."]),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// A text in a list of roles: most are matchers of some kind, a few are none.
pub(crate) fn pattern() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(alloc::vec![
        "a",
        "b",
        "ab",
        "-",
        "dev",
        "é",
        ".*",
        ".*?",
        ".+",
        "[ab]",
        "(a|b)",
        "(dev|é|)",
        "a?",
        ".?",
        "(ab)+",
        "^",
        "$",
        "(^a|b)",
        "(a|b$)",
        "(a$|b)+",
        "(?i)d",
        "\\b",
        "\\B",
        "(?m)^",
        "(?s).*",
        "a{0}",
        "(a|b|-|é)",
        "|",
        "\\n",
    ]);
    let inner = prop::collection::vec(atom, 0..5).prop_map(|atoms| atoms.concat());
    let plain = "[ab-]{0,2}|dev|é|ab";
    prop_oneof![
        2 => name(),
        3 => prop::collection::vec(plain, 1..6).prop_map(|parts| parts.join("*")),
        3 => inner.clone().prop_map(|inner| format!("^{inner}$")),
        3 => (plain, inner, plain, any::<bool>()).prop_map(|(prefix, inner, suffix, not)| {
            let not = if not { "not_" } else { "" };
            let inner = inner.replace('\\', "\\\\").replace("{0}", "?");
            format!("{prefix}{{{{regexp.{not}match(\"{inner}\")}}}}{suffix}")
        }),
        1 => Just(String::from("*")),
    ]
}

fn oracle(names: &[&str], matchers: &[Matcher]) -> Vec<usize> {
    let accepted = |name: &str| matchers.iter().any(|matcher| matcher.accepts(name));
    let places = names.iter().enumerate();
    places
        .filter_map(|(place, name)| accepted(name).then_some(place))
        .collect()
}

/// What each says, why, and how many of [`NAMES`] it accepts.
const FOUND: &[(&str, &str, usize)] = &[
    ("a literal is looked up", "dev-web", 1),
    ("a beginning is a range", "dev-*", 4),
    ("an ending is a range backwards", "*-ro", 3),
    ("both at once", "dev-*-ro", 2),
    ("beginning and ending do not overlap", "dev-ro*-ro", 0),
    ("a part inside", "*web*", 4),
    ("two parts inside", "*d*b*", 5),
    ("everything but a line break", "*", 9),
    ("a part across two names is none", "*dbadev*", 0),
    ("a regex that is a glob", "^dev-.*$", 4),
    ("one that is several texts", "^(dba|prod-web)$", 2),
    ("one that is searched for", "^web|dba$", 2),
    ("a class leaves the beginning", "^dev-[a-w]+$", 2),
    ("nothing comes after the end", "^prod$-web$", 0),
    (
        "a template that is a glob",
        r#"dev-{{regexp.match("^web.*$")}}"#,
        2,
    ),
    (
        "parts of a template may overlap",
        r#"dev-ro{{regexp.match("")}}o"#,
        1,
    ),
    (
        "what must not be found",
        r#"dev-{{regexp.not_match("web")}}"#,
        2,
    ),
];

const NAMES: [&str; 10] = [
    "",
    "a\nb",
    "dba",
    "dev-db-ro",
    "dev-ro",
    "dev-web",
    "dev-web-ro",
    "prod",
    "prod-web",
    "web",
];

#[test]
fn each_form_is_found() {
    // Where no name holds a line break more is found without asking the matcher.
    let plain = NAMES.map(|name| if name.contains('\n') { "" } else { name });
    let catalogues =
        [NAMES, plain].map(|names| [Catalogue::new(names), Catalogue::new(names).ready()]);
    for catalogue in catalogues.as_flattened() {
        for (why, text, count) in FOUND {
            let matchers = [Matcher::parse(text, &Budget::PRODUCT).unwrap()];
            let accepted = catalogue.accepted(&matchers);
            let positions: Vec<_> = accepted.positions().collect();
            assert_eq!(
                positions,
                oracle(catalogue.names(), &matchers),
                "{why}: {text}"
            );
            assert_eq!(accepted.count(), *count, "{why}: {text}");
        }
    }
}

#[test]
fn a_part_across_two_names_hides_none_behind_it() {
    let catalogue = Catalogue::new(["a", "aa"]).ready();
    let inside = Matcher::parse("*aa*", &Budget::PRODUCT).unwrap();
    assert!(catalogue.accepted([&inside]).positions().eq([1]));
}

#[test]
fn long_endings_are_told_apart() {
    let names = ["a4", "b3", "c2", "d1"].map(|name| format!("{name}-as-long-as-roles-get"));
    let catalogue = Catalogue::new(names.iter().map(String::as_str)).ready();
    for (place, name) in names.iter().enumerate() {
        let ending = format!("*{}", name.trim_start_matches(['a', 'b', 'c', 'd']));
        let matcher = Matcher::parse(&ending, &Budget::PRODUCT).unwrap();
        assert!(
            catalogue.accepted([&matcher]).positions().eq([place]),
            "{ending}"
        );
    }
}

#[test]
fn a_catalogue_sorts_what_is_not_sorted() {
    let catalogue = Catalogue::new(["b", "a", "b"]).ready();
    assert_eq!(catalogue.names(), ["a", "b"]);
    assert_eq!(catalogue.position("b"), Some(1));
    let nothing = Catalogue::new([]).ready();
    assert_eq!(nothing.position(""), None);
    let everything = Matcher::parse("*", &Budget::PRODUCT).unwrap();
    assert_eq!(nothing.accepted([&everything]).count(), 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// Ranges, look-ups and outlines change no answer (M2–M11).
    #[test]
    fn a_catalogue_finds_what_matchers_accept(
        names in prop::collection::btree_set(name(), 0..40),
        texts in prop::collection::vec(pattern(), 0..4),
        plain in any::<bool>(),
    ) {
        let names = names.iter().map(String::as_str);
        let names: Vec<&str> = names.filter(|name| !plain || !name.contains('\n')).collect();
        let matchers: Vec<Matcher> = texts
            .iter()
            .filter_map(|text| Matcher::parse(text, &Budget::PRODUCT).ok())
            .collect();
        let expected = oracle(&names, &matchers);
        let once = Catalogue::new(names.iter().copied());
        let ready = Catalogue::new(names.iter().copied()).ready();
        for catalogue in [&once, &ready] {
            let found: Vec<_> = catalogue.accepted(&matchers).positions().collect();
            prop_assert_eq!(&found, &expected, "{:?} in {:?}", texts, names);
            for (place, name) in names.iter().enumerate() {
                prop_assert_eq!(catalogue.position(name), Some(place));
            }
            for absent in ["nowhere", "a\u{0}", "devdevdevdev"] {
                let place = names.iter().position(|name| *name == absent);
                prop_assert_eq!(catalogue.position(absent), place);
            }
        }
    }

    #[test]
    fn positions_are_sets(
        bound in 0usize..400,
        ranges in prop::collection::vec((0usize..420, 0usize..420), 0..4),
        more in prop::collection::btree_set(0usize..400, 0..20),
        less in prop::collection::btree_set(0usize..400, 0..20),
    ) {
        let of = |set: &BTreeSet<usize>| {
            let mut bits = Bits::none(bound);
            set.iter().for_each(|position| bits.insert(*position));
            bits
        };
        let mut expected = BTreeSet::new();
        let mut bits = Bits::none(bound);
        for (start, end) in ranges {
            bits.insert_range(start..end);
            expected.extend((start..end).filter(|position| *position < bound));
        }
        let mut kept = bits.clone();
        bits.add(&of(&more));
        bits.subtract(&of(&less));
        Selection::from(of(&more)).add_to(&mut kept);
        Selection::from(of(&less)).take_from(&mut kept);
        expected.extend(more.iter().copied().filter(|position| *position < bound));
        expected.retain(|position| !less.contains(position));
        prop_assert_eq!(bits.count(), expected.len());
        prop_assert_eq!(&bits, &kept);
        let selection = Selection::from(bits.clone());
        prop_assert_eq!(selection.is_empty(), expected.is_empty());
        for position in 0..bound + 70 {
            prop_assert_eq!(bits.contains(position), expected.contains(&position));
            prop_assert_eq!(selection.contains(position), expected.contains(&position));
        }
        let positions: Vec<_> = bits.positions().collect();
        prop_assert_eq!(positions, expected.into_iter().collect::<Vec<_>>());
    }
}
