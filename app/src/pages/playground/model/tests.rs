//! The playground's model: what it asks of the engine, what it does with answers, where places go.

use postern_core::{
    api::{
        explanation::{Step, StepVerdict},
        inspection::{Formatted, PlacedStep, Question},
        policy::Finding,
    },
    policy::name::{RoleName, UserName},
    yaml::{
        diagnostic::{Applicability, Edit, Fix},
        source::Source,
    },
};

use super::*;
use crate::browser::file::Unread;

fn span(start: u32, end: u32) -> Span {
    Span::new(start, end)
}

/// `roel` at bytes 6 to 10 should be `role`.
const TEXT: &str = "kind: roel\nname: x\n";

fn inspection() -> Inspection {
    let edit = Edit {
        span: span(6, 10),
        text: "role".into(),
    };
    let misspelled = Diagnostic::new(
        "schema/unknown-kind",
        Severity::Error,
        span(6, 10),
        "no kind",
    )
    .fix(Fix {
        title: "write `role`".into(),
        applicability: Applicability::Safe,
        edits: vec![edit],
    });
    let late = Diagnostic::new(
        "schema/missing-name",
        Severity::Warning,
        span(17, 18),
        "no name",
    );
    let source = Source::new(TEXT);
    Inspection {
        findings: [misspelled, late]
            .map(|diagnostic| Finding::new(diagnostic, &source))
            .into(),
        documents: 1,
        roles: vec![RoleName::verbatim("dba")],
        users: vec![UserName::verbatim("alice"), UserName::verbatim("bob")],
    }
}

fn explanation() -> Explanation {
    Explanation {
        verdict: vec![],
        steps: vec![PlacedStep {
            step: Step {
                verdict: StepVerdict::Holds,
                text: "`alice` holds `dba`".into(),
                detail: None,
                place: None,
            },
            span: Some(span(17, 18)),
        }],
    }
}

fn typed(text: impl Into<String>) -> Msg {
    Msg::Editor(Told::Typed(0..u32::MAX, text.into()))
}

fn kept(text: &str, question: Option<Question>) -> Kept {
    Kept {
        files: vec![file("policy.yaml", text)],
        shown: 0,
        question,
        aside: None,
    }
}

fn file(name: &str, text: &str) -> File {
    File {
        name: name.into(),
        text: text.into(),
    }
}

/// Typed, at rest, checked and explained.
fn settled() -> Playground {
    let mut page = Playground::new(None);
    page.update(typed(TEXT));
    page.update(Msg::Rested(1));
    page.update(Msg::Checked(1, Ok(inspection())));
    page.update(Msg::Want("dba".into()));
    page.update(Msg::Explained(2, Ok(explanation())));
    page
}

fn question() -> Question {
    Question {
        asker: Asker::User(UserName::verbatim("alice")),
        role: RoleName::verbatim("dba"),
    }
}

#[test]
fn a_text_is_checked_and_kept_once_typing_rests() {
    let mut page = Playground::new(None);
    assert_eq!(page.update(typed("a")), [Command::Rest(1)]);
    assert_eq!(page.update(typed("ab")), [Command::Rest(2)]);
    assert_eq!(page.update(Msg::Rested(1)), []);
    assert_eq!(
        page.update(Msg::Rested(2)),
        [
            Command::Keep(kept("ab", None)),
            Command::Check(2, "ab".into())
        ]
    );
}

#[test]
fn a_stale_answer_is_dropped_and_the_text_asked_about_again() {
    let mut page = Playground::new(None);
    page.update(typed("a"));
    page.update(Msg::Rested(1));
    page.update(typed("ab"));
    // While one check runs there is no second.
    assert_eq!(page.update(Msg::Rested(2)).len(), 1);
    assert_eq!(
        page.update(Msg::Checked(1, Ok(inspection()))),
        [Command::Check(2, "ab".into())]
    );
    assert_eq!(page.findings().count(), 0);
    // An answer nobody waits for.
    assert_eq!(page.update(Msg::Checked(1, Ok(inspection()))), []);
    assert_eq!(page.findings().count(), 0);
    page.update(Msg::Checked(2, Ok(inspection())));
    assert_eq!(page.findings().count(), 2);
    assert_eq!(page.check, Check::Done);

    let mut page = settled();
    page.update(Msg::Want("admin".into()));
    page.update(Msg::Explained(
        2,
        Ok(Explanation {
            verdict: vec![],
            steps: vec![],
        }),
    ));
    assert_eq!(
        page.explanation,
        Some(explanation()),
        "an older question's answer"
    );
}

