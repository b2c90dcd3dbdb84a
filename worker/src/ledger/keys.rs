//! The keys that the cluster signs with: published, listed and rotated.

use std::collections::BTreeMap;

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        identity::KeySet,
        settings::{KeyPage, KeyView},
    },
    policy::duration::Duration,
    request::timestamp::Timestamp,
};
use serde_json::json;

use super::{message::Reply, turn::Turn};
use crate::{config::LONGEST_CEILING, error::Error, store::keys};

/// The public keys (RFC 8037), the newest first: the one that signs, and those whose credentials may live.
pub(super) fn published(turn: &Turn<'_>) -> Result<Reply, Error> {
    let views = views(turn)?;
    let keys = keys::all(turn.sql)?
        .into_iter()
        .filter(|row| views.iter().any(|view| view.kid == row.kid))
        .map(|row| {
            let member = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            BTreeMap::from([
                member("alg", "EdDSA"),
                member("crv", "Ed25519"),
                member("kid", &row.kid),
                member("kty", "OKP"),
                member("use", "sig"),
                member("x", &row.public),
            ])
        })
        .collect();
    Ok(Reply::of(&KeySet { keys })?)
}

/// Which there are.
pub(super) fn list(turn: &Turn<'_>) -> Result<Reply, Error> {
    turn.check(Resource::Key, Verb::List, "list the signing keys")?;
    answer(turn)
}

/// Puts a new one in the place of the one that signs. Those that nobody needs any more are forgotten.
pub(super) fn rotate(turn: &Turn<'_>) -> Result<Reply, Error> {
    turn.check(Resource::Key, Verb::Update, "rotate the signing keys")?;
    let new = turn.prepared.new_key()?;
    let known = views(turn)?;
    for (kid, _) in keys::made(turn.sql)? {
        if !known.iter().any(|view| view.kid == kid) {
            keys::remove(turn.sql, &kid)?;
        }
    }
    // The newest one signs, even where two are made within a millisecond.
    let soonest = known
        .first()
        .map_or(turn.now, |view| view.created.plus(Duration::from_ms(1)));
    keys::rotate(turn.sql, &new, turn.now.max(soonest))?;
    let before = known.first().map(|view| view.kid.as_str());
    turn.record()?
        .audit("key-rotated", &new.kid, json!({ "before": before }))?;
    answer(turn)
}

fn answer(turn: &Turn<'_>) -> Result<Reply, Error> {
    Ok(Reply::of(&KeyPage {
        items: views(turn)?,
    })?)
}

/// The keys that are published. One that no longer signs stays as long as anything it signed can live.
fn views(turn: &Turn<'_>) -> Result<Vec<KeyView>, Error> {
    let made = keys::made(turn.sql)?;
    let successors = made.iter().map(|(_, created)| Some(*created));
    let successors = std::iter::once(None).chain(successors);
    let until = |successor: Option<Timestamp>| successor.map(|at| at.plus(LONGEST_CEILING));
    Ok(made
        .iter()
        .zip(successors)
        .map(|((kid, created), successor)| KeyView {
            kid: kid.clone(),
            created: *created,
            current: successor.is_none(),
            published_until: until(successor),
        })
        .filter(|view| view.published_until.is_none_or(|until| turn.now < until))
        .collect())
}
