//! Every policy that was ever in force, by whom and since when.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        policy::{PolicyVersion, PolicyVersionPage, PolicyView},
    },
    inspection::findings,
    policy::reading,
    yaml::budget::ReadBudget,
};

use super::documents;
use crate::{
    error::{Error, refuse},
    http::problem::Code,
    ledger::{message::Reply, turn::Turn},
    store::policy::{self, HistoryEntry},
};

/// A page of them, newest first.
pub(in crate::ledger) fn list(
    turn: &Turn<'_>,
    before: Option<u64>,
    limit: u32,
) -> Result<Reply, Error> {
    turn.check(Resource::Role, Verb::Read, "read the policy")?;
    let entries = policy::history(turn.sql, before, limit)?;
    let is_full = entries.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let oldest = entries.last().map(|entry| entry.seq.to_string());
    let next_cursor = oldest.filter(|_| is_full);
    Ok(Reply {
        next_cursor: next_cursor.clone(),
        ..Reply::of(&PolicyVersionPage {
            items: entries.into_iter().map(version).collect(),
            next_cursor,
        })?
    })
}

/// The policy as it was.
pub(in crate::ledger) fn read(turn: &Turn<'_>, digest: &str) -> Result<Reply, Error> {
    turn.check(Resource::Role, Verb::Read, "read the policy")?;
    let Some(entry) = policy::version(turn.sql, digest)? else {
        return refuse(
            Code::NotFound,
            "no policy of this digest was ever in force here",
        );
    };
    let texts = policy::texts_of(turn.sql, digest)?;
    let text = documents::join(&texts);
    let reading = reading::read(&text, &ReadBudget::PRODUCT);
    Ok(Reply::of(&PolicyView {
        digest: entry.digest,
        author: entry.author,
        since: entry.since,
        findings: findings(&reading),
        text,
    })?)
}

fn version(entry: HistoryEntry) -> PolicyVersion {
    PolicyVersion {
        seq: entry.seq,
        digest: entry.digest,
        author: entry.author,
        since: entry.since,
        documents: entry.documents,
    }
}
