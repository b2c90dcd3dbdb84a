//! The rules of claims, case by case.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::*;

/// What one mapping over the trait `groups` gives.
struct Given {
    why: &'static str,
    value: &'static str,
    roles: &'static [&'static str],
    groups: &'static [&'static str],
    names: &'static [&'static str],
    warnings: usize,
}

#[rustfmt::skip]
const CASES: &[Given] = &[
    Given { why: "docs: admins may request any role", value: "admins", roles: &["*"], groups: &["admins"], names: &["*"], warnings: 0 },
    Given { why: "C1: a glob is no template", value: "{{*}}", roles: &["$1"], groups: &["{{a}}"], names: &["a"], warnings: 0 },
    Given { why: "C1: a regular expression", value: "^(dev|prod)-.*$", roles: &["$1"], groups: &["dev-1", "stg-1"], names: &["dev"], warnings: 0 },
    Given { why: "C2: no match gives nothing", value: "admins", roles: &["x", "y"], groups: &["devs"], names: &[], warnings: 0 },
    Given { why: "C3: empty results are skipped", value: "dev-*", roles: &["$2", "x$1"], groups: &["dev-a"], names: &["xa"], warnings: 0 },
    Given { why: "C4: another letter case gives a warning only", value: "Admins", roles: &["x"], groups: &["admins"], names: &[], warnings: 1 },
    Given { why: "C4: a warning for each role", value: "Admins", roles: &["x", "", "y"], groups: &["admins"], names: &[], warnings: 2 },
    Given { why: "C5: the text is what matched in any letter case", value: "^([a-z]*)(.*)$", roles: &["$1"], groups: &["abcDEF"], names: &["abcDEF"], warnings: 0 },
    Given { why: "C6: stars are groups", value: "dev-*", roles: &["stg-$1", "$0"], groups: &["dev-a"], names: &["stg-a", "dev-a"], warnings: 0 },
    Given { why: "C6: each its own", value: "*-*", roles: &["$2-$1"], groups: &["a-b"], names: &["b-a"], warnings: 0 },
    Given { why: "C7: what is not matched stays", value: "^abc|def$", roles: &["abc"], groups: &["abcDEF"], names: &["abcabc"], warnings: 0 },
    Given { why: "C8: what does not compile is ignored, once", value: "^(.*$", roles: &["x", "y"], groups: &["a", "b"], names: &[], warnings: 1 },
    Given { why: "C8: unless there is nothing to match", value: "^(.*$", roles: &["x"], groups: &[], names: &[], warnings: 0 },
    Given { why: "C11: each name once, the first stays", value: "*", roles: &["b", "$1"], groups: &["b", "a"], names: &["b", "a"], warnings: 0 },
    Given { why: "C12: a star stays in its line", value: "line1*", roles: &["x"], groups: &["line1\nline2"], names: &[], warnings: 0 },
];

fn traits(groups: &[&str]) -> Traits {
    let groups: Vec<String> = groups.iter().map(ToString::to_string).collect();
    Traits::from_iter([("groups".to_string(), groups)])
}

fn mapping<'a>(value: &'a str, roles: &[&'a str]) -> ClaimMapping<'a> {
    ClaimMapping {
        claim: "groups",
        value,
        roles: roles.to_vec(),
    }
}

#[test]
fn every_mapping_gives_what_its_rule_says() {
    for case in CASES {
        let mapped = map_to_names(
            [mapping(case.value, case.roles)],
            &traits(case.groups),
            &Budget::PRODUCT,
        );
        assert_eq!(mapped.names, case.names, "{}", case.why);
        assert_eq!(mapped.warnings.len(), case.warnings, "{}", case.why);
    }
}

#[test]
fn the_claim_is_an_exact_name() {
    let mut entry = mapping("*", &["x"]);
    entry.claim = "Groups";
    let mapped = map_to_names([entry], &traits(&["a"]), &Budget::PRODUCT);
    assert_eq!(mapped, MappedNames::default());
}

/// What is mapped for a role, the value it is mapped from, and names it accepts and refuses.
type Accepting = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
);

#[rustfmt::skip]
const MATCHERS: &[Accepting] = &[
    ("C9: what was expanded is exact", "dev-$1", "dev-*", &["dev-*"], &["dev-a"]),
    ("C9: a dollar in the middle makes it exact", "^a$|^b$", "dev-x", &["^a$|^b$"], &["a", "b"]),
    ("C9: a dollar at the end does not", "^dev-.*$", "dev-x", &["dev-a"], &["^dev-.*$"]),
    ("C9: two dollars become one", "a$$*", "dev-x", &["a$*"], &["a$b"]),
    ("C10: otherwise a glob", "stg-*", "dev-x", &["stg-a"], &["dev-a"]),
    ("C10: or a template", r#"{{regexp.match("^s")}}"#, "dev-x", &["stg"], &["dev"]),
];

#[test]
fn roles_get_matchers() {
    for (why, role, value, accepted, refused) in MATCHERS {
        let mapped = map_to_matchers(
            [mapping("dev-*", &[role])],
            &traits(&[value]),
            &Budget::PRODUCT,
        )
        .expect(why);
        let [(matcher, origin)] = mapped.matchers.as_slice() else {
            panic!("{why}: {:?}", mapped.matchers)
        };
        for name in *accepted {
            assert!(matcher.accepts(name), "{why}: {name}");
        }
        for name in *refused {
            assert!(!matcher.accepts(name), "{why}: {name}");
        }
        assert_eq!((origin.mapping, origin.role), (0, 0), "{why}");
        assert_eq!(origin.value, *value, "{why}");
    }
}

#[test]
fn a_mapped_text_that_is_no_matcher_is_an_error_that_says_where_from() {
    let error = map_to_matchers(
        [
            mapping("other", &["x"]),
            mapping("admins", &["x", "{{external.groups}}"]),
        ],
        &traits(&["devs", "admins"]),
        &Budget::PRODUCT,
    )
    .expect_err("C10, Q3");
    let value = "admins".to_string();
    assert_eq!(
        error.origin,
        Origin {
            mapping: 1,
            role: 1,
            value
        }
    );
    assert_eq!(
        error.to_string(),
        "`admins` gives `{{external.groups}}`, which is no matcher: a matcher cannot use variables"
    );
}
