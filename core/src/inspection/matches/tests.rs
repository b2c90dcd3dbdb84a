//! Patterns at a place: what they accept, in names that there are and in names that could be.

use alloc::{format, string::String, vec::Vec};

use super::*;
use crate::api::inspection::Likeness;

/// Two users, and a role that says what its holders may ask for.
fn policy(roles: &str) -> String {
    format!(
        "kind: role\nversion: v7\nmetadata: {{name: asks}}\nspec:\n  allow:\n    logins: ['{{{{external.login}}}}', root]\n    request:\n      roles: {roles}\n      claims_to_roles: [{{claim: groups, value: 'dev-*', roles: ['$1', all]}}]\n---\nkind: role\nversion: v7\nmetadata: {{name: dev-web}}\n---\nkind: role\nversion: v7\nmetadata: {{name: dev-db}}\n---\nkind: role\nversion: v7\nmetadata: {{name: dba}}\n---\nkind: user\nversion: v2\nmetadata: {{name: alice}}\nspec: {{roles: [asks], traits: {{groups: [dev-web, ops], login: [al]}}}}\n---\nkind: user\nversion: v2\nmetadata: {{name: bob}}\nspec: {{roles: [dba], traits: {{groups: [dev-db]}}}}\n"
    )
}

/// What is told of the place where `needle` first stands.
fn asked(text: &str, needle: &str) -> MatchAnswer {
    let at = text.find(needle).expect("it is there");
    matches(text, u32::try_from(at + 1).expect("a short text"))
}

fn found(text: &str, needle: &str) -> Matches {
    match asked(text, needle) {
        MatchAnswer::Found(matches) => *matches,
        MatchAnswer::Nothing(why) => panic!("{needle}: {why}"),
    }
}

/// The first entry of `roles`.
fn of(pattern: &str) -> Matches {
    let text = policy(&format!("['{}']", pattern.replace('\'', "''")));
    let matches = found(&text, &format!("'{pattern}'"));
    assert_eq!(matches.text, pattern);
    matches
}

