//! The sample cluster: its policy on first start, and signing in without an identity provider. Only
//! in builds with the feature `demo`.

use postern_core::{
    api::identity::{DemoUser, DemoUsers},
    policy::{name::UserName, subject::Subject},
};

use super::{
    caller::Caller,
    identity::{static_roles, view},
    message::{NewSession, Reply, SessionChange},
    record::Record,
    turn::Turn,
};
use crate::{
    digest::sha256,
    error::{Error, Fault, Refused},
    http::problem::Code,
    id,
    store::sessions,
};

/// The roles and users that the story is about.
pub(super) const POLICY: &str = include_str!("../sample/cluster.yaml");

/// Who can sign in.
pub(super) fn users(turn: &Turn<'_>) -> Result<Reply, Error> {
    let users = turn.policy.users().filter(|user| !user.locked);
    Ok(Reply::of(&DemoUsers {
        users: users
            .map(|user| DemoUser {
                name: user.name.clone(),
                roles: static_roles(&Subject::from(user)),
                about: user.description.clone(),
            })
            .collect(),
    })?)
}

/// Signs in as one of them. The old session ends; the new one has a secret of its own.
pub(super) fn sign_in(turn: &Turn<'_>, user: &UserName) -> Result<Reply, Error> {
    let subject = turn.policy.subject(user).filter(|subject| !subject.locked);
    if subject.is_none() {
        return Err(Refused::new(Code::NotFound, "nobody of that name can sign in").into());
    }
    if let Some(old) = &turn.envelope.session {
        sessions::end(turn.sql, old)?;
    }
    let secret = id::secret()?;
    let hash = sha256([secret.as_bytes()]);
    sessions::begin(turn.sql, &hash, user, &turn.envelope.source, turn.now)?;
    let caller = Caller::find(turn.sql, &turn.policy, &hash, turn.now)?
        .ok_or_else(|| Fault::new("a session that just began is not in force"))?;
    Record::by_call(turn.sql, turn.envelope, &turn.policy, user, turn.now).audit(
        "session-began",
        user.as_str(),
        serde_json::json!({}),
    )?;
    Ok(Reply {
        session: SessionChange::Begin(NewSession {
            secret,
            max_age_s: sessions::LONGEST.as_secs(),
        }),
        ..Reply::of(&view(turn, &caller)?)?
    })
}
