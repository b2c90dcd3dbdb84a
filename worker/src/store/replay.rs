//! Whether the rows are what their events make: asked by tests, compiled only with the feature `trap`.

use postern_core::request::{access_request::AccessRequest, id::RequestId};
use serde::{Deserialize, Serialize};

use super::{events, requests, sql::Sql};
use crate::error::Fault;

/// What came of comparing.
#[derive(Debug, Serialize)]
pub struct Report {
    /// How many requests were compared.
    pub requests: usize,
    /// How many events made them.
    pub events: usize,
    /// Those whose row is not what their events make.
    pub differing: Vec<String>,
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

/// Replays every request's events and compares with its row.
///
/// # Errors
/// What the database says, or that something stored cannot be read.
pub fn compare(sql: &Sql) -> Result<Report, Fault> {
    let mut report = Report {
        requests: 0,
        events: 0,
        differing: Vec::new(),
    };
    for Id { id } in sql.rows("SELECT id FROM requests", Vec::new())? {
        let request = RequestId::parse(&id).map_err(Fault::new)?;
        let happened = events::of_request(sql, request)?;
        report.requests += 1;
        report.events += happened.len();
        if AccessRequest::replay(&happened) != requests::load(sql, request)? {
            report.differing.push(id);
        }
    }
    Ok(report)
}
