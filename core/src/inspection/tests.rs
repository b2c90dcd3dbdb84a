//! Inspecting and explaining texts: places, words, and what would follow.
mod diff;
mod people;
mod simulate;

use alloc::{borrow::ToOwned, format, string::String, vec::Vec};

use super::*;
use crate::{
    api::inspection::{Asker, Question, Tone},
    inspection::workbook::Workbook,
    yaml::{diagnostic::Severity, span::Span},
};

#[test]
fn what_is_wrong_stands_at_its_line_and_column_in_characters() {
    let text = "kind: role\nversion: v7\nmetadata: {name: \"d\u{e9}v\"}\nspec:\n  alow: {}\n";
    let inspection = check(text);
    let finding = inspection.findings.first().unwrap();
    assert_eq!(
        (finding.severity, finding.rule.as_str()),
        (Severity::Error, "schema/unknown-field")
    );
    assert_eq!((finding.line, finding.column), (5, 3));
    assert_eq!((finding.end_line, finding.end_column), (5, 7));
    let start = u32::try_from(text.find("alow").unwrap()).unwrap();
    assert_eq!(finding.diagnostic.span(), Span::new(start, start + 4));
    assert_eq!(inspection.findings.len(), 1);
}

#[test]
fn who_and_what_a_text_speaks_of_is_listed_in_its_order() {
    let inspection = check(
        "kind: role\nversion: v7\nmetadata: {name: dba}\n---\n\
         kind: role\nversion: v7\nmetadata: {name: admin}\n---\n\
         kind: user\nversion: v2\nmetadata: {name: bob}\nspec: {roles: [admin]}\n",
    );
    assert_eq!(inspection.findings, []);
    assert_eq!(inspection.documents, 3);
    let names: Vec<&str> = inspection.roles.iter().map(RoleName::as_str).collect();
    assert_eq!(names, ["dba", "admin"]);
    assert_eq!(inspection.users, [UserName::verbatim("bob")]);
}

const CLUSTER: &str = "kind: role
version: v7
metadata: {name: contractor}
spec:
  allow:
    request:
      roles: ['dba', gone, pair]
      thresholds: []
  deny:
    request:
      roles: [admin]
---
kind: role
version: v7
metadata: {name: ticketed}
spec:
  allow:
    request:
      roles: [dba, pair]
      thresholds:
        - {approve: 2, deny: 1}
  options: {request_access: reason, request_prompt: Which ticket?}
---
kind: role
version: v7
metadata: {name: dba}
spec:
  options:
    max_session_ttl: 1h
---
kind: role
version: v7
metadata: {name: pair}
---
kind: role
version: v7
metadata: {name: admin}
spec:
  allow:
    review_requests:
      roles: ['*']
---
kind: user
version: v2
metadata: {name: alice}
spec: {roles: [contractor]}
---
kind: user
version: v2
metadata: {name: tess}
spec: {roles: [ticketed]}
---
kind: user
version: v2
metadata: {name: bob}
spec: {roles: [admin]}
---
kind: user
version: v2
metadata: {name: lost}
spec: {roles: [nothing]}
";

fn ask(text: &str, asker: &str, role: &str) -> (Vec<(Tone, String)>, Vec<String>) {
    let asker = match asker.strip_prefix("holder of ") {
        Some(role) => Asker::HolderOf(RoleName::verbatim(role)),
        None => Asker::User(UserName::verbatim(asker)),
    };
    let explanation = explain(
        text,
        &Question {
            asker,
            role: RoleName::verbatim(role),
        },
    );
    let verdict = explanation
        .verdict
        .into_iter()
        .map(|said| (said.tone, said.text.replace('\u{a0}', " ")))
        .collect();
    let steps = explanation
        .steps
        .into_iter()
        .map(|placed| {
            let text = placed.step.text.replace('\u{a0}', " ");
            match (placed.step.place, placed.span) {
                (Some(place), Some(span)) => {
                    let range = span.start as usize..span.end as usize;
                    let said = CLUSTER.get(range).unwrap_or_default();
                    format!("{text} @ {}:{} {said}", place.line, place.column)
                }
                (None, None) => text,
                odd => format!("{text} @ {odd:?}"),
            }
        })
        .collect();
    (verdict, steps)
}

