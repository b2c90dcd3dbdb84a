//! Cases for deciding: what is asked first, what is sent, what others may do meanwhile.

use postern_core::{
    api::{
        problem::Problem,
        requests::{Phase, ResolutionView, ReviewView, State},
    },
    policy::name::UserName,
};

use super::{changes::lengths, *};
use crate::{
    model::Model as _,
    pages::example::{self, permission, role},
};

fn open() -> Model {
    reading(example::request())
}

fn reading(request: RequestView) -> Model {
    let mut model = Model::of(request.id.clone(), "bob".into());
    assert_eq!(
        model.update(Msg::Loaded(Ok(request))),
        [
            Command::LoadPast("alice".into()),
            Command::Focus(focus::TITLE)
        ]
    );
    model
}

fn three_roles() -> RequestView {
    let roles = vec![role("common"), role("dev-db"), role("dev-web")];
    RequestView {
        roles: roles.clone(),
        requested_roles: roles,
        access_s: 4 * 3_600,
        access_expires: example::now().plus(Duration::from_hours(4)),
        ..example::request()
    }
}

/// The request after somebody denied it.
fn denied_by(author: &str) -> RequestView {
    let mut request = RequestView {
        version: 2,
        state: State::Denied,
        phase: Phase::Denied,
        reviews: vec![ReviewView {
            verdict: Verdict::Deny,
            ..example::approval(author)
        }],
        resolution: Some(ResolutionView {
            text: format!("{author} denied"),
            by: Some(UserName::verbatim(author)),
            reason: "No.".into(),
            at: example::now(),
            annotations: Default::default(),
        }),
        ..example::request()
    };
    request.may.review = permission(false);
    request
}

fn sent(commands: Vec<Command>) -> NewReview {
    match commands.into_iter().next() {
        Some(Command::Send(_, Decision::Review(review))) => review,
        other => panic!("no review was sent: {other:?}"),
    }
}

#[test]
fn approving_sends_the_note_once() {
    let mut model = open();
    model.update(Msg::Noted("  Matches the ticket. ".into()));
    let review = sent(model.update(Msg::Approved));
    assert_eq!(review.verdict, Verdict::Approve);
    assert_eq!(review.reason.as_deref(), Some("Matches the ticket."));
    assert_eq!((review.roles, review.max_duration), (None, None));
    assert_eq!(model.busy, Some(Act::Approve));
    assert_eq!(model.update(Msg::Approved), []);
    model.update(Msg::Asked(Act::Deny));
    assert_eq!(model.question, None);
}

#[test]
fn keys_ask_before_they_decide() {
    let mut model = open();
    model.update(Msg::Noted("Looks right.".into()));
    assert_eq!(
        model.update(Msg::Asked(Act::Approve)),
        [Command::Focus(focus::REASON)]
    );
    let review = sent(model.update(Msg::Confirmed));
    assert_eq!(review.reason.as_deref(), Some("Looks right."));
}

