//! A backup, read as of one moment: small tables in one turn, what only grows in pages up to where it had
//! come in that turn.

use postern_core::api::{
    backup::{FORMAT, Head, Header},
    endpoint::{Resource, Verb},
    scope::Need,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{message::Reply, turn::Turn};
use crate::{
    error::{Error, Fault},
    store::{
        audit,
        backup::{self, Page, Span},
        events, migrations, policy,
    },
};

/// What whoever takes a backup may read besides: it has all of it.
const NEEDED: [(Resource, Verb); 6] = [
    (Resource::Settings, Verb::Read),
    (Resource::Audit, Verb::Read),
    (Resource::AccessRequest, Verb::List),
    (Resource::AccessRequest, Verb::Read),
    (Resource::Role, Verb::Read),
    (Resource::User, Verb::Read),
];

/// How a backup begins.
#[derive(Debug, Serialize, Deserialize)]
pub struct Begun {
    /// What it is of.
    pub header: Header,
    /// The tables that are read in one turn.
    pub tables: Vec<(String, Page)>,
}

/// Notes that a backup is taken, and reads all that changes.
pub(super) fn begin(turn: &Turn<'_>) -> Result<Reply, Error> {
    admit(turn)?;
    let cluster = &turn.envelope.cluster.id;
    turn.record()?.audit("backup-taken", cluster, json!({}))?;
    let in_force = policy::in_force(turn.sql)?;
    let newest = audit::row(turn.sql, audit::last(turn.sql)?)?
        .ok_or_else(|| Fault::new("an audit log without the row just written"))?;
    let header = Header {
        format: FORMAT,
        cluster: cluster.clone(),
        schema: migrations::newest(),
        taken_at: turn.now,
        policy: in_force
            .as_ref()
            .map(|_| turn.policy.digest().as_str().to_owned()),
        audit: Head {
            seq: newest.seq,
            hash: newest.hash,
        },
        events: events::last(turn.sql)?,
        policies: in_force.map_or(0, |version| version.seq),
    };
    let tables = backup::TABLES
        .iter()
        .filter(|table| table.is_read_at_once())
        .map(|table| {
            let span = Span {
                table: table.name.to_owned(),
                after: Vec::new(),
                last: 0,
            };
            Ok((span.table.clone(), table.read(turn.sql, &span)?))
        })
        .collect::<Result<_, Fault>>()?;
    Ok(Reply::of(&Begun { header, tables })?)
}

/// A page of what only grows.
pub(super) fn page(turn: &Turn<'_>, span: &Span) -> Result<Reply, Error> {
    admit(turn)?;
    let table = backup::table(&span.table)
        .ok_or_else(|| Fault::new(format!("a page of the table {}", span.table)))?;
    Ok(Reply::of(&table.read(turn.sql, span)?)?)
}

fn admit(turn: &Turn<'_>) -> Result<(), Error> {
    for (resource, verb) in NEEDED {
        turn.check(resource, verb, "take a backup")?;
        turn.caller()?.check_scope(Need::Rule(resource, verb))?;
    }
    Ok(())
}
