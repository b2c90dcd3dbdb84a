//! How attempts to tell something ended.

use postern_core::{api::integrations::AttemptView, request::timestamp::Timestamp};
use serde::Deserialize;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

#[derive(Deserialize)]
struct Row {
    at_ms: i64,
    took_ms: i64,
    status: Option<u16>,
    error: String,
    excerpt: String,
}

/// Notes how an attempt ended.
///
/// # Errors
/// What the database says.
pub fn add(sql: &Sql, delivery: &str, attempt: &AttemptView) -> Result<(), Fault> {
    sql.run(
        "INSERT INTO attempts (delivery, at_ms, took_ms, status, error, excerpt) \
         VALUES (?, ?, ?, ?, ?, ?)",
        [
            delivery.into(),
            ms(attempt.at),
            number(attempt.took_ms),
            attempt.status.map(i64::from).into(),
            attempt.error.as_str().into(),
            attempt.excerpt.as_str().into(),
        ],
    )
}

/// The attempts of a delivery, oldest first.
///
/// # Errors
/// What the database says.
pub fn of(sql: &Sql, delivery: &str) -> Result<Vec<AttemptView>, Fault> {
    let rows: Vec<Row> = sql.rows(
        "SELECT at_ms, took_ms, status, error, excerpt FROM attempts WHERE delivery = ? \
         ORDER BY at_ms, rowid",
        vec![delivery.into()],
    )?;
    Ok(rows
        .into_iter()
        .map(|row| AttemptView {
            at: Timestamp::from_ms(row.at_ms),
            took_ms: row.took_ms,
            status: row.status,
            error: row.error,
            excerpt: row.excerpt,
        })
        .collect())
}
