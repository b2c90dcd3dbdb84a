//! Who the caller is: a session or a machine token in force, of a user who is known and
//! whom nothing locks.

use postern_core::{
    api::scope::{Need, Scope},
    policy::{name::UserName, set::Policy, subject::Subject},
    request::timestamp::Timestamp,
};

use super::{credential::Credential, people::People, refusal::Reader};
use crate::{
    error::{Error, Fault, Refused},
    http::problem::Code,
    store::{
        bearers, locks,
        sessions::{self, Limits, Session},
        sql::Sql,
        tokens::{self, Token},
    },
};

/// Somebody, and how they were recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// What was shown.
    pub by: Authentication,
    /// As decisions see them: static roles only.
    pub subject: Subject,
    /// Since when their name is theirs: what was done under it before was somebody else's doing.
    pub since: Timestamp,
}

/// What a caller was recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// They are signed in.
    Session(Session),
    /// A program acts for them.
    Token(Token),
}

impl Caller {
    /// The owner of a credential, if it is in force.
    ///
    /// # Errors
    /// What the database says.
    pub fn find(
        sql: &Sql,
        people: &People,
        limits: Limits,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Option<Self>, Fault> {
        let Some(by) = Authentication::find(sql, limits, credential, now)? else {
            return Ok(None);
        };
        if locks::holds(sql, by.user(), now)? {
            return Ok(None);
        }
        let Some(subject) = people.subject(by.user()).filter(|subject| !subject.locked) else {
            return Ok(None);
        };
        let since = bearers::since(sql, by.user())?;
        Ok(Some(Self { by, subject, since }))
    }

    /// The session; `None` where a token was shown.
    #[must_use]
    pub const fn session(&self) -> Option<&Session> {
        match &self.by {
            Authentication::Session(session) => Some(session),
            Authentication::Token(_) => None,
        }
    }

    /// The token; `None` where they are signed in.
    #[must_use]
    pub const fn token(&self) -> Option<&Token> {
        match &self.by {
            Authentication::Session(_) => None,
            Authentication::Token(token) => Some(token),
        }
    }

    /// Until when they are recognised.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        match &self.by {
            Authentication::Session(session) => session.expires,
            Authentication::Token(token) => token.expires,
        }
    }

    /// The caller as the reader of explanations: a token's scopes narrow what its owner's roles allow.
    pub(super) fn reader<'a>(
        &'a self,
        policy: &'a Policy,
        people: &'a People,
        now: Timestamp,
    ) -> Reader<'a> {
        Reader {
            policy,
            people,
            subject: &self.subject,
            since: self.since,
            now,
            may_act: true,
            scopes: self.token().map(|token| token.scopes.as_slice()),
        }
    }

    /// Refuses what a token was not made for, before anything is looked at.
    ///
    /// # Errors
    /// A refusal that names the scope.
    pub fn check_scope(&self, need: Need) -> Result<(), Error> {
        match &self.by {
            Authentication::Session(_) => Ok(()),
            Authentication::Token(token) => check_scope(&token.scopes, need),
        }
    }

    /// Notes that the credential was used.
    ///
    /// # Errors
    /// What the database says.
    pub fn touch(&self, sql: &Sql, now: Timestamp) -> Result<(), Fault> {
        match &self.by {
            Authentication::Session(session) => sessions::touch(sql, session, now),
            Authentication::Token(token) => tokens::touch(sql, token, now),
        }
    }
}

impl Authentication {
    /// The session or token with this hash, if it is in force; its owner may be locked.
    ///
    /// # Errors
    /// What the database says.
    pub fn find(
        sql: &Sql,
        limits: Limits,
        credential: &Credential,
        now: Timestamp,
    ) -> Result<Option<Self>, Fault> {
        Ok(match credential {
            Credential::Session(hash) => sessions::find(sql, hash, limits, now)?.map(Self::Session),
            Credential::Token(hash) => tokens::find(sql, hash, now)?.map(Self::Token),
        })
    }

    /// Whose it is.
    #[must_use]
    pub const fn user(&self) -> &UserName {
        match self {
            Self::Session(session) => &session.user,
            Self::Token(token) => &token.owner,
        }
    }

    /// Whose calls are counted, and whose idempotency keys are kept, together: a person's in all
    /// their sessions, and each token's for itself.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Session(session) => format!("user {}", session.user),
            Self::Token(token) => format!("token {}", token.id),
        }
    }
}

fn check_scope(scopes: &[Scope], need: Need) -> Result<(), Error> {
    if need == Need::Nothing || scopes.iter().any(|scope| scope.meets(need)) {
        return Ok(());
    }
    let detail = match need.word() {
        Some(word) => format!("this token lacks the scope `{word}`; make one that has it"),
        None => "no token can do this; sign in".to_owned(),
    };
    Err(Refused::new(Code::ScopeMissing, detail).into())
}

#[cfg(test)]
mod tests {
    use postern_core::api::endpoint::ENDPOINTS;

    use super::*;

    #[test]
    fn each_operation_is_refused_without_its_scope_and_no_other_makes_up_for_it() {
        let all: Vec<Scope> = ENDPOINTS
            .iter()
            .filter_map(|entry| entry.need.word())
            .map(|word| Scope::parse(&word).expect("a scope"))
            .collect();
        for entry in ENDPOINTS {
            let what = format!("{} {}", entry.method.as_str(), entry.path);
            let Some(word) = entry.need.word() else {
                assert_eq!(
                    check_scope(&all, entry.need).is_ok(),
                    entry.need == Need::Nothing,
                    "{what}"
                );
                continue;
            };
            let (with, without): (Vec<_>, Vec<_>) = all
                .iter()
                .cloned()
                .partition(|scope| scope.as_str() == word);
            assert!(check_scope(&with, entry.need).is_ok(), "{what}");
            assert!(check_scope(&without, entry.need).is_err(), "{what}");
        }
    }
}
