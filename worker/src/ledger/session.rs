//! Sessions: begun at sign-in, listed and ended by their owner or by who may.

use super::{
    caller::Caller,
    credential::Credential,
    message::{NewSession, Reply, SessionChange},
    record::Record,
    turn::Turn,
};
use crate::{
    digest::sha256,
    error::{Error, Fault},
    id,
    store::sessions::{self, Session},
};
use postern_core::policy::name::UserName;

/// Signs a user in. The session that the call came with ends; the new one has a secret of its own.
pub(super) fn begin(turn: &Turn<'_>, user: &UserName) -> Result<(Caller, SessionChange), Error> {
    if let Some(Credential::Session(old)) = &turn.envelope.credential {
        sessions::end(turn.sql, old)?;
    }
    let limits = turn.envelope.cluster.session_limits();
    let secret = id::secret()?;
    let session = Session {
        hash: sha256([secret.as_bytes()]),
        id: id::uuid()?,
        user: user.clone(),
        source: turn.envelope.source.clone(),
        agent: turn.envelope.agent.clone(),
        created: turn.now,
        seen: turn.now,
        expires: turn.now.plus(limits.longest),
    };
    sessions::begin(turn.sql, &session)?;
    let credential = Credential::Session(session.hash);
    let caller = Caller::find(turn.sql, &turn.policy, limits, &credential, turn.now)?
        .ok_or_else(|| Fault::new("a session that just began is not in force"))?;
    Record::by_call(turn.sql, turn.envelope, &turn.policy, user, turn.now).audit(
        "session-began",
        user.as_str(),
        serde_json::json!({ "session": session.id }),
    )?;
    let begun = SessionChange::Begin(NewSession {
        secret,
        max_age_s: limits.longest.as_secs(),
    });
    Ok((caller, begun))
}

/// Ends the caller's own session.
pub(super) fn sign_out(turn: &Turn<'_>) -> Result<Reply, Error> {
    let caller = turn.caller()?;
    if let Some(session) = caller.session() {
        sessions::end(turn.sql, &session.hash)?;
        turn.record()?.audit(
            "session-ended",
            caller.subject.name.as_str(),
            serde_json::json!({ "session": session.id }),
        )?;
    }
    Ok(Reply {
        session: SessionChange::End,
        ..Reply::default()
    })
}
