//! What crosses between the stateless isolates and the ledger's object, as JSON both ways.

use postern_core::{
    api::{
        credentials::NewToken,
        integrations::Direction,
        locks::NewLock,
        requests::{NewCredential, NewRequest, NewResolution, NewReview, Note},
        scope::Need,
        settings::ClusterSettings,
    },
    policy::name::{RoleName, UserName},
    request::id::RequestId,
};
use serde::{Deserialize, Serialize};

pub use super::{callback::SignedCall, listing::Listing};
use super::{
    credential::Credential, json::Json, policy::single::Kind, rate::Allowance, restore::Step,
    sign_in::Verified,
};
use crate::{
    config::Cluster,
    credentials::secret::{SecretName, SecretText},
    error::{Error, Fault, Refused},
    http::header::{Idempotency, Precondition},
    store::{audit::Filter, backup::Span, logins::Login},
};

/// One call, with what the object needs to know about it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// Whose object this is.
    pub cluster: Cluster,
    /// The address the call was sent to: the issuer of tokens.
    pub origin: String,
    /// What the caller showed, if anything.
    pub credential: Option<Credential>,
    /// The scope that a token needs for what is wanted.
    pub need: Need,
    /// The id under which the call is logged.
    pub request_id: String,
    /// From where the call came; empty where that is not known.
    pub source: String,
    /// What the caller's program calls itself, cleaned and shortened.
    pub agent: String,
    /// The version the caller decided on.
    pub precondition: Precondition,
    /// The answers that the caller has already (`If-None-Match`), as they were sent.
    pub known: Option<String>,
    /// The key that makes a repetition harmless.
    pub idempotency: Option<Idempotency>,
    /// What is wanted.
    pub message: Message,
}

