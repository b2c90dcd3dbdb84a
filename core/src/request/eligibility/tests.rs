//! The mission's own examples, what fails closed, and the laws of deciding.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec,
    vec::Vec,
};

use proptest::prelude::*;

use super::*;
use crate::{policy::duration::Duration, request::submission::Submitted};
use crate::{
    policy::{
        fixtures::{MISSION, policy, subject},
        name::UserName,
        traits::Traits,
    },
    request::{
        access_request::AccessRequest,
        admission::{admit, admit_resolver},
        ask::Ask,
        command::Command,
        decide::decide,
        fixtures::minute,
        grant::assume,
        id::RequestId,
        refusal::SubmitRefusal,
        review::{Proposal, Verdict},
        state::Phase,
        submission::submit,
        terms::Circumstances,
    },
};

fn role(name: &str) -> RoleName {
    RoleName::verbatim(name)
}

fn ask(
    policy: &Policy,
    who: &str,
    roles: &[&str],
    reason: &str,
) -> Result<Submitted, SubmitRefusal> {
    let requester = subject(policy, who);
    let roles = roles.iter().copied().map(role).collect();
    let ask = Ask::new(requester.name.clone(), roles).because(reason);
    let id = RequestId::from_random([3; 16]);
    submit(policy, &requester, ask, id, &Circumstances::at(minute(0)))
}

fn review(policy: &Policy, request: AccessRequest, who: &str, proposal: Proposal) -> AccessRequest {
    let admitted = admit(policy, &subject(policy, who), &request, proposal).expect("may review");
    let events = decide(&request, Command::Review(admitted), minute(1)).expect("is pending");
    events.iter().fold(request, AccessRequest::apply)
}

/// (who, role, whether they may ask for it, the first reason)
#[test]
fn the_missions_examples_of_asking() {
    let policy = policy(MISSION);
    let cases = [
        ("alice", "dba", true, "`contractor` allows requesting `dba`"),
        (
            "alice",
            "admin",
            false,
            "nothing in `contractor` allows requesting `admin`",
        ),
        (
            "alice",
            "no-such",
            false,
            "nothing in `contractor` allows requesting `no-such`",
        ),
        (
            "cara",
            "admin",
            false,
            "`contractor-guarded` denies requesting `admin`",
        ),
        (
            "cara",
            "dba",
            true,
            "`contractor-guarded` allows requesting `dba`",
        ),
        ("cara", "no-such", false, "there is no role `no-such`"),
        (
            "erin",
            "dev-web",
            true,
            "`employee` allows requesting `dev-web`",
        ),
        (
            "erin",
            "admin",
            false,
            "nothing in `employee` allows requesting `admin`",
        ),
        ("gus", "admin", true, "`employee` allows requesting `admin`"),
        (
            "bob",
            "dba",
            false,
            "nothing in `admin` allows requesting `dba`",
        ),
        (
            "mia",
            "dba",
            false,
            "`mia` holds `gone`, which does not exist",
        ),
    ];
    for (who, name, allowed, reason) in cases {
        let decision = may_request(&policy, &subject(&policy, who), &role(name));
        assert_eq!(decision.is_allowed(), allowed, "{who} {name}");
        assert_eq!(decision.because[0].text(), reason, "{who} {name}");
    }
}

#[test]
fn reasons_point_at_the_element() {
    let policy = policy(MISSION);
    let place = |who: &str, name: &str| {
        let decision = may_request(&policy, &subject(&policy, who), &role(name));
        let place = decision.because[0].place.clone().expect("a place");
        (place.name, place.field, place.line, place.column)
    };
    let line_of = |text: &str| {
        let found = MISSION.lines().position(|line| line.contains(text));
        u32::try_from(found.expect("a line of the text") + 1).expect("few lines")
    };
    assert_eq!(
        place("alice", "dba"),
        (
            "contractor".into(),
            "spec.allow.request.roles[0]".into(),
            line_of("roles: ['dba']"),
            15
        )
    );
    assert_eq!(
        place("cara", "admin"),
        (
            "contractor-guarded".into(),
            "spec.deny.request.roles[0]".into(),
            line_of("request: {roles: ['admin']}"),
            23
        )
    );
    let (_, field, line, _) = place("gus", "admin");
    assert_eq!(field, "spec.allow.request.claims_to_roles[0].roles[0]");
    assert_eq!(line, line_of("          roles: ['*']"));
    let decision = may_request(&policy, &subject(&policy, "gus"), &role("admin"));
    assert_eq!(
        decision.because[0].detail().as_deref(),
        Some("by `*`, which the trait `groups` gives")
    );
}