fn names(likenesses: &[Likeness]) -> Vec<&str> {
    likenesses.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn what_a_pattern_means_is_shown_by_names() {
    use PatternKind::{Glob, Literal, Regex, Template};
    // The pattern, its kind, how it is read, how many of the four roles it accepts, names made up, near misses.
    type Row = (
        &'static str,
        PatternKind,
        &'static str,
        usize,
        &'static [&'static str],
        &'static [&'static str],
    );
    const ROWS: &[Row] = &[
        ("dba", Literal, "", 1, &[], &["DBA"]),
        (
            "dev-*",
            Glob,
            "^dev-.*$",
            2,
            &["dev-", "dev-abc"],
            &["x-dev-db", "dev", "DEV-DB"],
        ),
        ("*", Glob, "^.*$", 4, &["abc"], &[]),
        (
            "a.*c",
            Glob,
            r"^a\..*c$",
            0,
            &["a.c", "a.abcc"],
            &["ac", "aabcc", "x-a.c", "a.c-x", "A.C"],
        ),
        // Each alternative; of a repetition, more than must be there.
        (
            "^(dev|ops)-(web|db)+$",
            Regex,
            "^(dev|ops)-(web|db)+$",
            2,
            &["ops-db", "dev-dbdbdbdb"],
            &["x-dev-db", "dev-db-x", "DEV-DB"],
        ),
        // Anchors hold one alternative each, which surprises.
        (
            "^a|b$",
            Regex,
            "^a|b$",
            3,
            &["a", "b", "a-x", "x-b"],
            &["ASKS"],
        ),
        // Half anchored: a glob in which `^` and `.` are themselves.
        (
            "^prod-.*",
            Glob,
            r"^\^prod-\..*$",
            0,
            &["^prod-.", "^prod-.abc"],
            &["prod-", "prod-abc", "x-^prod-.", "^prod-", "^PROD-."],
        ),
        (
            "dev-.+",
            Literal,
            "",
            0,
            &[],
            &["dev-a", "dev-abca", "DEV-.+"],
        ),
        // A star of a regular expression is no star of a glob.
        (
            "^dev-*$",
            Regex,
            "^dev-*$",
            0,
            &["dev", "dev---"],
            &["dev-abc", "x-dev", "dev-x", "DEV"],
        ),
        (
            "dev-{{regexp.match(\"us-*\")}}-x",
            Template,
            "begins with `dev-`, ends with `-x`, holds `us-*` in what is left",
            0,
            &["dev-us-x", "dev-us----x", "dev-xusx-x"],
            &["x-dev-us-x", "DEV-US-X"],
        ),
        (
            "{{regexp.not_match(\"admin\")}}",
            Template,
            "does not hold `admin` in what is left",
            4,
            &["a", "x", "other"],
            &["admin"],
        ),
        // Letter case that does not count, classes that are all but something, other scripts.
        (
            "^(?i)Ab[^a-z]$",
            Regex,
            "^(?i)Ab[^a-z]$",
            0,
            &["Ab0"],
            &["x-Ab0", "Ab0-x"],
        ),
        (
            "^\\p{Greek}{2,}$",
            Regex,
            "^\\p{Greek}{2,}$",
            0,
            &["αα", "ααααα"],
            &["x-αα", "αα-x"],
        ),
        // What nothing matches: nothing is made up.
        ("^a^$", Regex, "^a^$", 0, &[], &[]),
        (
            "^[^\\x00-\\x{10FFFF}]$",
            Regex,
            "^[^\\x00-\\x{10FFFF}]$",
            0,
            &[],
            &[],
        ),
    ];
    for (pattern, kind, read_as, accepted, witnesses, near_misses) in ROWS {
        let matches = of(pattern);
        assert_eq!(
            (matches.kind, matches.over),
            (*kind, Over::Roles),
            "{pattern}"
        );
        assert_eq!(matches.read_as.as_deref().unwrap_or_default(), *read_as);
        assert_eq!(matches.accepts.count, *accepted, "{pattern}");
        assert_eq!(matches.others.count, 4 - accepted, "{pattern}");
        assert_eq!(names(&matches.witnesses), *witnesses, "{pattern}");
        assert_eq!(names(&matches.near_misses), *near_misses, "{pattern}");
        assert_eq!(matches.about, "what holders of `asks` may ask for");
    }
}

#[test]
fn every_name_says_what_it_shows() {
    let told = |likenesses: &[Likeness]| -> Vec<String> {
        let likenesses = likenesses.iter();
        likenesses
            .map(|one| format!("{}: {}", one.name, one.why))
            .collect()
    };
    let matches = of("^(dev|ops)-.*$");
    assert_eq!(
        told(&matches.witnesses),
        [
            "dev-: as short as it gets",
            "ops-: by the alternative `ops`",
            "dev-abc: `.*` stands for some of it",
        ]
    );
    assert_eq!(
        told(&matches.near_misses),
        [
            "x-dev-db: nothing may stand before it",
            "DEV-DB: upper and lower case differ"
        ]
    );
}

#[test]
fn what_cannot_be_read_says_why() {
    let matches = of("^dev($");
    assert!(matches.problem.is_some_and(|problem| !problem.is_empty()));
    assert_eq!((matches.accepts.count, matches.witnesses.len()), (0, 0));
}

