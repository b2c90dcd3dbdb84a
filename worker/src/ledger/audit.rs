//! Reading the audit log, and proving what is in it.

use postern_core::{
    api::{
        audit::{AuditPage, AuditRow, Checkpoint, Inclusion},
        endpoint::{Resource, Verb},
    },
    audit::body_digest,
    request::timestamp::Timestamp,
};
use serde::Serialize;

use super::{message::Reply, turn::Turn};
use crate::{
    credentials::{
        keys::OpenKey,
        token::{CHECKPOINT, sign},
    },
    error::{Error, Fault, refuse},
    http::problem::Code,
    store::audit::{self, Filter},
};

/// How many rows a proof goes over at most: a later checkpoint would make it no stronger.
const MOST_FOLLOWING: u32 = 1000;

/// A page of it, for those whose roles let them list and read it.
pub(super) fn list(turn: &Turn<'_>, filter: &Filter) -> Result<Reply, Error> {
    admit(turn, &[Verb::List, Verb::Read])?;
    let items = audit::list(turn.sql, filter)?;
    let is_full = items.len() == usize::try_from(filter.limit).unwrap_or(usize::MAX);
    let last = items.last().map(|row| row.seq).filter(|_| is_full);
    let is_backwards = filter.before.is_some();
    Ok(Reply::of(&AuditPage {
        next_after: last.filter(|_| !is_backwards),
        // Row 1 is the first: nothing comes before it.
        next_before: last.filter(|seq| is_backwards && *seq > 1),
        items,
    })?)
}

/// How far it has come, or had come at a row.
pub(super) fn checkpoint(turn: &Turn<'_>, seq: Option<u64>) -> Result<Reply, Error> {
    admit(turn, &[Verb::Read])?;
    let seq = match seq {
        Some(seq) => seq,
        None => audit::last(turn.sql)?,
    };
    let cluster = &turn.envelope.cluster.id;
    let checkpoint = signed(turn.key()?, cluster, &row(turn, seq)?, turn.now)?;
    Ok(Reply::of(&checkpoint)?)
}

/// That a row is part of it.
pub(super) fn prove(turn: &Turn<'_>, seq: u64) -> Result<Reply, Error> {
    admit(turn, &[Verb::Read])?;
    let row = row(turn, seq)?;
    let following = audit::list(
        turn.sql,
        &Filter {
            after: seq,
            limit: MOST_FOLLOWING,
            ..Filter::default()
        },
    )?;
    let newest = following.last().unwrap_or(&row);
    let cluster = &turn.envelope.cluster.id;
    let checkpoint = signed(turn.key()?, cluster, newest, turn.now)?;
    Ok(Reply::of(&Inclusion {
        following: following.iter().map(|row| body_digest(&row.body)).collect(),
        row,
        checkpoint,
    })?)
}

fn row(turn: &Turn<'_>, seq: u64) -> Result<AuditRow, Error> {
    match audit::row(turn.sql, seq)? {
        Some(row) => Ok(row),
        None => refuse(Code::NotFound, "the audit log has no row of this number"),
    }
}

fn admit(turn: &Turn<'_>, verbs: &[Verb]) -> Result<(), Error> {
    for verb in verbs {
        turn.check(Resource::Audit, *verb, "read the audit log")?;
    }
    Ok(())
}

/// What a checkpoint's token says.
#[derive(Serialize)]
struct Claims<'a> {
    cluster: &'a str,
    epoch: u32,
    seq: u64,
    hash: &'a str,
    /// Seconds since 1970 UTC.
    iat: i64,
}

/// The row as a checkpoint, signed.
pub(super) fn signed(
    key: &OpenKey,
    cluster: &str,
    row: &AuditRow,
    now: Timestamp,
) -> Result<Checkpoint, Fault> {
    let claims = Claims {
        cluster,
        epoch: row.epoch,
        seq: row.seq,
        hash: &row.hash,
        iat: now.as_secs(),
    };
    Ok(Checkpoint {
        cluster: cluster.into(),
        epoch: row.epoch,
        seq: row.seq,
        hash: row.hash.clone(),
        at: now,
        token: sign(key, CHECKPOINT, &claims)?,
    })
}