type Verdict<'a> = &'a [(Tone, &'a str)];

#[test]
fn a_verdict_says_what_would_follow() {
    let review = "1 approval, 1 denial refuses; `bob` may review";
    let cases: [(&str, &str, Verdict); 9] = [
        (
            "alice",
            "dba",
            &[
                (Tone::Good, "`alice` may request `dba`"),
                (Tone::Note, review),
                (Tone::Note, "once approved, it lasts 1 h"),
            ],
        ),
        (
            "alice",
            "admin",
            &[(Tone::Bad, "`alice` may not request `admin`")],
        ),
        (
            "alice",
            "other",
            &[(Tone::Bad, "`alice` may not request `other`")],
        ),
        (
            "alice",
            "gone",
            &[
                (Tone::Good, "`alice` may request `gone`"),
                (Tone::Bad, "but there is no role `gone` in this text"),
            ],
        ),
        (
            "tess",
            "dba",
            &[
                (Tone::Good, "`tess` may request `dba`"),
                (Tone::Depends, "a reason is required: “Which ticket?”"),
                (
                    Tone::Bad,
                    "but it can never be approved: 2 needed, `bob` may review",
                ),
                (Tone::Note, "once approved, it lasts 1 h"),
            ],
        ),
        (
            "holder of contractor",
            "dba",
            &[
                (Tone::Good, "whoever holds `contractor` may request `dba`"),
                (Tone::Note, review),
                (Tone::Note, "once approved, it lasts 1 h"),
            ],
        ),
        (
            "lost",
            "dba",
            &[(
                Tone::Bad,
                "whether `lost` may request `dba` cannot be decided",
            )],
        ),
        (
            "holder of nothing",
            "dba",
            &[(
                Tone::Bad,
                "whether whoever holds `nothing` may request `dba` cannot be decided",
            )],
        ),
        (
            "nobody",
            "dba",
            &[(Tone::Bad, "there is no user `nobody` in this text")],
        ),
    ];
    for (asker, role, expected) in cases {
        let (verdict, _) = ask(CLUSTER, asker, role);
        let verdict: Vec<(Tone, &str)> = verdict
            .iter()
            .map(|(tone, text)| (*tone, text.as_str()))
            .collect();
        assert_eq!(verdict, expected, "{asker} {role}");
    }
}

#[test]
fn every_step_points_at_the_text_that_says_so() {
    let (_, steps) = ask(CLUSTER, "alice", "dba");
    assert_eq!(
        steps,
        [
            "`alice` holds `contractor` @ 46:16 contractor",
            "`contractor` allows requesting `dba` @ 7:15 'dba'",
            "`dba` lasts at most 1 h (`max_session_ttl`) @ 29:22 1h",
        ]
    );
    let (_, steps) = ask(CLUSTER, "alice", "admin");
    assert_eq!(
        steps.get(1).map(String::as_str),
        Some("`contractor` denies requesting `admin` @ 11:15 admin")
    );
    let (_, steps) = ask(CLUSTER, "tess", "pair");
    assert_eq!(
        steps.get(2).map(String::as_str),
        Some("`ticketed` requires a reason for every request @ 22:29 reason")
    );
}

#[test]
fn a_text_that_is_wrong_or_empty_still_answers() {
    for text in [
        "",
        "kind: role",
        "{",
        "kind: role\nversion: v7\nmetadata: {name: contractor}\nspec: 5\n",
    ] {
        let (verdict, _) = ask(text, "holder of contractor", "dba");
        assert!(
            verdict.iter().all(|(tone, _)| *tone == Tone::Bad),
            "{text:?}: {verdict:?}"
        );
        assert_eq!(verdict.len(), 1, "{text:?}");
    }
}

#[test]
fn what_is_no_name_is_not_offered_to_ask_about() {
    let text = "{kind: user, version: v2, metadata: {}, spec: {}}\n---\n{kind: role, version: v7, metadata: {name: ' x'}, spec: {}}\n---\n{kind: role, version: v7, metadata: {name: y}, spec: {}}\n";
    for inspection in [check(text), Workbook::default().check(text.into())] {
        assert_eq!(inspection.users, []);
        assert_eq!(inspection.roles, [RoleName::verbatim("y")]);
        let sent = serde_json::to_string(&inspection).expect("JSON");
        assert_eq!(serde_json::from_str(&sent).ok(), Some(inspection));
    }
}

#[test]
fn rules_that_would_review_are_told() {
    let text = r#"
kind: access_monitoring_rule
version: v1
metadata: {name: fast-lane}
spec:
  subjects: [access_request]
  condition: contains_all(set("dev-read"), access_request.spec.roles) && contains_any(user.traits["team"], set("payments"))
  desired_state: reviewed
  automatic_review: {integration: builtin, decision: APPROVED}
---
kind: role
version: v7
metadata: {name: developer}
spec: {allow: {request: {roles: ['dev-*']}}}
---
{kind: role, version: v7, metadata: {name: dev-read}, spec: {}}
---
{kind: role, version: v7, metadata: {name: dev-write}, spec: {}}
---
{kind: user, version: v2, metadata: {name: dan}, spec: {roles: [developer], traits: {team: [payments]}}}
"#;
    let asked = |role: &str, text: &str| {
        let question = Question {
            asker: Asker::User(UserName::verbatim("dan")),
            role: RoleName::verbatim(role),
        };
        let explanation = explain(text, &question);
        let mut said = explanation.verdict.iter();
        let said = said.find(|said| said.text.contains("rule"))?.text.clone();
        let step = explanation
            .steps
            .iter()
            .find(|step| step.step.text == said)?;
        let place = step.span?;
        Some((
            said,
            text.get(place.start as usize..place.end as usize)?
                .to_owned(),
        ))
    };
    let approves = "the rule `fast-lane` approves this automatically".to_owned();
    assert_eq!(asked("dev-read", text), Some((approves, "APPROVED".into())));
    assert_eq!(asked("dev-write", text), None);
    let broken = text.replace("contains_any(user", "contains(user");
    let (said, place) = asked("dev-read", &broken).expect("is told");
    assert_eq!(said, "whether the rule `fast-lane` holds cannot be decided");
    assert!(place.contains("contains_all"), "{place}");
}
