//! A restore: the file is read line by line, checked, and passed to the ledger in pieces. It counts only
//! once its last line says that it was whole.

use std::{collections::BTreeMap, mem};

use futures_util::StreamExt as _;
use postern_core::{
    api::{
        audit::AuditRow,
        backup::{End, Header, Restored},
        endpoint::{Endpoint as _, Restore},
    },
    audit::Chain,
    sha256::hex,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use worker::{ByteStream, Env, Request, web_sys};

use super::{
    answer::Answer, body, bootstrap, call::Call, caller, header::Precondition, problem::Code,
};
use crate::{
    config::{self, Cluster},
    error::{Error, refuse},
    ledger::{
        client,
        message::{Envelope, Message},
        restore::{Made, Step},
    },
};

/// The longest line, in bytes: the longest document, with every character escaped.
const LONGEST_LINE: usize = 4 * 1024 * 1024;
/// From how many bytes on rows are passed on.
const PIECE: usize = 256 * 1024;

/// One line of the file: one of three.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    backup: Option<Header>,
    table: Option<&'a str>,
    #[serde(borrow)]
    row: Option<&'a RawValue>,
    end: Option<End>,
}

/// Restores the file that the call carries.
pub(super) async fn answer(
    call: &Call,
    request: web_sys::Request,
    cluster: Cluster,
    request_id: &str,
    env: &Env,
) -> Result<Answer, Error> {
    body::check_type(call, Restore::ENTRY.accepts)?;
    let proof = bootstrap::proof(call, config::bootstrap_secret(env).as_ref());
    if request.body().is_none() {
        return refuse(Code::InvalidBackup, "send the file as the body");
    }
    let mut lines = Lines {
        stream: Request::from(request).stream()?,
        read: Vec::new(),
        at: 0,
    };
    let mut ledger = Ledger {
        env,
        envelope: Envelope {
            known: None,
            cluster,
            origin: call.origin(),
            credential: None,
            need: Restore::ENTRY.need,
            request_id: request_id.into(),
            source: caller::source(call),
            agent: caller::agent(call),
            precondition: Precondition::None,
            idempotency: None,
            message: Message::Ready,
        },
    };
    let first = lines.next().await?.unwrap_or_default();
    let header = match read(&first, 1) {
        Ok(Line {
            backup: Some(header),
            table: None,
            row: None,
            end: None,
        }) => header,
        _ => {
            return refuse(
                Code::InvalidBackup,
                "its first line does not say what it is of",
            );
        }
    };
    let id: String = ledger
        .ask(Step::Begin {
            proof,
            header: header.clone(),
        })
        .await?;
    let mut file = File {
        hash: Sha256::new(),
        chain: Chain::default(),
        rows: BTreeMap::new(),
        table: String::new(),
        piece: String::new(),
    };
    file.hash.update(&first);
    match restore(&mut lines, &mut file, &mut ledger, &header, &id).await {
        Ok(requests) => Ok(Answer::json(
            200,
            &Restored {
                cluster: header.cluster,
                taken_at: header.taken_at,
                rows: file.rows,
                requests,
            },
        )?),
        Err(error) => {
            // Where even this fails, the ledger forgets by itself after a while.
            let _: Result<(), Error> = ledger.ask(Step::Abandon { id }).await;
            Err(error)
        }
    }
}

/// Everything after the first line; tells how many requests there are.
async fn restore(
    lines: &mut Lines,
    file: &mut File,
    ledger: &mut Ledger<'_>,
    header: &Header,
    id: &str,
) -> Result<u64, Error> {
    let mut number = 1_u64;
    let end = loop {
        number = number.saturating_add(1);
        let Some(text) = lines.next().await? else {
            return refuse(
                Code::InvalidBackup,
                format!("it was cut off: line {number}, and with it its end, is missing"),
            );
        };
        match read(&text, number)? {
            Line {
                backup: None,
                table: Some(table),
                row: Some(row),
                end: None,
            } => {
                if table != file.table {
                    file.pass_on(ledger, id).await?;
                    file.table = table.to_owned();
                }
                file.keep(row, number)?;
                if file.piece.len() >= PIECE {
                    file.pass_on(ledger, id).await?;
                }
            }
            Line {
                backup: None,
                table: None,
                row: None,
                end: Some(end),
            } => break end,
            _ => return unreadable(number),
        }
        file.hash.update(&text);
    };
    file.check(&end, header)?;
    if lines.next().await?.is_some() {
        return refuse(Code::InvalidBackup, "it goes on after its end");
    }
    file.pass_on(ledger, id).await?;
    let requests = make(ledger, id, header).await?;
    let finish = Step::Finish {
        id: id.to_owned(),
        header: header.clone(),
    };
    let () = ledger.ask(finish).await?;
    Ok(requests)
}