#[test]
fn an_answer_that_comes_while_typing_waits_for_rest() {
    let mut page = Playground::new(None);
    page.update(typed("a"));
    page.update(Msg::Rested(1));
    page.update(typed("ab"));
    assert_eq!(page.update(Msg::Checked(1, Ok(inspection()))), []);
    assert_eq!(page.update(Msg::Rested(2)).len(), 2);
}

fn wrong(page: &Playground) -> Vec<(Span, Severity)> {
    page.findings()
        .map(|finding| (finding.span(), finding.severity))
        .collect()
}

#[test]
fn places_move_with_the_text_and_go_where_it_changes() {
    let mut page = settled();
    page.update(typed(format!("# é\n{TEXT}")));
    assert_eq!(
        wrong(&page),
        [
            (span(11, 15), Severity::Error),
            (span(22, 23), Severity::Warning)
        ]
    );
    let steps = &page.explanation.as_ref().unwrap().steps;
    assert_eq!(steps[0].span, Some(span(22, 23)));
    // What is mended is gone before the engine says so; the rest stays.
    page.update(typed(format!("# é\n{}", TEXT.replace("roel", "role"))));
    assert_eq!(wrong(&page), [(span(22, 23), Severity::Warning)]);
}

#[test]
fn picking_selects_the_place_in_units_of_the_browser() {
    let mut page = settled();
    page.update(typed(format!("# é\n{TEXT}")));
    page.update(Msg::Show(Pane::Problems));
    assert_eq!(
        page.update(Msg::Pick(Picked::Finding(0))),
        [Command::Tint(Some(10..14)), Command::Select(10..14)]
    );
    assert_eq!(page.pane, Pane::Editor);
    assert_eq!(
        page.update(Msg::Pick(Picked::Step(0))),
        [Command::Tint(Some(21..22)), Command::Select(21..22)]
    );
    assert_eq!(page.update(Msg::Editor(Told::Selected(21..22))), []);
    assert_eq!(
        page.update(Msg::Pick(Picked::Finding(9))),
        [Command::Tint(None)]
    );
    page.update(Msg::Pick(Picked::Step(0)));
    assert_eq!(
        page.update(Msg::Editor(Told::Selected(0..1))),
        [Command::Tint(None)]
    );
    assert_eq!(page.picked_span(), None);
}

#[test]
fn a_fix_is_written_where_it_belongs() {
    let mut page = settled();
    let commands = page.update(Msg::Mend(0, 0));
    assert_eq!(
        commands,
        [Command::Write {
            units: 6..10,
            text: "role".into(),
            selected: 10..10
        }]
    );
    assert_eq!(page.update(Msg::Mend(1, 0)), []);
    let fix = Fix {
        title: String::new(),
        applicability: Applicability::Likely,
        edits: vec![
            Edit {
                span: span(17, 18),
                text: "y".into(),
            },
            Edit {
                span: span(0, 4),
                text: "sort".into(),
            },
        ],
    };
    let mended = page.mended(&fix).unwrap();
    assert_eq!(
        page.folder.all().replaced(mended.span, &mended.text),
        "sort: roel\nname: y\n"
    );
}

#[test]
fn the_question_follows_the_text_and_stays_when_its_user_goes() {
    let mut page = settled();
    assert_eq!(page.asker, Some(question().asker));
    page.update(typed("x"));
    page.update(Msg::Rested(2));
    let commands = page.update(Msg::Checked(2, Ok(Inspection::default())));
    assert_eq!(
        commands,
        [
            Command::Mark(vec![]),
            Command::Teach(vec![], vec![]),
            Command::Explain(3, "x".into(), question())
        ]
    );
    assert_eq!(page.users(), [UserName::verbatim("alice")]);
    // No role, no question.
    assert_eq!(
        page.update(Msg::Want("  ".into())),
        [Command::Keep(kept("x", None))]
    );
    assert_eq!(page.explanation, None);
}

