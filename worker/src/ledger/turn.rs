//! One turn: everything a message needs, loaded once; one message, one reply; nothing awaits.

use std::{borrow::Borrow, rc::Rc};

use postern_core::{
    api::endpoint::{Resource, Verb},
    policy::{name::UserName, set::Policy},
    request::{access_request::AccessRequest, id::RequestId, timestamp::Timestamp},
};

#[cfg(feature = "demo")]
use super::demo;
use super::{
    assume, audit, backup, bootstrap, callback,
    caller::Caller,
    credential::Credential,
    deliveries,
    facts::Facts,
    history, identities, identity, integrations,
    json::Json,
    keys, listing, locks, login, may,
    memory::Memory,
    message::{Envelope, Message, Reply},
    metrics,
    metrics::Tally,
    people::People,
    policy,
    prepared::Prepared,
    record::Record,
    refusal::Reader,
    requests, secrets, session, settings, sign_in, tokens,
    written::Written,
};
use crate::{
    config::Cluster,
    credentials::keys::OpenKey,
    error::{Error, Fault, refuse},
    http::problem::Code,
    store::{
        self,
        idempotency::{self, Kept, Key},
        sql::Sql,
    },
};

/// What is said to whom a provider spoke of too long ago.
pub(super) const CLAIMS_TOO_OLD: &str =
    "sign in again first: what your identity provider said about you is too old to act by";

/// What a message works with.
pub struct Turn<'a> {
    pub(super) sql: &'a Sql,
    pub(super) envelope: &'a Envelope,
    pub(super) policy: Rc<Policy>,
    pub(super) people: Rc<People>,
    pub(super) now: Timestamp,
    memory: &'a Memory,
    pub(super) prepared: Prepared,
    /// The cluster as the deployment configures it.
    pub(super) configured: Cluster,
    key: Option<Rc<OpenKey>>,
    caller: Option<Caller>,
}

impl<'a> Turn<'a> {
    /// Loads what the message needs, and notes that the session was used.
    ///
    /// # Errors
    /// What the database says; a refusal where the token is not in force, or lacks the scope.
    pub fn begin(
        sql: &'a Sql,
        memory: &'a Memory,
        envelope: &'a Envelope,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let policy = memory.policy(sql)?;
        let people = memory.people(sql, &policy)?;
        let caller = match &envelope.credential {
            Some(credential) => {
                let limits = envelope.cluster.session_limits();
                Caller::find(sql, &people, limits, credential, now)?
            }
            None => None,
        };
        match (&caller, &envelope.credential) {
            (Some(caller), _) => {
                caller.touch(sql, now)?;
                caller.check_scope(envelope.need)?;
            }
            // Unknown, expired, revoked, of someone who is locked: nobody is told which.
            (None, Some(Credential::Token(_))) => {
                return refuse(
                    Code::InvalidToken,
                    "the token is not in force; make a new one",
                );
            }
            (None, _) => {}
        }
        Ok(Self {
            sql,
            configured: memory.configured()?,
            envelope,
            policy,
            people,
            now,
            memory,
            prepared: Prepared::default(),
            key: memory.key(),
            caller,
        })
    }

    /// The same, with what had to be awaited before it.
    #[must_use]
    pub(super) fn with(self, prepared: Prepared) -> Self {
        Self { prepared, ..self }
    }

    /// Refuses callers whose roles do not let them do this.
    pub(super) fn check(&self, resource: Resource, verb: Verb, what: &str) -> Result<(), Error> {
        self.reader()?
            .require(resource.as_str(), verb.as_str(), what)
    }

