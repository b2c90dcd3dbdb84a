//! The policy: documents by content, versions made of them, and which was in force when.

use postern_core::{policy::name::UserName, request::timestamp::Timestamp};
use serde::{Deserialize, Serialize};

use super::sql::{Sql, ms, number};
use crate::{digest::sha256, error::Fault};

/// A document of a version, by content. The manifest lists them in the order they were written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// `role`, `user`, `oidc` or another kind that is kept.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The SHA-256 of its text.
    pub hash: String,
}

/// A document with its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// `role`, `user`, `oidc` or another kind that is kept.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The version in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// Its number in the history.
    pub seq: i64,
    /// Who put it there; none for the first.
    pub author: Option<UserName>,
    /// Since when.
    pub since: Timestamp,
}

#[derive(Deserialize)]
struct HistoryRow {
    seq: i64,
    author: Option<String>,
    at_ms: i64,
}

#[derive(Deserialize)]
struct ManifestRow {
    manifest: String,
}

#[derive(Deserialize)]
struct DocumentRow {
    bytes: String,
}

/// The version in force; none before the first.
///
/// # Errors
/// What the database says.
pub fn in_force(sql: &Sql) -> Result<Option<InForce>, Fault> {
    sql.remembered("policy_history", "in force", || {
        let row: Option<HistoryRow> = sql.first(
            "SELECT seq, author, at_ms FROM policy_history ORDER BY seq DESC LIMIT 1",
            [],
        )?;
        Ok(row.map(|row| InForce {
            seq: row.seq,
            author: row.author.map(UserName::verbatim),
            since: Timestamp::from_ms(row.at_ms),
        }))
    })
}

/// The documents in force, in the order they were written.
///
/// # Errors
/// What the database says, or that a document is missing or was changed in storage.
pub fn documents(sql: &Sql) -> Result<Vec<StoredDocument>, Fault> {
    let row: Option<ManifestRow> = sql.first(
        "SELECT v.manifest FROM policy_history h JOIN policy_versions v ON v.digest = h.digest \
         ORDER BY h.seq DESC LIMIT 1",
        [],
    )?;
    row.map_or_else(|| Ok(Vec::new()), |row| of_manifest(sql, &row))
}

fn of_manifest(sql: &Sql, row: &ManifestRow) -> Result<Vec<StoredDocument>, Fault> {
    let entries: Vec<Entry> = serde_json::from_str(&row.manifest)?;
    entries
        .into_iter()
        .map(|entry| {
            Ok(StoredDocument {
                text: text(sql, &entry)?,
                kind: entry.kind,
                name: entry.name,
            })
        })
        .collect()
}

/// Their texts alone.
///
/// # Errors
/// As [`documents`].
pub fn texts(sql: &Sql) -> Result<Vec<String>, Fault> {
    Ok(only_texts(documents(sql)?))
}

/// The texts of the version with this digest; none where there is no such version.
///
/// # Errors
/// As [`documents`].
pub fn texts_of(sql: &Sql, digest: &str) -> Result<Vec<String>, Fault> {
    let row: Option<ManifestRow> = sql.first(
        "SELECT manifest FROM policy_versions WHERE digest = ?",
        [digest.into()],
    )?;
    row.map_or_else(
        || Ok(Vec::new()),
        |row| Ok(only_texts(of_manifest(sql, &row)?)),
    )
}

fn only_texts(documents: Vec<StoredDocument>) -> Vec<String> {
    documents
        .into_iter()
        .map(|document| document.text)
        .collect()
}

/// When a version came into force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its number in the history.
    pub seq: u64,
    /// Which policy.
    pub digest: String,
    /// Who put it there; none for the first.
    pub author: Option<UserName>,
    /// Since when.
    pub since: Timestamp,
    /// How many documents it has.
    pub documents: u64,
}

#[derive(Deserialize)]
struct VersionRow {
    seq: u64,
    digest: String,
    author: Option<String>,
    at_ms: i64,
    documents: u64,
}

