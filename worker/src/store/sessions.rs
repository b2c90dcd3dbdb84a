//! Who is signed in: sessions by the hash of their secret, and by an id that can be shown.

use postern_core::{
    policy::{duration::Duration, name::UserName},
    request::timestamp::Timestamp,
};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// How old the last use may look before it is written again.
const TOUCH: Duration = Duration::from_secs(60);

/// How long sessions live in a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How long without use.
    pub idle: Duration,
    /// How long at most.
    pub longest: Duration,
}

/// A session in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its secret.
    pub hash: String,
    /// Its id, a UUID, which proves nothing.
    pub id: String,
    /// Whose.
    pub user: UserName,
    /// From where it was begun.
    pub source: String,
    /// What the browser called itself then.
    pub agent: String,
    /// When it began.
    pub created: Timestamp,
    /// When it was last used, give or take a minute.
    pub seen: Timestamp,
    /// When it ends at the latest.
    pub expires: Timestamp,
}

#[derive(Clone, Deserialize)]
struct Row {
    hash: String,
    id: String,
    user: String,
    source: String,
    agent: String,
    created_ms: i64,
    seen_ms: i64,
    expires_ms: i64,
}

#[derive(Deserialize)]
struct Count {
    count: u32,
}

impl Row {
    /// The session, if it is in force. Limits that were shortened hold for sessions that began before.
    fn read(self, limits: Limits, now: Timestamp) -> Option<Session> {
        let created = Timestamp::from_ms(self.created_ms);
        let session = Session {
            hash: self.hash,
            id: self.id,
            user: UserName::verbatim(self.user),
            source: self.source,
            agent: self.agent,
            created,
            seen: Timestamp::from_ms(self.seen_ms),
            expires: Timestamp::from_ms(self.expires_ms).min(created.plus(limits.longest)),
        };
        (now < session.expires && now < session.seen.plus(limits.idle)).then_some(session)
    }
}

/// The session with this hash, if it is in force.
///
/// # Errors
/// What the database says.
pub fn find(
    sql: &Sql,
    hash: &str,
    limits: Limits,
    now: Timestamp,
) -> Result<Option<Session>, Fault> {
    let row: Option<Row> = sql.remembered("sessions", hash, || {
        sql.first(
            "SELECT hash, id, user, source, agent, created_ms, seen_ms, expires_ms FROM sessions \
             WHERE hash = ?",
            [hash.into()],
        )
    })?;
    Ok(row.and_then(|row| row.read(limits, now)))
}

/// The session with this id, if it is in force.
///
/// # Errors
/// What the database says.
pub fn load(sql: &Sql, id: &str, limits: Limits, now: Timestamp) -> Result<Option<Session>, Fault> {
    let row: Option<Row> = sql.first(
        "SELECT hash, id, user, source, agent, created_ms, seen_ms, expires_ms FROM sessions \
         WHERE id = ?",
        [id.into()],
    )?;
    Ok(row.and_then(|row| row.read(limits, now)))
}

/// A user's sessions in force, newest first, of the newest `limit`.
///
/// # Errors
/// What the database says.
pub fn of_user(
    sql: &Sql,
    user: &UserName,
    limits: Limits,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Session>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT hash, id, user, source, agent, created_ms, seen_ms, expires_ms FROM sessions \
         WHERE user = ? ORDER BY created_ms DESC, id DESC LIMIT ?",
        vec![user.as_str().into(), number(limit)],
    )?;
    Ok(rows
        .into_iter()
        .filter_map(|row| row.read(limits, now))
        .collect())
}

/// Notes that a session was used.
///
/// # Errors
/// What the database says.
pub fn touch(sql: &Sql, session: &Session, now: Timestamp) -> Result<(), Fault> {
    if now.since(session.seen) < TOUCH {
        return Ok(());
    }
    sql.run(
        "UPDATE sessions SET seen_ms = ? WHERE hash = ?",
        [ms(now), session.hash.as_str().into()],
    )
}

/// Begins a session, and forgets those that are over.
///
/// # Errors
/// What the database says.
pub fn begin(sql: &Sql, session: &Session) -> Result<(), Fault> {
    sql.run(
        "DELETE FROM sessions WHERE expires_ms <= ?",
        [ms(session.created)],
    )?;
    sql.run(
        "INSERT INTO sessions (hash, id, user, source, agent, created_ms, seen_ms, expires_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            session.hash.as_str().into(),
            session.id.as_str().into(),
            session.user.as_str().into(),
            session.source.as_str().into(),
            session.agent.as_str().into(),
            ms(session.created),
            ms(session.seen),
            ms(session.expires),
        ],
    )
}

/// Ends a session.
///
/// # Errors
/// What the database says.
pub fn end(sql: &Sql, hash: &str) -> Result<(), Fault> {
    sql.run("DELETE FROM sessions WHERE hash = ?", [hash.into()])
}

/// Ends everything that a user has begun; tells how many sessions there were.
///
/// # Errors
/// What the database says.
pub fn end_all(sql: &Sql, user: &UserName) -> Result<u32, Fault> {
    let row: Option<Count> = sql.first(
        "SELECT count(*) AS count FROM sessions WHERE user = ?",
        [user.as_str().into()],
    )?;
    sql.run(
        "DELETE FROM sessions WHERE user = ?",
        [user.as_str().into()],
    )?;
    Ok(row.map_or(0, |row| row.count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end_by_idleness_and_by_age_and_when_limits_are_shortened() {
        let at = |hours| Duration::from_hours(hours).as_ms();
        let usual = Limits {
            idle: Duration::from_hours(8),
            longest: Duration::from_hours(24),
        };
        let short = Limits {
            idle: Duration::from_hours(1),
            longest: Duration::from_hours(4),
        };
        let cases = [
            (usual, 0, at(7), true),
            (usual, 0, at(8) - 1, true),
            (usual, 0, at(8), false),
            (usual, at(20), at(24) - 1, true),
            (usual, at(20), at(24), false),
            (short, 0, at(1), false),
            (short, at(4) - 2, at(4) - 1, true),
            (short, at(4) - 1, at(4), false),
        ];
        for (limits, seen_ms, now, expected) in cases {
            let row = Row {
                hash: String::new(),
                id: String::new(),
                user: "alice".into(),
                source: String::new(),
                agent: String::new(),
                created_ms: 0,
                seen_ms,
                expires_ms: at(24),
            };
            let session = row.read(limits, Timestamp::from_ms(now));
            assert_eq!(session.is_some(), expected, "seen {seen_ms}, now {now}");
        }
    }
}
