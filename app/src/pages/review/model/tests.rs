//! Cases for the list: what is shown, in which order, and what a change may do to it.

use postern_core::{
    api::requests::{Phase, ResolutionView, State, Verdict},
    policy::{duration::Duration, name::UserName},
};

use super::{rows::groups, *};
use crate::{
    model::Model as _,
    pages::example::{self, permission, role},
};

fn request(id: &str, expires_in_hours: i64) -> RequestView {
    RequestView {
        id: id.into(),
        pending_expires: example::now().plus(Duration::from_hours(expires_in_hours)),
        ..example::request()
    }
}

fn not_mine(id: &str, expires_in_hours: i64) -> RequestView {
    let mut request = request(id, expires_in_hours);
    request.may.review = permission(false);
    request
}

fn decided(id: &str, hours_ago: i64) -> RequestView {
    RequestView {
        state: State::Denied,
        phase: Phase::Denied,
        resolution: Some(ResolutionView {
            text: "bob denied".into(),
            by: Some(UserName::verbatim("bob")),
            reason: String::new(),
            at: example::now().plus(Duration::from_hours(-hours_ago)),
            annotations: Default::default(),
        }),
        ..not_mine(id, 1)
    }
}

fn page(items: Vec<RequestView>) -> RequestPage {
    RequestPage {
        items,
        next_cursor: None,
    }
}

fn list(segment: Segment, items: Vec<RequestView>) -> Model {
    let mut model = Model::of(ReviewFilter {
        segment,
        ..ReviewFilter::default()
    });
    model.update(Msg::Loaded(segment, Ok(page(items))));
    model
}

fn ids(model: &Model) -> String {
    let shown = model.shown();
    let ids: Vec<&str> = shown.iter().map(|row| row.request.id.as_str()).collect();
    ids.join(" ")
}

fn heads(model: &Model) -> Vec<String> {
    groups(model.filter.segment, "", model.shown(), example::now(), 0)
        .into_iter()
        .map(|group| format!("{}: {}", group.head, group.rows.len()))
        .collect()
}

#[test]
fn what_ends_first_stands_first_and_what_is_for_others_last() {
    let items = vec![
        request("c", 3),
        not_mine("d", 1),
        request("a", 1),
        request("b", 2),
    ];
    let model = list(Segment::Pending, items);
    assert_eq!(ids(&model), "a b c d");
    assert_eq!(
        heads(&model),
        ["Needs you, by deadline: 3", "Pending, but not for you: 1"]
    );
}

#[test]
fn what_was_decided_stands_by_day_the_newest_first() {
    let items = vec![
        request("x", 1),
        decided("c", 80),
        decided("b", 20),
        decided("a", 1),
    ];
    let model = list(Segment::Decided, items);
    assert_eq!(ids(&model), "a b c");
    assert_eq!(
        heads(&model),
        [
            "Decided today: 1",
            "Decided yesterday: 1",
            "Decided on Thursday: 1"
        ]
    );
}

#[test]
fn filters_leave_only_what_matches_and_live_in_the_address() {
    let other = RequestView {
        requester: UserName::verbatim("erin"),
        requested_roles: vec![role("dev-db"), role("dev-web")],
        reason: "OPS-193: rotate certificates".into(),
        ..request("b", 2)
    };
    let mut model = list(Segment::NeedsMe, vec![request("a", 1), other]);
    let none = ReviewFilter::default();
    let cases = [
        ("", "", "", "a b"),
        ("dev-web", "", "", "b"),
        ("", "alice", "", "a"),
        ("", "", " ops-193", "b"),
        ("", "", "DEV-", "b"),
        ("", "", "erin", "b"),
        ("dba", "erin", "", ""),
    ];
    for (role, requester, text, left) in cases {
        let filter = ReviewFilter {
            role: role.into(),
            requester: requester.into(),
            text: text.into(),
            ..none.clone()
        };
        assert_eq!(
            model.update(Msg::Filtered(filter.clone())),
            [Command::Adjust(filter.clone())]
        );
        // The address saying the same changes nothing more.
        assert_eq!(model.update(Msg::Routed(filter)), []);
        assert_eq!(ids(&model), left, "{role} {requester} {text}");
        assert_eq!(
            model.is_filtered(),
            !(role.is_empty() && requester.is_empty() && text.is_empty())
        );
    }
    let (roles, people) = model.rows.ready().unwrap().names();
    assert_eq!(roles.as_slice(), ["dba", "dev-db", "dev-web"]);
    assert_eq!(people.as_slice(), ["alice", "erin"]);
}

#[test]
fn another_part_is_read_anew_and_a_late_answer_is_dropped() {
    let mut model = list(Segment::NeedsMe, vec![request("a", 1)]);
    let filter = ReviewFilter {
        segment: Segment::Decided,
        ..ReviewFilter::default()
    };
    assert_eq!(
        model.update(Msg::Routed(filter)),
        [Command::Load(Segment::Decided)]
    );
    assert_eq!(model.rows, Load::Waiting);
    model.update(Msg::Loaded(
        Segment::NeedsMe,
        Ok(page(vec![request("a", 1)])),
    ));
    assert_eq!(model.rows, Load::Waiting);
}