impl From<VersionRow> for HistoryEntry {
    fn from(row: VersionRow) -> Self {
        Self {
            seq: row.seq,
            digest: row.digest,
            author: row.author.map(UserName::verbatim),
            since: Timestamp::from_ms(row.at_ms),
            documents: row.documents,
        }
    }
}

const VERSIONS: &str = "SELECT h.seq, h.digest, h.author, h.at_ms, json_array_length(v.manifest) AS documents \
     FROM policy_history h JOIN policy_versions v ON v.digest = h.digest";

/// The versions before this one, or all of them, newest first, at most `limit`.
///
/// # Errors
/// What the database says.
pub fn history(sql: &Sql, before: Option<u64>, limit: u32) -> Result<Vec<HistoryEntry>, Fault> {
    let before = before.map_or(i64::MAX, |seq| i64::try_from(seq).unwrap_or(i64::MAX));
    let rows: Vec<VersionRow> = sql.rows(
        &format!("{VERSIONS} WHERE h.seq < ? ORDER BY h.seq DESC LIMIT ?"),
        vec![number(before), number(limit)],
    )?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The last time that the version with this digest came into force.
///
/// # Errors
/// What the database says.
pub fn version(sql: &Sql, digest: &str) -> Result<Option<HistoryEntry>, Fault> {
    let row: Option<VersionRow> = sql.first(
        &format!("{VERSIONS} WHERE h.digest = ? ORDER BY h.seq DESC LIMIT 1"),
        [digest.into()],
    )?;
    Ok(row.map(Into::into))
}

fn text(sql: &Sql, entry: &Entry) -> Result<String, Fault> {
    let row: Option<DocumentRow> = sql.first(
        "SELECT bytes FROM documents WHERE kind = ? AND name = ? AND hash = ?",
        [
            entry.kind.as_str().into(),
            entry.name.as_str().into(),
            entry.hash.as_str().into(),
        ],
    )?;
    row.map(|row| row.bytes)
        .filter(|bytes| sha256([bytes.as_bytes()]) == entry.hash)
        .ok_or_else(|| {
            Fault::new(format!(
                "{} `{}` is missing or changed",
                entry.kind, entry.name
            ))
        })
}

/// Stores a version and puts it in force; tells its number in the history.
///
/// # Errors
/// What the database says.
pub fn put(
    sql: &Sql,
    digest: &str,
    documents: &[StoredDocument],
    author: Option<&UserName>,
    now: Timestamp,
) -> Result<i64, Fault> {
    let mut manifest = Vec::with_capacity(documents.len());
    for StoredDocument { kind, name, text } in documents {
        let hash = sha256([text.as_bytes()]);
        sql.run(
            "INSERT INTO documents (kind, name, hash, bytes) VALUES (?, ?, ?, ?) \
             ON CONFLICT DO NOTHING",
            [
                kind.as_str().into(),
                name.as_str().into(),
                hash.as_str().into(),
                text.as_str().into(),
            ],
        )?;
        manifest.push(Entry {
            kind: kind.clone(),
            name: name.clone(),
            hash,
        });
    }
    // The same documents in another order have the same digest: the newest order is kept.
    sql.run(
        "INSERT INTO policy_versions (digest, manifest) VALUES (?, ?) \
         ON CONFLICT (digest) DO UPDATE SET manifest = excluded.manifest",
        [digest.into(), serde_json::to_string(&manifest)?.into()],
    )?;
    let seq = in_force(sql)?.map_or(0, |version| version.seq) + 1;
    sql.run(
        "INSERT INTO policy_history (seq, digest, author, at_ms) VALUES (?, ?, ?, ?)",
        [
            number(seq),
            digest.into(),
            author.map(|author| author.as_str().to_owned()).into(),
            ms(now),
        ],
    )?;
    Ok(seq)
}
