//! What a message needs that has to be awaited, made ready before its turn. Whether the caller may have it
//! is decided in the turn, so what went wrong here is told only there.

use postern_core::api::integrations::Direction;
use worker::Env;

use super::{
    integrations::{binding, keys, parsed},
    message::{Envelope, Message},
};
use crate::{
    clock,
    config::{self, Cluster},
    credentials::{
        keys as signing,
        seal::{self, Kek, Sealed},
        secret::{self, SecretText},
    },
    error::{Error, Fault},
    id,
    integrations::signature::Key,
    store::{integrations, keys::Row, sql::Sql},
};

/// What was made ready.
#[derive(Default)]
pub(super) struct Prepared {
    sealed: Option<Result<Sealed, Error>>,
    fresh: Option<Result<Pair, Error>>,
    keys: Vec<Key>,
    opened: Option<Result<SecretText, Error>>,
    new_key: Option<Result<Row, Error>>,
}

/// A new secret, for whoever shows it once and for storage. No `Debug`: it is a secret.
#[derive(Clone)]
pub(super) struct Fresh {
    pub(super) text: SecretText,
    pub(super) sealed: Sealed,
}

#[derive(Clone)]
struct Pair {
    outgoing: Fresh,
    incoming: Fresh,
}

impl Prepared {
    /// The secret that the caller sent, sealed.
    pub(super) fn sealed(&self) -> Result<Sealed, Error> {
        self.sealed
            .clone()
            .unwrap_or_else(|| Err(Fault::new("nothing was sealed before the turn").into()))
    }

    /// A new secret of an integration.
    pub(super) fn fresh(&self, direction: Direction) -> Result<Fresh, Error> {
        match self.fresh.clone() {
            Some(Ok(pair)) => Ok(match direction {
                Direction::Outgoing => pair.outgoing,
                Direction::Incoming => pair.incoming,
            }),
            Some(Err(error)) => Err(error),
            None => Err(Fault::new("no secret was made before the turn").into()),
        }
    }

    /// What the integration that the call names signs with; none where it does not listen.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The secret that was asked for, open.
    pub(super) fn opened(&self) -> Result<SecretText, Error> {
        self.opened
            .clone()
            .unwrap_or_else(|| Err(Fault::new("nothing was opened before the turn").into()))
    }

    /// A new signing key.
    pub(super) fn new_key(&self) -> Result<Row, Error> {
        self.new_key
            .clone()
            .unwrap_or_else(|| Err(Fault::new("no key was made before the turn").into()))
    }
}

/// Makes ready what the message needs.
pub(super) async fn prepare(sql: &Sql, env: &Env, envelope: &Envelope) -> Prepared {
    let mut prepared = Prepared::default();
    let cluster = &envelope.cluster;
    match &envelope.message {
        Message::WriteSecret(name, value) => {
            prepared.sealed = Some(sealed(env, cluster, name, value).await);
        }
        Message::WriteIntegration(name, _) | Message::RotateSecret(name, _) => {
            prepared.fresh = Some(pair(env, cluster, name).await);
        }
        Message::Callback(call) => {
            // What is wrong with a secret is for the delivery log and the settings, not for strangers.
            let found = incoming(sql, env, cluster, &call.integration).await;
            prepared.keys = found.unwrap_or_default();
        }
        Message::OpenSecret(name) => {
            prepared.opened = Some(secret::resolve(sql, env, cluster, name).await);
        }
        Message::RotateKey => {
            prepared.new_key = Some(match kek(env) {
                Ok(kek) => signing::make(cluster, &kek).await,
                Err(error) => Err(error),
            });
        }
        _ => {}
    }
    prepared
}

fn kek(env: &Env) -> Result<Kek, Error> {
    Kek::read(config::key_encryption_key(env).as_deref())
}

async fn sealed(
    env: &Env,
    cluster: &Cluster,
    name: &secret::SecretName,
    value: &SecretText,
) -> Result<Sealed, Error> {
    let binding = secret::binding(cluster, name);
    seal::seal(&kek(env)?, &binding, value.reveal().as_bytes()).await
}

async fn pair(env: &Env, cluster: &Cluster, name: &str) -> Result<Pair, Error> {
    Ok(Pair {
        outgoing: fresh(env, cluster, name, Direction::Outgoing).await?,
        incoming: fresh(env, cluster, name, Direction::Incoming).await?,
    })
}

async fn fresh(
    env: &Env,
    cluster: &Cluster,
    name: &str,
    direction: Direction,
) -> Result<Fresh, Error> {
    let text = Key::write(&id::random()?);
    let binding = binding(cluster, name, direction);
    let sealed = seal::seal(&kek(env)?, &binding, text.reveal().as_bytes()).await?;
    Ok(Fresh { text, sealed })
}

async fn incoming(sql: &Sql, env: &Env, cluster: &Cluster, name: &str) -> Result<Vec<Key>, Error> {
    let Some(stored) = integrations::find(sql, name)? else {
        return Ok(Vec::new());
    };
    let direction = Direction::Incoming;
    keys(
        sql,
        env,
        cluster,
        &parsed(&stored)?,
        direction,
        clock::now(),
    )
    .await
}