#[test]
fn the_canonical_form_is_written_unless_somebody_typed_on() {
    let mut page = settled();
    assert_eq!(page.update(Msg::Format), [Command::Format(1, TEXT.into())]);
    let sorted = || Ok(Formatted::Text("name: x\nkind: roel\n".into()));
    assert_eq!(
        page.update(Msg::Formatted(1, sorted())),
        [Command::Write {
            units: 0..19,
            text: "name: x\nkind: roel\n".into(),
            selected: 0..0
        }]
    );
    assert_eq!(
        page.update(Msg::Formatted(0, sorted())),
        [],
        "an older revision"
    );
    assert_eq!(
        page.update(Msg::Formatted(1, Ok(Formatted::Text(TEXT.into())))),
        [],
        "it is so already"
    );
    let problem = || Ok(Formatted::Problem("Mend it first.".into()));
    assert_eq!(page.update(Msg::Formatted(1, problem())), []);
    assert_eq!(page.refused.as_deref(), Some("Mend it first."));
    page.update(typed("x"));
    assert_eq!(page.refused, None);
}

#[test]
fn a_failure_is_said_and_the_next_edit_asks_again() {
    let mut page = settled();
    page.update(typed("x"));
    page.update(Msg::Rested(2));
    assert_eq!(page.update(Msg::Checked(2, Err(Failure::Stopped))), []);
    assert_eq!(page.check, Check::Failed(Failure::Stopped));
    assert_eq!(page.update(Msg::Retry), [Command::Check(2, "x".into())]);
    page.update(Msg::Checked(2, Err(Failure::Slow)));
    page.update(typed("xy"));
    assert_eq!(page.check, Check::Due);
    assert_eq!(page.update(Msg::Rested(3)).len(), 2);
}

#[test]
fn a_first_visit_begins_with_an_example_and_a_later_one_with_what_was_kept() {
    let example = Example {
        title: "x".into(),
        broken: false,
        text: "kind: role\r\n".into(),
        question: Some(question()),
    };
    let began = || Msg::Began("1.0.0".into(), vec![example.clone()]);
    let mut page = Playground::new(None);
    assert_eq!(
        page.update(began()),
        [
            Command::Open(vec!["kind: role\n".into()], 0),
            Command::Rest(1)
        ]
    );
    assert_eq!(
        (page.role.as_str(), &page.asker),
        ("dba", &Some(question().asker))
    );

    // The page may have shown it already.
    let mut page = Playground::new(Some(Kept::of("kind: role\n".into())));
    assert_eq!(
        page.update(began()),
        [Command::Check(0, "kind: role\n".into())]
    );
    assert_eq!(page.asked(), Some(question()));

    let mut page = Playground::new(Some(kept("y", Some(question()))));
    assert_eq!(page.update(began()), [Command::Check(0, "y".into())]);
    assert_eq!(
        page.update(Msg::Checked(0, Ok(inspection()))).last(),
        Some(&Command::Explain(1, "y".into(), question()))
    );
}

#[test]
fn a_file_that_cannot_be_opened_changes_nothing() {
    let mut page = settled();
    let large = vec![("a.yaml".into(), Err(Unread::TooLarge))];
    assert_eq!(page.update(Msg::Opened(large)), []);
    assert_eq!(
        page.refused.as_deref(),
        Some("a.yaml is larger than 2 MiB. Nothing was changed.")
    );
    assert_eq!(page.folder.all().as_str(), TEXT);
}

#[test]
fn files_come_beside_what_was_written_and_in_place_of_nothing() {
    let mut page = settled();
    let opened = || Msg::Opened(vec![("users.yaml".into(), Ok("a: b".into()))]);
    let commands = page.update(opened());
    assert_eq!(
        commands,
        [
            Command::Add("a: b".into()),
            Command::Turn(1),
            Command::Mark(vec![]),
            Command::Rest(2)
        ]
    );
    assert_eq!(page.folder.names(), ["policy.yaml", "users.yaml"]);
    assert!(page.explanation.is_none(), "nothing said before holds now");

    let mut page = Playground::new(None);
    let commands = page.update(opened());
    assert_eq!(
        commands,
        [Command::Open(vec!["a: b".into()], 0), Command::Rest(1)]
    );
    assert_eq!(page.folder.names(), ["users.yaml"]);
}

