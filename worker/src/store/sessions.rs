//! Who is signed in: sessions by the hash of their secret, idle 8 hours, 24 hours at most.

use postern_core::{
    policy::{duration::Duration, name::UserName},
    request::timestamp::Timestamp,
};
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::error::Fault;

/// How long a session lives without use.
const IDLE: Duration = Duration::from_hours(8);
/// How long a session lives at most.
pub const LONGEST: Duration = Duration::from_hours(24);
/// How old the last use may look before it is written again.
const TOUCH: Duration = Duration::from_secs(60);

/// A session in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// The hash of its secret.
    pub hash: String,
    /// Whose.
    pub user: UserName,
    /// When it ends at the latest.
    pub expires: Timestamp,
    seen: Timestamp,
}

#[derive(Clone, Deserialize)]
struct Row {
    user: String,
    seen_ms: i64,
    expires_ms: i64,
}

/// The session with this hash, if it is in force.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, hash: &str, now: Timestamp) -> Result<Option<Session>, Fault> {
    let row: Option<Row> = sql.remembered("sessions", hash, || {
        sql.first(
            "SELECT user, seen_ms, expires_ms FROM sessions WHERE hash = ?",
            [hash.into()],
        )
    })?;
    Ok(row
        .map(|row| Session {
            hash: hash.into(),
            user: UserName::verbatim(row.user),
            expires: Timestamp::from_ms(row.expires_ms),
            seen: Timestamp::from_ms(row.seen_ms),
        })
        .filter(|session| session.is_in_force(now)))
}

impl Session {
    /// Whether it was used lately enough and has not reached its end.
    fn is_in_force(&self, now: Timestamp) -> bool {
        now < self.expires && now < self.seen.plus(IDLE)
    }
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
pub fn begin(
    sql: &Sql,
    hash: &str,
    user: &UserName,
    source: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run("DELETE FROM sessions WHERE expires_ms <= ?", [ms(now)])?;
    sql.run(
        "INSERT INTO sessions (hash, user, source, created_ms, seen_ms, expires_ms) \
         VALUES (?, ?, ?, ?, ?, ?)",
        [
            hash.into(),
            user.as_str().into(),
            source.into(),
            ms(now),
            ms(now),
            ms(now.plus(LONGEST)),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end_by_idleness_and_by_age() {
        let began = Timestamp::from_ms(0);
        let at = |hours, ms| {
            began
                .plus(Duration::from_hours(hours))
                .plus(Duration::from_ms(ms))
        };
        let session = |seen| Session {
            hash: String::new(),
            user: UserName::verbatim("alice"),
            expires: began.plus(LONGEST),
            seen,
        };
        let cases = [
            (began, at(7, 0), true),
            (began, at(8, -1), true),
            (began, at(8, 0), false),
            (at(20, 0), at(24, -1), true),
            (at(20, 0), at(24, 0), false),
        ];
        for (seen, now, expected) in cases {
            assert_eq!(
                session(seen).is_in_force(now),
                expected,
                "seen {seen}, now {now}"
            );
        }
    }
}
