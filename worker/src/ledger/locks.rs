//! Locks: in one turn a user loses sessions, tokens, and everything asked for or granted. The policy
//! locks with a document, an administrator at once; both end here.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        locks::{LockPage, LockView, NewLock},
    },
    policy::{name::UserName, set::Policy, subject::Subject},
    request::ending,
};
use serde_json::json;

use super::{message::Reply, policy, record::Record, turn::Turn};
use crate::{
    error::{Error, Fault, refuse},
    http::problem::Code,
    store::{locks, requests, sessions, tokens},
};

/// How many requests are ended at a time.
const CHUNK: u32 = 100;

/// What a user lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Lost {
    sessions: u32,
    tokens: u32,
    requests: u32,
}

/// Everyone who is locked.
pub(super) fn list(turn: &Turn<'_>) -> Result<Reply, Error> {
    for verb in [Verb::List, Verb::Read] {
        turn.check(Resource::User, verb, "see who is locked")?;
    }
    Ok(Reply::of(&LockPage {
        items: locks::all(turn.sql, turn.now)?,
    })?)
}

/// Locks a user. Nobody can be locked so that the policy could not be changed any more.
pub(super) fn lock(turn: &Turn<'_>, user: &UserName, body: &NewLock) -> Result<Reply, Error> {
    turn.check(Resource::User, Verb::Update, "lock users")?;
    let author = turn.caller()?.subject.name.clone();
    let expires = body.expires_in.map(|life| turn.now.plus(life.duration()));
    let Some(subject) = turn.people.subject(user) else {
        return refuse(Code::NotFound, "there is no such user");
    };
    policy::check_lockout(turn, &turn.policy, Some(user))?;
    let lock = LockView {
        user: user.clone(),
        reason: body.reason.clone(),
        author,
        at: turn.now,
        expires,
    };
    locks::put(turn.sql, &lock)?;
    let locked = Subject {
        locked: true,
        ..subject
    };
    let record = turn.record()?;
    let lost = end(
        turn,
        &record,
        user,
        Some(&locked),
        &lock.author,
        &lock.reason,
    )?;
    record.audit(
        "user-locked",
        user.as_str(),
        json!({
            "expires": lock.expires,
            "reason": lock.reason,
            "requests": lost.requests,
            "sessions": lost.sessions,
            "tokens": lost.tokens,
        }),
    )?;
    policy::telling::tell_locked(&record, user, turn.now)?;
    Ok(Reply::of(&lock)?)
}

/// Takes a lock away. What it ended stays ended.
pub(super) fn unlock(turn: &Turn<'_>, user: &UserName) -> Result<Reply, Error> {
    turn.check(Resource::User, Verb::Update, "unlock users")?;
    if !locks::holds(turn.sql, user, turn.now)? {
        return refuse(Code::NotFound, "there is no lock on such a user");
    }
    locks::remove(turn.sql, user)?;
    turn.record()?
        .audit("user-unlocked", user.as_str(), json!({}))?;
    Ok(Reply::default())
}

/// Ends what those have whom a new policy locks or no longer has.
pub(super) fn follow_policy(
    turn: &Turn<'_>,
    record: &Record<'_>,
    new: &Policy,
    author: &UserName,
) -> Result<(), Error> {
    for old in turn.policy.users() {
        let subject = new.subject(&old.name);
        let (action, reason) = match &subject {
            None => ("user-removed", "the policy no longer has this user"),
            Some(subject) if subject.locked && !old.locked => {
                ("user-locked", "the policy locks this user")
            }
            Some(_) => continue,
        };
        let lost = end(turn, record, &old.name, subject.as_ref(), author, reason)?;
        record.audit(
            action,
            old.name.as_str(),
            json!({
                "reason": reason,
                "requests": lost.requests,
                "sessions": lost.sessions,
                "tokens": lost.tokens,
            }),
        )?;
    }
    Ok(())
}

/// Ends everything that a user has. `holder` is who they are now: locked, or nobody.
fn end(
    turn: &Turn<'_>,
    record: &Record<'_>,
    user: &UserName,
    holder: Option<&Subject>,
    by: &UserName,
    reason: &str,
) -> Result<Lost, Error> {
    let mut lost = Lost {
        sessions: sessions::end_all(turn.sql, user)?,
        tokens: tokens::revoke_all(turn.sql, user)?,
        requests: 0,
    };
    for phase in ["pending", "approved"] {
        let scan = requests::Scan {
            phase: Some(phase),
            requester: Some(user),
            ..requests::Scan::default()
        };
        // Whatever ends leaves the phase, so that the next rows come up.
        loop {
            let open = requests::scan(turn.sql, &scan, turn.now, CHUNK)?;
            if open.is_empty() {
                break;
            }
            for request in open {
                let happened = ending::end(&request, holder, by, reason, turn.now)
                    .map_err(|refusal| Fault::new(format!("ending a request: {refusal}")))?;
                if happened.is_empty() {
                    return Err(Fault::new("a request that is open and cannot end").into());
                }
                record.append(request, &happened)?;
                lost.requests += 1;
            }
        }
    }
    Ok(lost)
}
