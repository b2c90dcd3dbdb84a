//! What those who watch the service look at, as Prometheus reads it. Nothing in it names a person or a role.

use std::{cell::Cell, fmt::Write as _};

use postern_core::{VERSION, request::timestamp::Timestamp};

use super::{
    message::{Outcome, Reply},
    turn::Turn,
};
use crate::{error::Error, store::gauges};

/// How calls ended, in this life of the object.
#[derive(Debug, Default)]
pub struct Tally {
    done: Cell<u64>,
    refused: Cell<u64>,
    failed: Cell<u64>,
}

impl Tally {
    /// Counts a call.
    pub fn count(&self, outcome: &Outcome) {
        let cell = match outcome {
            Outcome::Done(_) => &self.done,
            Outcome::Refused(_) => &self.refused,
            Outcome::Fault(_) => &self.failed,
        };
        cell.set(cell.get().saturating_add(1));
    }
}

/// Everything, as text.
pub(super) fn read(turn: &Turn<'_>) -> Result<Reply, Error> {
    let gauges = gauges::read(turn.sql, turn.now)?;
    let tally = turn.tally();
    let mut text = Text {
        cluster: &turn.envelope.cluster.id,
        text: String::new(),
    };
    text.one(
        "build_info",
        "gauge",
        "The version that runs.",
        &[("version", VERSION, 1.0)],
    );
    text.one(
        "calls_total",
        "counter",
        "Calls to the cluster since it was last started, by how they ended.",
        &[
            ("outcome", "done", float(tally.done.get())),
            ("outcome", "refused", float(tally.refused.get())),
            ("outcome", "failed", float(tally.failed.get())),
        ],
    );
    text.one(
        "requests_open",
        "gauge",
        "Requests that wait for a decision, or are granted.",
        &[
            ("state", "pending", float(gauges.pending)),
            ("state", "approved", float(gauges.approved)),
        ],
    );
    let counters = [
        (
            "events_total",
            "What happened to requests and policies.",
            gauges.events,
        ),
        ("audit_rows_total", "Rows of the audit log.", gauges.audit),
        (
            "policy_versions_total",
            "Policies that came into force.",
            gauges.policies,
        ),
    ];
    for (name, about, count) in counters {
        text.one(name, "counter", about, &[("", "", float(count))]);
    }
    let late = |due: Option<i64>| {
        due.map_or(0.0, |due| {
            let late = turn.now.since(Timestamp::from_ms(due)).as_ms();
            float(u64::try_from(late).unwrap_or(0)) / 1000.0
        })
    };
    let sizes = [
        ("sessions", "Sessions in force.", float(gauges.sessions)),
        ("timers", "Timers that are set.", float(gauges.timers)),
        (
            "timer_late_seconds",
            "How long the earliest timer is overdue.",
            late(gauges.timer_due_ms),
        ),
        (
            "outbox_waiting",
            "Deliveries that wait or are on their way.",
            float(gauges.outbox),
        ),
        (
            "outbox_late_seconds",
            "How long the earliest delivery is overdue.",
            late(gauges.outbox_due_ms),
        ),
        (
            "outbox_dead",
            "Deliveries that were given up.",
            float(gauges.dead),
        ),
        (
            "storage_bytes",
            "What the cluster's database takes.",
            float(turn.sql.size()),
        ),
    ];
    for (name, about, size) in sizes {
        text.one(name, "gauge", about, &[("", "", size)]);
    }
    Ok(Reply::of(&text.text)?)
}

/// Metrics of one cluster as they are written.
struct Text<'a> {
    cluster: &'a str,
    text: String,
}

impl Text<'_> {
    /// One metric with its values: label, its value, the number. Ids of clusters need no quoting.
    fn one(&mut self, name: &str, kind: &str, about: &str, values: &[(&str, &str, f64)]) {
        let cluster = self.cluster;
        let text = &mut self.text;
        // Writing to a text never fails.
        let _ = writeln!(
            text,
            "# HELP postern_{name} {about}\n# TYPE postern_{name} {kind}"
        );
        for (label, word, value) in values {
            let more = if label.is_empty() {
                String::new()
            } else {
                format!(",{label}=\"{word}\"")
            };
            let _ = writeln!(
                text,
                "postern_{name}{{cluster=\"{cluster}\"{more}}} {value}"
            );
        }
    }
}

/// Prometheus counts in floating point.
#[expect(clippy::cast_precision_loss, reason = "no count comes near 2^53")]
const fn float(count: u64) -> f64 {
    count as f64
}
