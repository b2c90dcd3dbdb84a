//! The sample cluster: its policy on first start, and signing in without an identity provider. Only
//! in builds with the feature `demo`.

use postern_core::{
    api::identity::{DemoUser, DemoUsers},
    policy::{name::UserName, subject::Subject},
};

use super::{
    identity::{static_roles, view},
    message::Reply,
    session,
    turn::Turn,
};
use crate::{
    error::{Error, Refused},
    http::problem::Code,
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
    let (caller, session) = session::begin(turn, user)?;
    Ok(Reply {
        session,
        ..Reply::of(&view(turn, &caller)?)?
    })
}
