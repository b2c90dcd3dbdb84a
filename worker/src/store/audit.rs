//! The audit log: append-only, each row's hash covers the row before it.

use postern_core::{
    VERSION,
    api::audit::AuditRow,
    audit::{BEGINNING, row_hash},
    request::timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use worker::SqlStorageValue;

use super::sql::{Sql, number};
use crate::error::Fault;

/// The first epoch; a restore from a backup begins the next one.
const FIRST_EPOCH: u32 = 1;

/// Who did what, why, when and from where.
///
/// INVARIANT: the fields stand in alphabetical order, so that their JSON is canonical; a test holds it.
#[derive(Clone, Debug, Serialize)]
pub struct Entry<'a> {
    /// What was done, in one stable word.
    pub action: &'a str,
    /// Who did it; absent for the clock and for Postern itself.
    pub actor: Option<&'a str>,
    /// When.
    pub at: Timestamp,
    /// Whose ledger this is.
    pub cluster: &'a str,
    /// Particulars; keys in order.
    pub data: serde_json::Value,
    /// The policy in force.
    pub policy: Option<&'a str>,
    /// The call it came with.
    pub request_id: &'a str,
    /// From where the call came.
    pub source: &'a str,
    /// What it was done to.
    pub subject: &'a str,
    /// The machine token that acted for the actor, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<&'a str>,
}

/// The row as it is hashed.
#[derive(Serialize)]
struct Canonical<'a> {
    core: &'a str,
    entry: &'a Entry<'a>,
    epoch: u32,
    seq: i64,
}

/// The newest row.
#[derive(Clone, Deserialize)]
struct Head {
    seq: i64,
    epoch: u32,
    hash: String,
}

/// Appends a row.
///
/// # Errors
/// What the database says.
pub fn append(sql: &Sql, entry: &Entry<'_>) -> Result<(), Fault> {
    append_after(sql, head(sql)?, entry)
}

/// Appends the row that a new epoch begins with.
///
/// # Errors
/// What the database says.
pub fn begin_epoch(sql: &Sql, entry: &Entry<'_>) -> Result<(), Fault> {
    let head = head(sql)?.map(|head| Head {
        epoch: head.epoch.saturating_add(1),
        ..head
    });
    append_after(sql, head, entry)
}

fn append_after(sql: &Sql, head: Option<Head>, entry: &Entry<'_>) -> Result<(), Fault> {
    let (seq, epoch, prev) = match head {
        Some(head) => (head.seq + 1, head.epoch, head.hash),
        None => (1, FIRST_EPOCH, BEGINNING.to_owned()),
    };
    let body = serde_json::to_string(&Canonical {
        core: VERSION,
        entry,
        epoch,
        seq,
    })?;
    let hash = row_hash(&prev, &body);
    sql.run(
        "INSERT INTO audit (seq, epoch, prev_hash, body, hash) VALUES (?, ?, ?, ?, ?)",
        [
            number(seq),
            number(epoch),
            prev.into(),
            body.into(),
            hash.as_str().into(),
        ],
    )?;
    // The next row follows this one, which needs no reading for it.
    sql.remember("audit", "head", Some(Head { seq, epoch, hash }));
    Ok(())
}

fn head(sql: &Sql) -> Result<Option<Head>, Fault> {
    sql.remembered("audit", "head", || {
        sql.first::<Head, 0>(
            "SELECT seq, epoch, hash FROM audit ORDER BY seq DESC LIMIT 1",
            [],
        )
    })
}

/// Which rows to look at, oldest first; newest first where they are those before a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// After this row; 0 for all.
    pub after: u64,
    /// Before this row.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: u32,
    /// Done by this user.
    pub actor: Option<String>,
    /// Of this kind.
    pub action: Option<String>,
    /// Done to this.
    pub subject: Option<String>,
}

/// The rows of a filter.
///
/// # Errors
/// What the database says.
pub fn list(sql: &Sql, filter: &Filter) -> Result<Vec<AuditRow>, Fault> {
    let (query, values) = statement(filter);
    sql.rows(&query, values)
}

/// The query of a filter. Only fixed text goes into it; what callers say is bound.
fn statement(filter: &Filter) -> (String, Vec<SqlStorageValue>) {
    let mut query = "SELECT seq, epoch, prev_hash, body, hash FROM audit WHERE seq > ?".to_owned();
    let mut values = vec![number(i64::try_from(filter.after).unwrap_or(i64::MAX))];
    for (condition, wanted) in [
        (" AND actor = ?", &filter.actor),
        (" AND action = ?", &filter.action),
        (" AND subject = ?", &filter.subject),
    ] {
        if let Some(wanted) = wanted {
            query.push_str(condition);
            values.push(wanted.as_str().into());
        }
    }
    if let Some(before) = filter.before {
        query.push_str(" AND seq < ? ORDER BY seq DESC LIMIT ?");
        values.push(number(i64::try_from(before).unwrap_or(i64::MAX)));
    } else {
        query.push_str(" ORDER BY seq LIMIT ?");
    }
    values.push(number(filter.limit));
    (query, values)
}

/// One row.
///
/// # Errors
/// What the database says.
pub fn row(sql: &Sql, seq: u64) -> Result<Option<AuditRow>, Fault> {
    let Some(before) = seq.checked_sub(1) else {
        return Ok(None);
    };
    let filter = Filter {
        after: before,
        limit: 1,
        ..Filter::default()
    };
    let rows = list(sql, &filter)?;
    Ok(rows.into_iter().find(|row| row.seq == seq))
}

/// The number of the newest row; 0 where there is none.
///
/// # Errors
/// What the database says.
pub fn last(sql: &Sql) -> Result<u64, Fault> {
    Ok(head(sql)?.map_or(0, |head| u64::try_from(head.seq).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_canonical() {
        let entry = Entry {
            action: "request-submitted",
            actor: Some("alice"),
            at: Timestamp::from_ms(0),
            cluster: "sample",
            data: serde_json::json!({ "b": 1, "a": [2] }),
            policy: None,
            request_id: "r",
            source: "",
            subject: "s",
            token: Some("t"),
        };
        let row = Canonical {
            core: "0",
            entry: &entry,
            epoch: 1,
            seq: 7,
        };
        let text = serde_json::to_string(&row).expect("writes");
        // Read into a sorted map and written again, nothing moves.
        let sorted: serde_json::Value = serde_json::from_str(&text).expect("reads");
        assert_eq!(sorted.to_string(), text);
    }
}
