//! What is to be told to the outside: put here in the turn in which it happened, taken by the alarm.

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// How long deliveries are kept once nothing more happens with them.
const KEEP: Duration = Duration::from_hours(30 * 24);
/// How many old ones are forgotten at a time.
const FORGET_AT_ONCE: u32 = 200;
/// After so many attempts that nobody saw the end of, something is wrong with the delivery itself.
const MOST_TRIES: u32 = 20;

/// How a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It will be sent when it is due.
    Waiting,
    /// It is on its way; if nobody notes how that ended, it is due again.
    Sending,
    /// Its integration is not called at present.
    Held,
    /// It was accepted.
    Delivered,
    /// It was given up.
    Dead,
}

impl State {
    const ALL: [Self; 5] = [
        Self::Waiting,
        Self::Sending,
        Self::Held,
        Self::Delivered,
        Self::Dead,
    ];

    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Held => "held",
            Self::Delivered => "delivered",
            Self::Dead => "dead",
        }
    }
}

/// One thing to be told to one integration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its number.
    pub seq: i64,
    /// Its id, the same at every attempt.
    pub id: String,
    /// To whom.
    pub integration: String,
    /// The event's word.
    pub event: String,
    /// What it happened to.
    pub subject: String,
    /// What is sent, byte by byte.
    pub body: String,
    /// When it happened.
    pub created: Timestamp,
    /// How it stands.
    pub state: State,
    /// How often it was tried.
    pub tries: u32,
    /// When something happens with it by itself.
    pub due: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Row {
    seq: i64,
    id: String,
    integration: String,
    event: String,
    subject: String,
    body: String,
    created_ms: i64,
    state: String,
    tries: u32,
    due_ms: Option<i64>,
}

impl TryFrom<Row> for Delivery {
    type Error = Fault;

    fn try_from(row: Row) -> Result<Self, Fault> {
        let state = State::ALL
            .into_iter()
            .find(|known| known.word() == row.state);
        Ok(Self {
            state: state.ok_or_else(|| Fault::new(format!("a delivery that is {}", row.state)))?,
            seq: row.seq,
            id: row.id,
            integration: row.integration,
            event: row.event,
            subject: row.subject,
            body: row.body,
            created: Timestamp::from_ms(row.created_ms),
            tries: row.tries,
            due: row.due_ms.map(Timestamp::from_ms),
        })
    }
}

#[derive(Deserialize)]
struct Due {
    due_ms: Option<i64>,
}

/// What is to be told, before it has a number.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// Its id.
    pub id: &'a str,
    /// To whom.
    pub integration: &'a str,
    /// The event's word.
    pub event: &'a str,
    /// What it happened to.
    pub subject: &'a str,
    /// What is sent.
    pub body: &'a str,
}

/// Adds something that is due at once.
///
/// # Errors
/// What the database says.
pub fn add(sql: &Sql, new: New<'_>, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO outbox (id, integration, event, subject, body, created_ms, state, tries, due_ms) \
         VALUES (?, ?, ?, ?, ?, ?, 'waiting', 0, ?)",
        [
            new.id.into(),
            new.integration.into(),
            new.event.into(),
            new.subject.into(),
            new.body.into(),
            ms(now),
            ms(now),
        ],
    )
}

/// Takes the next one that is due and whose integration is not among `busy`, nor itself among `flying`:
/// it counts as tried, and is due again at `until` unless someone notes how it ended.
///
/// # Errors
/// What the database says.
pub fn take(
    sql: &Sql,
    busy: &[String],
    flying: &[String],
    until: Timestamp,
    now: Timestamp,
) -> Result<Option<Delivery>, Fault> {
    let row: Option<Row> = sql.first(
        "SELECT * FROM outbox WHERE due_ms <= ? \
         AND integration NOT IN (SELECT value FROM json_each(?)) \
         AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY due_ms, seq LIMIT 1",
        [
            ms(now),
            serde_json::to_string(busy)?.into(),
            serde_json::to_string(flying)?.into(),
        ],
    )?;
    let Some(row) = row else {
        return Ok(None);
    };
    sql.run(
        "UPDATE outbox SET state = 'sending', tries = tries + 1, due_ms = ? WHERE id = ?",
        [ms(until), row.id.as_str().into()],
    )?;
    let mut delivery = Delivery::try_from(row)?;
    delivery.tries += 1;
    Ok(Some(delivery))
}

