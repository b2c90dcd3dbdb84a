//! The predicate language, rule by rule (E1–E15).

use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use proptest::prelude::*;

use super::{Context, Env, Predicate, Request, Review, Reviewer};
use crate::policy::{
    budget::{Budget, Remaining},
    traits::Traits,
};

fn lists(entries: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    entries
        .iter()
        .map(|(key, values)| {
            let values = values.iter().map(ToString::to_string).collect();
            ((*key).to_owned(), values)
        })
        .collect()
}

/// What `text` comes to, in a situation that all tables here share.
fn answer(text: &str, env: Env) -> String {
    let traits: Traits = lists(&[("team", &["dev", "ops"]), ("a-b", &["z"]), ("none", &[])])
        .into_iter()
        .collect();
    let system_annotations = lists(&[("teams", &["dev"]), ("mechanism", &["cli", "uid"])]);
    let annotations = lists(&[("mechanism", &["uid"])]);
    let context = Context {
        reviewer: Reviewer {
            roles: vec!["admin", "lead"],
            traits: &traits,
        },
        request: Request {
            roles: vec!["dba", "dev-1"],
            reason: "please",
            system_annotations: &system_annotations,
        },
        review: (env == Env::Filter).then_some(Review {
            reason: "looks ok",
            annotations: &annotations,
        }),
    };
    match Predicate::parse(text, env, &Budget::PRODUCT) {
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{text}: {error:?}");
            format!("parse: {}", error.message)
        }
        Ok(predicate) => match predicate.evaluate(&context) {
            Ok(held) => held.to_string(),
            Err(error) => {
                assert!(text.get(error.span.clone()).is_some(), "{text}: {error:?}");
                format!("eval: {}", error.message)
            }
        },
    }
}

fn check(cases: &[(&str, &str, &str)]) {
    for (rule, text, expected) in cases {
        let got = answer(text, Env::Where);
        let met = match *expected {
            "true" | "false" => got == *expected,
            failure => got.starts_with(failure),
        };
        assert!(met, "{rule} {text}: {got}");
    }
}

