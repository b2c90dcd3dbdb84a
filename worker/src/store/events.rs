//! What happened, in order. Replaying a request's events gives its row.

use std::collections::BTreeMap;

use postern_core::request::{event::Event, id::RequestId, timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject<'a> {
    /// A request.
    Request(RequestId),
    /// The policy, by its new digest.
    Policy(&'a str),
}

/// One event, for those who follow live.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Row {
    /// Its number.
    pub seq: i64,
    /// `request` or `policy`.
    pub kind: String,
    /// The request's id or the policy's digest.
    pub subject: String,
}

#[derive(Deserialize)]
struct Numbered {
    seq: u64,
    body: String,
}

#[derive(Deserialize)]
struct Seq {
    seq: Option<i64>,
}

/// Appends an event; it takes the next number. `version` is the subject's after it.
///
/// # Errors
/// What the database says.
pub fn append(
    sql: &Sql,
    subject: Subject<'_>,
    version: i64,
    at: Timestamp,
    body: &str,
) -> Result<(), Fault> {
    let (kind, subject) = match subject {
        Subject::Request(id) => ("request", id.to_string()),
        Subject::Policy(digest) => ("policy", digest.to_owned()),
    };
    let seq = last(sql)?.saturating_add(1);
    sql.run(
        "INSERT INTO events (seq, kind, subject, version, at_ms, body) VALUES (?, ?, ?, ?, ?, ?)",
        [
            number(seq),
            kind.into(),
            subject.into(),
            number(version),
            ms(at),
            body.into(),
        ],
    )?;
    sql.remember("events", LAST, seq);
    Ok(())
}

/// What [`last`] is remembered by.
const LAST: &str = "last";

/// The number of the newest event; 0 where there is none.
///
/// # Errors
/// What the database says.
pub fn last(sql: &Sql) -> Result<i64, Fault> {
    sql.remembered("events", LAST, || {
        let row = sql.first::<Seq, 0>("SELECT max(seq) AS seq FROM events", [])?;
        Ok(row.and_then(|row| row.seq).unwrap_or(0))
    })
}

/// The newest event of each subject after `since`, oldest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn after(sql: &Sql, since: i64, limit: u32) -> Result<Vec<Row>, Fault> {
    sql.rows(
        "SELECT max(seq) AS seq, kind, subject FROM events WHERE seq > ? \
         GROUP BY kind, subject ORDER BY 1 LIMIT ?",
        vec![number(since), number(limit)],
    )
}

/// The requests that were made after this event, in the order in which they were, at most `limit`; each with the
/// number of the event that made it.
///
/// # Errors
/// What the database says, or that an id cannot be read.
pub fn made_after(sql: &Sql, after: i64, limit: u32) -> Result<Vec<(i64, RequestId)>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT seq, kind, subject FROM events \
         WHERE seq > ? AND kind = 'request' AND version = 1 ORDER BY seq LIMIT ?",
        vec![number(after), number(limit)],
    )?;
    rows.iter()
        .map(|row| Ok((row.seq, RequestId::parse(&row.subject).map_err(Fault::new)?)))
        .collect()
}

/// Everything that happened to a request, oldest first.
///
/// # Errors
/// What the database says, or that an event cannot be read.
pub fn of_request(sql: &Sql, id: RequestId) -> Result<Vec<Event>, Fault> {
    let rows = sql.bodies(
        "SELECT body FROM events WHERE kind = 'request' AND subject = ? ORDER BY version",
        vec![id.to_string().into()],
    )?;
    rows.iter()
        .map(|row| Ok(serde_json::from_str(row)?))
        .collect()
}

/// What happened to a request after this event, oldest first, with the events' numbers, at most `limit`.
///
/// # Errors
/// What the database says, or that an event cannot be read.
pub fn page_of_request(
    sql: &Sql,
    id: RequestId,
    after: u64,
    limit: u32,
) -> Result<Vec<(u64, Event)>, Fault> {
    let rows: Vec<Numbered> = sql.rows(
        "SELECT seq, body FROM events WHERE kind = 'request' AND subject = ? AND seq > ? \
         ORDER BY version LIMIT ?",
        vec![
            id.to_string().into(),
            number(i64::try_from(after).unwrap_or(i64::MAX)),
            number(limit),
        ],
    )?;
    rows.iter()
        .map(|row| Ok((row.seq, serde_json::from_str(&row.body)?)))
        .collect()
}

/// What happened to each of these requests since it was made, oldest first: that it was made stands
/// in the request itself.
///
/// # Errors
/// As [`of_request`].
pub fn since_made(
    sql: &Sql,
    ids: impl IntoIterator<Item = RequestId>,
) -> Result<BTreeMap<RequestId, Vec<Event>>, Fault> {
    let ids: Vec<_> = ids.into_iter().map(|id| id.to_string()).collect();
    let mut happened: BTreeMap<RequestId, Vec<Event>> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(happened);
    }
    let rows = sql.bodies(SINCE_MADE, vec![serde_json::to_string(&ids)?.into()])?;
    for row in rows {
        let (id, event) = row.split_once(' ').unwrap_or_default();
        let id = RequestId::parse(id).map_err(Fault::new)?;
        happened
            .entry(id)
            .or_default()
            .push(serde_json::from_str(event)?);
    }
    Ok(happened)
}

/// The query of [`since_made`]: the ids as a JSON list.
pub const SINCE_MADE: &str = "SELECT e.subject || ' ' || e.body FROM json_each(?) j \
     CROSS JOIN events e ON e.kind = 'request' AND e.subject = j.value AND e.version > 1 \
     ORDER BY e.subject, e.version";
