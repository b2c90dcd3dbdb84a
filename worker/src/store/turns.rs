//! A table that only the tests write to, to see what a turn leaves that ends badly. Compiled only with the
//! feature `trap`.

use serde::Deserialize;

use super::sql::Sql;
use crate::error::Error;

#[derive(Deserialize)]
struct Turns {
    count: u32,
}

/// Writes a row in a turn that then ends as `end` says; answers how many rows there were before.
///
/// # Errors
/// What `end` says, or what the database says.
pub fn attempt(sql: &Sql, end: impl FnOnce() -> Result<(), Error>) -> Result<u32, Error> {
    sql.run("CREATE TABLE IF NOT EXISTS turns (n INTEGER) STRICT", [])?;
    let before: Option<Turns> = sql.first("SELECT count(*) AS count FROM turns", [])?;
    sql.turn(|| {
        sql.run("INSERT INTO turns VALUES (1)", [])?;
        end()
    })?;
    Ok(before.map_or(0, |turns| turns.count))
}
