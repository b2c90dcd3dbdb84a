//! Integrations: read strictly, written one by one, never without the right to. They stand beside the
//! policy in a table of their own: who is told does not change what is allowed, nor its digest.

use postern_core::{
    api::{
        endpoint::{Resource, Verb},
        integrations::{Direction, IntegrationList, IntegrationView, NewSecretValue},
    },
    policy::integration::{Integration, Topic},
};
use serde_json::json;
use worker::Env;

use super::{message::Reply, prepared::Fresh, turn::Turn};
use crate::{
    config::{self, Cluster},
    credentials::{
        seal::{self, Binding, Kek},
        secret::{self, SecretName},
    },
    error::{Current, Error, Fault, Refused, refuse},
    http::{header::Precondition, problem::Code},
    integrations::signature::Key,
    store::{
        integrations::{self, Stored, Written},
        outbox,
        sql::Sql,
    },
};

mod document;
mod view;

pub(super) use self::document::parsed;

/// All of them.
pub(super) fn list(turn: &Turn<'_>) -> Result<Reply, Error> {
    turn.check(Resource::Integration, Verb::List, "list integrations")?;
    let views = integrations::all(turn.sql)?;
    let views = views.iter().map(|stored| view::of(turn, stored));
    Ok(Reply::of(&IntegrationList {
        items: views.collect::<Result<_, _>>()?,
    })?)
}

/// One of them.
pub(super) fn read(turn: &Turn<'_>, name: &str) -> Result<Reply, Error> {
    turn.check(Resource::Integration, Verb::Read, "read integrations")?;
    let stored = find(turn, name)?;
    answer(view::of(turn, &stored)?)
}

/// Makes one, or replaces it.
pub(super) fn write(turn: &Turn<'_>, name: &str, text: &str) -> Result<Reply, Error> {
    let old = integrations::find(turn.sql, name)?;
    let verb = if old.is_some() {
        Verb::Update
    } else {
        Verb::Create
    };
    turn.check(Resource::Integration, verb, "write integrations")?;
    compare(turn, old.as_ref(), name)?;
    let limits = turn.envelope.cluster.integrations.limits();
    let new = document::read(text, name, limits)?;
    let every = Topic::ALL.to_vec();
    let topics = if new.topics.is_empty() {
        &every
    } else {
        &new.topics
    };
    let written = Written {
        name,
        text,
        topics,
        disabled: new.disabled,
    };
    integrations::put(turn.sql, written, &turn.caller()?.subject.name, turn.now)?;
    if new.disabled {
        outbox::hold(turn.sql, name)?;
    } else {
        outbox::release(turn.sql, name, turn.now)?;
    }
    let new_secrets = make_secrets(turn, &new)?;
    let made: Vec<&str> = new_secrets
        .iter()
        .map(|secret| secret.direction.word())
        .collect();
    turn.record()?.audit(
        "integration-written",
        name,
        json!({ "disabled": new.disabled, "new_secrets": made, "replaces": old.is_some() }),
    )?;
    let mut view = view::of(turn, &find(turn, name)?)?;
    view.new_secrets = new_secrets;
    Ok(Reply {
        created: old.is_none().then(|| name.to_owned()),
        ..answer(view)?
    })
}

/// Removes one, and what it was still to be told.
pub(super) fn delete(turn: &Turn<'_>, name: &str) -> Result<Reply, Error> {
    turn.check(Resource::Integration, Verb::Delete, "remove integrations")?;
    let stored = find(turn, name)?;
    compare(turn, Some(&stored), name)?;
    outbox::remove(turn.sql, name)?;
    integrations::remove(turn.sql, name)?;
    turn.record()?
        .audit("integration-deleted", name, json!({}))?;
    Ok(Reply::default())
}

/// Replaces a secret that Postern made; the one before counts a while longer.
pub(super) fn rotate(turn: &Turn<'_>, name: &str, direction: Direction) -> Result<Reply, Error> {
    turn.check(Resource::Integration, Verb::Update, "rotate secrets")?;
    let stored = find(turn, name)?;
    let reference = reference(&parsed(&stored)?, direction).to_owned();
    if !reference.is_empty() {
        return refuse(
            Code::KeptElsewhere,
            format!("set {reference} in the settings, or where it comes from"),
        );
    }
    let secret = renew(turn, name, direction)?;
    turn.record()?.audit(
        "integration-secret-rotated",
        name,
        json!({ "direction": direction.word() }),
    )?;
    let mut view = view::of(turn, &stored)?;
    view.new_secrets = vec![secret];
    answer(view)
}

