//! Setting and forgetting secrets, and which there are; never what they are.

use postern_core::api::{
    endpoint::{Resource, Verb},
    settings::{SecretList, SecretView},
};
use serde_json::json;

use super::{message::Reply, turn::Turn};
use crate::{
    credentials::secret::SecretName,
    error::{Error, refuse},
    http::problem::Code,
    store::secrets,
};

/// Which there are.
pub(super) fn list(turn: &Turn<'_>) -> Result<Reply, Error> {
    turn.check(Resource::Settings, Verb::List, "list the secrets")?;
    Ok(Reply::of(&SecretList {
        items: secrets::all(turn.sql)?,
    })?)
}

/// Sets one, in place of what it was.
pub(super) fn write(turn: &Turn<'_>, name: &SecretName) -> Result<Reply, Error> {
    turn.check(Resource::Settings, Verb::Update, "set secrets")?;
    let author = &turn.caller()?.subject.name;
    let replaces = secrets::find(turn.sql, name)?.is_some();
    let sealed = turn.prepared.sealed()?;
    secrets::put(turn.sql, name, &sealed, author, turn.now)?;
    turn.record()?.audit(
        "secret-written",
        name.as_str(),
        json!({ "replaces": replaces }),
    )?;
    Ok(Reply::of(&SecretView {
        name: name.as_str().into(),
        set_by: author.clone(),
        set_at: turn.now,
    })?)
}

/// Forgets one.
pub(super) fn delete(turn: &Turn<'_>, name: &SecretName) -> Result<Reply, Error> {
    turn.check(Resource::Settings, Verb::Delete, "remove secrets")?;
    if secrets::find(turn.sql, name)?.is_none() {
        return refuse(
            Code::NotFound,
            format!("there is no secret `{}`", name.as_str()),
        );
    }
    secrets::remove(turn.sql, name)?;
    turn.record()?
        .audit("secret-deleted", name.as_str(), json!({}))?;
    Ok(Reply::default())
}
