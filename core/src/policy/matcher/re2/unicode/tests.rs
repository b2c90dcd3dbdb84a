//! The packed tables are what `regex-syntax` says of every category, script and character. To write
//! them anew, for another version of it: `POSTERN_WRITE_TABLES=1 cargo test -p postern-core tables`.

use alloc::{collections::BTreeMap, format, vec::Vec};

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::{
    table::{CASE_GROUPS, CATEGORY_RUNS, Range, SCRIPT_RUNS, ranges},
    *,
};

/// What `regex-syntax` has under such a name; some sets are a single character.
fn reference(class: &str) -> Vec<Range> {
    let hir = regex_syntax::parse(class).expect(class);
    match hir.into_kind() {
        HirKind::Class(Class::Unicode(set)) => in_order(&set),
        HirKind::Literal(literal) => {
            let text = str::from_utf8(&literal.0).expect(class);
            text.chars().map(|c| (c, c)).collect()
        }
        other => panic!("{class}: {other:?}"),
    }
}

fn in_order(set: &ClassUnicode) -> Vec<Range> {
    let ranges = set.ranges().iter();
    ranges.map(|range| (range.start(), range.end())).collect()
}

fn category(name: &str) -> Vec<Range> {
    match name {
        // The dialect's is without the unassigned characters, and no text holds a surrogate.
        "C" => reference(r"[\p{gc=Cc}\p{gc=Cf}\p{gc=Co}]"),
        "Cs" => Vec::new(),
        _ => reference(&format!(r"\p{{gc={name}}}")),
    }
}

fn script(name: &str) -> Vec<Range> {
    reference(&format!(r"\p{{sc={name}}}"))
}

fn cases(c: char) -> Vec<char> {
    let mut set = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
    set.case_fold_simple();
    let ranges = set.ranges().iter();
    ranges
        .flat_map(|range| range.start()..=range.end())
        .collect()
}

fn put(bytes: &mut Vec<u8>, number: u32) {
    for shift in [21, 14, 7] {
        if number >> shift > 0 {
            bytes.push(0x80 | (number >> shift & 0x7F) as u8);
        }
    }
    bytes.push((number & 0x7F) as u8);
}

/// Runs of characters with the place of the name that each has, if it has one.
fn runs(names: &[&str], of: impl Fn(&str) -> Vec<Range>) -> Vec<u8> {
    let none = names.len() as u32;
    let mut all: Vec<(u32, u32, u32)> = Vec::new();
    for (name, at) in names.iter().zip(0..) {
        let ranges = of(name).into_iter();
        all.extend(ranges.map(|(low, high)| (low.into(), high.into(), at)));
    }
    all.sort_unstable();
    let mut bytes = Vec::new();
    let mut next = 0;
    for (low, high, at) in all {
        assert!(low >= next, "U+{low:X} has two names");
        if low > next {
            put(&mut bytes, low - next);
            put(&mut bytes, none);
        }
        put(&mut bytes, high + 1 - low);
        put(&mut bytes, at);
        next = high + 1;
    }
    bytes
}

fn categories_packed() -> Vec<u8> {
    runs(CATEGORIES, |name| match name.len() {
        1 => Vec::new(),
        _ => category(name),
    })
}

fn scripts_packed() -> Vec<u8> {
    runs(SCRIPTS, script)
}

fn cases_packed() -> Vec<u8> {
    let mut groups = BTreeMap::new();
    for c in '\0'..=char::MAX {
        let group = cases(c);
        if group.len() > 1 {
            groups.insert(group[0], group);
        }
    }
    let mut bytes = Vec::new();
    let mut first = 0;
    for group in groups.values() {
        put(&mut bytes, u32::from(group[0]) - first);
        first = group[0].into();
        for (at, pair) in group.windows(2).enumerate() {
            let step = u32::from(pair[1]) - u32::from(pair[0]);
            put(&mut bytes, step * 2 + u32::from(at + 2 < group.len()));
        }
    }
    bytes
}

#[test]
fn every_set_is_what_it_should_be() {
    for name in CATEGORIES {
        assert_eq!(ranges(UnicodeSet::Category(name)), category(name), "{name}");
    }
    for name in SCRIPTS {
        assert_eq!(ranges(UnicodeSet::Script(name)), script(name), "{name}");
    }
    assert_eq!(categories_packed(), CATEGORY_RUNS);
    assert_eq!(scripts_packed(), SCRIPT_RUNS);
}

#[test]
fn every_character_has_the_letter_cases_it_should_have() {
    let packed = super::cases(&[('\0', char::MAX)]);
    let groups: BTreeMap<char, &Vec<char>> = packed
        .iter()
        .flat_map(|group| group.iter().map(move |c| (*c, group)))
        .collect();
    for c in '\0'..=char::MAX {
        let expected = cases(c);
        let expected = (expected.len() > 1).then_some(&expected);
        assert_eq!(groups.get(&c).copied(), expected, "{c:?}");
    }
    assert_eq!(cases_packed(), CASE_GROUPS);
    let some = [
        ('\0', '@'),
        ('K', 'K'),
        ('ı', 'ı'),
        ('σ', 'σ'),
        ('中', char::MAX),
    ];
    let found: Vec<_> = super::cases(&some)
        .into_iter()
        .map(|group| group[0])
        .collect();
    assert_eq!(found.first(), Some(&'K'));
    for group in &packed {
        let inside = group
            .iter()
            .any(|c| some.iter().any(|(low, high)| low <= c && c <= high));
        assert_eq!(found.contains(&group[0]), inside, "{group:?}");
    }
}

#[test]
fn letters_and_digits_are_told_apart() {
    let letters = Letters::default();
    let [of_letters, of_digits] = [category("L"), category("Nd")];
    let inside = |ranges: &[Range], c: char| {
        let before = ranges.partition_point(|(_, high)| *high < c);
        ranges.get(before).is_some_and(|(low, _)| *low <= c)
    };
    for c in '\0'..=char::MAX {
        assert_eq!(letters.is_letter(c), inside(&of_letters, c), "{c:?}");
        assert_eq!(letters.is_digit(c), inside(&of_digits, c), "{c:?}");
    }
}

#[test]
fn the_files_hold_the_tables_packed() {
    let writes = std::env::var_os("POSTERN_WRITE_TABLES").is_some();
    for (name, bytes) in [
        ("categories", categories_packed()),
        ("scripts", scripts_packed()),
        ("cases", cases_packed()),
    ] {
        let folder = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/policy/matcher/re2/unicode"
        );
        let file = format!("{folder}/{name}.bin");
        if writes {
            std::fs::write(&file, &bytes).expect(name);
        }
        assert!(
            std::fs::read(&file).expect(name) == bytes,
            "{name}.bin is for another regex-syntax: POSTERN_WRITE_TABLES=1 cargo test -p postern-core tables"
        );
    }
}