#[test]
fn refusing_and_overriding_need_a_reason() {
    let mut request = example::request();
    request.may.resolve = permission(true);
    for act in [
        Act::Deny,
        Act::Override(Verdict::Approve),
        Act::Override(Verdict::Deny),
    ] {
        let mut model = reading(request.clone());
        model.update(Msg::Asked(act));
        model.update(Msg::Reasoned(" \n".into()));
        assert_eq!(
            model.update(Msg::Confirmed),
            [Command::Focus(focus::REASON)]
        );
        assert!(model.question.as_ref().unwrap().complaint.is_some());
        model.update(Msg::Reasoned("Use the replica.".into()));
        assert_eq!(model.question.as_ref().unwrap().complaint, None);
        let commands = model.update(Msg::Confirmed);
        let reason = match commands.first() {
            Some(Command::Send(sent, Decision::Review(review))) if *sent == act => &review.reason,
            Some(Command::Send(sent, Decision::Resolve(resolution))) if *sent == act => {
                assert_eq!(act, Act::Override(resolution.verdict));
                &resolution.reason
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(reason.as_deref(), Some("Use the replica."));
    }
}

#[test]
fn what_is_not_allowed_is_not_asked() {
    let mut model = reading(denied_by("rita"));
    for act in [
        Act::Approve,
        Act::Deny,
        Act::Override(Verdict::Deny),
        Act::Revoke,
    ] {
        model.update(Msg::Asked(act));
        assert_eq!(model.question, None, "{act:?}");
    }
    assert_eq!(model.update(Msg::Approved), []);
    model.update(Msg::ChangesOpened(true));
    assert_eq!(model.changes, None);
}

#[test]
fn access_in_force_can_be_revoked_and_no_longer_overridden() {
    let mut request = RequestView {
        state: State::Approved,
        phase: Phase::Active,
        ..example::request()
    };
    request.may.review = permission(false);
    request.may.resolve = permission(true);
    request.may.revoke = permission(true);
    let mut model = reading(request);
    model.update(Msg::Asked(Act::Override(Verdict::Deny)));
    assert_eq!(model.question, None);
    model.update(Msg::Asked(Act::Revoke));
    model.update(Msg::Reasoned("Incident is over.".into()));
    let note = Note {
        reason: Some("Incident is over.".into()),
    };
    assert_eq!(
        model.update(Msg::Confirmed),
        [Command::Send(Act::Revoke, Decision::Revoke(note))]
    );
}

#[test]
fn a_question_that_has_text_is_not_left_by_accident() {
    let mut model = open();
    model.update(Msg::Asked(Act::Deny));
    assert_eq!(model.update(Msg::Left), [Command::Focus(focus::DANGER)]);
    assert_eq!(model.question, None);
    model.update(Msg::Asked(Act::Deny));
    model.update(Msg::Reasoned("Because".into()));
    assert_eq!(model.update(Msg::Left), []);
    assert!(model.question.is_some());
    model.update(Msg::Cancelled);
    assert_eq!(model.question, None);
}

#[test]
fn fewer_roles_and_less_time_are_sent_as_such() {
    let mut model = reading(three_roles());
    model.update(Msg::ChangesOpened(true));
    model.update(Msg::Ticked(role("dev-db"), false));
    model.update(Msg::LengthPicked(Some(Duration::from_hours(2))));
    let request = model.request.ready().unwrap();
    let changes = model.changes.as_ref().unwrap();
    assert_eq!(changes.words(request), "Approve 2 of 3 roles");
    assert_eq!(
        ends(request, changes.length),
        example::now().plus(Duration::from_hours(2))
    );
    let review = sent(model.update(Msg::Approved));
    assert_eq!(review.roles, Some(vec![role("common"), role("dev-web")]));
    assert_eq!(review.max_duration.as_deref(), Some("2h"));
}

#[test]
fn changes_that_leave_nothing_are_not_sent() {
    let mut model = reading(three_roles());
    model.update(Msg::ChangesOpened(true));
    for name in ["common", "dev-db", "dev-web"] {
        model.update(Msg::Ticked(role(name), false));
    }
    assert_eq!(
        model.update(Msg::Approved),
        [Command::Focus(focus::CHANGES)]
    );
    assert!(model.changes.as_ref().unwrap().complaint.is_some());
    model.update(Msg::Ticked(role("common"), true));
    assert_eq!(model.changes.as_ref().unwrap().complaint, None);
}

#[test]
fn only_lengths_that_leave_time_are_offered() {
    let minutes = |request: &RequestView, later: i64| -> Vec<i64> {
        lengths(
            request,
            example::now().plus(Duration::from_secs(later * 60)),
        )
        .iter()
        .map(|length| length.as_secs() / 60)
        .collect()
    };
    let short = example::request();
    let long = three_roles();
    for (request, later, offered) in [
        (&short, 0, vec![15, 30]),
        (&short, 12, vec![30]),
        (&short, 40, vec![]),
        (&long, 0, vec![30, 60, 120]),
        (&long, 100, vec![120]),
    ] {
        assert_eq!(minutes(request, later), offered);
    }
    assert!(!Changes::are_possible(
        &short,
        example::now().plus(Duration::from_secs(2_400))
    ));
    let later = RequestView {
        access_starts: Some(example::now().plus(Duration::from_hours(3))),
        ..long
    };
    assert!(minutes(&later, 0).is_empty());
}

#[test]
fn somebody_else_first_is_news_and_keeps_what_was_written() {
    let mut model = open();
    model.update(Msg::Asked(Act::Deny));
    model.update(Msg::Reasoned("Not today".into()));
    let commands = model.update(Msg::Loaded(Ok(denied_by("rita"))));
    assert_eq!(commands, [Command::Focus(focus::OUTCOME)]);
    assert_eq!(model.question, None);
    assert_eq!(model.note, "Not today");
    let news = model.news.as_ref().unwrap();
    assert_eq!(news.text, "rita denied");
    assert_eq!(news.then, "Nothing is left to decide.");
}

#[test]
fn one_more_approval_is_news_and_the_draft_stays_open() {
    let mut model = reading(three_roles());
    model.update(Msg::ChangesOpened(true));
    let mut request = RequestView {
        version: 2,
        roles: vec![role("common"), role("dev-web")],
        reviews: vec![example::approval("rita")],
        ..three_roles()
    };
    request.progress.approvals = 1;
    assert_eq!(model.update(Msg::Loaded(Ok(request.clone()))), []);
    let news = model.news.clone().unwrap();
    assert_eq!(news.text, "rita approved");
    assert_eq!(news.then, "One approval is still needed.");
    let changes = model.changes.as_ref().unwrap();
    assert!(!changes.has(&role("dev-db")));
    // Reading the same once more is no news.
    model.news = None;
    model.update(Msg::Loaded(Ok(request)));
    assert_eq!(model.news, None);
}

#[test]
fn an_answer_from_before_is_dropped() {
    let mut model = reading(denied_by("rita"));
    model.update(Msg::Loaded(Ok(example::request())));
    assert_eq!(model.request.ready().unwrap().phase, Phase::Denied);
}

#[test]
fn what_was_decided_is_said_and_the_page_stays() {
    let mut model = open();
    model.update(Msg::Noted("Fine.".into()));
    model.update(Msg::Approved);
    let mut approved = RequestView {
        version: 2,
        reviews: vec![example::approval("bob")],
        ..example::request()
    };
    approved.may.review = permission(false);
    approved.progress.text = "1 of 2 approvals".into();
    let answer = Ok(approved);
    assert_eq!(
        model.update(Msg::Answered(Act::Approve, answer)),
        [
            Command::Say("Your approval is recorded: 1 of 2 approvals.".into()),
            Command::LoadQueue,
            Command::Focus(focus::OUTCOME),
        ]
    );
    assert_eq!(model.done, Some(Act::Approve));
    assert_eq!((model.news.clone(), model.note.as_str()), (None, ""));
    assert!(model.has_reviewed());
}

#[test]
fn a_refusal_keeps_the_words_and_reads_again() {
    let mut model = open();
    model.update(Msg::Asked(Act::Deny));
    model.update(Msg::Reasoned("No ticket".into()));
    model.update(Msg::Confirmed);
    let failure = Failure::Problem(Box::new(Problem::new(
        409,
        "already-denied",
        "Conflict",
        "it is denied already",
    )));
    let answer = Err(failure.clone());
    assert_eq!(
        model.update(Msg::Answered(Act::Deny, answer)),
        [Command::Load, Command::Focus(focus::REFUSED)]
    );
    assert_eq!(model.refused, Some((Act::Deny, failure)));
    assert_eq!(model.note, "No ticket");
    assert_eq!(model.busy, None);
}

#[test]
fn a_note_that_is_too_long_is_not_sent() {
    let mut model = open();
    model.update(Msg::Noted("é".repeat(2_049)));
    assert_eq!(model.update(Msg::Approved), [Command::Focus(focus::NOTE)]);
    assert_eq!(
        model.complaint.as_deref(),
        Some("Shorten this by 2 bytes; 4096 are the most")
    );
    model.update(Msg::Noted("é".repeat(2_048)));
    assert_eq!(model.complaint, None);
    sent(model.update(Msg::Approved));
}

#[test]
fn escape_leads_out_step_by_step_and_loses_no_note() {
    let mut model = reading(three_roles());
    model.update(Msg::ChangesOpened(true));
    assert_eq!(model.update(Msg::Escaped), [Command::Focus(focus::CHANGE)]);
    assert_eq!(model.changes, None);
    model.update(Msg::Noted("Half a thought".into()));
    assert_eq!(model.update(Msg::Escaped), []);
    model.update(Msg::Noted(String::new()));
    assert_eq!(
        model.update(Msg::Escaped),
        [Command::Open(Route::Review(ReviewFilter::default()))]
    );
}
