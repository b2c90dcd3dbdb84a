//! Deciding, alone and at the same time as others.

use postern_core::api::problem::Problem;

use super::*;
use crate::{
    model::Model as _,
    pages::example::{self, approval, permission, role},
};

fn shown() -> Model {
    let mut request = example::request();
    request.roles = vec![role("common"), role("dev-db"), role("dev-web")];
    request.requested_roles = request.roles.clone();
    request.access_s = 4 * 3_600;
    let mut model = Model::of(request.id.clone(), "rita".into());
    model.update(Msg::Loaded(Ok(request)));
    model
}

fn newer(model: &Model, change: impl FnOnce(&mut RequestView)) -> RequestView {
    let mut request = model.request.ready().unwrap().clone();
    request.version += 1;
    change(&mut request);
    request
}

#[test]
fn an_approval_says_only_what_was_changed() {
    let mut model = shown();
    let plain = model.update(Msg::Decide(Verdict::Approve));
    let [Command::Review(review)] = plain.as_slice() else {
        panic!("{plain:?}");
    };
    assert_eq!(
        (&review.roles, &review.max_duration, &review.reason),
        (&None, &None, &None)
    );

    let mut model = shown();
    model.update(Msg::Mode(Mode::Changing(Changes::default())));
    model.update(Msg::Grant(role("dev-db"), false));
    model.update(Msg::Shorten(Some(Duration::from_hours(2))));
    model.update(Msg::Note(" frozen ".into()));
    assert_eq!(
        model.until(),
        Some(example::now().plus(Duration::from_hours(1))),
        "never longer"
    );
    let sent = model.update(Msg::Decide(Verdict::Approve));
    let [Command::Review(review)] = sent.as_slice() else {
        panic!("{sent:?}");
    };
    assert_eq!(review.roles, Some(vec![role("common"), role("dev-web")]));
    assert_eq!(review.max_duration.as_deref(), Some("2h"));
    assert_eq!(review.reason.as_deref(), Some("frozen"));
    assert_eq!(
        model.update(Msg::Decide(Verdict::Approve)),
        [],
        "one at a time"
    );
}

#[test]
fn nothing_can_be_approved_without_a_role() {
    let mut model = shown();
    model.update(Msg::Mode(Mode::Changing(Changes::default())));
    for name in ["common", "dev-db", "dev-web"] {
        model.update(Msg::Grant(role(name), false));
    }
    assert_eq!(model.update(Msg::Decide(Verdict::Approve)), []);
    assert_eq!(model.busy, None);
}

#[test]
fn a_denial_says_why() {
    let mut model = shown();
    model.update(Msg::Mode(Mode::Denying));
    assert_eq!(
        model.update(Msg::Decide(Verdict::Deny)),
        [Command::AskReason]
    );
    assert!(model.wants_reason);
    model.update(Msg::Note("use the replica".into()));
    assert!(!model.wants_reason);
    assert!(matches!(
        model.update(Msg::Decide(Verdict::Deny)).as_slice(),
        [Command::Review(NewReview {
            verdict: Verdict::Deny,
            reason: Some(_),
            roles: None,
            ..
        })]
    ));
}

#[test]
fn somebody_else_being_first_is_news_and_no_failure() {
    let mut model = shown();
    model.update(Msg::Decide(Verdict::Approve));
    let problem = Problem::new(409, "settled", "Already settled", "it was approved");
    let failed = Err(Failure::Problem(Box::new(problem)));
    assert_eq!(
        model.update(Msg::Decided(Verdict::Approve, failed)),
        [Command::Load]
    );
    assert_eq!(model.refused, None);
    let settled = newer(&model, |request| {
        request.phase = Phase::Active;
        request.reviews = vec![approval("bob")];
    });
    model.update(Msg::Loaded(Ok(settled)));
    assert_eq!(
        model.news.as_ref().map(|news| news.author.as_str()),
        Some("bob")
    );
    assert_eq!(model.standing(), Standing::None);

    let problem = Problem::new(403, "not-a-reviewer", "No", "you may not review it");
    let failed = Err(Failure::Problem(Box::new(problem)));
    model.update(Msg::Decided(Verdict::Approve, failed));
    assert!(model.refused.is_some(), "a rule saying no is told");
}

#[test]
fn ones_own_review_is_no_news() {
    let mut model = shown();
    let mine = newer(&model, |request| request.reviews = vec![approval("rita")]);
    model.update(Msg::Decided(Verdict::Approve, Ok(mine)));
    assert_eq!(model.news, None);
}

#[test]
fn an_administrator_who_is_no_reviewer_resolves() {
    let mut model = shown();
    let request = newer(&model, |request| {
        request.may.review = permission(false);
        request.may.resolve = permission(true);
    });
    model.update(Msg::Loaded(Ok(request)));
    assert_eq!(model.standing(), Standing::Administrator);
    assert!(matches!(
        model.update(Msg::Decide(Verdict::Approve)).as_slice(),
        [Command::Resolve(_)]
    ));
}

#[test]
fn the_queue_is_walked_by_deadline() {
    let mut model = shown();
    let request = |id: &str, hours| RequestView {
        id: id.into(),
        pending_expires: example::now().plus(Duration::from_hours(hours)),
        ..example::request()
    };
    let own = model.id.clone();
    model.update(Msg::Queued(vec![
        request("late", 3),
        request(&own, 2),
        request("soon", 1),
    ]));
    assert_eq!(model.place(), Some((2, 3)));
    assert_eq!(model.neighbour(1), Some("late"));
    assert_eq!(model.neighbour(-1), Some("soon"));
    model.update(Msg::Queued(vec![request("late", 3)]));
    assert_eq!(model.place(), None);
    assert_eq!(
        model.neighbour(1),
        Some("late"),
        "once decided, the next is the first that waits"
    );
    assert_eq!(model.shorter().len(), 3);
}
