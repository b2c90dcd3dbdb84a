//! Whole tables, in and out, as JSON: what a backup is made of. What follows from events is not in it, nor
//! what is over with the runtime's life: sessions, sign-ins under way, answers kept, what is to be told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    meta,
    sql::{Sql, number},
};
use crate::error::Fault;

/// A table of a backup.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// What is kept of a row.
    columns: &'static [&'static str],
    /// Which rows are kept, as SQL.
    kept: &'static str,
    /// How it is read.
    reading: Reading,
}

/// How a table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// Small and changing: all of it in one turn.
    AtOnce,
    /// Grows by its number: in pages, up to the number it had come to.
    ByNumber,
    /// Grows, and its rows never change: in pages by these columns. Rows may be added meanwhile; what is
    /// read up to a number does not speak of them.
    ByKey(&'static [&'static str], u32),
}

const fn at_once(name: &'static str, columns: &'static [&'static str]) -> Table {
    Table {
        name,
        columns,
        kept: "1",
        reading: Reading::AtOnce,
    }
}

const fn by_number(name: &'static str, columns: &'static [&'static str]) -> Table {
    Table {
        name,
        columns,
        kept: "1",
        reading: Reading::ByNumber,
    }
}

const fn by_key(
    name: &'static str,
    columns: &'static [&'static str],
    key: &'static [&'static str],
    rows: u32,
) -> Table {
    Table {
        name,
        columns,
        kept: "1",
        reading: Reading::ByKey(key, rows),
    }
}

/// The tables of a backup, in the order of the file: what is referred to comes first.
pub const TABLES: &[Table] = &[
    Table {
        // The others are of this storage, not of the cluster.
        kept: "key IN ('settings', 'bootstrapped_by', 'checkpoint')",
        ..at_once("meta", &["key", "value"])
    },
    at_once("keys", &["kid", "public", "sealed", "kek", "created_ms"]),
    at_once(
        "identities",
        &[
            "issuer",
            "subject",
            "connector",
            "name",
            "roles",
            "traits",
            "signed_in_ms",
            "version",
        ],
    ),
    at_once("given_up_names", &["name", "at_ms"]),
    at_once("former_names", &["name", "former", "until_ms"]),
    at_once(
        "tokens",
        &[
            "id",
            "hash",
            "owner",
            "name",
            "scopes",
            "maker",
            "created_ms",
            "expires_ms",
            "used_ms",
        ],
    ),
    at_once(
        "locks",
        &["user", "reason", "author", "at_ms", "expires_ms"],
    ),
    at_once(
        "secrets",
        &["name", "sealed", "kek", "author", "updated_ms"],
    ),
    at_once(
        "integrations",
        &[
            "name",
            "text",
            "events",
            "disabled",
            "stopped",
            "stopped_ms",
            "author",
            "updated_ms",
        ],
    ),
    at_once(
        "integration_secrets",
        &[
            "integration",
            "direction",
            "created_ms",
            "until_ms",
            "sealed",
            "kek",
        ],
    ),
    by_key(
        "documents",
        &["kind", "name", "hash", "bytes"],
        &["kind", "name", "hash"],
        8,
    ),
    by_key("policy_versions", &["digest", "manifest"], &["digest"], 50),
    by_number("policy_history", &["seq", "digest", "author", "at_ms"]),
    by_number(
        "events",
        &["seq", "kind", "subject", "version", "at_ms", "body"],
    ),
    by_number("audit", &["seq", "epoch", "prev_hash", "body", "hash"]),
];

/// What is made of the rows of a backup, or begins anew with it.
const MADE_ANEW: &[&str] = &[
    "requests",
    "request_roles",
    "request_reviewers",
    "sessions",
    "idempotency",
    "logins",
    "outbox",
    "attempts",
    "callbacks",
];

/// How many rows of a numbered table come at once.
const PAGE: u32 = 100;

/// The table of this name, if it is one of a backup.
#[must_use]
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// Where a page of a table begins and how far it may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Which table.
    pub table: String,
    /// The key of the last row before the page; empty for the first.
    pub after: Vec<String>,
    /// The last number that counts, for tables that have numbers.
    pub last: i64,
}

/// Rows of a table as JSON objects.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    /// The rows.
    pub rows: Vec<Box<RawValue>>,
    /// The key of the last one, where more may follow.
    pub next: Option<Vec<String>>,
}

impl Table {
    /// Whether all of it is read in one turn.
    #[must_use]
    pub fn is_read_at_once(&self) -> bool {
        self.reading == Reading::AtOnce
    }

