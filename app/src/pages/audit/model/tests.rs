//! What the timeline does with what happens.

use postern_core::api::audit::AuditRow;

use super::{
    super::{entry::tests::rows, filter::Since},
    *,
};
use crate::model::Model as _;

/// Five minutes past one, when the fifth entry was written.
fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T13:05:00Z").unwrap()
}

fn log() -> Vec<AuditRow> {
    let entry = ("session-began", Some("alice"), "alice", "{}");
    rows(&[entry; 5])
}

/// Newest first, as the server gives it.
fn backwards(log: &[AuditRow], next_before: Option<u64>) -> AuditPage {
    AuditPage {
        items: log.iter().rev().cloned().collect(),
        next_after: None,
        next_before,
    }
}

fn forwards(log: &[AuditRow]) -> AuditPage {
    AuditPage {
        items: log.to_vec(),
        next_after: None,
        next_before: None,
    }
}

fn numbers(model: &Model) -> Vec<u64> {
    let entries = model.entries.ready().map_or(&[][..], Vec::as_slice);
    entries.iter().map(|entry| entry.row.seq).collect()
}

fn loaded() -> Model {
    let mut model = Model::default();
    model.update(Msg::Loaded(0, now(), Ok(backwards(&log()[2..4], Some(3)))));
    model
}

#[test]
fn older_entries_come_after_the_newer_ones() {
    let mut model = loaded();
    assert_eq!(numbers(&model), [4, 3]);
    let filter = AuditFilter::default();
    assert_eq!(
        model.update(Msg::MoreAsked),
        [Command::Load(0, filter, Some(3))]
    );
    assert_eq!(model.update(Msg::MoreAsked), [], "one at a time");
    model.update(Msg::Loaded(0, now(), Err(Failure::Unreachable)));
    assert_eq!(model.refused, Some(Failure::Unreachable));
    assert_eq!(numbers(&model), [4, 3], "what is there stays");
    model.update(Msg::MoreAsked);
    model.update(Msg::Loaded(0, now(), Ok(backwards(&log()[..2], None))));
    assert_eq!(numbers(&model), [4, 3, 2, 1]);
    assert_eq!(model.update(Msg::MoreAsked), [], "there are no older ones");
}

#[test]
fn new_entries_wait_until_they_are_asked_for() {
    let mut model = loaded();
    let filter = AuditFilter::default();
    assert_eq!(
        model.update(Msg::Changed),
        [Command::LoadNewer(0, filter, 4)]
    );
    model.update(Msg::NewerLoaded(0, Ok(forwards(&log()[4..]))));
    assert_eq!(numbers(&model), [4, 3]);
    assert_eq!(model.fresh.len(), 1);
    assert_eq!(model.update(Msg::NewShown), [Command::FocusFirst]);
    assert_eq!(numbers(&model), [5, 4, 3]);
    // The same again, by an answer that was under way.
    model.update(Msg::NewerLoaded(0, Ok(forwards(&log()[4..]))));
    assert!(model.fresh.is_empty());
}

#[test]
fn another_filter_reads_anew_and_late_answers_are_dropped() {
    let mut model = loaded();
    let filter = AuditFilter::about("r1");
    assert_eq!(
        model.update(Msg::Filtered(filter.clone())),
        [Command::Adjust(filter.clone())]
    );
    assert_eq!(
        model.update(Msg::Routed(filter.clone())),
        [Command::Load(1, filter.clone(), None)]
    );
    assert_eq!(model.update(Msg::Routed(filter)), [], "it is the same");
    model.update(Msg::Loaded(0, now(), Ok(backwards(&log(), None))));
    assert_eq!(model.entries, Load::Waiting);
    model.update(Msg::Loaded(1, now(), Err(Failure::Unreachable)));
    assert_eq!(model.entries, Load::Failed(Failure::Unreachable));
}

#[test]
fn what_is_being_typed_counts_when_it_is_complete() {
    let mut model = loaded();
    let draft = AuditFilter::about("r");
    assert_eq!(model.update(Msg::Drafted(draft.clone())), []);
    model.update(Msg::NewerLoaded(0, Ok(forwards(&log()[4..]))));
    assert_eq!(model.draft, draft, "what comes meanwhile leaves it alone");
    assert_eq!(model.filter, AuditFilter::default());
    model.update(Msg::Routed(AuditFilter::about("r1")));
    assert_eq!(model.draft, AuditFilter::about("r1"));
}

#[test]
fn time_cuts_the_list_and_ends_it() {
    let mut model = Model::of(AuditFilter {
        since: Since::Day,
        ..AuditFilter::default()
    });
    let day = postern_core::policy::duration::Duration::from_secs(86_400);
    // A day after the third entry.
    let later = Timestamp::parse("2026-11-22T13:03:00Z").unwrap().plus(day);
    model.update(Msg::Loaded(0, later, Ok(backwards(&log(), Some(1)))));
    assert_eq!(numbers(&model), [5, 4, 3]);
    assert_eq!(model.next, None, "older ones would be too old");
}

#[test]
fn one_entry_is_open_at_a_time() {
    let mut model = loaded();
    model.update(Msg::Opened(4));
    model.update(Msg::Opened(3));
    assert_eq!(model.open, Some(3));
    model.update(Msg::Opened(3));
    assert_eq!(model.open, None);
}

#[test]
fn the_check_reads_on_until_the_checkpoint_and_can_be_cancelled() {
    let log = log();
    let goal = Checkpoint {
        cluster: "sample".into(),
        epoch: 1,
        seq: 5,
        hash: log[4].hash.clone(),
        at: now(),
        token: String::new(),
    };
    let mut model = Model::default();
    assert_eq!(model.update(Msg::Verify), [Command::ReadCheckpoint(1)]);
    assert_eq!(model.update(Msg::Verify), [], "it is under way");
    let came = Msg::CheckpointCame(1, Ok(goal.clone()));
    assert_eq!(model.update(came), [Command::ReadRows(1, 0)]);
    let came = Msg::RowsCame(1, now(), Ok(forwards(&log[..3])));
    assert_eq!(model.update(came), [Command::ReadRows(1, 3)]);
    model.update(Msg::Cancel);
    assert!(matches!(model.check, Check::Stopped(3)));
    let late = Msg::RowsCame(1, now(), Ok(forwards(&log[3..])));
    assert_eq!(model.update(late), []);
    assert!(matches!(model.check, Check::Stopped(3)));

    assert_eq!(model.update(Msg::Verify), [Command::ReadCheckpoint(3)]);
    model.update(Msg::CheckpointCame(3, Ok(goal)));
    model.update(Msg::RowsCame(3, now(), Ok(forwards(&log))));
    assert!(matches!(model.check, Check::Whole { .. }));
    model.update(Msg::Verify);
    model.update(Msg::CheckpointCame(4, Err(Failure::Unreachable)));
    assert!(matches!(model.check, Check::Failed(Failure::Unreachable)));
}
