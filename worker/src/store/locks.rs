//! Users who are locked, whatever the policy says of them.

use std::{collections::BTreeMap, rc::Rc};

use postern_core::{api::locks::LockView, policy::name::UserName, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::error::Fault;

#[derive(Deserialize)]
struct Row {
    user: String,
    reason: String,
    author: String,
    at_ms: i64,
    expires_ms: Option<i64>,
}

impl Row {
    fn read(self) -> LockView {
        LockView {
            user: UserName::verbatim(self.user),
            reason: self.reason,
            author: UserName::verbatim(self.author),
            at: Timestamp::from_ms(self.at_ms),
            expires: self.expires_ms.map(Timestamp::from_ms),
        }
    }
}

/// Whether a lock on this user is in force.
///
/// # Errors
/// What the database says.
pub fn holds(sql: &Sql, user: &UserName, now: Timestamp) -> Result<bool, Fault> {
    let lock = stored(sql)?.get(user).copied();
    Ok(lock.is_some_and(|until| until.is_none_or(|until| until > now)))
}

/// Every lock that is stored, with its end where it has one.
///
/// # Errors
/// What the database says.
pub fn stored(sql: &Sql) -> Result<Rc<BTreeMap<UserName, Option<Timestamp>>>, Fault> {
    sql.remembered("locks", "all", || {
        let rows: Vec<Row> = sql.rows(
            "SELECT user, reason, author, at_ms, expires_ms FROM locks",
            Vec::new(),
        )?;
        let locks = rows.into_iter().map(Row::read);
        Ok(Rc::new(
            locks.map(|lock| (lock.user, lock.expires)).collect(),
        ))
    })
}

/// Every lock in force, in name order.
///
/// # Errors
/// What the database says.
pub fn all(sql: &Sql, now: Timestamp) -> Result<Vec<LockView>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT user, reason, author, at_ms, expires_ms FROM locks \
         WHERE expires_ms IS NULL OR expires_ms > ? ORDER BY user",
        vec![ms(now)],
    )?;
    Ok(rows.into_iter().map(Row::read).collect())
}

/// Locks a user, in place of an earlier lock, and forgets locks that are over.
///
/// # Errors
/// What the database says.
pub fn put(sql: &Sql, lock: &LockView) -> Result<(), Fault> {
    sql.run("DELETE FROM locks WHERE expires_ms <= ?", [ms(lock.at)])?;
    sql.run(
        "INSERT INTO locks (user, reason, author, at_ms, expires_ms) VALUES (?, ?, ?, ?, ?) \
         ON CONFLICT (user) DO UPDATE SET reason = excluded.reason, author = excluded.author, \
         at_ms = excluded.at_ms, expires_ms = excluded.expires_ms",
        [
            lock.user.as_str().into(),
            lock.reason.as_str().into(),
            lock.author.as_str().into(),
            ms(lock.at),
            lock.expires.map(Timestamp::as_ms).into(),
        ],
    )
}

/// Takes a lock away.
///
/// # Errors
/// What the database says.
pub fn remove(sql: &Sql, user: &UserName) -> Result<(), Fault> {
    sql.run("DELETE FROM locks WHERE user = ?", [user.as_str().into()])
}