#[test]
fn alice_gets_dba_for_an_hour_when_bob_approves() {
    let policy = policy(MISSION);
    let made = ask(&policy, "alice", &["dba"], "the replica lags").expect("may ask");
    let cap = made.cap.expect("a rule caps it");
    assert_eq!(
        cap.words().replace('\u{a0}', " "),
        "`dba` lasts at most 1 h (`max_session_ttl`)"
    );
    assert_eq!(
        cap.place.expect("a place").field,
        "spec.options.max_session_ttl"
    );
    let request = made.request;
    assert_eq!(request.lifetime().access_expires, minute(60));
    let prospect = Prospect::from(&request);
    let reviewers = eligible_reviewers(&policy, policy.subjects(), &prospect);
    assert_eq!(
        reviewers.map(|who| who.name).collect::<Vec<_>>(),
        [UserName::verbatim("bob")]
    );
    let request = review(
        &policy,
        request,
        "bob",
        Proposal::new(Verdict::Approve, "go"),
    );
    assert_eq!(request.phase(minute(1)), Phase::Active);
    let alice = subject(&policy, "alice");
    let hour = Duration::from_hours(1);
    let grant = assume(&policy, &request, &alice, minute(10), hour).expect("is approved");
    assert_eq!(grant.roles, [role("contractor"), role("dba")]);
    assert_eq!(grant.logins, BTreeSet::from(["postgres".to_string()]));
    // Access counts from the moment it was asked for, not from the approval.
    assert_eq!(grant.not_after, minute(60));
    assert!(assume(&policy, &request, &alice, minute(61), hour).is_err());
    // Somebody else's request does not exist for them.
    let bob = subject(&policy, "bob");
    let refusal = assume(&policy, &request, &bob, minute(10), hour).unwrap_err();
    assert_eq!(refusal.code(), "not-found");
}

#[test]
fn erin_must_say_why_and_rita_grants_a_subset() {
    let policy = policy(MISSION);
    let roles = ["dev-web", "common", "dev-db", "common"];
    for blank in ["", " ", "\u{2003}\t"] {
        let refusal = ask(&policy, "erin", &roles, blank).unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "say why: Please provide your ticket ID"
        );
        assert_eq!(
            (refusal.code(), refusal.field()),
            ("reason-required", "reason")
        );
    }
    let request = ask(&policy, "erin", &roles, "INC-1")
        .expect("may ask")
        .request;
    let values = |key: &str| request.annotations().get(key).cloned().unwrap_or_default();
    assert_eq!(
        (values("foo"), values("groups")),
        (vec!["bar".into()], vec!["dev".into()])
    );
    let mut proposal = Proposal::new(Verdict::Approve, "");
    proposal.roles = Some(BTreeSet::from([role("common"), role("dev-db")]));
    let request = review(&policy, request, "rita", proposal);
    let erin = subject(&policy, "erin");
    let hour = Duration::from_hours(1);
    let grant = assume(&policy, &request, &erin, minute(2), hour).expect("is approved");
    assert_eq!(
        grant.roles,
        [role("employee"), role("common"), role("dev-db")]
    );
    assert_eq!(request.roles_asked().len(), 3);
}

#[test]
fn who_may_review_and_who_may_override() {
    let policy = policy(MISSION);
    let request = ask(&policy, "alice", &["dba"], "")
        .expect("may ask")
        .request;
    let cases = [
        ("bob", Ok(())),
        ("rita", Err("cannot-review")),
        ("alice", Err("cannot-submit-reviews")),
        ("erin", Err("cannot-submit-reviews")),
        ("mia", Err("cannot-evaluate")),
    ];
    for (who, expected) in cases {
        let proposal = Proposal::new(Verdict::Deny, "");
        let admitted = admit(&policy, &subject(&policy, who), &request, proposal);
        assert_eq!(
            admitted.map(|_| ()).map_err(|refusal| refusal.code()),
            expected,
            "{who}"
        );
    }
    for (who, expected) in [("bob", true), ("rita", false), ("mia", false)] {
        let admitted = admit_resolver(&policy, &subject(&policy, who));
        assert_eq!(admitted.is_ok(), expected, "{who}");
    }
}

