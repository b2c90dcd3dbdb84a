//! How the database would answer each list, for the tests that hold it to its indexes; and requests by the
//! million, for the benchmark. Compiled only with the feature `trap`.

use postern_core::{
    policy::name::{RoleName, UserName},
    request::{id::RequestId, state::Phase, timestamp::Timestamp},
};
use serde::{Deserialize, Serialize};

use super::{
    events,
    requests::{Scan, statement},
    sql::{Sql, number},
};
use crate::error::Fault;

/// How one list would be answered.
#[derive(Debug, Serialize)]
pub struct Plan {
    /// By what it filters.
    pub list: String,
    /// The database's own words, a line for each step.
    pub steps: Vec<String>,
}

#[derive(Deserialize)]
struct Step {
    detail: String,
}

/// The plan of every combination of filters.
///
/// # Errors
/// What the database says.
pub fn all(sql: &Sql) -> Result<Vec<Plan>, Fault> {
    let (role, user) = (RoleName::verbatim("dba"), UserName::verbatim("alice"));
    let moment = Timestamp::from_ms(1);
    let phases = Phase::ALL.iter().map(|phase| Some(phase.word()));
    let mut plans = Vec::new();
    for phase in phases.chain([None, Some("approved")]) {
        for filters in 0_u8..64 {
            let has = |bit: u8| filters & (1 << bit) != 0;
            let scan = Scan {
                phase,
                role: has(0).then_some(&role),
                requester: has(1).then_some(&user),
                reviewer: has(2).then_some(&user),
                created_after: has(3).then_some(moment),
                created_before: has(3).then_some(moment),
                hidden: Some(has(5)),
                after: has(4).then_some((moment, RequestId::from_random([1; 16]))),
            };
            let (query, values) = statement(&scan, moment, 50);
            plans.push(Plan {
                list: format!("{scan:?}"),
                steps: steps(sql, &query, values)?,
            });
        }
    }
    plans.push(Plan {
        list: "what happened to the requests of a page".into(),
        steps: steps(sql, events::SINCE_MADE, vec!["[\"a\"]".into()])?,
    });
    Ok(plans)
}

fn steps(
    sql: &Sql,
    query: &str,
    values: Vec<worker::SqlStorageValue>,
) -> Result<Vec<String>, Fault> {
    let steps: Vec<Step> = sql.rows(&format!("EXPLAIN QUERY PLAN {query}"), values)?;
    Ok(steps.into_iter().map(|step| step.detail).collect())
}

/// Stores `count` requests like `template`, each a second older than the one before. Their history is
/// not stored: they are for measuring.
///
/// # Errors
/// What the database says.
pub fn multiply(sql: &Sql, template: &str, first: u32, count: u32) -> Result<(), Fault> {
    let numbers = "WITH RECURSIVE n (n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1 + ?2 - 1), \
         made AS (SELECT substr(t.id, 1, 19) || printf('%04x-%012x', 0x8000 + (n & 0xfff), n) AS made_id, \
         t.created_ms - n * 1000 AS made_ms, t.* FROM n CROSS JOIN requests t ON t.id = ?3), \
         roles AS MATERIALIZED (SELECT role FROM request_roles WHERE id = ?3), \
         reviewers AS MATERIALIZED (SELECT reviewer FROM request_reviewers WHERE id = ?3)";
    let time = "strftime('%Y-%m-%dT%H:%M:%fZ', made_ms / 1000.0, 'unixepoch')";
    for inserted in [
        &format!(
            "requests (id, version, requester, state, created_ms, pending_expires_ms, access_starts_ms, \
             access_expires_ms, hidden, due_ms, start_ms, body) SELECT made_id, version, requester, state, \
             made_ms, pending_expires_ms, access_starts_ms, access_expires_ms, hidden, due_ms, start_ms, \
             json_set(body, '$.submission.id', made_id, '$.submission.lifetime.created', {time}, \
             '$.lifetime.created', {time}) FROM made"
        ),
        "request_roles SELECT role, made_ms, made_id FROM roles CROSS JOIN made",
        "request_reviewers SELECT reviewer, made_ms, made_id FROM reviewers CROSS JOIN made",
        "events (kind, subject, version, at_ms, body) SELECT 'request', made_id, 1, made_ms, '{}' FROM made",
    ] {
        let values = [number(first), number(count), template.into()];
        sql.run(&format!("{numbers} INSERT INTO {inserted}"), values)?;
    }
    Ok(())
}
