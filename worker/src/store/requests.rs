//! The requests as they stand, indexed for every list there is.

use postern_core::{
    policy::name::{RoleName, UserName},
    request::{access_request::AccessRequest, id::RequestId, timestamp::Timestamp},
};
use worker::SqlStorageValue;

use super::sql::{Sql, ms, number};
use crate::error::Fault;

/// One request.
///
/// # Errors
/// What the database says, or that the row cannot be read.
pub fn load(sql: &Sql, id: RequestId) -> Result<Option<AccessRequest>, Fault> {
    let query = "SELECT body FROM requests WHERE id = ?";
    let rows = sql.bodies(query, vec![id.to_string().into()])?;
    rows.first()
        .map(|row| Ok(serde_json::from_str(row)?))
        .transpose()
}

/// Writes a request's row, and the index rows that follow from it.
///
/// # Errors
/// What the database says.
pub fn save(sql: &Sql, request: &AccessRequest) -> Result<(), Fault> {
    let id = request.id().to_string();
    let lifetime = request.lifetime();
    let is_new = request.version() == 1;
    sql.run(
        "INSERT INTO requests (id, version, requester, state, created_ms, pending_expires_ms, \
         access_starts_ms, access_expires_ms, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, \
         access_starts_ms = excluded.access_starts_ms, \
         access_expires_ms = excluded.access_expires_ms, body = excluded.body",
        [
            id.as_str().into(),
            number(request.version()),
            request.requester().as_str().into(),
            request.state().word().into(),
            ms(lifetime.created),
            ms(lifetime.pending_expires),
            ms(lifetime.access_starts),
            ms(lifetime.access_expires),
            serde_json::to_string(request)?.into(),
        ],
    )?;
    if is_new {
        for role in request.roles_asked() {
            sql.run(
                "INSERT INTO request_roles (role, created_ms, id) VALUES (?, ?, ?)",
                [
                    role.as_str().into(),
                    ms(lifetime.created),
                    id.as_str().into(),
                ],
            )?;
        }
    }
    for review in request.reviews() {
        sql.run(
            "INSERT INTO request_reviewers (reviewer, created_ms, id) VALUES (?, ?, ?) \
             ON CONFLICT DO NOTHING",
            [
                review.author.as_str().into(),
                ms(lifetime.created),
                id.as_str().into(),
            ],
        )?;
    }
    Ok(())
}

/// Which rows to look at, newest first.
#[derive(Clone, Debug, Default)]
pub struct Scan<'a> {
    /// In this phase at `now`; `approved` means scheduled or active.
    pub phase: Option<&'a str>,
    /// With this role among those asked for.
    pub role: Option<&'a RoleName>,
    /// By this user.
    pub requester: Option<&'a UserName>,
    /// Reviewed by this user.
    pub reviewer: Option<&'a UserName>,
    /// Created after this moment.
    pub created_after: Option<Timestamp>,
    /// Created before this moment.
    pub created_before: Option<Timestamp>,
    /// Older than this row.
    pub after: Option<(Timestamp, RequestId)>,
}