/// What is wanted of the ledger.
#[derive(Debug, Serialize, Deserialize)]
pub enum Message {
    /// Whether storage works.
    Ready,
    /// The public keys.
    Keys,
    /// What those who watch the service look at.
    Metrics,
    /// Who can sign in to the sample cluster.
    #[cfg(feature = "demo")]
    DemoUsers,
    /// Sign in to the sample cluster.
    #[cfg(feature = "demo")]
    DemoSignIn(UserName),
    /// The connectors that people sign in through.
    Connectors,
    /// What an isolate has to know of this connector.
    Connector(String),
    /// A secret that the policy refers to, for whoever has to send it to where it belongs.
    OpenSecret(SecretName),
    /// Begin signing in through a provider.
    BeginLogin(Box<Login>),
    /// Take up a sign-in that the browser came back from.
    TakeLogin {
        /// The SHA-256 of the state that it brought.
        state: String,
        /// The SHA-256 of the secret that it kept.
        browser: String,
    },
    /// Sign in whom a provider has spoken of.
    SignIn(Box<Verified>),
    /// Put the first policy in force.
    Bootstrap {
        /// The hash of the bootstrap secret, where the call had the right one.
        proof: Option<String>,
        /// The policy.
        text: String,
    },
    /// End the session.
    SignOut,
    /// Who the caller is.
    Me,
    /// What the caller may request.
    Capabilities,
    /// Why they may or may not request one role.
    Explain(RoleName),
    /// Ask for roles.
    Submit {
        /// What for.
        body: NewRequest,
        /// Only say what would happen.
        dry_run: bool,
    },
    /// Requests, a page at a time.
    List(Box<Listing>),
    /// One request.
    Read(RequestId),
    /// What happened to one request, after this event.
    Events {
        /// Which request.
        id: RequestId,
        /// The last event that is known.
        after: u64,
        /// At most so many.
        limit: u32,
    },
    /// Take a request that is over out of the lists.
    Hide(RequestId),
    /// Approve or deny.
    Review(RequestId, NewReview),
    /// Approve, narrow or deny as an administrator.
    Resolve(RequestId, NewResolution),
    /// Take back a pending request.
    Withdraw(RequestId, Note),
    /// End approved access.
    Revoke(RequestId, Note),
    /// Give access back.
    Drop(RequestId, Note),
    /// Take up access.
    Assume(RequestId, NewCredential),
    /// The policy in force.
    ReadPolicy,
    /// Replace the policy.
    WritePolicy(String),
    /// Only who calls: what is wanted needs nothing that is stored.
    Known,
    /// The policies that were in force before this one, so many at most.
    ListVersions {
        /// The version that ended the last page.
        before: Option<u64>,
        /// At most so many.
        limit: u32,
    },
    /// The policy as it was in the version of this digest.
    ReadVersion(String),
    /// The documents of a kind.
    ListDocuments(Kind),
    /// One document, by its name.
    ReadDocument(Kind, String),
    /// Make or replace one.
    WriteDocument {
        /// Which kind it is.
        kind: Kind,
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Remove one.
    DeleteDocument(Kind, String),
    /// Rows of the audit log.
    ListAudit(Filter),
    /// How far the audit log has come, or had come at a row, signed.
    Checkpoint {
        /// The row; none for the newest.
        seq: Option<u64>,
    },
    /// That a row is part of the audit log.
    ProveAudit {
        /// The row.
        seq: u64,
    },
    /// The settings.
    ReadSettings,
    /// Replace them.
    WriteSettings(ClusterSettings),
    /// The signing keys.
    ListKeys,
    /// Sign with a new one.
    RotateKey,
    /// The names of the secrets that are set.
    ListSecrets,
    /// Set a secret.
    WriteSecret(SecretName, SecretText),
    /// Forget a secret.
    DeleteSecret(SecretName),
    /// Everyone who is locked.
    ListLocks,
    /// People as a provider last spoke of them.
    ListIdentities {
        /// Before this number.
        before: Option<i64>,
        /// At most so many.
        limit: u32,
    },
    /// Lock a user.
    Lock(UserName, NewLock),
    /// Unlock a user.
    Unlock(UserName),
    /// Someone's sessions, the caller's where nobody is named.
    ListSessions(Option<UserName>),
    /// End one session.
    EndSession(String),
    /// Sign someone out, the caller where nobody is named.
    EndSessions(Option<UserName>),
    /// Someone's tokens, where nobody is named everybody's or the caller's.
    ListTokens {
        /// Whose.
        user: Option<UserName>,
        /// At most so many.
        limit: u32,
        /// Where the last page ended, as the ledger wrote it.
        cursor: Option<String>,
    },
    /// Make a token.
    CreateToken(NewToken),
    /// Revoke a token.
    RevokeToken(String),
    /// The integrations.
    ListIntegrations,
    /// One integration.
    ReadIntegration(String),
    /// Make or replace one: its name and its document.
    WriteIntegration(String, String),
    /// Remove one.
    DeleteIntegration(String),
    /// Tell one something harmless.
    TestIntegration(String),
    /// Replace a secret that Postern made for one.
    RotateSecret(String, Direction),
    /// What one was told.
    ListDeliveries {
        /// Its name.
        name: String,
        /// Before this number.
        before: Option<i64>,
        /// At most so many.
        limit: u32,
    },
    /// Tell something once more.
    Redeliver(String),
    /// A signed call of an integration.
    Callback(Box<SignedCall>),
    /// Begin a backup: what it is of, and all that is read in one turn.
    BackupBegin,
    /// Rows of a backup.
    BackupPage(Span),
    /// A step of a restore.
    Restore(Box<Step>),
    /// Open a socket for live changes, from after this event on.
    Stream {
        /// The last event the caller knows.
        since: Option<u64>,
    },
}

impl Message {
    /// Whether it surely writes nothing, so that it needs no transaction.
    #[must_use]
    pub const fn only_reads(&self) -> bool {
        matches!(
            self,
            Self::Me
                | Self::Metrics
                | Self::Capabilities
                | Self::Explain(_)
                | Self::Submit { dry_run: true, .. }
                | Self::List(_)
                | Self::Read(_)
                | Self::Events { .. }
                | Self::ReadPolicy
                | Self::ListAudit(_)
                | Self::BackupPage(_)
        )
    }

    /// Whether what the object remembers of the settings may be old after it.
    #[must_use]
    pub const fn changes_settings(&self) -> bool {
        matches!(self, Self::WriteSettings(_))
    }

    /// Whether something is signed with the cluster's key.
    #[must_use]
    pub const fn signs(&self) -> bool {
        matches!(
            self,
            Self::Assume(..) | Self::Checkpoint { .. } | Self::ProveAudit { .. }
        )
    }

