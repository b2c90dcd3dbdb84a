//! What a message needs that has to be awaited, made ready before its turn. Whether the caller may have it
//! is decided in the turn, so what went wrong here is told only there.

use worker::Env;

use super::message::{Envelope, Message};
use crate::{
    config,
    credentials::{
        keys,
        seal::{self, Kek, Sealed},
        secret,
    },
    error::{Error, Fault},
    store::keys::Row,
};

/// What was made ready.
#[derive(Default)]
pub(super) struct Prepared {
    sealed: Option<Result<Sealed, Error>>,
    new_key: Option<Result<Row, Error>>,
}

impl Prepared {
    /// The secret that the caller sent, sealed.
    pub(super) fn sealed(&self) -> Result<Sealed, Error> {
        self.sealed
            .clone()
            .unwrap_or_else(|| Err(Fault::new("nothing was sealed before the turn").into()))
    }

    /// A new signing key.
    pub(super) fn new_key(&self) -> Result<Row, Error> {
        self.new_key
            .clone()
            .unwrap_or_else(|| Err(Fault::new("no key was made before the turn").into()))
    }
}

/// Makes ready what the message needs.
pub(super) async fn prepare(env: &Env, envelope: &Envelope) -> Prepared {
    let kek = || Kek::read(config::key_encryption_key(env).as_deref());
    let mut prepared = Prepared::default();
    if let Message::WriteSecret(name, value) = &envelope.message {
        let binding = secret::binding(&envelope.cluster, name);
        prepared.sealed = Some(match kek() {
            Ok(kek) => seal::seal(&kek, &binding, value.reveal().as_bytes()).await,
            Err(error) => Err(error),
        });
    }
    if matches!(envelope.message, Message::RotateKey) {
        prepared.new_key = Some(match kek() {
            Ok(kek) => keys::make(&envelope.cluster, &kek).await,
            Err(error) => Err(error),
        });
    }
    prepared
}
