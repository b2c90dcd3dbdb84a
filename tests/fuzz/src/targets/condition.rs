//! Conditions of access monitoring rules: any text is one or is refused, and one that is answers (N2).

use std::collections::BTreeMap;

use postern_core::policy::{
    budget::Budget,
    monitoring::condition::{Condition, Facts},
    timestamp::Timestamp,
    traits::Traits,
};

use crate::{
    input::{Input, joined},
    sample::Samples,
    span::within,
};

pub(super) fn check(input: &mut Input<'_>) {
    let written = input.text();
    let condition = match Condition::parse(&written, &Budget::PRODUCT) {
        Ok(condition) => condition,
        Err(error) => return within(&written, &error.span),
    };
    for fault in condition.faults() {
        within(&written, &fault.span);
    }
    let [first, second, reason] = [input.text(), input.text(), input.text()];
    let lists: BTreeMap<String, Vec<String>> = ["team", "k", ""]
        .into_iter()
        .map(|key| (key.to_owned(), vec![first.clone(), second.clone()]))
        .collect();
    let traits: Traits = lists.clone().into_iter().collect();
    let facts = |roles| Facts {
        roles,
        suggested_reviewers: vec![&second],
        system_annotations: &lists,
        user: &first,
        reason: &reason,
        created: Timestamp::from_ms(0),
        expires: Timestamp::from_ms(1),
        traits: &traits,
    };
    let answer = condition.evaluate(&facts(vec![&first]));
    if let Err(error) = &answer {
        within(&written, &error.span);
    }
    // What bounds the roles asked for cannot hold for a role that nobody named.
    let unheard_of = "\u{10ffff} a role that no text names \u{10fffe}";
    if !condition.admits_further_roles() {
        let further = condition.evaluate(&facts(vec![&first, unheard_of]));
        assert_ne!(further, Ok(true), "{written}");
    }
}

const CONDITIONS: [&str; 8] = [
    r#"contains_all(set("dev"), access_request.spec.roles) && !is_empty(user.traits["team"])"#,
    r#"regexp.match(set(access_request.spec.request_reason), "^(oncall|INC-.*)$")"#,
    r#"choose(option(false, set("a")), option(true, union(set("b"), set()))).contains("b")"#,
    r#"ifelse(access_request.spec.user == "ana", true, false) || access_request.spec.user != "x""#,
    r#"dict(pair("k", set("v"))).put("l", set("w")).add_values("k", "x").remove("l")["k"].isempty()"#,
    r#"email.local(regexp.replace(user.traits.team, "^(.*)$", "$1@x")).add("y").contains_any(set("y"))"#,
    r#"strings.split(strings.upper(set("a,b")), ",").contains(strings.replaceall(strings.lower("A"), "a", "B"))"#,
    r#"between(access_request.spec.creation_time, time.RFC3339("1960-01-01T00:00:00Z"), access_request.spec.expiry)"#,
];

pub(super) fn seeds(_samples: &Samples) -> Vec<Vec<u8>> {
    let seed = |condition: &str| joined([condition, "dev", "core", "oncall"]);
    CONDITIONS.into_iter().map(seed).collect()
}