/// Has every request made of its events.
async fn make(ledger: &mut Ledger<'_>, id: &str, header: &Header) -> Result<u64, Error> {
    let mut requests = 0_u64;
    let mut after = 0;
    loop {
        let made: Made = ledger
            .ask(Step::Make {
                id: id.to_owned(),
                after,
                since: header.taken_at,
            })
            .await?;
        requests = requests.saturating_add(made.requests);
        match made.next {
            Some(next) => after = next,
            None => return Ok(requests),
        }
    }
}

fn read(text: &[u8], number: u64) -> Result<Line<'_>, Error> {
    serde_json::from_slice(text).or_else(|_| unreadable(number))
}

fn unreadable<T>(number: u64) -> Result<T, Error> {
    refuse(
        Code::InvalidBackup,
        format!("its line {number} cannot be read"),
    )
}

/// What was read of the file.
struct File {
    hash: Sha256,
    chain: Chain,
    rows: BTreeMap<String, u64>,
    /// The table of the rows that were not passed on yet.
    table: String,
    /// Those rows, with commas between them.
    piece: String,
}

impl File {
    fn keep(&mut self, row: &RawValue, number: u64) -> Result<(), Error> {
        if self.table == "audit" {
            let Ok(row) = serde_json::from_str::<AuditRow>(row.get()) else {
                return unreadable(number);
            };
            if let Err(broken) = self.chain.next(&row) {
                return refuse(
                    Code::InvalidBackup,
                    format!("its audit log does not hold: {broken} (line {number})"),
                );
            }
        }
        if !self.piece.is_empty() {
            self.piece.push(',');
        }
        self.piece.push_str(row.get());
        let count = self.rows.entry(self.table.clone()).or_default();
        *count = count.saturating_add(1);
        Ok(())
    }

    async fn pass_on(&mut self, ledger: &mut Ledger<'_>, id: &str) -> Result<(), Error> {
        if self.piece.is_empty() {
            return Ok(());
        }
        ledger
            .ask(Step::Rows {
                id: id.to_owned(),
                table: self.table.clone(),
                rows: format!("[{}]", mem::take(&mut self.piece)),
            })
            .await
    }

    /// Refuses a file that is not what its last line says, or whose audit log does not begin with its
    /// first row and end with the one that the header names.
    fn check(&mut self, end: &End, header: &Header) -> Result<(), Error> {
        let told = end.rows.iter().filter(|(_, count)| **count > 0);
        let is_whole = told.eq(self.rows.iter()) && hex(&self.hash.finalize_reset()) == end.sha256;
        if !is_whole {
            return refuse(
                Code::InvalidBackup,
                "its last line speaks of other rows: it was changed since it was taken",
            );
        }
        let head = Some((header.audit.seq, header.audit.hash.as_str()));
        if self.chain.first() != Some(1) || self.chain.head() != head {
            return refuse(
                Code::InvalidBackup,
                "its audit log is not the one that its first line names",
            );
        }
        Ok(())
    }
}

/// The lines of a body, while it arrives.
struct Lines {
    stream: ByteStream,
    /// What arrived.
    read: Vec<u8>,
    /// Up to where it was handed out.
    at: usize,
}

impl Lines {
    /// The next line with its line feed; none at the end, where half a line counts for none.
    async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut looked = self.at;
        loop {
            let rest = self.read.get(looked..).unwrap_or_default();
            if let Some(length) = rest.iter().position(|byte| *byte == b'\n') {
                let end = looked.saturating_add(length).saturating_add(1);
                let line = self.read.get(self.at..end).map(<[u8]>::to_vec);
                self.at = end;
                return Ok(line);
            }
            self.read.drain(..self.at);
            self.at = 0;
            looked = self.read.len();
            if looked > LONGEST_LINE {
                return refuse(
                    Code::TooLarge,
                    format!(
                        "a line of the file has more than {} KiB",
                        LONGEST_LINE / 1024
                    ),
                );
            }
            match self.stream.next().await {
                Some(chunk) => self.read.extend_from_slice(&chunk?),
                None => return Ok(None),
            }
        }
    }
}

/// The way to the ledger.
struct Ledger<'a> {
    env: &'a Env,
    envelope: Envelope,
}

impl Ledger<'_> {
    async fn ask<T: DeserializeOwned>(&mut self, step: Step) -> Result<T, Error> {
        self.envelope.message = Message::Restore(Box::new(step));
        let answered = client::send(self.env, &self.envelope).await?;
        let reply = answered.outcome.into_result()?;
        Ok(serde_json::from_str(reply.body.get())?)
    }
}
