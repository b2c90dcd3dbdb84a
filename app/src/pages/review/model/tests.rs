//! Cases for the list: what is shown, in which order, and what a change may do to it.

use postern_core::{
    api::requests::{Phase, ResolutionView, State},
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
    groups(model.filter.segment, model.shown(), example::now(), 0)
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
