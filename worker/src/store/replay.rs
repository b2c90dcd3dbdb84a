//! Whether the rows are what their events make: asked by tests, compiled only with the feature `trap`.

use std::collections::BTreeMap;

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
    /// The version of each row.
    pub versions: BTreeMap<String, u32>,
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
        versions: BTreeMap::new(),
        differing: Vec::new(),
    };
    for Id { id } in sql.rows("SELECT id FROM requests", Vec::new())? {
        let request = RequestId::parse(&id).map_err(Fault::new)?;
        let happened = events::of_request(sql, request)?;
        report.requests += 1;
        report.events += happened.len();
        let row = requests::load(sql, request)?;
        let version = row.as_ref().map_or(0, AccessRequest::version);
        if AccessRequest::replay(&happened) != row {
            report.differing.push(id.clone());
        }
        report.versions.insert(id, version);
    }
    Ok(report)
}
