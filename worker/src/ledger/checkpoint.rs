//! Points in the audit log that leave by webhook from time to time, signed: whoever keeps them would notice
//! another past.

use postern_core::{
    policy::{duration::Duration, integration::Topic},
    request::timestamp::Timestamp,
};

use super::{audit::signed, outbox};
use crate::{
    config::Cluster,
    credentials::keys::OpenKey,
    error::{Error, Fault},
    integrations::notice::Notice,
    store::{
        audit, integrations,
        meta::{self, Told},
        sql::Sql,
    },
};

/// When to try again what could not be signed.
const RETRY: Duration = Duration::from_hours(1);

/// When the next one is due; none where nobody listens or nothing is new.
pub(super) fn due(sql: &Sql, now: Timestamp) -> Result<Option<Timestamp>, Fault> {
    if integrations::subscribers(sql, Topic::AuditCheckpoint)?.is_empty() {
        return Ok(None);
    }
    let told = meta::checkpoint(sql)?;
    let is_new = told.is_none_or(|told| told.seq < audit::last(sql).unwrap_or(told.seq));
    Ok(is_new.then(|| told.map_or(now, |told| told.next)))
}

/// Tells how far the log has come.
pub(super) fn tell(
    sql: &Sql,
    cluster: &Cluster,
    key: &OpenKey,
    now: Timestamp,
) -> Result<(), Error> {
    sql.turn(|| {
        let seq = audit::last(sql)?;
        if let Some(row) = audit::row(sql, seq)? {
            let checkpoint = signed(key, &cluster.id, &row, now)?;
            outbox::enqueue(sql, &cluster.id, Topic::AuditCheckpoint, || {
                Ok(Notice {
                    subject: seq.to_string(),
                    at: now,
                    data: serde_json::json!({ "checkpoint": checkpoint }),
                })
            })?;
        }
        let next = now.plus(cluster.integrations.checkpoint_every());
        Ok(meta::set_checkpoint(sql, Told { seq, next })?)
    })
}

/// Puts it off where it cannot be signed now.
pub(super) fn put_off(sql: &Sql, now: Timestamp) -> Result<(), Error> {
    sql.turn(|| {
        let seq = meta::checkpoint(sql)?.map_or(0, |told| told.seq);
        let next = now.plus(RETRY);
        Ok(meta::set_checkpoint(sql, Told { seq, next })?)
    })
}
