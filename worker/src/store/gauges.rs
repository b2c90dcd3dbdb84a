//! How much there is of everything, for those who watch the service. Each count is bounded by what is open or
//! answered from an index, so that looking costs little.

use postern_core::request::timestamp::Timestamp;
use serde::Deserialize;

use super::sql::{Sql, ms};
use crate::error::Fault;

/// What there is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Gauges {
    /// Requests that wait for a decision.
    pub pending: u64,
    /// Requests that are granted.
    pub approved: u64,
    /// Events so far.
    pub events: u64,
    /// Rows of the audit log.
    pub audit: u64,
    /// Policies that came into force.
    pub policies: u64,
    /// Sessions in force.
    pub sessions: u64,
    /// Timers that are set.
    pub timers: u64,
    /// When the earliest of them is due.
    pub timer_due_ms: Option<i64>,
    /// Deliveries that wait or are on their way.
    pub outbox: u64,
    /// When the earliest of them is due.
    pub outbox_due_ms: Option<i64>,
    /// Deliveries that were given up.
    pub dead: u64,
}

/// Counts.
///
/// # Errors
/// What the database says.
pub fn read(sql: &Sql, now: Timestamp) -> Result<Gauges, Fault> {
    let gauges = sql.first(
        "SELECT \
         (SELECT count(*) FROM requests WHERE state = 'pending') AS pending, \
         (SELECT count(*) FROM requests WHERE state = 'approved') AS approved, \
         (SELECT coalesce(max(seq), 0) FROM events) AS events, \
         (SELECT coalesce(max(seq), 0) FROM audit) AS audit, \
         (SELECT coalesce(max(seq), 0) FROM policy_history) AS policies, \
         (SELECT count(*) FROM sessions WHERE expires_ms > ?) AS sessions, \
         (SELECT count(*) FROM requests WHERE due_ms IS NOT NULL) \
         + (SELECT count(*) FROM requests WHERE start_ms IS NOT NULL) AS timers, \
         (SELECT min(at_ms) FROM (SELECT min(due_ms) AS at_ms FROM requests WHERE due_ms IS NOT NULL \
         UNION ALL SELECT min(start_ms) FROM requests WHERE start_ms IS NOT NULL)) AS timer_due_ms, \
         (SELECT count(*) FROM outbox WHERE due_ms IS NOT NULL) AS outbox, \
         (SELECT min(due_ms) FROM outbox WHERE due_ms IS NOT NULL) AS outbox_due_ms, \
         (SELECT count(*) FROM outbox WHERE state = 'dead') AS dead",
        [ms(now)],
    )?;
    gauges.ok_or_else(|| Fault::new("nothing was counted"))
}
