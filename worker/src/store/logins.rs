//! Sign-ins that were begun: for ten minutes, once each, and not without bound.

use postern_core::{policy::duration::Duration, request::timestamp::Timestamp};
use serde::{Deserialize, Serialize};

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// How long a sign-in may take.
pub const PATIENCE: Duration = Duration::from_secs(600);
/// How many may be under way; the oldest gives way. Few enough in the tests' build to begin them all.
const MOST: i64 = if cfg!(feature = "trap") { 64 } else { 10_000 };

/// A sign-in that was begun.
#[derive(Serialize, Deserialize)]
pub struct Login {
    /// The SHA-256 of the state that the browser brings back.
    pub state: String,
    /// The SHA-256 of the secret that the browser keeps in a cookie.
    pub browser: String,
    /// Through which connector.
    pub connector: String,
    /// Whose tokens count.
    pub issuer: String,
    /// What the token must bring back.
    pub nonce: String,
    /// What the code is bound to.
    pub verifier: String,
    /// The path to go to afterwards.
    pub return_to: String,
}

impl std::fmt::Debug for Login {
    /// Only which connector: the rest is secret until the sign-in is finished.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("connector", &self.connector)
            .finish_non_exhaustive()
    }
}

/// Keeps a sign-in, forgets those that are over, and the oldest where there are too many.
///
/// # Errors
/// What the database says.
pub fn begin(sql: &Sql, login: &Login, now: Timestamp) -> Result<(), Fault> {
    sql.run("DELETE FROM logins WHERE expires_ms <= ?", [ms(now)])?;
    sql.run(
        "DELETE FROM logins WHERE state IN (SELECT state FROM logins ORDER BY expires_ms DESC \
         LIMIT -1 OFFSET ?)",
        [number(MOST - 1)],
    )?;
    sql.run(
        "INSERT INTO logins (state, browser, connector, issuer, nonce, verifier, return_to, \
         expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            login.state.as_str().into(),
            login.browser.as_str().into(),
            login.connector.as_str().into(),
            login.issuer.as_str().into(),
            login.nonce.as_str().into(),
            login.verifier.as_str().into(),
            login.return_to.as_str().into(),
            ms(now.plus(PATIENCE)),
        ],
    )
}

/// Takes a sign-in out, for the browser that began it. It cannot be taken twice.
///
/// # Errors
/// What the database says.
pub fn take(sql: &Sql, state: &str, browser: &str, now: Timestamp) -> Result<Option<Login>, Fault> {
    sql.first(
        "DELETE FROM logins WHERE state = ? AND browser = ? AND expires_ms > ? \
         RETURNING state, browser, connector, issuer, nonce, verifier, return_to",
        [state.into(), browser.into(), ms(now)],
    )
}
