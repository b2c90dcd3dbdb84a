//! Sessions: begun at sign-in, listed and ended by their owner or by who may.

use postern_core::{
    api::{
        credentials::{Ended, SessionPage, SessionView},
        endpoint::{Resource, Verb},
    },
    policy::name::UserName,
    request::timestamp::Timestamp,
};
use serde_json::{Value, json};

use super::{
    credential::Credential,
    message::{NewSession, Reply, SessionChange},
    record::Record,
    turn::Turn,
};
use crate::{
    digest::sha256,
    error::{Error, refuse},
    http::problem::Code,
    id,
    store::{
        locks,
        sessions::{self, Session},
    },
};
/// How many sessions are shown at most.
const MOST_SESSIONS: u32 = 200;

/// Signs a user in. The session that the call came with ends; the new one has a secret of its own.
/// It ends no later than what it rests on; `how` says in the audit log what that is.
pub(super) fn begin(
    turn: &Turn<'_>,
    user: &UserName,
    not_after: Option<Timestamp>,
    mut how: Value,
) -> Result<(Credential, SessionChange), Error> {
    if locks::holds(turn.sql, user, turn.now)? {
        return refuse(Code::Locked, "ask an administrator to unlock you");
    }
    if let Some(Credential::Session(old)) = &turn.envelope.credential {
        sessions::end(turn.sql, old)?;
    }
    let limits = turn.envelope.cluster.session_limits();
    let longest = turn.now.plus(limits.longest);
    let expires = not_after.map_or(longest, |end| end.min(longest));
    let secret = id::secret()?;
    let session = Session {
        hash: sha256([secret.as_bytes()]),
        id: id::uuid()?,
        user: user.clone(),
        source: turn.envelope.source.clone(),
        agent: turn.envelope.agent.clone(),
        created: turn.now,
        seen: turn.now,
        expires,
    };
    sessions::begin(turn.sql, &session)?;
    if let Some(members) = how.as_object_mut() {
        members.insert("session".into(), json!(session.id));
    }
    Record::by_call(turn.sql, turn.envelope, &turn.policy, user, turn.now).audit(
        "session-began",
        user.as_str(),
        how,
    )?;
    let begun = SessionChange::Begin(NewSession {
        secret,
        max_age_s: expires.since(turn.now).as_secs(),
    });
    Ok((Credential::Session(session.hash), begun))
}

/// Ends the caller's own session.
pub(super) fn sign_out(turn: &Turn<'_>) -> Result<Reply, Error> {
    let caller = turn.caller()?;
    if let Some(session) = caller.session() {
        sessions::end(turn.sql, &session.hash)?;
        turn.record()?.audit(
            "session-ended",
            caller.subject.name.as_str(),
            json!({ "session": session.id }),
        )?;
    }
    Ok(Reply {
        session: SessionChange::End,
        ..Reply::default()
    })
}

/// The caller's sessions, or with `session:list` somebody else's.
pub(super) fn list(turn: &Turn<'_>, user: Option<&UserName>) -> Result<Reply, Error> {
    let user = whose(turn, user, Verb::List, "list the sessions of others")?;
    let limits = turn.envelope.cluster.session_limits();
    let current = current(turn)?;
    let items = sessions::of_user(turn.sql, user, limits, turn.now, MOST_SESSIONS)?;
    let items = items.into_iter().map(|session| SessionView {
        current: current.is_some_and(|current| current.id == session.id),
        id: session.id,
        user: session.user,
        created: session.created,
        seen: session.seen,
        expires: session.expires,
        source: session.source,
        agent: session.agent,
    });
    Ok(Reply::of(&SessionPage {
        items: items.collect(),
    })?)
}

/// Ends a session: one's own, or with `session:delete` anyone's. Others do not exist.
pub(super) fn end(turn: &Turn<'_>, id: &str) -> Result<Reply, Error> {
    let me = &turn.caller()?.subject.name;
    let may_any = turn.reader()?.check("session", "delete").is_allowed();
    let limits = turn.envelope.cluster.session_limits();
    let session = sessions::load(turn.sql, id, limits, turn.now)?;
    let Some(session) = session.filter(|session| may_any || session.user == *me) else {
        return refuse(Code::NotFound, "there is no such session, or none of yours");
    };
    sessions::end(turn.sql, &session.hash)?;
    turn.record()?.audit(
        "session-ended",
        session.user.as_str(),
        json!({ "session": session.id }),
    )?;
    let is_current = current(turn)?.is_some_and(|current| current.id == session.id);
    Ok(Reply {
        session: change(is_current),
        ..Reply::default()
    })
}

/// Signs out everywhere: oneself, or with `session:delete` somebody else.
pub(super) fn end_all(turn: &Turn<'_>, user: Option<&UserName>) -> Result<Reply, Error> {
    let user = whose(turn, user, Verb::Delete, "end the sessions of others")?;
    let ended = sessions::end_all(turn.sql, user)?;
    turn.record()?.audit(
        "sessions-ended",
        user.as_str(),
        json!({ "sessions": ended }),
    )?;
    let is_current = current(turn)?.is_some_and(|current| current.user == *user);
    Ok(Reply {
        session: change(is_current),
        ..Reply::of(&Ended { sessions: ended })?
    })
}

/// Whom a call about sessions is about: the caller, or with the verb anybody.
fn whose<'a>(
    turn: &'a Turn<'_>,
    user: Option<&'a UserName>,
    verb: Verb,
    what: &str,
) -> Result<&'a UserName, Error> {
    let me = &turn.caller()?.subject.name;
    let user = user.unwrap_or(me);
    if user != me {
        turn.check(Resource::Session, verb, what)?;
    }
    Ok(user)
}

/// The session that the call came with.
fn current<'a>(turn: &'a Turn<'_>) -> Result<Option<&'a Session>, Error> {
    Ok(turn.caller()?.session())
}

/// What becomes of the cookie.
const fn change(is_current: bool) -> SessionChange {
    if is_current {
        SessionChange::End
    } else {
        SessionChange::None
    }
}