/// What both sides sign with: what the document refers to, or what Postern made.
///
/// # Errors
/// A refusal where there is none that can be used.
pub(super) async fn keys(
    sql: &Sql,
    env: &Env,
    cluster: &Cluster,
    integration: &Integration,
    direction: Direction,
    now: postern_core::request::timestamp::Timestamp,
) -> Result<Vec<Key>, Error> {
    let unusable = |problem: &str| Refused::new(Code::NotConfigured, problem);
    let reference = reference(integration, direction);
    if !reference.is_empty() {
        let name = SecretName::of_reference(reference).map_err(|problem| unusable(&problem))?;
        let text = secret::resolve(sql, env, cluster, &name).await?;
        return Ok(vec![Key::read(&text).map_err(unusable)?]);
    }
    let made = integrations::secrets(sql, &integration.name, direction, now)?;
    let kek = Kek::read(config::key_encryption_key(env).as_deref())?;
    let mut keys = Vec::with_capacity(made.len());
    for secret in made {
        let binding = binding(cluster, &integration.name, direction);
        let bytes = seal::open(&kek, &binding, &secret.sealed).await?;
        let text = String::from_utf8(bytes).map_err(|_| Fault::new("a secret that is no text"))?;
        keys.push(Key::read(&secret::SecretText::new(text)).map_err(unusable)?);
    }
    if keys.is_empty() {
        return Err(unusable("there is no secret to sign with: rotate it").into());
    }
    Ok(keys)
}

/// What a secret that Postern makes is bound to.
pub(super) fn binding<'a>(
    cluster: &'a Cluster,
    name: &'a str,
    direction: Direction,
) -> Binding<'a> {
    Binding {
        purpose: direction.into(),
        cluster: &cluster.id,
        name,
    }
}

/// The integration of this name, for those who may know that it exists.
pub(super) fn find(turn: &Turn<'_>, name: &str) -> Result<Stored, Error> {
    match integrations::find(turn.sql, name)? {
        Some(stored) => Ok(stored),
        None => refuse(Code::NotFound, "there is no integration of this name"),
    }
}

fn reference(integration: &Integration, direction: Direction) -> &str {
    match direction {
        Direction::Outgoing => &integration.secret.value,
        Direction::Incoming => &integration.callback_secret.value,
    }
}

/// Makes the secrets that the document leaves to Postern and that are not there yet; forgets those that it
/// keeps elsewhere. Nobody signs incoming calls where nobody may decide by them.
fn make_secrets(turn: &Turn<'_>, new: &Integration) -> Result<Vec<NewSecretValue>, Error> {
    let mut made = Vec::new();
    for direction in Direction::ALL {
        let is_ours = reference(new, direction).is_empty();
        if !is_ours {
            integrations::remove_secrets(turn.sql, &new.name, direction)?;
            continue;
        }
        let has_one = !integrations::secrets(turn.sql, &new.name, direction, turn.now)?.is_empty();
        let wants_one = direction == Direction::Outgoing || !new.users.is_empty();
        if wants_one && !has_one {
            made.push(renew(turn, &new.name, direction)?);
        }
    }
    Ok(made)
}

fn renew(turn: &Turn<'_>, name: &str, direction: Direction) -> Result<NewSecretValue, Error> {
    let Fresh { text, sealed } = turn.prepared.fresh(direction)?;
    let overlap = turn.envelope.cluster.integrations.rotation_overlap();
    let until = turn.now.plus(overlap);
    integrations::add_secret(turn.sql, name, direction, &sealed, until, turn.now)?;
    Ok(NewSecretValue {
        direction,
        value: text.reveal().into(),
    })
}

/// Refuses a change that does not name the version it replaces, or names another.
fn compare(turn: &Turn<'_>, old: Option<&Stored>, name: &str) -> Result<(), Error> {
    let precondition = &turn.envelope.precondition;
    let Some(old) = old else {
        return match precondition {
            Precondition::None => Ok(()),
            _ => refuse(
                Code::Stale,
                format!("there is no integration `{name}` any more; send it without If-Match"),
            ),
        };
    };
    let etag = view::etag(old);
    match precondition {
        Precondition::OneOf(_) if precondition.holds(&etag) => Ok(()),
        Precondition::OneOf(_) => {
            let mut refused = Refused::new(
                Code::Stale,
                "the integration changed since you read it; read it again and make your change anew",
            );
            refused.current = Some(Current {
                etag,
                body: serde_json::to_value(view::of(turn, old)?)?,
            });
            Err(refused.into())
        }
        Precondition::None | Precondition::Any => refuse(
            Code::PreconditionRequired,
            format!("there is an integration `{name}`: send its ETag in If-Match"),
        ),
    }
}

fn answer(view: IntegrationView) -> Result<Reply, Error> {
    let etag = view.etag.clone();
    Ok(Reply::of(&view)?.etag(etag))
}
