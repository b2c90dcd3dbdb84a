//! The form from the first tick to the request that comes of it.

use postern_core::api::requests::{RequestableRole, Reviewers};

use super::*;
use crate::{
    model::Model as _,
    pages::example::{self, now, role},
};

fn terms() -> Capabilities {
    let offer = |name: &str, hours: u64, held| RequestableRole {
        name: role(name),
        description: format!("about {name}"),
        held,
        active_until: None,
        why: vec![],
        reason_required: name == "dba",
        prompts: vec![],
        longest_s: hours * 3_600,
        cap: None,
        thresholds: vec![],
        suggested_reviewers: vec![],
        reviewers: Reviewers {
            count: 1,
            names: None,
        },
    };
    Capabilities {
        roles: vec![
            offer("common", 8, true),
            offer("dba", 1, false),
            offer("dev-db", 8, false),
        ],
        reason_required_by: None,
        prompt: None,
        reason_max_bytes: 4_096,
        policy_digest: String::new(),
    }
}

fn ready(wanted: &[&str]) -> Model {
    let mut model = Model::asking_for(wanted.iter().map(|name| (*name).to_owned()).collect());
    model.update(Msg::Loaded(Ok(terms())));
    model
}

fn ticked(model: &Model) -> Vec<&str> {
    model
        .form
        .roles
        .as_slice()
        .iter()
        .map(RoleName::as_str)
        .collect()
}

#[test]
fn what_the_address_names_is_ticked() {
    assert_eq!(ticked(&ready(&[])), [""; 0]);
    assert_eq!(ticked(&ready(&["dba"])), ["dba"]);
    assert_eq!(
        ticked(&ready(&["*"])),
        ["dba", "dev-db"],
        "what is held is left out"
    );
    let unknown = ready(&["admin"]);
    assert_eq!(ticked(&unknown), [""; 0]);
    assert_eq!(unknown.missing(), Some("admin"));
}

#[test]
fn a_name_that_is_not_on_offer_is_asked_about_once() {
    let mut model = ready(&[]);
    for (text, missing) in [
        ("d", None),
        ("DEV", Some("DEV")),
        ("admin", Some("admin")),
        (" ", None),
    ] {
        model.update(Msg::Searched(text.into()));
        assert_eq!(model.missing(), missing, "{text}");
    }
    model.update(Msg::Searched("admin".into()));
    let edition = model.edition;
    let explain = vec![Command::Explain("admin".into())];
    assert_eq!(model.update(Msg::Settled(edition, now())), explain);
    assert_eq!(model.update(Msg::Settled(edition, now())), []);
}

#[test]
fn the_preview_follows_the_newest_edition_only() {
    let mut model = ready(&["dev-db"]);
    let first = model.edition;
    assert!(matches!(
        model.update(Msg::Settled(first, now())).as_slice(),
        [Command::Preview(edition, body)]
            if *edition == first && body.max_duration.as_deref() == Some("4h")
    ));
    model.update(Msg::Reason("INC-1".into()));
    model.update(Msg::Previewed(first, Ok(example::request())));
    assert!(
        model.preview.is_none(),
        "an answer to an older form is dropped"
    );
    let second = model.edition;
    assert_eq!(model.update(Msg::Settled(first, now())), []);
    model.update(Msg::Previewed(second, Ok(example::request())));
    assert!(model.preview.is_some());
}

#[test]
fn nothing_is_sent_before_it_is_right_and_nothing_twice() {
    let mut model = ready(&["dba"]);
    assert_eq!(
        model.problems(now()),
        [],
        "nothing is said before it was tried"
    );
    assert_eq!(model.update(Msg::Submit(now())), [Command::ShowProblems]);
    assert!(model.problem(Field::Reason, now()).is_some());
    model.update(Msg::Reason(" INC-1 ".into()));
    let sent = model.update(Msg::Submit(now()));
    let [Command::Submit(body)] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(body.reason.as_deref(), Some("INC-1"));
    assert_eq!(body.max_duration.as_deref(), Some("1h"));
    assert_eq!(model.update(Msg::Submit(now())), []);
    model.update(Msg::Submitted(Err(Failure::Unreachable)));
    assert!(!model.sending && model.refused.is_some());
    model.update(Msg::Submit(now()));
    let id = example::request().id;
    assert_eq!(
        model.update(Msg::Submitted(Ok(example::request()))),
        [Command::Open(id)]
    );
}

