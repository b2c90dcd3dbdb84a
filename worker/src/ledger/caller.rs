//! Who the caller is: a session in force, of a user who is known and not locked.

use postern_core::{policy::subject::Subject, request::timestamp::Timestamp};

use super::people::People;
use crate::{
    error::Fault,
    store::{
        bearers,
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
    /// Since when their name is theirs: what was done under it before was somebody else's doing.
    pub since: Timestamp,
}

impl Caller {
    /// The owner of a session, if it is in force.
    ///
    /// # Errors
    /// What the database says.
    pub fn find(
        sql: &Sql,
        people: &People,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<Self>, Fault> {
        let Some(session) = sessions::find(sql, hash, now)? else {
            return Ok(None);
        };
        let since = bearers::since(sql, &session.user)?;
        let subject = people.subject(&session.user);
        Ok(subject
            .filter(|subject| !subject.locked)
            .map(|subject| Self {
                session,
                subject,
                since,
            }))
    }
}