#[test]
fn values_of_a_trait_and_what_they_give() {
    let text = policy("[dba]");
    let values = found(&text, "'dev-*'");
    assert_eq!(
        (values.kind, values.over),
        (PatternKind::Glob, Over::Values)
    );
    assert_eq!(
        values.about,
        "which values of the trait `groups` give the roles beside it"
    );
    assert_eq!(values.accepts.names, ["dev-db", "dev-web"]);
    assert_eq!(values.others.names, ["ops"]);
    let gives = |matches: &Matches| -> Vec<(String, Vec<String>)> {
        let expansions = matches.expansions.iter();
        expansions
            .map(|one| (one.user.as_str().into(), one.gives.clone()))
            .collect()
    };
    let given = found(&text, "'$1'");
    assert_eq!(
        (given.kind, given.over),
        (PatternKind::Filled, Over::Nothing)
    );
    let names = |user: &str, names: &[&str]| -> (String, Vec<String>) {
        (
            user.into(),
            names.iter().map(|name| (*name).into()).collect(),
        )
    };
    assert_eq!(
        gives(&given),
        [names("alice", &["web"]), names("bob", &["db"])]
    );
    let plain = found(&text, "all]");
    assert_eq!((plain.kind, plain.others.count), (PatternKind::Literal, 4));
    let login = found(&text, "'{{external.login}}'");
    assert_eq!(gives(&login), [names("alice", &["al"]), names("bob", &[])]);
    let problem = login.expansions.iter().find_map(|one| one.problem.as_ref());
    assert!(problem.is_some_and(|problem| problem.contains("login")));
}

#[test]
fn where_no_pattern_stands_it_says_what_can_be_done() {
    let text = policy("[dba]");
    for (needle, told) in [
        ("kind: role", "there is no pattern here"),
        ("asks}", "there is no pattern here"),
        ("[asks]", "`asks` is the exact name of a role here"),
        ("root", "`root` is given as it is written"),
        ("allow:", "there is no pattern here"),
    ] {
        let MatchAnswer::Nothing(why) = asked(&text, needle) else {
            panic!("{needle}");
        };
        assert!(why.starts_with(told), "{needle}: {why}");
    }
    for text in ["", "kind: role", "{", "- a"] {
        for offset in [0, 1, u32::MAX] {
            assert!(matches!(matches(text, offset), MatchAnswer::Nothing(_)));
        }
    }
}

/// At either end of what is typed, and with quotes or without.
#[test]
fn the_place_may_be_at_either_end() {
    let text = policy("[dba, 'dev-*']");
    let start = text.find("dba, ").expect("there");
    for (from, to, expected) in [(start, start + 3, "dba"), (start + 5, start + 12, "dev-*")] {
        for at in from..=to {
            let MatchAnswer::Found(matches) = matches(&text, u32::try_from(at).expect("short"))
            else {
                panic!("{at}");
            };
            assert_eq!(matches.text, expected);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]

    /// Whatever is told of names is so, and told again the same way.
    #[test]
    fn witnesses_are_accepted_and_near_misses_are_not(
        pattern in r#"(\^|\{\{regexp\.(not_)?match\(")?([ab.*+?|()\[\]\-]|\\[wdDbS]|\[\^a\]|\\p\{L\}|\{1,3\}|\(\?i\)|dev){0,9}(\$|"\)\}\}x)?"#
    ) {
        let text = policy(&format!("['{}']", pattern.replace('\'', "''")));
        let at = u32::try_from(text.find("roles: ['").expect("there") + 8).expect("short");
        let answer = matches(&text, at);
        proptest::prop_assert_eq!(&matches(&text, at), &answer);
        if let (MatchAnswer::Found(found), Ok(matcher)) = (answer, Matcher::parse(&pattern, &Budget::PRODUCT)) {
            for one in &found.witnesses {
                proptest::prop_assert!(matcher.accepts(&one.name), "{} by {pattern}", one.name);
                let known = ["asks", "dev-web", "dev-db", "dba"].contains(&one.name.as_str());
                proptest::prop_assert!(!known && found.kind != PatternKind::Literal);
            }
            for one in &found.near_misses {
                proptest::prop_assert!(!matcher.accepts(&one.name), "{} by {pattern}", one.name);
            }
            proptest::prop_assert_eq!(found.accepts.count + found.others.count, 4);
        }
    }

    /// No text and no place in it is too much.
    #[test]
    fn any_place_of_any_text_is_answered(text in "[ a-z:,*'\\[\\]{}^$\n-]{0,80}", at in 0_u32..200) {
        let _ = matches(&text, at);
        let good = policy("[dba, 'dev-*', '^a|b$']");
        let _ = matches(&good, at * 4);
        let cut: String = good.chars().take(at as usize * 3).collect();
        let _ = matches(&cut, at * 2);
    }
}