#[test]
fn changes_happen_in_place_and_new_ones_wait() {
    let mut model = list(Segment::NeedsMe, vec![request("b", 2), request("c", 3)]);
    assert_eq!(
        model.update(Msg::Changed),
        [Command::Load(Segment::NeedsMe)]
    );
    let mut changed = request("c", 3);
    changed.version = 2;
    changed.progress.approvals = 1;
    let commands = model.update(Msg::Loaded(
        Segment::NeedsMe,
        Ok(page(vec![request("a", 1), changed])),
    ));
    assert_eq!(commands, [Command::LoadOne("b".into())]);
    assert_eq!(ids(&model), "b c");
    let rows = model.rows.ready().unwrap();
    assert_eq!(rows.new_ones(), 1);
    assert!(rows.all()[0].left && !rows.all()[1].left);
    assert_eq!(rows.all()[1].request.progress.approvals, 1);

    let mut settled = decided("b", 0);
    settled.version = 2;
    model.update(Msg::OneLoaded(Box::new(settled)));
    let rows = model.rows.ready().unwrap();
    assert_eq!(rows.all()[0].request.phase, Phase::Denied);

    assert_eq!(model.update(Msg::NewShown), [Command::FocusList]);
    assert_eq!(ids(&model), "a c");
    assert_eq!(model.rows.ready().unwrap().new_ones(), 0);
}

#[test]
fn the_first_ones_show_themselves() {
    let mut model = list(Segment::NeedsMe, vec![]);
    model.update(Msg::Loaded(
        Segment::NeedsMe,
        Ok(page(vec![request("a", 1)])),
    ));
    assert_eq!(ids(&model), "a");
    assert_eq!(model.rows.ready().unwrap().new_ones(), 0);
}

#[test]
fn older_pages_are_added_and_not_taken_for_gone() {
    let old = RequestView {
        created: example::now().plus(Duration::from_hours(-5)),
        ..request("old", 1)
    };
    let first = || RequestPage {
        items: vec![request("a", 2)],
        next_cursor: Some("next".into()),
    };
    let mut model = Model::default();
    model.update(Msg::Loaded(Segment::NeedsMe, Ok(first())));
    let more = vec![Command::LoadMore(Segment::NeedsMe, "next".into())];
    assert_eq!(model.update(Msg::MoreAsked), more);
    assert_eq!(model.update(Msg::MoreAsked), []);
    model.update(Msg::MoreLoaded(Segment::NeedsMe, Err(Failure::Unreachable)));
    assert_eq!(model.refused, Some(Failure::Unreachable));
    assert_eq!(model.update(Msg::MoreAsked), more);
    model.update(Msg::MoreLoaded(Segment::NeedsMe, Ok(page(vec![old]))));
    assert_eq!(ids(&model), "old a");
    assert_eq!(model.update(Msg::MoreAsked), []);
    // The first page alone is read again.
    assert_eq!(model.update(Msg::Loaded(Segment::NeedsMe, Ok(first()))), []);
    assert_eq!(ids(&model), "old a");
}

#[test]
fn what_is_shown_stays_while_nobody_answers() {
    let mut model = list(Segment::NeedsMe, vec![request("a", 1)]);
    model.update(Msg::Loaded(Segment::NeedsMe, Err(Failure::Unreachable)));
    assert_eq!(ids(&model), "a");
    model.update(Msg::Loaded(Segment::NeedsMe, Err(Failure::Unreadable(500))));
    assert_eq!(model.rows, Load::Failed(Failure::Unreadable(500)));
    assert_eq!(model.update(Msg::Reload), [Command::Load(Segment::NeedsMe)]);
    assert_eq!(model.rows, Load::Waiting);
}

#[test]
fn the_keyboard_walks_what_is_shown() {
    let mut model = list(
        Segment::NeedsMe,
        vec![request("a", 1), request("b", 2), request("c", 3)],
    );
    let mut walk = |step, id: &str| {
        assert_eq!(
            model.update(Msg::Moved(step)),
            [Command::FocusRow(id.into())]
        );
    };
    walk(Step::On, "a");
    walk(Step::On, "b");
    walk(Step::On, "c");
    walk(Step::On, "c");
    walk(Step::Back, "b");
    model.update(Msg::Focused("a".into()));
    assert_eq!(
        model.update(Msg::Moved(Step::Back)),
        [Command::FocusRow("a".into())]
    );
    let mut empty = list(Segment::NeedsMe, vec![]);
    assert_eq!(empty.update(Msg::Moved(Step::On)), []);
}

fn bulk(model: &mut Model, msg: bulk::Msg) -> Vec<Command> {
    model.update(Msg::Bulk(msg))
}

fn denied(id: &str) -> RequestView {
    RequestView {
        version: 2,
        ..decided(id, 0)
    }
}