    /// Does what the message wants.
    ///
    /// # Errors
    /// Why not; then nothing has changed.
    pub fn run(&self) -> Result<Reply, Error> {
        match &self.envelope.message {
            Message::Ready => identity::ready(),
            Message::Keys => keys::published(self),
            Message::Metrics => metrics::read(self),
            #[cfg(feature = "demo")]
            Message::DemoUsers => demo::users(self),
            #[cfg(feature = "demo")]
            Message::DemoSignIn(user) => demo::sign_in(self, user),
            Message::Connectors => login::connectors(self),
            Message::Connector(name) => login::connector(self, name),
            Message::OpenSecret(_) => Ok(Reply::of(&self.prepared.opened()?)?),
            Message::BeginLogin(begun) => login::begin(self, begun),
            Message::TakeLogin { state, browser } => login::take(self, state, browser),
            Message::SignIn(verified) => sign_in::sign_in(self, verified),
            Message::Bootstrap { proof, text } => {
                bootstrap::bootstrap(self, proof.as_deref(), text)
            }
            Message::SignOut => session::sign_out(self),
            Message::Me => identity::me(self),
            Message::Capabilities => requests::capabilities(self),
            Message::Explain(role) => requests::explain(self, role),
            Message::Submit {
                body,
                dry_run: true,
            } => requests::dry_run(self, body),
            Message::Submit { body, .. } => {
                self.once("submit", None, || requests::submit(self, body))
            }
            Message::List(listing) => listing::list(self, listing),
            Message::Read(id) => requests::read(self, *id),
            Message::Events { id, after, limit } => history::events(self, *id, *after, *limit),
            Message::Hide(id) => history::hide(self, *id),
            Message::Review(id, body) => {
                self.once("review", Some(*id), || requests::review(self, *id, body))
            }
            Message::Resolve(id, body) => {
                self.once("resolve", Some(*id), || requests::resolve(self, *id, body))
            }
            Message::Withdraw(id, note) => self.once("withdraw", Some(*id), || {
                requests::withdraw(self, *id, note)
            }),
            Message::Revoke(id, note) => {
                self.once("revoke", Some(*id), || requests::revoke(self, *id, note))
            }
            Message::Drop(id, note) => {
                self.once("drop", Some(*id), || requests::give_back(self, *id, note))
            }
            Message::Assume(id, body) => {
                self.once("assume", Some(*id), || assume::assume(self, *id, body))
            }
            Message::ReadPolicy => policy::read(self),
            Message::WritePolicy(text) => policy::write(self, text),
            Message::Known => self.caller().map(|_| Reply::default()),
            Message::ListVersions { before, limit } => {
                policy::versions::list(self, *before, *limit)
            }
            Message::ReadVersion(digest) => policy::versions::read(self, digest),
            Message::ListDocuments(kind) => policy::single::list(self, *kind),
            Message::ReadDocument(kind, name) => policy::single::read(self, *kind, name),
            Message::WriteDocument { kind, name, text } => {
                policy::single::write(self, *kind, name, text)
            }
            Message::DeleteDocument(kind, name) => policy::single::delete(self, *kind, name),
            Message::ListAudit(filter) => audit::list(self, filter),
            Message::Checkpoint { seq } => audit::checkpoint(self, *seq),
            Message::ProveAudit { seq } => audit::prove(self, *seq),
            Message::ReadSettings => settings::read(self),
            Message::WriteSettings(new) => settings::write(self, new),
            Message::ListKeys => keys::list(self),
            Message::RotateKey => keys::rotate(self),
            Message::ListSecrets => secrets::list(self),
            Message::WriteSecret(name, _) => secrets::write(self, name),
            Message::DeleteSecret(name) => secrets::delete(self, name),
            Message::ListLocks => locks::list(self),
            Message::ListIdentities { before, limit } => identities::list(self, *before, *limit),
            Message::Lock(user, body) => locks::lock(self, user, body),
            Message::Unlock(user) => locks::unlock(self, user),
            Message::ListSessions(user) => session::list(self, user.as_ref()),
            Message::EndSession(id) => session::end(self, id),
            Message::EndSessions(user) => session::end_all(self, user.as_ref()),
            Message::ListTokens {
                user,
                limit,
                cursor,
            } => tokens::list(self, user.as_ref(), *limit, cursor.as_deref()),
            Message::CreateToken(body) => {
                self.once("create-token", None, || tokens::create(self, body))
            }
            Message::RevokeToken(id) => tokens::revoke(self, id),
            Message::ListIntegrations => integrations::list(self),
            Message::ReadIntegration(name) => integrations::read(self, name),
            Message::WriteIntegration(name, text) => integrations::write(self, name, text),
            Message::DeleteIntegration(name) => integrations::delete(self, name),
            Message::RotateSecret(name, direction) => integrations::rotate(self, name, *direction),
            Message::TestIntegration(name) => deliveries::test(self, name),
            Message::ListDeliveries {
                name,
                before,
                limit,
            } => deliveries::list(self, name, *before, *limit),
            Message::Redeliver(id) => deliveries::again(self, id),
            Message::Callback(call) => callback::receive(self, call),
            Message::BackupBegin => backup::begin(self),
            Message::BackupPage(span) => backup::page(self, span),
            Message::Restore(_) => Err(Fault::new("a restore has turns of its own").into()),
            Message::Stream { .. } => Err(Fault::new("a socket is opened outside a turn").into()),
        }
    }

    /// How calls ended so far.
    pub(super) fn tally(&self) -> &Tally {
        self.memory.tally()
    }