/// Notes how a delivery stands, and when something more happens with it.
///
/// # Errors
/// What the database says.
pub fn settle(sql: &Sql, id: &str, state: State, due: Option<Timestamp>) -> Result<(), Fault> {
    sql.run(
        "UPDATE outbox SET state = ?, due_ms = ? WHERE id = ?",
        [
            state.word().into(),
            due.map(Timestamp::as_ms).into(),
            id.into(),
        ],
    )
}

/// Makes it due at once, as if it had never been tried.
///
/// # Errors
/// What the database says.
pub fn renew(sql: &Sql, id: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "UPDATE outbox SET state = 'waiting', tries = 0, due_ms = ? WHERE id = ?",
        [ms(now), id.into()],
    )
}

/// When the earliest is due that can be sent; of those that are on their way, when they count as lost.
/// `busy` integrations get nothing more now, and with `None` nobody does.
///
/// # Errors
/// What the database says.
pub fn earliest(sql: &Sql, busy: Option<&[String]>) -> Result<Option<Timestamp>, Fault> {
    let names = serde_json::to_string(busy.unwrap_or_default())?;
    let question = format!("earliest {} {names}", busy.is_some());
    sql.remembered("outbox", &question, || {
        let row: Option<Due> = sql.first(
            "SELECT min(due_ms) AS due_ms FROM outbox WHERE due_ms IS NOT NULL AND (state = 'sending' \
             OR (? AND integration NOT IN (SELECT value FROM json_each(?))))",
            [number(busy.is_some()), names.into()],
        )?;
        Ok(row.and_then(|row| row.due_ms).map(Timestamp::from_ms))
    })
}

/// What was on its way when an earlier life ended is due at once.
///
/// # Errors
/// What the database says.
pub fn resume(sql: &Sql, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "UPDATE outbox SET state = CASE WHEN tries < ? THEN 'waiting' ELSE 'dead' END, \
         due_ms = CASE WHEN tries < ? THEN ? END WHERE state = 'sending'",
        [number(MOST_TRIES), number(MOST_TRIES), ms(now)],
    )
}

/// Holds back everything for an integration that is not called at present.
///
/// # Errors
/// What the database says.
pub fn hold(sql: &Sql, integration: &str) -> Result<(), Fault> {
    sql.run(
        "UPDATE outbox SET state = 'held', due_ms = NULL \
         WHERE integration = ? AND state IN ('waiting', 'sending')",
        [integration.into()],
    )
}

/// Lets go what was held back.
///
/// # Errors
/// What the database says.
pub fn release(sql: &Sql, integration: &str, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "UPDATE outbox SET state = 'waiting', due_ms = ? WHERE integration = ? AND state = 'held'",
        [ms(now), integration.into()],
    )
}

/// Forgets everything for an integration that is no more.
///
/// # Errors
/// What the database says.
pub fn remove(sql: &Sql, integration: &str) -> Result<(), Fault> {
    sql.run(
        "DELETE FROM attempts WHERE delivery IN (SELECT id FROM outbox WHERE integration = ?)",
        [integration.into()],
    )?;
    sql.run(
        "DELETE FROM outbox WHERE integration = ?",
        [integration.into()],
    )
}

/// Forgets some of what is over for long.
///
/// # Errors
/// What the database says.
pub fn forget(sql: &Sql, now: Timestamp) -> Result<(), Fault> {
    let before = number(now.as_ms() - KEEP.as_ms());
    sql.run(
        "DELETE FROM attempts WHERE delivery IN (SELECT id FROM outbox \
         WHERE created_ms < ? AND due_ms IS NULL ORDER BY created_ms LIMIT ?)",
        [before.clone(), number(FORGET_AT_ONCE)],
    )?;
    sql.run(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox \
         WHERE created_ms < ? AND due_ms IS NULL ORDER BY created_ms LIMIT ?)",
        [before, number(FORGET_AT_ONCE)],
    )
}

/// The one of this id.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, id: &str) -> Result<Option<Delivery>, Fault> {
    let row: Option<Row> = sql.first("SELECT * FROM outbox WHERE id = ?", [id.into()])?;
    row.map(Delivery::try_from).transpose()
}

/// Those of an integration before a number, newest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn page(sql: &Sql, integration: &str, before: i64, limit: u32) -> Result<Vec<Delivery>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT * FROM outbox WHERE integration = ? AND seq < ? ORDER BY seq DESC LIMIT ?",
        vec![integration.into(), number(before), number(limit)],
    )?;
    rows.into_iter().map(Delivery::try_from).collect()
}
