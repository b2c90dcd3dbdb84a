//! A backup as one file, page by page, so that its length never matters. Its last line counts the rows and
//! hashes every line before, so that a file that breaks off is known for one.

use std::collections::BTreeMap;

use futures_util::stream;
use postern_core::{
    api::{
        backup::{End, Header},
        endpoint::LINES,
    },
    sha256::hex,
};
use serde_json::{json, value::RawValue};
use sha2::{Digest, Sha256};
use worker::Env;

use super::answer::{Answer, Chunks};
use crate::{
    error::Error,
    ledger::{
        backup::Begun,
        client,
        message::{Envelope, Message, Reply},
    },
    log,
    store::backup::{Page, Span, TABLES, Table},
};

/// What is written next.
enum Stage {
    /// How it begins.
    Begun(Box<Begun>),
    /// This table, after this key; then the tables after it.
    Table(&'static Table, Vec<String>),
    /// The last line.
    End,
    /// Nothing.
    Done,
}

/// The answer, which begins with what was read in one turn and fetches the rest while it is read.
pub(super) fn answer(
    env: Env,
    envelope: Envelope,
    first: &Reply,
) -> Result<(Answer, Chunks), Error> {
    let begun: Begun = serde_json::from_str(first.body.get())?;
    let name = format!("backup-{}.jsonl", envelope.cluster.id);
    let answer = Answer::new(200).header("content-type", LINES).header(
        "content-disposition",
        format!("attachment; filename=\"{name}\""),
    );
    let state = Backup {
        env,
        envelope,
        header: begun.header.clone(),
        stage: Stage::Begun(Box::new(begun)),
        hash: Sha256::new(),
        rows: BTreeMap::new(),
    };
    let chunks = stream::try_unfold(state, |mut state| async move {
        let chunk = state.next().await.map_err(|error| {
            log::failure("backup", error.message());
            worker::Error::RustError("the backup broke off".into())
        })?;
        Ok(chunk.map(|chunk| (chunk, state)))
    });
    Ok((answer, Box::pin(chunks)))
}

/// A backup under way.
struct Backup {
    env: Env,
    envelope: Envelope,
    header: Header,
    stage: Stage,
    hash: Sha256,
    rows: BTreeMap<String, u64>,
}

impl Backup {
    /// The next piece of the file; none at its end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut text = String::new();
        // A table without rows makes no piece.
        while text.is_empty() {
            match std::mem::replace(&mut self.stage, Stage::Done) {
                Stage::Done => return Ok(None),
                Stage::Begun(begun) => {
                    text = format!("{}\n", json!({ "backup": begun.header }));
                    for (table, page) in &begun.tables {
                        self.write(&mut text, table, &page.rows)?;
                    }
                    self.stage = after(None);
                }
                Stage::Table(table, key) => {
                    let page = self.page(table, key).await?;
                    self.write(&mut text, table.name, &page.rows)?;
                    self.stage = match page.next {
                        Some(key) => Stage::Table(table, key),
                        None => after(Some(table)),
                    };
                }
                Stage::End => {
                    let end = End {
                        rows: std::mem::take(&mut self.rows),
                        sha256: hex(&self.hash.finalize_reset()),
                    };
                    text = format!("{}\n", json!({ "end": end }));
                }
            }
        }
        self.hash.update(text.as_bytes());
        Ok(Some(text.into_bytes()))
    }

    async fn page(&mut self, table: &Table, after: Vec<String>) -> Result<Page, Error> {
        self.envelope.message = Message::BackupPage(Span {
            table: table.name.to_owned(),
            after,
            last: match table.name {
                "audit" => i64::try_from(self.header.audit.seq).unwrap_or(i64::MAX),
                "policy_history" => self.header.policies,
                _ => self.header.events,
            },
        });
        let answered = client::send(&self.env, &self.envelope).await?;
        let reply = answered.outcome.into_result()?;
        Ok(serde_json::from_str(reply.body.get())?)
    }

    fn write(
        &mut self,
        text: &mut String,
        table: &str,
        rows: &[Box<RawValue>],
    ) -> Result<(), Error> {
        let name = serde_json::to_string(table)?;
        for row in rows {
            text.push_str(&format!("{{\"table\":{name},\"row\":{}}}\n", row.get()));
        }
        let count = self.rows.entry(table.to_owned()).or_default();
        *count = count.saturating_add(u64::try_from(rows.len()).unwrap_or_default());
        Ok(())
    }
}

/// The next table that is read in pages, or the end.
fn after(table: Option<&Table>) -> Stage {
    let mut paged = TABLES.iter().filter(|one| !one.is_read_at_once());
    let next = match table {
        Some(table) => {
            paged.find(|one| one.name == table.name);
            paged.next()
        }
        None => paged.next(),
    };
    next.map_or(Stage::End, |table| Stage::Table(table, Vec::new()))
}
