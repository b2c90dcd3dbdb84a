//! The whole audit log as one file, page by page, so that its length never matters: one row a line with
//! a signed checkpoint at the end, or a table for people.

use futures_util::stream;
use postern_core::api::{
    audit::AuditPage,
    endpoint::{LINES, parameter::AFTER},
};
use worker::Env;

use super::{
    super::{
        answer::{Answer, Chunks},
        call::Call,
    },
    table,
};
use crate::{
    error::Error,
    ledger::{
        client,
        message::{Envelope, Message, Reply},
    },
    log,
    store::audit::Filter,
};

/// How many rows come from the ledger at once.
const PAGE: u32 = 500;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Format {
    /// JSON, one row a line; what a verifier reads.
    Lines,
    /// CSV.
    Table,
}

impl Format {
    const fn ending(self) -> &'static str {
        match self {
            Self::Lines => "jsonl",
            Self::Table => "csv",
        }
    }

    const fn media_type(self) -> &'static str {
        match self {
            Self::Lines => LINES,
            Self::Table => "text/csv; charset=utf-8",
        }
    }
}

/// From after which row on.
pub(in crate::http) fn first_page(call: &Call) -> Message {
    page(call.number(&AFTER))
}

fn page(after: u64) -> Message {
    Message::ListAudit(Filter {
        after,
        limit: PAGE,
        ..Filter::default()
    })
}

/// What is written next.
enum Stage {
    /// This page.
    Page(AuditPage),
    /// The checkpoint of this row, the last one written.
    Checkpoint(u64),
    /// Nothing.
    Done,
}

/// The answer, which begins with the first page and fetches the others while it is read.
pub(in crate::http) fn answer(
    env: Env,
    envelope: Envelope,
    first: &Reply,
    format: Format,
) -> Result<(Answer, Chunks), Error> {
    let first: AuditPage = serde_json::from_str(first.body.get())?;
    let name = format!("audit-{}.{}", envelope.cluster.id, format.ending());
    let answer = Answer::new(200)
        .header("content-type", format.media_type())
        .header(
            "content-disposition",
            format!("attachment; filename=\"{name}\""),
        );
    let state = Export {
        env,
        envelope,
        format,
        stage: Stage::Page(first),
        is_first: true,
        last: 0,
    };
    let chunks = stream::try_unfold(state, |mut state| async move {
        let chunk = state.next().await.map_err(|error| {
            log::failure("audit-export", error.message());
            // The caller sees a file that breaks off, never one that looks complete.
            worker::Error::RustError("the export broke off".into())
        })?;
        Ok(chunk.map(|chunk| (chunk, state)))
    });
    Ok((answer, Box::pin(chunks)))
}

/// An export under way.
struct Export {
    env: Env,
    envelope: Envelope,
    format: Format,
    stage: Stage,
    is_first: bool,
    /// The last row written; 0 before the first.
    last: u64,
}

impl Export {
    /// The next piece of the file; none at its end.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        match std::mem::replace(&mut self.stage, Stage::Done) {
            Stage::Done => Ok(None),
            Stage::Checkpoint(seq) => {
                let seq = Some(seq);
                let reply = self.ask(Message::Checkpoint { seq }).await?;
                Ok(Some(format!("{}\n", reply.body.get()).into_bytes()))
            }
            Stage::Page(page) => {
                let text = self.write(&page)?;
                self.last = page.items.last().map_or(self.last, |row| row.seq);
                self.stage = match (page.next_after, self.format) {
                    (Some(after), _) => {
                        let reply = self.ask(self::page(after)).await?;
                        Stage::Page(serde_json::from_str(reply.body.get())?)
                    }
                    (None, Format::Lines) if self.last > 0 => Stage::Checkpoint(self.last),
                    (None, _) => Stage::Done,
                };
                Ok(Some(text.into_bytes()))
            }
        }
    }

    async fn ask(&mut self, message: Message) -> Result<Reply, Error> {
        self.envelope.message = message;
        let answered = client::send(&self.env, &self.envelope).await?;
        answered.outcome.into_result()
    }

    fn write(&mut self, page: &AuditPage) -> Result<String, Error> {
        let mut text = String::new();
        if std::mem::take(&mut self.is_first) && self.format == Format::Table {
            text.push_str(&table::head());
        }
        for row in &page.items {
            match self.format {
                Format::Lines => {
                    text.push_str(&serde_json::to_string(row)?);
                    text.push('\n');
                }
                Format::Table => text.push_str(&table::line(row)?),
            }
        }
        Ok(text)
    }
}