#[test]
fn the_wildcard_is_everything_requestable_that_is_not_held() {
    let policy = policy(MISSION);
    let names = |who: &str| -> Vec<String> {
        let request = ask(&policy, who, &["*"], "INC-1").expect("something is requestable");
        request
            .request
            .roles()
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(names("erin"), ["common", "dev-db", "dev-web"]);
    assert_eq!(names("alice"), ["dba"]);
    // Beside another role `*` is an ordinary name, which no role has.
    let refusal = ask(&policy, "cara", &["*", "dba"], "").unwrap_err();
    assert_eq!(refusal.code(), "unknown-role");
    assert_eq!(
        ask(&policy, "bob", &["*"], "").unwrap_err().code(),
        "nothing-requestable"
    );
    assert_eq!(ask(&policy, "bob", &[], "").unwrap_err().code(), "no-roles");
    let long = "x".repeat(4097);
    assert_eq!(
        ask(&policy, "alice", &["dba"], &long).unwrap_err().code(),
        "reason-too-long"
    );
}

#[test]
fn a_tighter_policy_stops_what_was_approved() {
    let before = policy(MISSION);
    let request = ask(&before, "alice", &["dba"], "")
        .expect("may ask")
        .request;
    let request = review(&before, request, "bob", Proposal::new(Verdict::Approve, ""));
    let changed = |from: &str, to: &str| policy(&MISSION.replacen(from, to, 1));
    let cases = [
        (
            changed("roles: ['dba']", "roles: ['db']"),
            "role-not-requestable",
        ),
        (
            changed("roles: ['dba']", "roles: ['dba', '^(dba$']"),
            "cannot-evaluate",
        ),
        (changed("name: dba}", "name: dba2}"), "unknown-role"),
        (
            changed(
                "roles: ['dba']\n",
                "roles: ['dba']\n  options: {request_access: reason}\n",
            ),
            "reason-required",
        ),
    ];
    for (after, code) in cases {
        let alice = subject(&after, "alice");
        let refusal = assume(&after, &request, &alice, minute(2), Duration::from_hours(1));
        let refusal = refusal.unwrap_err();
        assert_eq!(refusal.code(), code, "{refusal}");
    }
    let mut alice = subject(&before, "alice");
    alice.locked = true;
    let refusal = assume(
        &before,
        &request,
        &alice,
        minute(2),
        Duration::from_hours(1),
    );
    assert_eq!(refusal.unwrap_err().code(), "locked");
    assert!(!may_request(&before, &alice, &role("dba")).is_allowed());
}

#[test]
fn a_tighter_policy_stops_an_approval_and_lets_the_rest_through() {
    let before = policy(MISSION);
    let request = ask(&before, "erin", &["common", "dev-db"], "INC-1")
        .expect("may ask")
        .request;
    let after = policy(&MISSION.replacen("roles: ['common', 'dev-*']", "roles: ['common']", 1));
    let rita = subject(&after, "rita");
    let mut proposal = Proposal::new(Verdict::Approve, "");
    let refusal = admit(&after, &rita, &request, proposal.clone()).unwrap_err();
    assert_eq!(refusal.code(), "role-not-requestable");
    assert_eq!(
        refusal.because()[0].text(),
        "nothing in `employee` allows requesting `dev-db`"
    );
    proposal.roles = Some(BTreeSet::from([role("common")]));
    assert!(admit(&after, &rita, &request, proposal).is_ok());
    assert!(admit(&after, &rita, &request, Proposal::new(Verdict::Deny, "")).is_ok());
}

/// A role with these patterns on each side.
fn patterns(name: &str, allow: &[&str], deny: &[&str]) -> String {
    let list = |patterns: &[&str]| {
        let quoted: Vec<String> = patterns.iter().map(|text| format!("'{text}'")).collect();
        quoted.join(", ")
    };
    format!(
        "---\nkind: role\nversion: v7\nmetadata: {{name: {name}}}\nspec:\n  allow:\n    request: {{roles: [{}]}}\n    review_requests: {{roles: [{}]}}\n  deny:\n    request: {{roles: [{}]}}\n    review_requests: {{roles: [{}]}}\n",
        list(allow),
        list(allow),
        list(deny),
        list(deny)
    )
}

const PATTERNS: [&str; 7] = ["a", "b", "*", "a*", "^(a|b)$", "ab", "^.b$"];
const NAMES: [&str; 5] = ["a", "b", "ab", "bb", "c"];

fn some_patterns() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(&PATTERNS[..]), 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever three roles say: deny wins over every allow, the order of roles changes nothing, one
    /// more allow never takes away, one more deny never gives, and what is granted was approved,
    /// requested and requestable.
    #[test]
    fn laws_of_deciding(
        sides in proptest::collection::vec((some_patterns(), some_patterns()), 3),
        asked in proptest::sample::subsequence(&NAMES[..], 1..4),
        approved in proptest::sample::subsequence(&NAMES[..], 0..4),
        turn in 0..3usize,
    ) {
        let mut text = String::new();
        for (at, (allow, deny)) in sides.iter().enumerate() {
            text.push_str(&patterns(&format!("r{at}"), allow, deny));
        }
        for name in NAMES {
            text.push_str(&patterns(name, &[], &[]));
        }
        let policy = policy(&text);
        let held = |order: &[usize]| Subject {
            name: UserName::verbatim("u"),
            roles: order.iter().map(|at| role(&format!("r{at}"))).collect(),
            traits: Traits::default(),
            locked: false,
        };
        let mut order = [0, 1, 2];
        order.rotate_left(turn);
        let (one, other) = (held(&[0, 1, 2]), held(&order));
        let matches = |patterns: &[&str], name: &str| {
            patterns.iter().any(|pattern| match *pattern {
                "*" => true,
                "a*" => name.starts_with('a'),
                "^(a|b)$" => name == "a" || name == "b",
                "^.b$" => name == "ab" || name == "bb",
                literal => literal == name,
            })
        };
        let everything: BTreeSet<RoleName> = requestable(&policy, &one)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        for name in NAMES {
            let allowed = sides.iter().any(|(allow, _)| matches(allow, name));
            let denied = sides.iter().any(|(_, deny)| matches(deny, name));
            let decision = may_request(&policy, &one, &role(name));
            prop_assert_eq!(decision.is_allowed(), allowed && !denied);
            prop_assert_eq!(may_request(&policy, &other, &role(name)).outcome, decision.outcome);
            prop_assert_eq!(everything.contains(&role(name)), decision.is_allowed());
            prop_assert!(!decision.because.is_empty());
            // A part of the roles: without its denials more is possible, never less.
            let fewer = may_request(&policy, &held(&[0, 1]), &role(name));
            let last = &sides[2];
            if fewer.is_allowed() && !matches(&last.1, name) {
                prop_assert!(decision.is_allowed());
            }
            if !fewer.is_allowed() && !matches(&last.0, name) {
                prop_assert!(!decision.is_allowed());
            }
        }
        let ask = Ask::new(one.name.clone(), asked.iter().copied().map(role).collect());
        let id = RequestId::from_random([1; 16]);
        let made = submit(&policy, &one, ask, id, &Circumstances::at(minute(0)));
        let all_allowed = asked.iter().all(|name| everything.contains(&role(name)));
        prop_assert_eq!(made.is_ok(), all_allowed);
        let Ok(made) = made else { return Ok(()) };
        let mut request = made.request;
        prop_assert!(request.roles().is_subset(&everything));
        // The same rights as a reviewer, under another name.
        let reviewer = Subject { name: UserName::verbatim("v"), ..one.clone() };
        let mut proposal = Proposal::new(Verdict::Approve, "");
        let named: BTreeSet<RoleName> = approved.iter().copied().map(role).collect();
        proposal.roles = Some(named.clone());
        let own = admit(&policy, &one, &request, proposal.clone());
        prop_assert!(own.is_err(), "nobody reviews their own request");
        let Ok(admitted) = admit(&policy, &reviewer, &request, proposal) else {
            prop_assert!(named.is_empty() || !named.is_subset(request.roles()));
            return Ok(());
        };
        let events = decide(&request, Command::Review(admitted), minute(1)).expect("is pending");
        request = events.iter().fold(request, AccessRequest::apply);
        let hour = Duration::from_hours(1);
        let grant = assume(&policy, &request, &one, minute(1), hour).expect("one approval is enough");
        let gained: BTreeSet<RoleName> = grant
            .roles
            .iter()
            .filter(|name| !one.roles.contains(name))
            .cloned()
            .collect();
        prop_assert_eq!(&gained, &named);
        prop_assert!(gained.is_subset(request.roles()));
        prop_assert!(request.roles().is_subset(request.roles_asked()));
        prop_assert!(request.roles_asked().is_subset(&everything));
    }
}
