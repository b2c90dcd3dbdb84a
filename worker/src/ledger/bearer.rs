//! Names that change hands: what was open under one ends, and nobody inherits it; nobody acts twice on
//! one request by changing names.

use postern_core::{
    policy::{name::UserName, set::Policy, user::User},
    request::{access_request::AccessRequest, command::Command, decide::decide, state::Phase},
};
use serde_json::json;

use super::{record::Record, turn::Turn};
use crate::{
    error::{Error, Fault, refuse},
    http::problem::Code,
    store::{
        bearers, identities,
        requests::{self, Scan},
        sessions, tokens,
    },
};

/// How many requests are ended at a time.
const BATCH: u32 = 100;

/// Ends what a name stands for: sessions, tokens, what waits, and what may be used. Whoever has the name next
/// is somebody else.
pub(super) fn give_up(
    turn: &Turn<'_>,
    record: &Record<'_>,
    name: &UserName,
    why: &str,
) -> Result<(), Error> {
    for phase in [Phase::Pending.word(), "approved"] {
        let open = Scan {
            phase: Some(phase),
            requester: Some(name),
            ..Scan::default()
        };
        loop {
            let requests = requests::scan(turn.sql, &open, turn.now, BATCH)?;
            if requests.is_empty() {
                break;
            }
            for request in requests {
                end(turn, record, request, why)?;
            }
        }
    }
    sessions::end_all(turn.sql, name)?;
    tokens::revoke_all(turn.sql, name)?;
    bearers::give_up(turn.sql, name, turn.now)?;
    record.audit("name-given-up", name.as_str(), json!({ "because": why }))?;
    Ok(())
}

fn end(
    turn: &Turn<'_>,
    record: &Record<'_>,
    request: AccessRequest,
    why: &str,
) -> Result<(), Error> {
    let by = request.requester().clone();
    let command = match request.phase(turn.now) {
        Phase::Pending => Command::Withdraw {
            by,
            reason: why.into(),
        },
        _ => Command::Drop {
            by,
            reason: why.into(),
        },
    };
    let happened = decide(&request, command, turn.now)
        .map_err(|refusal| Fault::new(format!("an open request cannot be ended: {refusal}")))?;
    record.append(request, &happened)?;
    Ok(())
}

/// What follows for people from replacing one policy by another.
pub(super) fn follow(turn: &Turn<'_>, old: &Policy, new: &Policy) -> Result<(), Error> {
    let record = turn.record()?;
    for user in old.users() {
        match new.user(&user.name) {
            None => give_up(turn, &record, &user.name, "the user was removed")?,
            // Whoever came by an identity that is no longer theirs has to come again.
            Some(now) if keys(now) != keys(user) => {
                sessions::end_all(turn.sql, &user.name)?;
            }
            Some(_) => {}
        }
    }
    for user in new.users().filter(|user| old.user(&user.name).is_none()) {
        if identities::is_anothers(turn.sql, user.name.as_str(), "", "")? {
            give_up(turn, &record, &user.name, "a user document took the name")?;
        }
    }
    Ok(())
}

fn keys(user: &User) -> Vec<(&str, &str)> {
    user.oidc_identities
        .iter()
        .map(|(connector, subject)| (connector.value.as_str(), subject.value.as_str()))
        .collect()
}

/// Refuses where this user has acted on the request under a name they had before.
pub(super) fn check_once(
    turn: &Turn<'_>,
    user: &UserName,
    request: &AccessRequest,
) -> Result<(), Error> {
    let former = bearers::former(turn.sql, user)?;
    let did = |name, at| former.iter().any(|former| former.did(name, at));
    if did(request.requester(), request.lifetime().created) {
        return refuse(
            Code::OwnRequest,
            "you made this request under a name that you had before",
        );
    }
    if request
        .reviews()
        .iter()
        .any(|review| did(&review.author, review.at))
    {
        return refuse(
            Code::AlreadyReviewed,
            "you reviewed this request under a name that you had before",
        );
    }
    Ok(())
}
