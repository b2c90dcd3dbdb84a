//! The requests as they stand, indexed for every list there is.

use std::rc::Rc;

use postern_core::{
    policy::name::{RoleName, UserName},
    request::{
        access_request::AccessRequest, id::RequestId, state::RequestState, timestamp::Timestamp,
    },
};
use worker::SqlStorageValue;

use super::{
    sql::{Sql, maybe, ms, number},
    timers::{self, Timers},
};
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

/// The same, remembered until some request changes.
///
/// # Errors
/// As [`load`].
pub fn known(sql: &Sql, id: RequestId) -> Result<Option<Rc<AccessRequest>>, Fault> {
    sql.remembered("requests", &id.to_string(), || {
        Ok(load(sql, id)?.map(Rc::new))
    })
}

/// Writes a request's row with its timers, and the index rows that follow from it.
///
/// # Errors
/// What the database says.
pub fn save(sql: &Sql, request: &AccessRequest, timers: Timers) -> Result<(), Fault> {
    let id = request.id().to_string();
    let lifetime = request.lifetime();
    if request.version() > 1 {
        sql.run(
            "UPDATE requests SET version = ?, state = ?, access_starts_ms = ?, access_expires_ms = ?, \
             hidden = ?, due_ms = ?, start_ms = coalesce(?, CASE WHEN ? THEN start_ms END), body = ? WHERE id = ?",
            [
                number(request.version()),
                request.state().word().into(),
                ms(lifetime.access_starts),
                ms(lifetime.access_expires),
                number(request.is_hidden()),
                maybe(timers.expiry),
                // A start that is due and that nobody was told of yet stays so, as long as there is access.
                maybe(timers.start),
                number(matches!(request.state(), RequestState::Approved(_))),
                serde_json::to_string(request)?.into(),
                id.as_str().into(),
            ],
        )?;
    } else {
        timers::keeping_earliest(sql, timers, || add(sql, request, &id, timers))?;
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

fn add(sql: &Sql, request: &AccessRequest, id: &str, timers: Timers) -> Result<(), Fault> {
    let lifetime = request.lifetime();
    sql.run(
        "INSERT INTO requests (id, version, requester, state, created_ms, pending_expires_ms, \
         access_starts_ms, access_expires_ms, hidden, due_ms, start_ms, body) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            id.into(),
            number(request.version()),
            request.requester().as_str().into(),
            request.state().word().into(),
            ms(lifetime.created),
            ms(lifetime.pending_expires),
            ms(lifetime.access_starts),
            ms(lifetime.access_expires),
            number(request.is_hidden()),
            maybe(timers.expiry),
            maybe(timers.start),
            serde_json::to_string(request)?.into(),
        ],
    )
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
    /// Only those that were taken out of the lists, or only the others.
    pub hidden: Option<bool>,
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

/// The same, remembered until some request changes.
///
/// # Errors
/// As [`scan`].
pub fn page(
    sql: &Sql,
    wanted: &Scan<'_>,
    now: Timestamp,
    limit: u32,
) -> Result<Rc<[Rc<AccessRequest>]>, Fault> {
    let bring = || {
        let rows = scan(sql, wanted, now, limit)?;
        Ok(rows.into_iter().map(Rc::new).collect())
    };
    // Which are in a phase depends on the moment too, which never comes back.
    if wanted.phase.is_some() {
        bring()
    } else {
        sql.remembered_page("requests", &format!("{wanted:?} {limit}"), bring)
    }
}

/// The query of a scan. Only fixed text goes into it; what callers say is bound.
pub(super) fn statement(
    scan: &Scan<'_>,
    now: Timestamp,
    limit: u32,
) -> (String, Vec<SqlStorageValue>) {
    let mut values = Vec::new();
    let mut pieces = scan.phase.map_or([""].as_slice(), phase_conditions).iter();
    let (Some(first), second) = (pieces.next(), pieces.next()) else {
        return ("SELECT '' WHERE 0".to_owned(), values);
    };
    let first = piece(scan, first, now, limit, &mut values);
    let Some(second) = second else {
        return (format!("SELECT body FROM ({first})"), values);
    };
    let second = piece(scan, second, now, limit, &mut values);
    values.push(number(limit));
    let query = format!(
        "SELECT body FROM (SELECT * FROM ({first}) UNION ALL SELECT * FROM ({second})) \
         ORDER BY created_ms DESC, id DESC LIMIT ?"
    );
    (query, values)
}

/// The part of a scan that holds the rows of one condition, in the order of the list.
fn piece(
    scan: &Scan<'_>,
    condition: &str,
    now: Timestamp,
    limit: u32,
    values: &mut Vec<SqlStorageValue>,
) -> String {
    // INDEX: the narrow table comes first and has the order of the list, so nothing is sorted.
    let by_reviewer = scan
        .reviewer
        .map(|name| ("request_reviewers", "reviewer", name.as_str()));
    let by_role = scan
        .role
        .map(|name| ("request_roles", "role", name.as_str()));
    let mut narrow = [by_reviewer, by_role].into_iter().flatten();
    let mut query =
        "SELECT r.body AS body, r.created_ms AS created_ms, r.id AS id FROM ".to_owned();
    let mut conditions: Vec<String> = Vec::new();
    let order = if let Some((table, column, value)) = narrow.next() {
        query.push_str(table);
        query.push_str(" d CROSS JOIN requests r ON r.id = d.id");
        conditions.push(format!("d.{column} = ?"));
        values.push(value.into());
        "d"
    } else {
        query.push_str("requests r");
        "r"
    };
    if let Some((table, column, value)) = narrow.next() {
        conditions.push(format!(
            "EXISTS (SELECT 1 FROM {table} x \
             WHERE x.{column} = ? AND x.created_ms = d.created_ms AND x.id = d.id)"
        ));
        values.push(value.into());
    }
    if let Some(requester) = scan.requester {
        conditions.push("r.requester = ?".into());
        values.push(requester.as_str().into());
    }
    if !condition.is_empty() {
        conditions.push(condition.into());
        values.extend(condition.matches('?').map(|_| ms(now)));
    }
    if let Some(hidden) = scan.hidden {
        // Written out, so that the index of the few is found.
        conditions.push(
            if hidden {
                "r.hidden = 1"
            } else {
                "r.hidden = 0"
            }
            .into(),
        );
    }
    if let Some(after) = scan.created_after {
        conditions.push(format!("{order}.created_ms > ?"));
        values.push(ms(after));
    }
    if let Some(before) = scan.created_before {
        conditions.push(format!("{order}.created_ms < ?"));
        values.push(ms(before));
    }
    if let Some((created, id)) = scan.after {
        conditions.push(format!("({order}.created_ms, {order}.id) < (?, ?)"));
        values.push(ms(created));
        values.push(id.to_string().into());
    }
    if !conditions.is_empty() {
        query.push_str(" WHERE ");
        query.push_str(&conditions.join(" AND "));
    }
    query.push_str(&format!(
        " ORDER BY {order}.created_ms DESC, {order}.id DESC LIMIT ?"
    ));
    values.push(number(limit));
    query
}

/// The conditions for a phase, any one of which is enough; a `?` is the present moment. Phases follow
/// from the stored state and the clock, as the core derives them. The second is for what no alarm has
/// written yet, which is found by its timer: due, or put off for no longer than half a minute. The `+` keeps
/// the database from walking through everything in that state instead.
fn phase_conditions(phase: &str) -> &'static [&'static str] {
    match phase {
        "pending" => &["r.state = 'pending' AND r.pending_expires_ms > ?"],
        "approved" => &["r.state = 'approved' AND r.access_expires_ms >= ?"],
        "scheduled" => &[
            "r.state = 'approved' AND r.access_starts_ms > r.created_ms \
             AND r.access_expires_ms >= ? AND r.access_starts_ms > ?",
        ],
        "active" => {
            &["r.state = 'approved' AND r.access_expires_ms >= ? AND r.access_starts_ms <= ?"]
        }
        "expired" => &[
            "r.state = 'expired'",
            "+r.state = 'pending' AND r.pending_expires_ms <= ? AND r.due_ms <= ? + 30000",
        ],
        "ended" => &[
            "r.state = 'ended'",
            "+r.state = 'approved' AND r.access_expires_ms < ? AND r.due_ms <= ? + 30000",
        ],
        "denied" => &["r.state = 'denied'"],
        "withdrawn" => &["r.state = 'withdrawn'"],
        "revoked" => &["r.state = 'revoked'"],
        "dropped" => &["r.state = 'dropped'"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use postern_core::request::state::Phase;

    use super::*;

    #[test]
    fn the_conditions_know_how_long_a_timer_is_put_off() {
        let allowance = format!("r.due_ms <= ? + {}", timers::PUT_OFF.as_ms());
        for phase in ["expired", "ended"] {
            let [_, overdue] = phase_conditions(phase) else {
                panic!("{phase} has two conditions");
            };
            assert!(overdue.ends_with(&allowance), "{overdue}");
        }
    }

    #[test]
    fn every_phase_has_a_condition_and_every_value_a_place() {
        let role = RoleName::verbatim("r' OR '1'='1");
        let user = UserName::verbatim("u");
        for phase in Phase::ALL
            .iter()
            .map(|phase| phase.word())
            .chain(["approved"])
        {
            assert!(!phase_conditions(phase).is_empty(), "{phase}");
            let (query, values) = statement(
                &Scan {
                    phase: Some(phase),
                    role: Some(&role),
                    requester: Some(&user),
                    reviewer: Some(&user),
                    created_after: Some(Timestamp::from_ms(1)),
                    created_before: Some(Timestamp::from_ms(2)),
                    hidden: Some(false),
                    after: Some((Timestamp::from_ms(1), RequestId::from_random([1; 16]))),
                },
                Timestamp::from_ms(3),
                10,
            );
            assert_eq!(query.matches('?').count(), values.len(), "{phase}");
            assert!(!query.contains("'1'"));
        }
        assert!(phase_conditions("x' OR 1").is_empty());
    }
}
