//! Who the caller is: a session in force, of a user whom the policy knows and does not lock.

use postern_core::{
    policy::{set::Policy, subject::Subject},
    request::timestamp::Timestamp,
};

use crate::{
    error::Fault,
    store::{
        sessions::{self, Session},
        sql::Sql,
    },
};

/// Someone who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Their session.
    pub session: Session,
    /// As decisions see them: static roles only.
    pub subject: Subject,
}

impl Caller {
    /// The owner of a session, if it is in force.
    ///
    /// # Errors
    /// What the database says.
    pub fn find(
        sql: &Sql,
        policy: &Policy,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<Self>, Fault> {
        let session = sessions::find(sql, hash, now)?;
        Ok(session.and_then(|session| {
            let subject = policy.subject(&session.user)?;
            (!subject.locked).then_some(Self { session, subject })
        }))
    }
}
