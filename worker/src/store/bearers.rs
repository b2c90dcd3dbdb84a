//! Who bore a name when: names that were given up, and the former names of one person.

use postern_core::{policy::name::UserName, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::error::Fault;

#[derive(Deserialize)]
struct At {
    at_ms: i64,
}

/// Since when the name is its present bearer's. Everything before was somebody else's.
///
/// # Errors
/// What the database says.
pub fn since(sql: &Sql, name: &UserName) -> Result<Timestamp, Fault> {
    sql.remembered("given_up_names", name.as_str(), || {
        let row: Option<At> = sql.first(
            "SELECT at_ms FROM given_up_names WHERE name = ?",
            [name.as_str().into()],
        )?;
        Ok(Timestamp::from_ms(row.map_or(i64::MIN, |row| row.at_ms)))
    })
}

/// Notes that a name was given up, and forgets what its bearer has by name alone: answers kept for repeated
/// calls, and the names they had before.
///
/// # Errors
/// What the database says.
pub fn give_up(sql: &Sql, name: &UserName, now: Timestamp) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO given_up_names (name, at_ms) VALUES (?, ?) \
         ON CONFLICT (name) DO UPDATE SET at_ms = excluded.at_ms",
        [name.as_str().into(), ms(now)],
    )?;
    sql.run(
        "DELETE FROM idempotency WHERE user = 'user ' || ?",
        [name.as_str().into()],
    )?;
    sql.run(
        "DELETE FROM former_names WHERE name = ?",
        [name.as_str().into()],
    )
}

/// A name that somebody had.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Former {
    former: String,
    until_ms: i64,
}

impl Former {
    /// Whether something done under a name at some moment was done by this person.
    #[must_use]
    pub fn did(&self, name: &UserName, at: Timestamp) -> bool {
        self.former == name.as_str() && at.as_ms() <= self.until_ms
    }
}

/// The names that this person had before.
///
/// # Errors
/// What the database says.
pub fn former(sql: &Sql, name: &UserName) -> Result<Vec<Former>, Fault> {
    sql.rows(
        "SELECT former, until_ms FROM former_names WHERE name = ?",
        vec![name.as_str().into()],
    )
}

/// Notes that a person who has the name `now_called` was called `former` until now. What they were
/// called before that goes along.
///
/// # Errors
/// What the database says.
pub fn rename(
    sql: &Sql,
    former: &UserName,
    now_called: &UserName,
    now: Timestamp,
) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO former_names (name, former, until_ms) \
         SELECT ?, former, until_ms FROM former_names WHERE name = ? \
         ON CONFLICT (name, former) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)",
        [now_called.as_str().into(), former.as_str().into()],
    )?;
    sql.run(
        "INSERT INTO former_names (name, former, until_ms) VALUES (?, ?, ?) \
         ON CONFLICT (name, former) DO UPDATE SET until_ms = excluded.until_ms",
        [now_called.as_str().into(), former.as_str().into(), ms(now)],
    )
}
