//! What the clock will do, and when.

use postern_core::request::{id::RequestId, timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
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

/// Sets the first timer of a request that was just made.
///
/// # Errors
/// What the database says.
pub fn add(sql: &Sql, kind: Kind, id: RequestId, due: Timestamp) -> Result<(), Fault> {
    let known: Option<Option<Timestamp>> = sql.known("timers", EARLIEST);
    set(sql, kind, id, Some(due))?;
    // It replaces none, so that the earliest is the earlier of two, which needs no asking.
    if let Some(known) = known {
        let earliest = known.map_or(due, |known| known.min(due));
        sql.remember("timers", EARLIEST, Some(earliest));
    }
    Ok(())
}

/// What [`earliest`] is remembered by.
const EARLIEST: &str = "earliest";

/// Sets or, with `None`, takes away a request's timer.
///
/// # Errors
/// What the database says.
pub fn set(sql: &Sql, kind: Kind, id: RequestId, due: Option<Timestamp>) -> Result<(), Fault> {
    match due {
        Some(due) => sql.run(
            "INSERT INTO timers (due_ms, kind, id) VALUES (?, ?, ?) \
             ON CONFLICT (kind, id) DO UPDATE SET due_ms = excluded.due_ms",
            [ms(due), kind.word().into(), id.to_string().into()],
        ),
        None => sql.run(
            "DELETE FROM timers WHERE kind = ? AND id = ?",
            [kind.word().into(), id.to_string().into()],
        ),
    }
}

/// Puts a timer off.
///
/// # Errors
/// What the database says.
pub fn put_off(sql: &Sql, timer: Timer, until: Timestamp) -> Result<(), Fault> {
    set(sql, timer.kind, timer.id, Some(until))
}

/// The timers that are due, the oldest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn due(sql: &Sql, now: Timestamp, limit: u32) -> Result<Vec<Timer>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT kind, id FROM timers WHERE due_ms <= ? ORDER BY due_ms LIMIT ?",
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

/// When the earliest timer is due.
///
/// # Errors
/// What the database says.
pub fn earliest(sql: &Sql) -> Result<Option<Timestamp>, Fault> {
    sql.remembered("timers", EARLIEST, || {
        let row = sql.first::<Due, 0>("SELECT min(due_ms) AS due_ms FROM timers", [])?;
        Ok(row.and_then(|row| row.due_ms).map(Timestamp::from_ms))
    })
}
