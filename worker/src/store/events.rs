//! What happened, in order. Replaying a request's events gives its row.

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
struct Seq {
    seq: Option<i64>,
}

#[derive(Deserialize)]
struct Body {
    body: String,
}

/// Appends an event and tells its number. `version` is the subject's after it.
///
/// # Errors
/// What the database says.
pub fn append(
    sql: &Sql,
    subject: Subject<'_>,
    version: i64,
    at: Timestamp,
    body: &str,
) -> Result<i64, Fault> {
    let seq = last(sql)? + 1;
    let (kind, subject) = match subject {
        Subject::Request(id) => ("request", id.to_string()),
        Subject::Policy(digest) => ("policy", digest.to_owned()),
    };
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
    Ok(seq)
}

/// The number of the newest event; 0 where there is none.
///
/// # Errors
/// What the database says.
pub fn last(sql: &Sql) -> Result<i64, Fault> {
    let row = sql.first::<Seq, 0>("SELECT max(seq) AS seq FROM events", [])?;
    Ok(row.and_then(|row| row.seq).unwrap_or(0))
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

/// Everything that happened to a request, oldest first.
///
/// # Errors
/// What the database says, or that an event cannot be read.
pub fn of_request(sql: &Sql, id: RequestId) -> Result<Vec<Event>, Fault> {
    let rows: Vec<Body> = sql.rows(
        "SELECT body FROM events WHERE kind = 'request' AND subject = ? ORDER BY version",
        vec![id.to_string().into()],
    )?;
    rows.iter()
        .map(|row| Ok(serde_json::from_str(&row.body)?))
        .collect()
}
