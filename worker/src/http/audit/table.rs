//! The audit log as a table (CSV, RFC 4180) for people and their spreadsheets.

use postern_core::api::audit::AuditRow;
use serde::Deserialize;
use serde_json::Value;

use crate::error::Fault;

const COLUMNS: [&str; 11] = [
    "seq",
    "at",
    "actor",
    "action",
    "subject",
    "source",
    "request_id",
    "policy",
    "data",
    "epoch",
    "hash",
];

#[derive(Deserialize)]
struct Body {
    entry: Entry,
}

#[derive(Deserialize)]
struct Entry {
    action: String,
    actor: Option<String>,
    at: String,
    data: Value,
    policy: Option<String>,
    request_id: String,
    source: String,
    subject: String,
}

/// The names of the columns.
pub(super) fn head() -> String {
    written(&COLUMNS.map(str::to_owned))
}

/// One row.
pub(super) fn line(row: &AuditRow) -> Result<String, Fault> {
    let Body { entry } = serde_json::from_str(&row.body)?;
    Ok(written(&[
        row.seq.to_string(),
        entry.at,
        entry.actor.unwrap_or_default(),
        entry.action,
        entry.subject,
        entry.source,
        entry.request_id,
        entry.policy.unwrap_or_default(),
        entry.data.to_string(),
        row.epoch.to_string(),
        row.hash.clone(),
    ]))
}

fn written(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell in quotes. What a spreadsheet would take for a formula begins with an apostrophe, so that it stays
/// text: names and reasons are chosen by those whom the log is about.
fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_line_and_nothing_in_it_is_a_formula() {
        let body = serde_json::json!({"core": "0", "epoch": 1, "seq": 1, "entry": {
            "action": "request-submitted", "actor": "=cmd|' /C calc'!A0", "at": "t", "cluster": "c",
            "data": {"reason": "say \"hi\",\nthen"}, "policy": null, "request_id": "+1", "source": "@x", "subject": "-s"}});
        let row = AuditRow {
            seq: 1,
            epoch: 1,
            prev_hash: String::new(),
            body: body.to_string(),
            hash: "h".into(),
        };
        assert_eq!(
            line(&row).expect("reads"),
            "\"1\",\"t\",\"'=cmd|' /C calc'!A0\",\"request-submitted\",\"'-s\",\"'@x\",\"'+1\",\"\",\
             \"{\"\"reason\"\":\"\"say \\\"\"hi\\\"\",\\nthen\"\"}\",\"1\",\"h\"\r\n"
        );
        assert!(head().starts_with("\"seq\",\"at\""));
    }
}