    /// Rows from a place on: all, or a page of them.
    ///
    /// # Errors
    /// What the database says.
    pub fn read(&self, sql: &Sql, span: &Span) -> Result<Page, Fault> {
        let (key, limit): (&[&str], u32) = match self.reading {
            Reading::AtOnce => (&[], u32::MAX),
            Reading::ByNumber => (&["seq"], PAGE),
            Reading::ByKey(key, rows) => (key, rows),
        };
        let mut values = Vec::new();
        let mut conditions = vec![self.kept.to_owned()];
        if self.reading == Reading::ByNumber {
            let after = span.after.first().and_then(|seq| seq.parse().ok());
            conditions.push("seq > ? AND seq <= ?".into());
            values.push(number(after.unwrap_or(0_i64)));
            values.push(number(span.last));
        } else if !span.after.is_empty() {
            let places = vec!["?"; key.len()].join(", ");
            conditions.push(format!("({}) > ({places})", key.join(", ")));
            values.extend(span.after.iter().map(|part| part.as_str().into()));
        }
        let fields: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("'{column}', {column}"))
            .collect();
        let order = if key.is_empty() {
            "1".to_owned()
        } else {
            key.join(", ")
        };
        values.push(number(limit));
        let rows = sql.bodies(
            &format!(
                "SELECT json_object({}) FROM {} WHERE {} ORDER BY {order} LIMIT ?",
                fields.join(", "),
                self.name,
                conditions.join(" AND ")
            ),
            values,
        )?;
        let is_full = usize::try_from(limit).is_ok_and(|limit| rows.len() >= limit);
        let next = match rows.last() {
            Some(row) if is_full => Some(key_of(row, key)?),
            _ => None,
        };
        let rows = rows.into_iter().map(RawValue::from_string);
        Ok(Page {
            rows: rows.collect::<Result<_, _>>()?,
            next,
        })
    }

    /// Writes rows: a JSON list of objects as [`Table::read`] gave them.
    ///
    /// # Errors
    /// What the database says.
    pub fn write(&self, sql: &Sql, rows: &str) -> Result<(), Fault> {
        let columns = self.columns.join(", ");
        let values: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("value ->> '$.{column}'"))
            .collect();
        sql.run(
            &format!(
                "INSERT INTO {} ({columns}) SELECT {} FROM json_each(?) WHERE {}",
                self.name,
                values.join(", "),
                self.kept.replace("key ", "value ->> '$.key' ")
            ),
            [rows.into()],
        )
    }
}

/// The values of the key of a row, as text.
fn key_of(row: &str, key: &[&str]) -> Result<Vec<String>, Fault> {
    let row: BTreeMap<String, serde_json::Value> = serde_json::from_str(row)?;
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Ok(key
        .iter()
        .filter_map(|column| row.get(*column).map(text))
        .collect())
}

/// Empties every table but for what is noted of this storage itself.
///
/// # Errors
/// What the database says.
pub fn clear(sql: &Sql) -> Result<(), Fault> {
    for name in MADE_ANEW {
        sql.run(&format!("DELETE FROM {name}"), [])?;
    }
    // Those that refer to others first.
    for table in TABLES.iter().rev() {
        sql.run(
            &format!("DELETE FROM {} WHERE {}", table.name, table.kept),
            [],
        )?;
    }
    Ok(())
}

/// Under which key it is noted that a restore is under way.
const MARK: &str = "restoring";

/// A restore that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which one.
    pub id: String,
    /// When it was last heard of, in milliseconds since 1970 UTC.
    pub heard_ms: i64,
}

/// The restore that is under way, if one is.
///
/// # Errors
/// What the database says.
pub fn mark(sql: &Sql) -> Result<Option<Mark>, Fault> {
    sql.remembered("meta", "restore, as read", || {
        let text = meta::value(sql, MARK)?.filter(|text| !text.is_empty());
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    })
}

/// Notes a restore, or that none is under way.
///
/// # Errors
/// What the database says.
pub fn set_mark(sql: &Sql, mark: Option<&Mark>) -> Result<(), Fault> {
    match mark {
        Some(mark) => meta::set(sql, MARK, &serde_json::to_string(mark)?),
        None => sql.run("DELETE FROM meta WHERE key = ?", [MARK.into()]),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::migrations::STEPS, *};

    /// The columns of every table, as the migrations make them; what is generated is no column of a row.
    fn schema() -> BTreeMap<String, BTreeSet<String>> {
        let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let text = STEPS.join("\n");
        let lines = text.lines().filter(|line| !line.starts_with("--"));
        let text = lines.collect::<Vec<_>>().join(" ");
        for text in text.split(';') {
            let words: Vec<&str> = text.split_whitespace().collect();
            match words.as_slice() {
                ["CREATE", "TABLE", name, ..] => {
                    let (_, body) = text.split_once('(').expect("columns");
                    // Keys and checks begin in upper case; what stands in their brackets has no type.
                    let columns = body
                        .split(", ")
                        .flat_map(|part| part.split(","))
                        .filter(|part| !part.contains("GENERATED"))
                        .filter_map(|part| {
                            let mut words = part.split_whitespace();
                            let (name, kind) = (words.next()?, words.next()?);
                            let is_typed = kind.starts_with("TEXT") || kind.starts_with("INTEGER");
                            is_typed.then(|| name.to_owned())
                        });
                    tables.insert((*name).to_owned(), columns.collect());
                }
                ["ALTER", "TABLE", name, "ADD", "COLUMN", column, ..]
                    if !text.contains("GENERATED") =>
                {
                    let table = tables.get_mut(*name).expect("a table");
                    table.insert((*column).to_owned());
                }
                ["ALTER" | "DROP", ..] if !text.contains("GENERATED") => {
                    panic!("teach this test: {text}")
                }
                _ => {}
            }
        }
        tables
    }

    #[test]
    fn every_table_is_in_a_backup_with_every_column_or_is_made_anew() {
        let mut tables = schema();
        assert!(tables.len() > 20, "{tables:?}");
        for name in MADE_ANEW {
            assert!(tables.remove(*name).is_some(), "{name} is no table");
        }
        let kept: BTreeMap<_, BTreeSet<_>> = TABLES
            .iter()
            .map(|table| {
                let columns = table.columns.iter().map(|column| (*column).to_owned());
                (table.name.to_owned(), columns.collect())
            })
            .collect();
        assert_eq!(kept, tables);
    }
}