    /// Who calls.
    ///
    /// # Errors
    /// A refusal with code `not-signed-in`.
    pub fn caller(&self) -> Result<&Caller, Error> {
        self.caller
            .as_ref()
            .map_or_else(|| refuse(Code::NotSignedIn, "sign in first"), Ok)
    }

    /// The caller as the reader of explanations.
    pub(super) fn reader(&self) -> Result<Reader<'_>, Error> {
        Ok(Reader {
            may_act: self.check_claims().is_ok(),
            ..self.caller()?.reader(&self.policy, &self.people, self.now)
        })
    }

    /// Refuses where what a provider said about the caller is too old to decide or to take access up by.
    pub(super) fn check_claims(&self) -> Result<(), Error> {
        self.check_claims_of(&self.caller()?.subject.name)
    }

    /// The same of somebody else, for whom an integration acts.
    pub(super) fn check_claims_of(&self, user: &UserName) -> Result<(), Error> {
        let longest = self.envelope.cluster.claims_max_age();
        match self.people.told(user) {
            Some(told) if self.now.since(told) >= longest => {
                refuse(Code::ClaimsTooOld, CLAIMS_TOO_OLD)
            }
            _ => Ok(()),
        }
    }

    /// The open signing key.
    pub(super) fn key(&self) -> Result<&OpenKey, Fault> {
        self.key
            .as_deref()
            .ok_or_else(|| Fault::new("the signing key is not open"))
    }

    /// What follows from a request as it was made and from the policy in force.
    pub(super) fn facts(&self, request: &AccessRequest) -> Rc<Facts> {
        self.memory.facts(&self.people, request, self.now)
    }

    /// Requests that were written before, as readers see them.
    pub(super) const fn written(&self) -> &Written {
        self.memory.written()
    }

    /// What the caller does, for the record.
    pub(super) fn record(&self) -> Result<Record<'_>, Error> {
        let caller = self.caller()?;
        let record = Record::by_call(
            self.sql,
            self.envelope,
            &self.policy,
            &caller.subject.name,
            self.now,
        );
        Ok(match caller.token() {
            Some(token) => record.with_token(&token.id),
            None => record,
        })
    }

    /// A request that the caller may see. One they may not see does not exist for them.
    pub(super) fn load(&self, id: RequestId) -> Result<AccessRequest, Error> {
        self.visible(store::requests::load(self.sql, id)?)
    }

    /// The same, for looking at.
    pub(super) fn look_at(&self, id: RequestId) -> Result<Rc<AccessRequest>, Error> {
        self.visible(store::requests::known(self.sql, id)?)
    }

    fn visible<T: Borrow<AccessRequest>>(&self, request: Option<T>) -> Result<T, Error> {
        let reader = self.reader()?;
        match request {
            Some(request) if may::see(reader, request.borrow()) => Ok(request),
            _ => refuse(
                Code::NotFound,
                "there is no such request, or none that you may see",
            ),
        }
    }

    /// Does something once for each key: a repeated call gets the answer that the first one got.
    /// What holds a secret is never kept, so its repetition is told what was issued.
    fn once(
        &self,
        operation: &str,
        about: Option<RequestId>,
        act: impl FnOnce() -> Result<Reply, Error>,
    ) -> Result<Reply, Error> {
        let Some(wanted) = &self.envelope.idempotency else {
            return act();
        };
        let caller = self.caller()?.by.key();
        let key = Key {
            caller: &caller,
            operation,
            key: &wanted.key,
        };
        if let Some(kept) = idempotency::find(self.sql, key, self.now)? {
            if kept.fingerprint != wanted.fingerprint {
                return refuse(
                    Code::KeyReused,
                    "this Idempotency-Key was used for another call; take a new one",
                );
            }
            // The caller may see less than when the answer was first given.
            if let Some(id) = about {
                self.load(id)?;
            }
            return replay(kept);
        }
        let reply = act()?;
        let kept = Kept {
            fingerprint: wanted.fingerprint.clone(),
            etag: reply.etag.clone(),
            created: reply.created.clone(),
            body: (!reply.holds_secret).then(|| reply.body.get().to_owned()),
        };
        idempotency::keep(self.sql, key, &kept, self.now)?;
        Ok(reply)
    }
}

fn replay(kept: Kept) -> Result<Reply, Error> {
    let Some(body) = kept.body else {
        return refuse(
            Code::AlreadyIssued,
            format!(
                "the credential {} was issued for this Idempotency-Key and is shown only once; take a new key for a new one",
                kept.created.unwrap_or_default()
            ),
        );
    };
    Ok(Reply {
        body: Json::written(body),
        etag: kept.etag,
        created: kept.created,
        replayed: true,
        ..Reply::default()
    })
}
