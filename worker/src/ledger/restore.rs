//! A restore, step by step, into a ledger in which nothing has happened. What was read counts only with
//! the last step; until then every other call is refused, and what broke off is forgotten.

use postern_core::{
    api::backup::{FORMAT, Header},
    audit::RESTORED,
    policy::{duration::Duration, name::BOOTSTRAP},
    request::timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    bootstrap,
    message::{Envelope, Reply},
    record,
};
use crate::{
    error::{Error, Refused, refuse},
    http::problem::Code,
    id,
    store::{
        audit,
        backup::{self, Mark},
        events, migrations, policy,
        sql::Sql,
    },
};

/// After how long without a word a restore has broken off.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// How many requests are made of their events in one turn.
const REQUESTS: u32 = 100;

/// What an isolate has the ledger do with a file that it reads.
#[derive(Debug, Serialize, Deserialize)]
pub enum Step {
    /// Begin, forgetting what another restore left; answers with the id of this one.
    Begin {
        /// The hash of the bootstrap secret, where the call had the right one.
        proof: Option<String>,
        /// What the file says it is.
        header: Header,
    },
    /// Store rows.
    Rows {
        /// Which restore.
        id: String,
        /// Of this table.
        table: String,
        /// A JSON list of objects.
        rows: String,
    },
    /// Make requests of their events; answers with [`Made`].
    Make {
        /// Which restore.
        id: String,
        /// Of those that were made after this event.
        after: i64,
        /// Since when nothing was told of.
        since: Timestamp,
    },
    /// Put all of it in force.
    Finish {
        /// Which restore.
        id: String,
        /// What the file says it is.
        header: Header,
    },
    /// Forget all of it.
    Abandon {
        /// Which restore.
        id: String,
    },
}

/// What a step made.
#[derive(Debug, Serialize, Deserialize)]
pub struct Made {
    /// How many requests.
    pub requests: u64,
    /// The event that made the last one, where more may follow.
    pub next: Option<i64>,
}

impl Step {
    /// Whether the ledger is in service after it.
    #[must_use]
    pub const fn is_last(&self) -> bool {
        matches!(self, Self::Finish { .. })
    }
}

/// Whether a restore is under way.
pub(super) fn is_under_way(sql: &Sql) -> Result<bool, Error> {
    Ok(backup::mark(sql)?.is_some())
}

/// Refuses whatever comes while a restore is under way; forgets one that broke off.
pub(super) fn check_none(sql: &Sql, now: Timestamp) -> Result<(), Error> {
    match backup::mark(sql)? {
        None => Ok(()),
        Some(mark) if has_broken_off(&mark, now) => sql.turn(|| forget(sql)),
        Some(_) => refuse(
            Code::Restoring,
            "a backup is being restored; wait until that has ended",
        ),
    }
}

fn has_broken_off(mark: &Mark, now: Timestamp) -> bool {
    now.since(Timestamp::from_ms(mark.heard_ms)) >= PATIENCE
}

/// Says what it means for a restore that the signing key of the file cannot be opened.
pub(super) fn fits_key(opened: Result<(), Error>) -> Result<(), Error> {
    opened.map_err(|error| {
        let detail = format!(
            "the signing key in it cannot be opened, so POSTERN_KEK is not the one that it was sealed under: {}",
            error.message()
        );
        Refused::new(Code::BackupUnfit, detail).into()
    })
}

/// Does a step, in one turn.
pub(super) fn run(
    sql: &Sql,
    envelope: &Envelope,
    step: &Step,
    now: Timestamp,
) -> Result<Reply, Error> {
    match step {
        Step::Begin { proof, header } => begin(sql, envelope, proof.as_deref(), header, now),
        Step::Rows { id, table, rows } => {
            go_on(sql, id, now)?;
            store(sql, table, rows)
        }
        Step::Make { id, after, since } => {
            go_on(sql, id, now)?;
            make(sql, *after, *since)
        }
        Step::Finish { id, header } => {
            go_on(sql, id, now)?;
            finish(sql, envelope, header, now)
        }
        Step::Abandon { id } => {
            go_on(sql, id, now)?;
            forget(sql)?;
            Ok(Reply::default())
        }
    }
}

fn begin(
    sql: &Sql,
    envelope: &Envelope,
    proof: Option<&str>,
    header: &Header,
    now: Timestamp,
) -> Result<Reply, Error> {
    // Only who has the secret ends what is under way, and only what is under way is ever cleared.
    if proof.is_some() && is_under_way(sql)? {
        forget(sql)?;
    }
    bootstrap::admit(sql, proof, now)?;
    check(header, &envelope.cluster.id)?;
    // A signing key may have been made on first sight of the ledger.
    backup::clear(sql)?;
    let id = id::uuid()?;
    note(sql, &id, now)?;
    Ok(Reply::of(&id)?)
}

