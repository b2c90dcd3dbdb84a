//! What conditions of rules answer, and how they are refused.

use alloc::{
    borrow::ToOwned,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use std::format;

use super::*;

fn answer(text: &str) -> Result<bool, String> {
    let list = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
    let annotations: BTreeMap<String, Vec<String>> =
        BTreeMap::from([("team".to_owned(), list(&["payments"]))]);
    let traits: Traits = [
        ("team".to_owned(), list(&["payments", "core"])),
        ("email".to_owned(), list(&["ana@example.org"])),
        ("mail".to_owned(), list(&["nobody"])),
    ]
    .into_iter()
    .collect();
    let facts = Facts {
        roles: Vec::from(["dev-read", "dev-write"]),
        suggested_reviewers: Vec::from(["ben"]),
        system_annotations: &annotations,
        user: "ana",
        reason: "oncall INC-7",
        created: Timestamp::parse("2026-11-23T10:00:00Z").expect("a time"),
        expires: Timestamp::parse("2026-11-30T10:00:00Z").expect("a time"),
        traits: &traits,
    };
    let condition = Condition::parse(text, &Budget::PRODUCT).map_err(|error| {
        format!(
            "{}: {}",
            text.get(error.span).unwrap_or_default(),
            error.message
        )
    })?;
    condition.evaluate(&facts).map_err(|error| {
        format!(
            "evaluating {}: {}",
            text.get(error.span).unwrap_or_default(),
            error.message
        )
    })
}

#[test]
fn conditions_hold_or_do_not() {
    let cases = [
        ("true", true),
        ("false || !false", true),
        (
            r#"contains_all(set("dev-read", "dev-write", "x"), access_request.spec.roles)"#,
            true,
        ),
        (
            r#"contains_all(set("dev-read"), access_request.spec.roles)"#,
            false,
        ),
        ("contains_all(access_request.spec.roles, set())", false),
        (r#"contains_any(user.traits["team"], set("core"))"#, true),
        (
            r#"user.traits.team.contains_all(set("core", "payments"))"#,
            true,
        ),
        (r#"user.traits.absent.contains("x")"#, false),
        (
            "is_empty(user.traits.absent) && user.traits.absent.isempty()",
            true,
        ),
        (
            r#"access_request.spec.user == "ana" && access_request.spec.user != "ben""#,
            true,
        ),
        (
            r#"regexp.match(set(access_request.spec.request_reason), "*oncall*")"#,
            true,
        ),
        (
            r#"regexp.match(access_request.spec.roles, "^dev-(read|run)$")"#,
            true,
        ),
        (r#"regexp.match(access_request.spec.roles, "dev")"#, false),
        (
            r#"access_request.spec.system_annotations["team"].contains("payments")"#,
            true,
        ),
        (
            r#"access_request.spec.suggested_reviewers.contains("ben")"#,
            true,
        ),
        (
            "is_empty(access_request.spec.resource_labels_union[\"env\"])",
            true,
        ),
        (
            r#"union(set("a"), set("b")).contains_all(set("b", "a"))"#,
            true,
        ),
        (
            r#"set("a").add("b").remove("a").contains_all(set("a"))"#,
            false,
        ),
        (r#"dict(pair("k", set("v")))["k"].contains("v")"#, true),
        (
            r#"dict(pair("k", set("v"))).put("k", set("w"))["k"].contains("v")"#,
            false,
        ),
        (
            r#"user.traits.add_values("team", "ops")["team"].contains("ops")"#,
            true,
        ),
        (r#"is_empty(user.traits.remove("team")["team"])"#, true),
        (
            r#"ifelse(access_request.spec.user == "ana", set("y"), set("n")).contains("y")"#,
            true,
        ),
        (
            r#"choose(option(false, "a"), option(true, "b")) == "b""#,
            true,
        ),
        (
            r#"strings.upper(set("a")).contains("A") && strings.lower("ÄB") == "äb""#,
            true,
        ),
        (r#"strings.upper("straße") == "STRAßE""#, true),
        (r#"strings.replaceall("a-b", "-", "_") == "a_b""#, true),
        (r#"strings.split(set("a,b"), ",").contains("b")"#, true),
        (r#"email.local(user.traits.email).contains("ana")"#, true),
        (
            r#"regexp.replace(access_request.spec.roles, "^dev-(r.*)$", "$1").contains("read")"#,
            true,
        ),
        (r#"is_empty(regexp.replace(set("x"), "x", ""))"#, true),
        (
            r#"before(access_request.spec.creation_time, time.RFC3339("2026-11-24T00:00:00Z"))"#,
            true,
        ),
        (
            "access_request.spec.expiry.after(access_request.spec.creation_time)",
            true,
        ),
        (
            "between(access_request.spec.creation_time, access_request.spec.creation_time, access_request.spec.expiry)",
            false,
        ),
        (
            "after(access_request.spec.creation_time, access_request.spec.creation_time)",
            false,
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(answer(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let cases = [
        (
            "contains(user.traits.team, \"a\")",
            "contains",
            "write `user.traits.team.contains(…)`",
        ),
        (
            "contains_any(access_request.spec.user, set(\"a\"))",
            "access_request.spec.user",
            "make it a set of one: `set(…)`",
        ),
        (
            "reviewer.roles.contains(\"a\")",
            "reviewer.roles",
            "a rule decides before anybody reviews: it knows the request and `user.traits`",
        ),
        (
            "request.roles.contains(\"a\")",
            "request.roles",
            "write `access_request.spec.roles`",
        ),
        (
            "access_request.spec.role.contains(\"a\")",
            "access_request.spec.role",
            "did you mean `access_request.spec.roles`?",
        ),
        (
            "access_request.spec.roles.contain(\"a\")",
            "contain",
            "did you mean `contains`?",
        ),
        (
            "user.traits.contains(\"a\")",
            "contains",
            "it is written `set.contains(string)`",
        ),
        (
            "set(\"a\").contains()",
            "set(\"a\").contains()",
            "write `set.contains(string)`",
        ),
        (
            "contain_all(set(\"a\"), set(\"a\"))",
            "contain_all",
            "did you mean `contains_all`?",
        ),
        (
            "equals(\"a\", \"b\")",
            "equals",
            "compare strings with `==`, sets with `contains_all`",
        ),
        (
            "access_request.spec.roles",
            "access_request.spec.roles",
            "ask what it holds: `contains_any`, `contains_all` or `is_empty`",
        ),
        (
            "access_request.spec.roles == set(\"a\")",
            "access_request.spec.roles",
            "ask what it holds: `set.contains(string)`",
        ),
        (
            "access_request.spec.creation_time < access_request.spec.expiry",
            "<",
            "compare times with `before` and `after`",
        ),
        (
            "is_empty(user.traits)",
            "user.traits",
            "take one set of it, as in `map[\"key\"]`",
        ),
        ("1 == 1", "1", "write a string, as in `\"1\"`"),
    ];
    for (text, place, help) in cases {
        let error = Condition::parse(text, &Budget::PRODUCT).expect_err(text);
        let at = text.get(error.span.clone());
        assert_eq!(at, Some(place), "{text}: {error:?}");
        assert_eq!(error.help.as_deref(), Some(help), "{text}: {error:?}");
    }
    let mixed = answer("ifelse(true, \"a\", set(\"a\")) == \"a\"").expect_err("two types");
    assert!(mixed.contains("a string and a set"), "{mixed}");
    let time = answer("before(time.RFC3339(\"noon\"), access_request.spec.expiry)");
    assert!(time.expect_err("no time").starts_with("\"noon\":"));
}

#[test]
fn what_cannot_be_worked_out_is_an_error_only_where_it_is_reached() {
    let broken = r#"regexp.match(access_request.spec.roles, "^(dev$")"#;
    let condition = Condition::parse(broken, &Budget::PRODUCT).expect("reads");
    assert_eq!(condition.faults().len(), 1);
    assert!(
        answer(broken)
            .expect_err("broken")
            .starts_with("evaluating")
    );
    assert_eq!(answer(&["false && ", broken].concat()), Ok(false));
    let address = answer("email.local(user.traits.mail).contains(\"n\")");
    assert!(
        address
            .expect_err("no address")
            .contains("is not an email address")
    );
    let none = answer("choose(option(false, true))").expect_err("no option");
    assert_eq!(
        none,
        "evaluating choose(option(false, true)): no option holds".to_string()
    );
}

#[test]
fn a_bound_on_what_is_asked_for_is_told_from_a_mere_mention() {
    let cases = [
        (
            r#"contains_all(set("dev"), access_request.spec.roles)"#,
            false,
        ),
        (
            r#"set("dev").contains_all(access_request.spec.roles) && true"#,
            false,
        ),
        (r#"access_request.spec.roles.contains("dev")"#, true),
        (
            r#"contains_any(access_request.spec.roles, set("dev"))"#,
            true,
        ),
        (
            r#"contains_all(access_request.spec.roles, set("dev"))"#,
            true,
        ),
        (
            r#"contains_all(set("a"), access_request.spec.roles) || user.traits.x.contains("y")"#,
            true,
        ),
        ("true", true),
        ("false", false),
        (
            r#"contains_all(access_request.spec.roles.add("dev"), access_request.spec.roles)"#,
            true,
        ),
        (
            r#"contains_all(union(set("dev"), user.traits.own), access_request.spec.roles)"#,
            false,
        ),
        (
            r#"!contains_all(set("dev"), access_request.spec.roles)"#,
            true,
        ),
    ];
    for (text, expected) in cases {
        let condition = Condition::parse(text, &Budget::PRODUCT).expect(text);
        assert_eq!(condition.admits_further_roles(), expected, "{text}");
    }
}

/// Each call doubles what it is given.
#[test]
fn what_grows_without_bound_is_refused() {
    let doubling = [
        (
            "strings.replaceall(",
            r#""a""#,
            r#", "a", "aa")"#,
            " == \"b\"",
        ),
        (
            "regexp.replace(",
            r#"set("a")"#,
            r#", "(.*)", "$1$1")"#,
            r#".contains("b")"#,
        ),
    ];
    for (call, first, arguments, asked) in doubling {
        let calls = |times: usize| {
            let (calls, arguments) = (call.repeat(times), arguments.repeat(times));
            [&calls, first, &arguments, asked].concat()
        };
        assert_eq!(answer(&calls(10)), Ok(false), "{call}");
        let problem = answer(&calls(40)).expect_err(call);
        assert!(
            problem.ends_with("replacing makes more than 65536 bytes of it"),
            "{problem}"
        );
    }
}