    /// Whether it can end sessions.
    #[must_use]
    pub const fn ends_session(&self) -> bool {
        match self {
            Self::SignOut
            | Self::SignIn(_)
            | Self::EndSession(_)
            | Self::EndSessions(_)
            | Self::Lock(..) => true,
            #[cfg(feature = "demo")]
            Self::DemoSignIn(_) => true,
            _ => false,
        }
    }
}

/// What the ledger answers.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reply {
    /// The body; `null` for none. It crosses beside the reply, not in it.
    #[serde(skip)]
    pub body: Json,
    /// The version, for `ETag`.
    pub etag: Option<String>,
    /// What tells this answer from another one to the same caller, for polling.
    pub weak_etag: Option<String>,
    /// A session that began, or ended.
    pub session: SessionChange,
    /// The id of what was created.
    pub created: Option<String>,
    /// The body has a secret, so that it is never kept.
    pub holds_secret: bool,
    /// The same answer was given before, for the same key.
    pub replayed: bool,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// It was refused after all: what was written about that stays.
    pub refused: Option<Box<Refused>>,
}

/// What a call does to the caller's session.
#[derive(Debug, Default, Serialize, Deserialize)]
pub enum SessionChange {
    /// Nothing.
    #[default]
    None,
    /// It begins.
    Begin(NewSession),
    /// It ends.
    End,
}

/// A session that begins. The secret goes to the browser's cookie and nowhere else.
#[derive(Serialize, Deserialize)]
pub struct NewSession {
    /// The secret itself.
    pub secret: String,
    /// How long the browser keeps it, in seconds.
    pub max_age_s: i64,
}

impl std::fmt::Debug for NewSession {
    /// Everything but the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession")
            .field("max_age_s", &self.max_age_s)
            .finish_non_exhaustive()
    }
}

impl Default for Reply {
    fn default() -> Self {
        Self {
            body: Json::default(),
            etag: None,
            weak_etag: None,
            session: SessionChange::None,
            created: None,
            holds_secret: false,
            replayed: false,
            next_cursor: None,
            refused: None,
        }
    }
}

impl Reply {
    /// A body and nothing else.
    ///
    /// # Errors
    /// Where the value cannot be written.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, Fault> {
        Ok(Self {
            body: Json::of(value)?,
            ..Self::default()
        })
    }

    /// A body that is written already, and nothing else.
    #[must_use]
    pub fn with(body: Json) -> Self {
        Self {
            body,
            ..Self::default()
        }
    }

    /// The same, with a version.
    #[must_use]
    pub fn etag(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }
}

/// What comes back from the object.
#[derive(Debug, Serialize, Deserialize)]
pub struct Answered {
    /// How the call ended.
    pub outcome: Outcome,
    /// How many calls the caller has left; none where it was not counted.
    pub allowance: Option<Allowance>,
}

impl Answered {
    /// As it crosses: the reply's body stands after the first line, for whoever passes it on unread.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn to_text(&self) -> Result<String, Fault> {
        let mut text = serde_json::to_string(self)?;
        text.push('\n');
        if let Outcome::Done(reply) = &self.outcome {
            text.push_str(reply.body.get());
        }
        Ok(text)
    }
}

/// How a call ended: one of three ways.
#[derive(Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// Done.
    Done(Box<Reply>),
    /// The rules said no.
    Refused(Box<Refused>),
    /// The world broke; it is logged already.
    Fault(Fault),
}

impl Outcome {
    /// How a call ended.
    #[must_use]
    pub fn of(result: Result<Reply, Error>) -> Self {
        match result {
            Ok(reply) => Self::Done(Box::new(reply)),
            Err(Error::Refused(refused)) => Self::Refused(refused),
            Err(Error::Fault(fault)) => Self::Fault(fault),
        }
    }

    /// The same as a result.
    ///
    /// # Errors
    /// What was refused, or how it failed.
    pub fn into_result(self) -> Result<Reply, Error> {
        match self {
            Self::Done(reply) => Ok(*reply),
            Self::Refused(refused) => Err(Error::Refused(refused)),
            Self::Fault(fault) => Err(fault.into()),
        }
    }
}
