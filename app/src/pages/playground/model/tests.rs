//! The playground's model: what it asks of the engine, what it does with answers, where places go.

use postern_core::{
    api::{
        explanation::{Step, StepVerdict},
        inspection::{Formatted, PlacedStep},
        policy::Finding,
    },
    yaml::{
        diagnostic::{Applicability, Edit, Fix},
        source::Source,
    },
};

use super::*;
use crate::pages::playground::keys::Stroke;

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

/// Typed, at rest, checked and explained.
fn settled() -> Playground {
    let mut page = Playground::new(None);
    page.update(Msg::Typed(TEXT.into()));
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
    assert_eq!(page.update(Msg::Typed("a".into())), [Command::Rest(1)]);
    assert_eq!(page.update(Msg::Typed("ab".into())), [Command::Rest(2)]);
    assert_eq!(page.update(Msg::Rested(1)), []);
    let kept = Kept {
        text: "ab".into(),
        question: None,
    };
    assert_eq!(
        page.update(Msg::Rested(2)),
        [Command::Keep(kept), Command::Check(2, "ab".into())]
    );
}

#[test]
fn a_stale_answer_is_dropped_and_the_text_asked_about_again() {
    let mut page = Playground::new(None);
    page.update(Msg::Typed("a".into()));
    page.update(Msg::Rested(1));
    page.update(Msg::Typed("ab".into()));
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
    page.update(Msg::Typed("a".into()));
    page.update(Msg::Rested(1));
    page.update(Msg::Typed("ab".into()));
    assert_eq!(page.update(Msg::Checked(1, Ok(inspection()))), []);
    assert_eq!(page.update(Msg::Rested(2)).len(), 2);
}

#[test]
fn places_move_with_the_text_and_go_where_it_changes() {
    let mut page = settled();
    page.update(Msg::Typed(format!("# é\n{TEXT}")));
    assert_eq!(
        page.wrong(),
        [(span(11, 15), Grade::Error), (span(22, 23), Grade::Warning)]
    );
    let steps = &page.explanation.as_ref().unwrap().steps;
    assert_eq!(steps[0].span, Some(span(22, 23)));
    // What is mended is gone before the engine says so; the rest stays.
    page.update(Msg::Typed(format!("# é\n{}", TEXT.replace("roel", "role"))));
    assert_eq!(page.wrong(), [(span(22, 23), Grade::Warning)]);
}

#[test]
fn picking_selects_the_place_in_units_of_the_browser() {
    let mut page = settled();
    page.update(Msg::Typed(format!("# é\n{TEXT}")));
    page.update(Msg::Show(Pane::Problems));
    assert_eq!(
        page.update(Msg::Pick(Picked::Finding(0))),
        [Command::Select(10..14)]
    );
    assert_eq!((page.pane, page.line()), (Pane::Editor, 2));
    assert_eq!(
        page.update(Msg::Pick(Picked::Step(0))),
        [Command::Select(21..22)]
    );
    assert_eq!(page.update(Msg::Pick(Picked::Finding(9))), []);
    page.update(Msg::Selected(0..1));
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
        page.text.replaced(mended.span, &mended.text),
        "sort: roel\nname: y\n"
    );
}

#[test]
fn the_question_follows_the_text_and_stays_when_its_user_goes() {
    let mut page = settled();
    assert_eq!(page.asker, Some(question().asker));
    page.update(Msg::Typed("x".into()));
    page.update(Msg::Rested(2));
    let commands = page.update(Msg::Checked(2, Ok(Inspection::default())));
    assert_eq!(commands, [Command::Explain(3, "x".into(), question())]);
    assert_eq!(page.users(), [UserName::verbatim("alice")]);
    // No role, no question.
    let kept = Kept {
        text: "x".into(),
        question: None,
    };
    assert_eq!(page.update(Msg::Want("  ".into())), [Command::Keep(kept)]);
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
    page.update(Msg::Typed("x".into()));
    assert_eq!(page.refused, None);
}

#[test]
fn a_failure_is_said_and_the_next_edit_asks_again() {
    let mut page = settled();
    page.update(Msg::Typed("x".into()));
    page.update(Msg::Rested(2));
    assert_eq!(page.update(Msg::Checked(2, Err(Failure::Stopped))), []);
    assert_eq!(page.check, Check::Failed(Failure::Stopped));
    assert_eq!(page.update(Msg::Retry), [Command::Check(2, "x".into())]);
    page.update(Msg::Checked(2, Err(Failure::Slow)));
    page.update(Msg::Typed("xy".into()));
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
        [Command::Write {
            units: 0..0,
            text: "kind: role\n".into(),
            selected: 0..0
        }]
    );
    assert_eq!(
        (page.role.as_str(), &page.asker),
        ("dba", &Some(question().asker))
    );

    let kept = Kept {
        text: "y".into(),
        question: Some(question()),
    };
    let mut page = Playground::new(Some(kept));
    assert_eq!(page.update(began()), [Command::Check(0, "y".into())]);
    assert_eq!(
        page.update(Msg::Checked(0, Ok(inspection()))),
        [Command::Explain(1, "y".into(), question())]
    );
}

#[test]
fn a_file_that_cannot_be_opened_changes_nothing() {
    let mut page = settled();
    assert_eq!(page.update(Msg::Opened(Err(Unread::TooLarge))), []);
    assert!(
        page.refused
            .as_ref()
            .is_some_and(|text| text.contains("2 MiB"))
    );
    assert_eq!(page.text.as_str(), TEXT);
    let commands = page.update(Msg::Opened(Ok("a: b".into())));
    assert!(matches!(commands.as_slice(), [Command::Write { units, .. }] if *units == (0..19)));
}

#[test]
fn keys_write_at_the_selection() {
    let mut page = settled();
    page.update(Msg::Selected(4..4));
    assert_eq!(
        page.update(Msg::Stroke(Stroke::Break)),
        [Command::Write {
            units: 4..4,
            text: "\n".into(),
            selected: 5..5
        }]
    );
}
