//! People as a provider last spoke of them, for those who look after users.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        identities::{IdentityPage, IdentityView},
    },
    policy::name::UserName,
    request::timestamp::Timestamp,
};

use super::{message::Reply, turn::Turn};
use crate::{
    error::{Error, Fault},
    store::identities::{self, Identity},
};

/// A page of them, whoever signed in last first.
pub(super) fn list(turn: &Turn<'_>, before: Option<i64>, limit: u32) -> Result<Reply, Error> {
    for verb in [Verb::List, Verb::Read] {
        turn.check(Resource::User, verb, "see what providers say of people")?;
    }
    let rows = identities::page(turn.sql, before.unwrap_or(i64::MAX), limit)?;
    let is_full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let last = rows.last().map(|row| row.version.to_string());
    let next_cursor = last.filter(|_| is_full);
    let items = rows.into_iter().map(view).collect::<Result<_, _>>()?;
    Ok(Reply {
        next_cursor: next_cursor.clone(),
        ..Reply::of(&IdentityPage { items, next_cursor })?
    })
}

fn view(row: Identity) -> Result<IdentityView, Fault> {
    Ok(IdentityView {
        user: UserName::verbatim(row.name),
        connector: row.connector,
        issuer: row.issuer,
        subject: row.subject,
        roles: serde_json::from_str(&row.roles)?,
        traits: serde_json::from_str(&row.traits)?,
        signed_in: Timestamp::from_ms(row.signed_in_ms),
    })
}