/// Refuses a file of another cluster, or of a form or schema that this code does not know.
fn check(header: &Header, cluster: &str) -> Result<(), Error> {
    let newest = migrations::newest();
    let detail = if header.format != FORMAT {
        format!(
            "it has the form {}, and this Postern reads form {FORMAT}",
            header.format
        )
    } else if header.cluster != cluster {
        format!(
            "it was taken of another cluster than `{cluster}`; configure the cluster with the id it had"
        )
    } else if header.schema > newest {
        format!(
            "its schema has version {}, and this Postern knows versions up to {newest}: deploy a newer one",
            header.schema
        )
    } else {
        return Ok(());
    };
    refuse(Code::BackupUnfit, detail)
}

/// Refuses a step of a restore that is not the one under way; notes that this one was heard of.
fn go_on(sql: &Sql, id: &str, now: Timestamp) -> Result<(), Error> {
    if backup::mark(sql)?.is_none_or(|mark| mark.id != id) {
        return refuse(
            Code::Restoring,
            "another restore has begun meanwhile, or this one was given up; begin anew",
        );
    }
    note(sql, id, now)
}

fn note(sql: &Sql, id: &str, now: Timestamp) -> Result<(), Error> {
    let mark = Mark {
        id: id.to_owned(),
        heard_ms: now.as_ms(),
    };
    Ok(backup::set_mark(sql, Some(&mark))?)
}

fn forget(sql: &Sql) -> Result<(), Error> {
    backup::clear(sql)?;
    Ok(backup::set_mark(sql, None)?)
}

fn store(sql: &Sql, table: &str, rows: &str) -> Result<Reply, Error> {
    let Some(known) = backup::table(table) else {
        return refuse(
            Code::InvalidBackup,
            "it has rows of a table that no backup has",
        );
    };
    // The tables check types and keys themselves; what they refuse is not what was written there.
    match known.write(sql, rows) {
        Ok(()) => Ok(Reply::default()),
        Err(_) => refuse(
            Code::InvalidBackup,
            format!("it has rows of the table `{table}` that do not fit"),
        ),
    }
}

fn make(sql: &Sql, after: i64, since: Timestamp) -> Result<Reply, Error> {
    let made = events::made_after(sql, after, REQUESTS)?;
    for (_, id) in &made {
        record::make_anew(sql, &events::of_request(sql, *id)?, since)?;
    }
    let is_full = u32::try_from(made.len()).is_ok_and(|made| made >= REQUESTS);
    Ok(Reply::of(&Made {
        requests: u64::try_from(made.len()).unwrap_or_default(),
        next: made.last().filter(|_| is_full).map(|(seq, _)| *seq),
    })?)
}

fn finish(sql: &Sql, envelope: &Envelope, header: &Header, now: Timestamp) -> Result<Reply, Error> {
    let newest = audit::row(sql, audit::last(sql)?)?;
    let is_whole = newest
        .is_some_and(|row| row.seq == header.audit.seq && row.hash == header.audit.hash)
        && events::last(sql)? == header.events
        && policy::in_force(sql)?.map_or(0, |version| version.seq) == header.policies;
    if !is_whole {
        return refuse(
            Code::InvalidBackup,
            "its audit log, its events or its policies do not end where its first line says",
        );
    }
    // Read once, which compares each document with its hash.
    policy::texts(sql)?;
    let cluster = &envelope.cluster.id;
    audit::begin_epoch(
        sql,
        &audit::Entry {
            action: RESTORED,
            actor: Some(BOOTSTRAP),
            at: now,
            cluster,
            data: json!({ "audit": header.audit, "events": header.events, "taken_at": header.taken_at }),
            policy: header.policy.as_deref(),
            request_id: &envelope.request_id,
            source: &envelope.source,
            subject: cluster,
            token: None,
        },
    )?;
    backup::set_mark(sql, None)?;
    Ok(Reply::default())
}

#[cfg(test)]
mod tests {
    use postern_core::api::backup::Head;

    use super::*;

    #[test]
    fn a_restore_has_broken_off_when_nothing_was_heard_of_it_for_long() {
        let mark = Mark {
            id: "r".into(),
            heard_ms: 1_000,
        };
        let end = Timestamp::from_ms(1_000).plus(PATIENCE);
        assert!(!has_broken_off(&mark, Timestamp::from_ms(end.as_ms() - 1)));
        assert!(has_broken_off(&mark, end));
    }

    #[test]
    fn only_a_file_of_this_cluster_and_no_newer_schema_fits() {
        let fitting = Header {
            format: FORMAT,
            cluster: "c".into(),
            schema: migrations::newest(),
            taken_at: Timestamp::from_ms(0),
            policy: None,
            audit: Head {
                seq: 1,
                hash: String::new(),
            },
            events: 0,
            policies: 0,
        };
        assert_eq!(check(&fitting, "c"), Ok(()));
        assert!(check(&fitting, "d").is_err());
        let older = Header {
            schema: fitting.schema - 1,
            ..fitting.clone()
        };
        assert_eq!(check(&older, "c"), Ok(()));
        let newer = Header {
            schema: fitting.schema + 1,
            ..fitting.clone()
        };
        assert!(check(&newer, "c").is_err());
        let other = Header {
            format: FORMAT + 1,
            ..fitting
        };
        assert!(check(&other, "c").is_err());
    }
}
