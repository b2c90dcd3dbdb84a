//! Machine tokens by the hash of their secret.

use postern_core::{
    api::scope::Scope,
    policy::{duration::Duration, name::UserName},
    request::{id::RequestId, timestamp::Timestamp},
};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// How old the last use may look before it is written again.
const TOUCH: Duration = Duration::from_secs(60);
/// How long a token that has expired is still listed.
const KEEP: Duration = Duration::from_hours(30 * 24);

/// A token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its id, a UUID.
    pub id: String,
    /// Whose it is: it never does what they could not.
    pub owner: UserName,
    /// What its maker calls it.
    pub name: String,
    /// What of the owner's it may do.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub maker: UserName,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When it was last used, give or take a minute; none for never.
    pub used: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    owner: String,
    name: String,
    scopes: String,
    maker: String,
    created_ms: i64,
    expires_ms: i64,
    used_ms: Option<i64>,
}

#[derive(Deserialize)]
struct Count {
    count: u32,
}

impl Row {
    fn read(self) -> Result<Token, Fault> {
        Ok(Token {
            id: self.id,
            owner: UserName::verbatim(self.owner),
            name: self.name,
            scopes: serde_json::from_str(&self.scopes)?,
            maker: UserName::verbatim(self.maker),
            created: Timestamp::from_ms(self.created_ms),
            expires: Timestamp::from_ms(self.expires_ms),
            used: self.used_ms.map(Timestamp::from_ms),
        })
    }
}

/// The token with this hash, if it has not expired.
///
/// # Errors
/// What the database says.
pub fn find(sql: &Sql, hash: &str, now: Timestamp) -> Result<Option<Token>, Fault> {
    let row: Option<Row> = sql.first(
        "SELECT id, owner, name, scopes, maker, created_ms, expires_ms, used_ms FROM tokens \
         WHERE hash = ? AND expires_ms > ?",
        [hash.into(), ms(now)],
    )?;
    row.map(Row::read).transpose()
}

/// Notes that a token was used.
///
/// # Errors
/// What the database says.
pub fn touch(sql: &Sql, token: &Token, now: Timestamp) -> Result<(), Fault> {
    if token.used.is_some_and(|used| now.since(used) < TOUCH) {
        return Ok(());
    }
    sql.run(
        "UPDATE tokens SET used_ms = ? WHERE id = ?",
        [ms(now), token.id.as_str().into()],
    )
}

/// Stores a token, and forgets those that expired long ago.
///
/// # Errors
/// What the database says.
pub fn add(sql: &Sql, hash: &str, token: &Token) -> Result<(), Fault> {
    let oldest = Timestamp::from_ms(token.created.as_ms() - KEEP.as_ms());
    sql.run("DELETE FROM tokens WHERE expires_ms <= ?", [ms(oldest)])?;
    sql.run(
        "INSERT INTO tokens (id, hash, owner, name, scopes, maker, created_ms, expires_ms) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            token.id.as_str().into(),
            hash.into(),
            token.owner.as_str().into(),
            token.name.as_str().into(),
            serde_json::to_string(&token.scopes)?.into(),
            token.maker.as_str().into(),
            ms(token.created),
            ms(token.expires),
        ],
    )
}

/// How many tokens a user has.
///
/// # Errors
/// What the database says.
pub fn count(sql: &Sql, owner: &UserName) -> Result<u32, Fault> {
    let row: Option<Count> = sql.first(
        "SELECT count(*) AS count FROM tokens WHERE owner = ?",
        [owner.as_str().into()],
    )?;
    Ok(row.map_or(0, |row| row.count))
}

/// The tokens of a user or of everybody, newest first, those after a position in that order, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn list(
    sql: &Sql,
    owner: Option<&UserName>,
    after: Option<(Timestamp, RequestId)>,
    limit: u32,
) -> Result<Vec<Token>, Fault> {
    let mut wanted = Vec::new();
    let mut values = Vec::new();
    if let Some(owner) = owner {
        wanted.push("owner = ?");
        values.push(owner.as_str().into());
    }
    if let Some((created, id)) = after {
        wanted.push("(created_ms, id) < (?, ?)");
        values.extend([ms(created), id.to_string().into()]);
    }
    values.push(number(limit));
    let wanted = if wanted.is_empty() {
        String::new()
    } else {
        format!("WHERE {} ", wanted.join(" AND "))
    };
    let rows: Vec<Row> = sql.rows(
        &format!(
            "SELECT id, owner, name, scopes, maker, created_ms, expires_ms, used_ms FROM tokens \
             {wanted}ORDER BY created_ms DESC, id DESC LIMIT ?"
        ),
        values,
    )?;
    rows.into_iter().map(Row::read).collect()
}

/// One token by its id.
///
/// # Errors
/// What the database says.
pub fn load(sql: &Sql, id: &str) -> Result<Option<Token>, Fault> {
    let row: Option<Row> = sql.first(
        "SELECT id, owner, name, scopes, maker, created_ms, expires_ms, used_ms FROM tokens \
         WHERE id = ?",
        [id.into()],
    )?;
    row.map(Row::read).transpose()
}

/// Revokes a token.
///
/// # Errors
/// What the database says.
pub fn revoke(sql: &Sql, id: &str) -> Result<(), Fault> {
    sql.run("DELETE FROM tokens WHERE id = ?", [id.into()])
}

/// Revokes everything that a user owns; tells how many there were.
///
/// # Errors
/// What the database says.
pub fn revoke_all(sql: &Sql, owner: &UserName) -> Result<u32, Fault> {
    let count = count(sql, owner)?;
    sql.run(
        "DELETE FROM tokens WHERE owner = ?",
        [owner.as_str().into()],
    )?;
    Ok(count)
}