#[test]
fn filters_and_orders_of_the_address_hold() {
    let old = RequestView {
        created: example::now().plus(Duration::from_hours(-30)),
        ..request("old", 1)
    };
    let mut model = list(Segment::Pending, vec![request("new", 2), old]);
    assert_eq!(ids(&model), "old new");
    let filtered = |model: &Model, age: &str, order: &str| {
        Msg::Filtered(ReviewFilter {
            age: age.into(),
            order: order.into(),
            ..model.filter.clone()
        })
    };
    for (age, order, shown) in [
        ("1h", "", "new"),
        ("1d", "", "new"),
        ("7d", "", "old new"),
        ("older", "", ""),
        ("", "newest", "new old"),
        ("", "oldest", "old new"),
    ] {
        let msg = filtered(&model, age, order);
        model.update(msg);
        assert_eq!(ids(&model), shown, "{age} {order}");
    }
    let mut model = list(Segment::Decided, vec![decided("a", 1), decided("b", 2)]);
    for (outcome, shown) in [
        ("denied", "a b"),
        ("approved", ""),
        ("expired", ""),
        ("", "a b"),
    ] {
        model.update(Msg::Filtered(ReviewFilter {
            outcome: outcome.into(),
            ..model.filter.clone()
        }));
        assert_eq!(ids(&model), shown, "{outcome}");
    }
}

#[test]
fn only_what_can_be_decided_is_selected_and_denied_one_after_another() {
    let mut model = list(
        Segment::Pending,
        vec![request("a", 1), request("b", 2), not_mine("c", 3)],
    );
    for id in ["a", "b", "c"] {
        bulk(&mut model, bulk::Msg::Picked(id.into(), true));
    }
    assert_eq!(model.picked.as_slice(), ["a", "b"]);
    let ask = bulk::Msg::Asked(Verdict::Deny);
    assert_eq!(bulk(&mut model, ask), [Command::FocusReason]);
    // Without a reason nothing is sent.
    assert_eq!(
        bulk(&mut model, bulk::Msg::Confirmed),
        [Command::FocusReason]
    );
    assert!(
        model
            .bulk
            .as_ref()
            .is_some_and(|bulk| bulk.complaint.is_some())
    );
    bulk(&mut model, bulk::Msg::Reasoned("closed".into()));
    // What was written is not lost by a click beside the question.
    bulk(&mut model, bulk::Msg::Left);
    let sent = |commands: Vec<Command>| match commands.as_slice() {
        [Command::Review(id, body)] => {
            assert_eq!(body.verdict, Verdict::Deny);
            assert_eq!(body.reason.as_deref(), Some("closed"));
            id.clone()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(sent(bulk(&mut model, bulk::Msg::Confirmed)), "a");
    assert_eq!(bulk(&mut model, bulk::Msg::Confirmed), []);
    let first = bulk::Msg::Decided("a".into(), Ok(Box::new(denied("a"))));
    assert_eq!(sent(bulk(&mut model, first)), "b");
    let second = bulk::Msg::Decided("b".into(), Err(Failure::Unreachable));
    let said = "Denied 1 of 2\u{a0}requests.".to_owned();
    assert_eq!(bulk(&mut model, second), [Command::Say(said)]);
    assert_eq!(model.refusals, [("b".to_owned(), Failure::Unreachable)]);
    assert_eq!(model.bulk, None);
    assert_eq!(model.picked.as_slice(), [""; 0]);
}

#[test]
fn the_row_at_the_keyboard_is_decided_after_a_question_and_the_rest_can_be_stopped() {
    let mut model = list(Segment::NeedsMe, vec![request("a", 1), request("b", 2)]);
    let ask = || bulk::Msg::Asked(Verdict::Approve);
    assert_eq!(bulk(&mut model, ask()), [], "no row is picked");
    model.update(Msg::Moved(Step::On));
    assert_eq!(bulk(&mut model, ask()), [Command::FocusReason]);
    bulk(&mut model, bulk::Msg::Cancelled);
    assert_eq!(model.bulk, None);
    bulk(&mut model, bulk::Msg::Toggled);
    bulk(&mut model, bulk::Msg::Picked("b".into(), true));
    // An approval is never of several.
    bulk(&mut model, ask());
    assert_eq!(model.bulk.as_ref().map(|bulk| bulk.ids.len()), Some(1));
    bulk(&mut model, bulk::Msg::Cancelled);
    bulk(&mut model, bulk::Msg::Asked(Verdict::Deny));
    bulk(&mut model, bulk::Msg::Reasoned("no".into()));
    bulk(&mut model, bulk::Msg::Confirmed);
    bulk(&mut model, bulk::Msg::Cancelled);
    let first = bulk::Msg::Decided("a".into(), Ok(Box::new(denied("a"))));
    let said = "Denied 1 of 2\u{a0}requests.".to_owned();
    assert_eq!(
        bulk(&mut model, first),
        [Command::FocusRow("a".into()), Command::Say(said)]
    );
}
