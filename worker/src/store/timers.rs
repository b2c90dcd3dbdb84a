//! What the clock will do, and when: columns of the requests, each with an index.

use postern_core::{
    policy::duration::Duration,
    request::{
        access_request::AccessRequest, id::RequestId, state::RequestState, timestamp::Timestamp,
    },
};
use serde::Deserialize;

use super::sql::{Sql, maybe, ms, number};
use crate::error::Fault;

/// What happens when a timer is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A request's clock has its effect: pending expires, or access ends.
    Expiry,
    /// Access begins: nothing changes in storage, but those who watch are told.
    Start,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Expiry => "expiry",
            Self::Start => "start",
        }
    }
}

/// A timer that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timer {
    /// What happens.
    pub kind: Kind,
    /// To which request.
    pub id: RequestId,
}

#[derive(Deserialize)]
struct Row {
    kind: String,
    id: String,
}

#[derive(Deserialize)]
struct Due {
    due_ms: Option<i64>,
}

/// How long a timer waits that could not have its effect.
pub const PUT_OFF: Duration = Duration::from_secs(30);

/// When the clock will have its effects on a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timers {
    /// On its state.
    pub expiry: Option<Timestamp>,
    /// When access begins, where that is still to come.
    pub start: Option<Timestamp>,
}

impl Timers {
    /// Those of a request at a moment.
    #[must_use]
    pub fn of(request: &AccessRequest, now: Timestamp) -> Self {
        let starts = request.lifetime().access_starts;
        let is_scheduled = matches!(request.state(), RequestState::Approved(_)) && starts > now;
        Self {
            expiry: request.next_timer(),
            start: is_scheduled.then_some(starts),
        }
    }

    /// The earlier one.
    #[must_use]
    pub fn earliest(self) -> Option<Timestamp> {
        self.expiry.into_iter().chain(self.start).min()
    }
}

/// Sets or, with `None`, takes away a request's timer.
///
/// # Errors
/// What the database says.
pub fn set(sql: &Sql, timer: Timer, due: Option<Timestamp>) -> Result<(), Fault> {
    let statement = match timer.kind {
        Kind::Expiry => "UPDATE requests SET due_ms = ? WHERE id = ?",
        Kind::Start => "UPDATE requests SET start_ms = ? WHERE id = ?",
    };
    sql.run(statement, [maybe(due), timer.id.to_string().into()])
}

/// Puts a timer off.
///
/// # Errors
/// What the database says.
pub fn put_off(sql: &Sql, timer: Timer, now: Timestamp) -> Result<(), Fault> {
    set(sql, timer, Some(now.plus(PUT_OFF)))
}

/// The timers that are due, the oldest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn due(sql: &Sql, now: Timestamp, limit: u32) -> Result<Vec<Timer>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT kind, id FROM (SELECT 'expiry' AS kind, id, due_ms AS at_ms FROM requests WHERE due_ms <= ?1 \
         UNION ALL SELECT 'start', id, start_ms FROM requests WHERE start_ms <= ?1) ORDER BY at_ms LIMIT ?2",
        vec![ms(now), number(limit)],
    )?;
    rows.iter()
        .map(|row| {
            let kind = [Kind::Expiry, Kind::Start]
                .into_iter()
                .find(|kind| kind.word() == row.kind)
                .ok_or_else(|| Fault::new(format!("a timer of kind {}", row.kind)))?;
            let id = RequestId::parse(&row.id).map_err(Fault::new)?;
            Ok(Timer { kind, id })
        })
        .collect()
}

/// What [`earliest`] is remembered by.
const EARLIEST: &str = "earliest";

/// When the earliest timer is due.
///
/// # Errors
/// What the database says.
pub fn earliest(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    sql.remembered("requests", EARLIEST, || {
        let row = sql.first::<Due, 0>(
            "SELECT min(at_ms) AS due_ms FROM (\
             SELECT min(due_ms) AS at_ms FROM requests WHERE due_ms IS NOT NULL \
             UNION ALL SELECT min(start_ms) FROM requests WHERE start_ms IS NOT NULL)",
            [],
        )?;
        Ok(row.and_then(|row| row.due_ms).map(Timestamp::from_ms))
    })
}

/// Keeps what is known of the earliest timer while `write` stores a request that is new and has these timers:
/// it replaces none, so that the earliest is the earlier of two, which needs no asking.
///
/// # Errors
/// What `write` says.
pub(super) fn keeping_earliest(
    sql: &Sql,
    new: Timers,
    write: impl FnOnce() -> Result<(), Fault>,
) -> Result<(), Fault> {
    let known: Option<Option<Timestamp>> = sql.known("requests", EARLIEST);
    write()?;
    if let Some(known) = known {
        let earliest = known.into_iter().chain(new.earliest()).min();
        sql.remember("requests", EARLIEST, earliest);
    }
    Ok(())
}