#[test]
fn conditions_hold_or_do_not() {
    check(&[
        ("E1", r#"request.reason == "please""#, "true"),
        ("E1", r#""please" == request.reason"#, "true"),
        ("E1", r#"request.reason != "please""#, "false"),
        ("E1", r#""a" == "b""#, "false"),
        (
            "E1",
            r#"/* c */ contains(request.roles, "dba") // c"#,
            "true",
        ),
        ("E1", r#"((contains(request.roles, ("dba"))))"#, "true"),
        ("E3", r#"contains(reviewer.traits["team"], "ops")"#, "true"),
        ("E3", r"contains(reviewer.traits.team, `ops`)", "true"),
        ("E3", r#"contains(reviewer.traits["a-b"], "z")"#, "true"),
        (
            "E3",
            r#"contains(reviewer.traits["missing"], "z")"#,
            "false",
        ),
        (
            "E3",
            r#"contains(reviewer.traits[request.reason], "z")"#,
            "false",
        ),
        ("E3", r#"contains(reviewer.traits["\x80"], "z")"#, "false"),
        (
            "E3",
            r#"contains(request.system_annotations.teams, "dev")"#,
            "true",
        ),
        ("E4", r#"equals("a", "a")"#, "true"),
        (
            "E4",
            r#"equals(reviewer.traits.team, request.system_annotations.teams)"#,
            "false",
        ),
        ("E4", "equals(request.roles, request.roles)", "true"),
        ("E4", "equals(reviewer.roles, request.roles)", "false"),
        ("E5", r#"contains("dba", "dba")"#, "true"),
        ("E5", r#"contains(request.reason, "lea")"#, "false"),
        ("E5", r#"regexp.match(request.reason, "ple*")"#, "true"),
        ("E6", r#"contains(request.roles, "dev-*")"#, "false"),
        ("E6", r#"contains(request.roles, "DBA")"#, "false"),
        ("E6", r#"regexp.match(request.roles, "dev-*")"#, "true"),
        ("E6", r#"regexp.match(request.roles, "dev")"#, "false"),
        ("E6", r#"regexp.match(request.roles, "^dev")"#, "false"),
        (
            "E6",
            r#"regexp.match(request.roles, "^dev-[0-9]$")"#,
            "true",
        ),
        ("E6", r#"regexp.match(request.roles, "^db|zz$")"#, "true"),
        ("E6", r#"regexp.match(request.roles, "(")"#, "false"),
        ("E6", r#"regexp.match(request.roles, "")"#, "false"),
        ("E6", "regexp.match(request.roles, request.reason)", "false"),
        ("E6", r#"regexp.match(request.roles, "{{a")"#, "false"),
        ("R14", r#"regexp.match("\xff", "^.$")"#, "true"),
        (
            "E10",
            r#"contains(request.roles, "no") && equals(request.roles, "x")"#,
            "false",
        ),
        (
            "E10",
            r#"contains(request.roles, "dba") || equals(request.roles, "x")"#,
            "true",
        ),
        (
            "E11",
            r#"request.reason == "x" || request.reason == "please" && !contains(request.roles, "no")"#,
            "true",
        ),
        (
            "E11",
            r#"(request.reason == "x" || request.reason == "please") && contains(request.roles, "no")"#,
            "false",
        ),
        (
            "E11",
            "contains(request.roles, \"dba\") &&\n contains(reviewer.roles, \"lead\")",
            "true",
        ),
        ("E11", "!!contains(request.roles,\n\"dba\",)", "true"),
        ("E12", r#"contains(request.roles, "d\x62\u0061")"#, "true"),
        ("M12", r#"contains(request.roles, "dba"...)"#, "true"),
        ("M13", r#"contains(request.roles, "\x80")"#, "false"),
        (
            "E14",
            r#"equals(reviewer.traits.missing, request.system_annotations.missing)"#,
            "true",
        ),
        (
            "E14",
            "equals(reviewer.traits.missing, reviewer.traits.none)",
            "true",
        ),
    ]);
}

#[test]
fn mistakes_are_found_when_read() {
    check(&[
        (
            "E1",
            r#"request.reason + "x" == "pleasex""#,
            "parse: `+` has no meaning",
        ),
        ("E1", r#"request.reason < "z""#, "parse: `<` has no meaning"),
        (
            "E1",
            r#"contains(request.roles, "a") & contains(request.roles, "a")"#,
            "parse: `&` has no meaning",
        ),
        (
            "E1",
            r#"contains(request.roles, "a") and contains(request.roles, "a")"#,
            "parse: the expression is complete",
        ),
        (
            "E1",
            r#"not(contains(request.roles, "a"))"#,
            "parse: there is no function `not`",
        ),
        ("E1", "true", "parse: there is no `true`"),
        ("E1", "nil", "parse: there is no `nil`"),
        (
            "E1",
            "1 == 1",
            "parse: `==` compares strings, and this is a number",
        ),
        ("E1", "-1", "parse: "),
        ("E1", r#"[]string{"a"}"#, "parse: a list has no meaning"),
        (
            "E1",
            r#"request.reason == "a" == "b""#,
            "parse: the result of a comparison",
        ),
        (
            "E1",
            r#"!request.reason == "a""#,
            "parse: a condition belongs here",
        ),
        (
            "E1",
            r#"contains(request.roles, "a") == contains(request.roles, "b")"#,
            "parse: `==` compares strings",
        ),
        (
            "E2",
            r#"review.reason == "a""#,
            "parse: there is no `review.reason` in a `where`",
        ),
        (
            "E2",
            r#"contains(review.annotations.a, "a")"#,
            "parse: there is no `review.annotations.a` in",
        ),
        (
            "E2",
            r#"contains(user.spec.traits.a, "a")"#,
            "parse: there is no `user.spec.traits.a`",
        ),
        (
            "E2",
            r#"request.user == "a""#,
            "parse: there is no `request.user`",
        ),
        ("E2", "request", "parse: there is no `request`"),
        (
            "E3",
            r#"contains(request["roles"], "a")"#,
            "parse: `request` is not a map",
        ),
        (
            "E3",
            r#"contains(request.roles[0], "a")"#,
            "parse: only maps have entries",
        ),
        (
            "E3",
            r#"contains(reviewer.traits[0], "a")"#,
            "parse: a map's key is a string",
        ),
        (
            "E3",
            r#"contains(reviewer.traits.a.b, "a")"#,
            "parse: `reviewer.traits.a` is a list",
        ),
        (
            "E3",
            r#"contains(reviewer.traits["a"].b, "a")"#,
            "parse: only a plain dotted name",
        ),
        (
            "E3",
            r#"contains((reviewer).traits.a, "a")"#,
            "parse: only a plain dotted name",
        ),
        (
            "E4",
            r#"contains_all(request.roles, "a")"#,
            "parse: there is no function `contains_all`",
        ),
        (
            "E4",
            r#"reviewer.roles.contains("a")"#,
            "parse: there is no function `reviewer.roles.contains`",
        ),
        (
            "E4",
            r#"(contains)(request.roles, "a")"#,
            "parse: only a plain name can be called",
        ),
        (
            "E4",
            r#"regexp.not_match(request.roles, "a")"#,
            "parse: there is no function `regexp.not_match`",
        ),
        (
            "E4",
            "contains(request.roles)",
            "parse: `contains` takes two arguments, not 1",
        ),
        (
            "E4",
            r#"contains(request.roles, "a", "b")"#,
            "parse: `contains` takes two arguments, not 3",
        ),
        (
            "E7",
            "request.reason",
            "parse: a condition belongs here, and this is a string",
        ),
        (
            "E7",
            "request.roles",
            "parse: a condition belongs here, and this is a list",
        ),
        (
            "E7",
            "reviewer.traits",
            "parse: a condition belongs here, and this is a map",
        ),
        (
            "E7",
            r#"contains(request.roles, "a") && "true""#,
            "parse: a condition belongs here",
        ),
        (
            "E7",
            "1",
            "parse: a condition belongs here, and this is a number",
        ),
        ("E8", " ", "parse: there is no expression"),
        ("E8", "", "parse: there is no expression"),
        (
            "E9",
            r#"request.roles == "a""#,
            "parse: `==` compares strings, and this is a list",
        ),
        (
            "E9",
            "contains(request.roles, 1)",
            "parse: a string belongs here, and this is a number",
        ),
        (
            "E9",
            "contains(request.roles, request.roles)",
            "parse: a string belongs here, and this is a list",
        ),
        (
            "E9",
            r#"contains(reviewer.traits, "a")"#,
            "parse: a list belongs here, and this is a map",
        ),
        (
            "E9",
            r#"regexp.match("a", request.roles)"#,
            "parse: a string belongs here",
        ),
        (
            "E9",
            "equals(0x1, 1)",
            "parse: this way of writing a number",
        ),
        (
            "E10",
            r#"contains(request.roles, "dba") || bogus("x")"#,
            "parse: there is no function `bogus`",
        ),
        (
            "E11",
            "contains(request.roles, \"a\")\n&& contains(request.roles, \"a\")",
            "parse: a line break",
        ),
        (
            "E12",
            "contains(request.roles, 'd')",
            "parse: single quotes",
        ),
        (
            "E12",
            "contains(request.roles, 'dba')",
            "parse: single quotes",
        ),
        (
            "E13",
            r#"Contains(request.roles, "a")"#,
            "parse: there is no function `Contains`",
        ),
        (
            "E13",
            r#"contains(request.Roles, "a")"#,
            "parse: there is no `request.Roles`",
        ),
    ]);
}

#[test]
fn mistakes_that_wait_for_evaluation() {
    check(&[
        (
            "E9",
            r#"equals(request.roles, "dba")"#,
            "eval: `equals` cannot compare a list with a string",
        ),
        (
            "E9",
            r#"equals(reviewer.traits.team, "dev")"#,
            "eval: `equals` cannot compare",
        ),
        ("E9", "equals(1, 1.5)", "eval: `equals` cannot compare"),
        (
            "E9",
            "equals(reviewer.traits, reviewer.traits)",
            "eval: `equals` cannot compare",
        ),
        (
            "E9",
            r#"equals(contains(request.roles, "a"), contains(request.roles, "a"))"#,
            "eval: `equals` cannot compare a condition",
        ),
        ("E15", r#"regexp.match(request.roles, "^($")"#, "eval: "),
        (
            "E15",
            r#"regexp.match(reviewer.traits.missing, "^($")"#,
            "eval: ",
        ),
        ("E15", r#"regexp.match(request.roles, "\x80")"#, "eval: "),
    ]);
}

/// E2: only a filter sees the review, and without one it has no answer.
#[test]
fn a_filter_sees_the_review() {
    let cases = [
        (r#"review.reason == "looks ok""#, "true"),
        (r#"contains(review.annotations.mechanism, "uid")"#, "true"),
        (
            r#"contains(review.annotations["mechanism"], "cli")"#,
            "false",
        ),
        (r#"regexp.match(review.reason, "^ok$")"#, "false"),
        (r#"regexp.match(review.reason, "^.*ok$")"#, "true"),
        (r#"contains(reviewer.roles, "lead")"#, "true"),
    ];
    for (text, expected) in cases {
        assert_eq!(answer(text, Env::Filter), expected, "{text}");
    }
    let traits = Traits::default();
    let annotations = BTreeMap::new();
    let context = Context {
        reviewer: Reviewer {
            roles: Vec::new(),
            traits: &traits,
        },
        request: Request {
            roles: Vec::new(),
            reason: "",
            system_annotations: &annotations,
        },
        review: None,
    };
    for text in [
        r#"review.reason == """#,
        r#"contains(review.annotations.a, "")"#,
    ] {
        let filter = Predicate::parse(text, Env::Filter, &Budget::PRODUCT).unwrap();
        assert_eq!(
            filter.evaluate(&context).unwrap_err().message,
            "there is no review to look at yet"
        );
    }
}

#[test]
fn an_empty_text_is_no_condition() {
    let read = |text| Predicate::parse_optional(text, Env::Where, &Remaining::of(&Budget::PRODUCT));
    assert!(matches!(read(""), Ok(None)));
    assert!(matches!(read("request.reason == ``"), Ok(Some(_))));
    assert!(read(" ").is_err());
}

#[test]
fn help_names_what_was_meant() {
    let cases = [
        (r#"contain(request.roles, "a")"#, "did you mean `contains`?"),
        (
            r#"Contains(request.roles, "a")"#,
            "did you mean `contains`?",
        ),
        (
            r#"regex.match(request.roles, "a")"#,
            "did you mean `regexp.match`?",
        ),
        (
            r#"regexp.not_match(request.roles, "a")"#,
            "write `!regexp.match(…)`",
        ),
        (
            r#"reviewer.roles.contains("a")"#,
            "write `contains(reviewer.roles, …)`",
        ),
        (
            r#"contains(reviewer.role, "a")"#,
            "did you mean `reviewer.roles`?",
        ),
        (
            r#"contains(reviewer.trait.team, "a")"#,
            "did you mean `reviewer.traits`?",
        ),
        (
            r#"contains(request.user, "a")"#,
            "there is `request.roles`, `request.reason` and `request.system_annotations`",
        ),
        (
            r#"review.reason == "a""#,
            "only a threshold's `filter` knows the review",
        ),
        (
            r#"contains(request["roles"], "a")"#,
            "write `request.roles`",
        ),
        ("contains(request.roles, 'a')", "write it in double quotes"),
        (
            r#"contains(request.roles, "a") and contains(request.roles, "b")"#,
            "write `&&`",
        ),
    ];
    for (text, help) in cases {
        let error = Predicate::parse(text, Env::Where, &Budget::PRODUCT).expect_err(text);
        assert_eq!(error.help.as_deref(), Some(help), "{text}");
    }
}

#[test]
fn faults_are_what_cannot_be_evaluated() {
    let cases: &[(&str, &[&str])] = &[
        (
            r#"contains(request.roles, "a") && request.reason == "b""#,
            &[],
        ),
        (
            r#"equals(request.roles, "dba")"#,
            &[r#"equals(request.roles, "dba")"#],
        ),
        (
            r#"!(equals(1, 1) || regexp.match(request.roles, "^\x28(a$"))"#,
            &["equals(1, 1)", ""],
        ),
    ];
    for (text, expected) in cases {
        let predicate = Predicate::parse(text, Env::Where, &Budget::PRODUCT).unwrap();
        let faults = predicate.faults();
        assert_eq!(faults.len(), expected.len(), "{text}: {faults:?}");
        for (fault, expected) in faults.iter().zip(*expected) {
            let named = text.get(fault.span.clone()).unwrap();
            assert!(
                expected.is_empty() || named == *expected,
                "{text}: {fault:?}"
            );
        }
    }
    // A fault within a pattern points at what was typed, escapes and all.
    let text = r#"regexp.match(request.roles, "^\x61)$")"#;
    let predicate = Predicate::parse(text, Env::Where, &Budget::PRODUCT).unwrap();
    let fault = predicate.faults().remove(0);
    assert_eq!(text.get(fault.span.clone()), Some(")"), "{fault:?}");
}

#[test]
fn patterns_keep_to_the_budget() {
    let text = format!("regexp.match(request.roles, \"^{}$\")", "a".repeat(5_000));
    let predicate = Predicate::parse(&text, Env::Where, &Budget::PRODUCT).unwrap();
    assert_eq!(predicate.faults().len(), 1);
    let predicate = Predicate::parse(&text, Env::Where, &Budget::REFERENCE).unwrap();
    assert!(predicate.faults().is_empty());
}

/// A condition over two facts, with what Rust makes of it.
fn condition() -> impl Strategy<Value = (String, Option<bool>)> {
    let leaf = prop_oneof![
        Just((r#"contains(request.roles, "dba")"#.to_owned(), Some(true))),
        Just((r#"request.reason == "x""#.to_owned(), Some(false))),
        // One that has no answer.
        Just(("equals(1, 1)".to_owned(), None)),
    ];
    leaf.prop_recursive(5, 40, 2, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|(text, held)| (format!("!({text})"), held.map(|held| !held))),
            (inner.clone(), inner.clone()).prop_map(|((left, a), (right, b))| {
                let held = match a {
                    Some(true) => b,
                    other => other,
                };
                (format!("({left}) && ({right})"), held)
            }),
            (inner.clone(), inner).prop_map(|((left, a), (right, b))| {
                let held = match a {
                    Some(false) => b,
                    other => other,
                };
                (format!("({left}) || ({right})"), held)
            }),
        ]
    })
}

proptest! {
    /// E10: short-circuit evaluation, errors included.
    #[test]
    fn logic_is_logic((text, held) in condition()) {
        let got = answer(&text, Env::Where);
        match held {
            Some(held) => prop_assert_eq!(got, held.to_string()),
            None => prop_assert!(got.starts_with("eval: "), "{}", got),
        }
    }

    #[test]
    fn no_text_makes_it_panic(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "contains", "equals", "regexp.match", "(", ")", ",", "request.roles", "request",
                "reviewer.traits", ".a", "[", "]", "\"a\"", "\"^(\"", "&&", "||", "!", "==", "!=",
                "1", "-", "'c'", " ", "\n", "review.reason",
            ]),
            0..16,
        )
    ) {
        answer(&pieces.concat(), Env::Filter);
        answer(&pieces.concat(), Env::Where);
    }
}