/// At most `limit` rows of a scan.
///
/// # Errors
/// What the database says, or that a row cannot be read.
pub fn scan(
    sql: &Sql,
    scan: &Scan<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<AccessRequest>, Fault> {
    let (query, values) = statement(scan, now, limit);
    let rows = sql.bodies(&query, values)?;
    rows.iter()
        .map(|row| Ok(serde_json::from_str(row)?))
        .collect()
}

/// The query of a scan. Only fixed text goes into it; what callers say is bound.
fn statement(scan: &Scan<'_>, now: Timestamp, limit: u32) -> (String, Vec<SqlStorageValue>) {
    let mut query = "SELECT r.body AS body FROM requests r".to_owned();
    let mut values: Vec<SqlStorageValue> = Vec::new();
    let mut conditions: Vec<&str> = Vec::new();
    // INDEX: the joined table is the narrow one, and has the order of the list.
    if let Some(role) = scan.role {
        query.push_str(" JOIN request_roles x ON x.id = r.id AND x.role = ?");
        values.push(role.as_str().into());
    }
    if let Some(reviewer) = scan.reviewer {
        query.push_str(" JOIN request_reviewers y ON y.id = r.id AND y.reviewer = ?");
        values.push(reviewer.as_str().into());
    }
    if let Some(requester) = scan.requester {
        conditions.push("r.requester = ?");
        values.push(requester.as_str().into());
    }
    if let Some(phase) = scan.phase {
        // Phases follow from the stored state and the clock, as the core derives them.
        let (condition, clocks) = phase_condition(phase);
        conditions.push(condition);
        values.extend((0..clocks).map(|_| ms(now)));
    }
    if let Some(after) = scan.created_after {
        conditions.push("r.created_ms > ?");
        values.push(ms(after));
    }
    if let Some(before) = scan.created_before {
        conditions.push("r.created_ms < ?");
        values.push(ms(before));
    }
    if let Some((created, id)) = scan.after {
        conditions.push("(r.created_ms, r.id) < (?, ?)");
        values.push(ms(created));
        values.push(id.to_string().into());
    }
    if !conditions.is_empty() {
        query.push_str(" WHERE ");
        query.push_str(&conditions.join(" AND "));
    }
    query.push_str(" ORDER BY r.created_ms DESC, r.id DESC LIMIT ?");
    values.push(number(limit));
    (query, values)
}

/// The condition for a phase, and how often it names the present moment.
fn phase_condition(phase: &str) -> (&'static str, usize) {
    match phase {
        "pending" => ("(r.state = 'pending' AND r.pending_expires_ms > ?)", 1),
        "approved" => ("(r.state = 'approved' AND r.access_expires_ms >= ?)", 1),
        "scheduled" => (
            "(r.state = 'approved' AND r.access_expires_ms >= ? AND r.access_starts_ms > ?)",
            2,
        ),
        "active" => (
            "(r.state = 'approved' AND r.access_expires_ms >= ? AND r.access_starts_ms <= ?)",
            2,
        ),
        "expired" => (
            "(r.state = 'expired' OR (r.state = 'pending' AND r.pending_expires_ms <= ?))",
            1,
        ),
        "ended" => (
            "(r.state = 'ended' OR (r.state = 'approved' AND r.access_expires_ms < ?))",
            1,
        ),
        "denied" => ("r.state = 'denied'", 0),
        "withdrawn" => ("r.state = 'withdrawn'", 0),
        "revoked" => ("r.state = 'revoked'", 0),
        "dropped" => ("r.state = 'dropped'", 0),
        _ => ("0", 0),
    }
}

#[cfg(test)]
mod tests {
    use postern_core::request::state::Phase;

    use super::*;

    #[test]
    fn every_phase_has_a_condition_and_every_value_a_place() {
        for phase in Phase::ALL
            .iter()
            .map(|phase| phase.word())
            .chain(["approved"])
        {
            let (condition, clocks) = phase_condition(phase);
            assert_ne!(condition, "0", "{phase}");
            assert_eq!(condition.matches('?').count(), clocks, "{phase}");
        }
        assert_eq!(phase_condition("x' OR 1"), ("0", 0));
        let role = RoleName::verbatim("r' OR '1'='1");
        let user = UserName::verbatim("u");
        let (query, values) = statement(
            &Scan {
                phase: Some("active"),
                role: Some(&role),
                requester: Some(&user),
                reviewer: Some(&user),
                created_after: Some(Timestamp::from_ms(1)),
                created_before: Some(Timestamp::from_ms(2)),
                after: Some((Timestamp::from_ms(1), RequestId::from_random([1; 16]))),
            },
            Timestamp::from_ms(3),
            10,
        );
        assert_eq!(query.matches('?').count(), values.len());
        assert!(!query.contains("'1'"));
    }
}