#[test]
fn an_earlier_request_fills_the_form_in_as_far_as_the_terms_allow() {
    let earlier = |names: &[&str], secs| RequestView {
        requested_roles: names.iter().map(|name| role(name)).collect(),
        access_s: secs,
        ..example::request()
    };
    let mut model = Model::default();
    // Whichever comes first.
    model.update(Msg::Like(Ok(earlier(
        &["common", "dev-db", "gone"],
        14_400,
    ))));
    assert_eq!(ticked(&model), [""; 0]);
    model.update(Msg::Loaded(Ok(terms())));
    assert_eq!(
        ticked(&model),
        ["dev-db"],
        "neither what is held nor what is no longer on offer"
    );
    assert_eq!(model.form.reason, "INC-1");
    assert_eq!(model.form.length, Length::Picked(Duration::from_hours(4)));

    let mut model = ready(&[]);
    model.update(Msg::Reason("mine".into()));
    model.update(Msg::Like(Ok(earlier(&["dba"], 2_700))));
    assert_eq!(ticked(&model), ["dba"]);
    assert_eq!(
        model.form.reason, "mine",
        "nothing that was written is lost"
    );
    assert_eq!(model.form.length, Length::Typed("45m".into()));

    let mut model = ready(&[]);
    let before = model.form.length.clone();
    model.update(Msg::Like(Ok(earlier(&["dba"], 36_000))));
    assert_eq!(
        model.form.length, before,
        "longer than allowed is as long as allowed"
    );
    let gone = Msg::Like(Err(Failure::Unreadable(404)));
    assert_eq!(model.update(gone), [Command::SayUnread]);
}

#[test]
fn what_is_offered_again_is_over_and_not_what_the_form_repeats_already() {
    let newest = |id: &str, phase| RequestView {
        id: id.into(),
        phase,
        ..example::request()
    };
    let mut items = vec![
        newest("pending", Phase::Pending),
        newest("active", Phase::Active),
        newest("scheduled", Phase::Scheduled),
        newest("denied", Phase::Denied),
        newest("ended", Phase::Ended),
    ];
    items.extend((0..9).map(|at| newest(&format!("old {at}"), Phase::Ended)));
    let mut model = ready(&[]);
    model.update(Msg::Recent(Ok(RequestPage {
        items,
        next_cursor: None,
    })));
    let ids = |model: &Model| -> Vec<String> {
        let recent = model.recent();
        recent.iter().map(|one| one.id.clone()).collect()
    };
    assert_eq!(ids(&model), ["denied", "ended", "old 0", "old 1", "old 2"]);
    model.update(Msg::Like(Ok(newest("ended", Phase::Ended))));
    assert_eq!(ids(&model), ["denied", "old 0", "old 1", "old 2", "old 3"]);
}

#[test]
fn whom_to_ask_is_named_to_those_who_may_know_names() {
    let answer = |managers: Option<&[&str]>| RoleAnswer {
        role: role("admin"),
        allowed: false,
        text: String::new(),
        why: vec![],
        managers: managers.map(|names| names.iter().copied().map(UserName::verbatim).collect()),
    };
    let nobody_known = "whoever manages the policy";
    for (managers, said) in [
        (None, nobody_known),
        (Some(&[][..]), nobody_known),
        (Some(&["alice"]), nobody_known),
        (Some(&["olga"]), "olga, who manages the policy"),
        (
            Some(&["alice", "bob", "olga"]),
            "bob or olga, who manage the policy",
        ),
    ] {
        assert_eq!(whom_to_ask(&answer(managers), |name| name == "alice"), said);
    }
}