#[test]
fn what_was_replaced_or_closed_can_be_brought_back() {
    let mut page = settled();
    let link = kept("from: afar\n", None);
    page.update(Msg::Arrived(Some(link.clone()), String::new()));
    assert_eq!(page.folder.files(), link.files);
    let Some(Command::Keep(stored)) = page.update(Msg::Rested(2)).into_iter().next() else {
        panic!("kept")
    };
    // Not even closing the page loses it.
    let mut page = Playground::new(Some(stored));
    page.update(Msg::Restore);
    assert_eq!(page.folder.all().as_str(), TEXT);
    assert_eq!(page.role, "dba");

    page.update(Msg::New);
    page.update(Msg::Close(0));
    assert_eq!(page.folder.files(), [file("policy-2.yaml", "")]);
    page.update(Msg::Restore);
    assert_eq!(page.folder.names(), ["policy.yaml", "policy-2.yaml"]);
    assert_eq!(page.update(Msg::Close(9)), []);
}

#[test]
fn a_link_says_what_it_carries_or_why_it_cannot() {
    assert_eq!(
        read_fragment("v1/0.1.0/abc"),
        Some(("0.1.0".into(), "abc".into()))
    );
    for other in ["", "v1/0.1.0/", "v2/0.1.0/abc", "v1/abc"] {
        assert_eq!(read_fragment(other), None, "{other}");
    }
    let mut page = settled();
    page.update(Msg::Began("0.1.0".into(), vec![]));
    assert_eq!(
        page.update(Msg::Share),
        [Command::Pack(kept(TEXT, Some(question())))]
    );
    assert_eq!(
        page.update(Msg::Packed(Some("abc".into()))),
        [Command::CopyLink("v1/0.1.0/abc".into())]
    );
    assert_eq!(page.update(Msg::Packed(Some("a".repeat(40_000)))), []);
    assert!(
        page.refused
            .as_ref()
            .is_some_and(|why| why.contains("40 kB"))
    );
    assert_eq!(page.update(Msg::Packed(None)), []);
    assert_eq!(page.update(Msg::Arrived(None, String::new())), []);
    assert_eq!(page.folder.all().as_str(), TEXT);
    // One's own link changes nothing.
    let own = kept(TEXT, None);
    assert_eq!(page.update(Msg::Arrived(Some(own), "9".into())), []);
    page.update(Msg::Arrived(Some(kept("x", None)), "9".into()));
    let said = page.shelved.as_ref().map(|(_, said)| said.as_str());
    assert!(said.is_some_and(|said| said.contains("engine 9; this is 0.1.0")));
}

#[test]
fn findings_are_drawn_in_the_file_that_is_shown_and_lead_to_theirs() {
    let mut page = settled();
    page.update(Msg::Opened(vec![(
        "b.yaml".into(),
        Ok("name: é!\n".into()),
    )]));
    let all = page.folder.all().as_str().to_owned();
    let at = u32::try_from(all.find('!').unwrap()).unwrap();
    let wrong = |rule: &'static str, span| Diagnostic::new(rule, Severity::Error, span, "wrong");
    let source = Source::new(all.as_str());
    let answer = Inspection {
        findings: [wrong("a", span(6, 10)), wrong("b", span(at, at + 1))]
            .map(|finding| Finding::new(finding, &source))
            .into(),
        ..Inspection::default()
    };
    page.update(Msg::Rested(2));
    let marked = |commands: &[Command]| {
        commands.iter().find_map(|command| match command {
            Command::Mark(marks) => Some(
                marks
                    .iter()
                    .map(|mark| (mark.from, mark.to, mark.rule.clone()))
                    .collect::<Vec<_>>(),
            ),
            _ => None,
        })
    };
    let commands = page.update(Msg::Checked(2, Ok(answer)));
    assert_eq!(marked(&commands), Some(vec![(7, 8, "b".into())]));
    assert_eq!([page.errors_in(0), page.errors_in(1)], [1, 1]);
    let commands = page.update(Msg::Pick(Picked::Finding(0)));
    assert_eq!(commands.first(), Some(&Command::Turn(0)));
    assert_eq!(marked(&commands), Some(vec![(6, 10, "a".into())]));
    assert_eq!(commands.last(), Some(&Command::Select(6..10)));
    assert_eq!(page.folder.place(at), "b.yaml:1:8");
}
