//! What the cluster decides for itself: read, and replaced as a whole.

use postern_core::api::{
    endpoint::{Resource, Verb},
    settings::{ClusterSettings, EffectiveSettings, SettingsView},
};
use serde_json::json;

use super::{message::Reply, turn::Turn, view::whole_seconds};
use crate::{
    config::Cluster,
    error::{Current, Error, Refused, refuse},
    http::{header::Precondition, problem::Code},
    store::settings::{self, Stored},
};

/// The settings.
pub(super) fn read(turn: &Turn<'_>) -> Result<Reply, Error> {
    turn.check(Resource::Settings, Verb::Read, "read the settings")?;
    answer(turn, settings::read(turn.sql)?)
}

/// Replaces them.
pub(super) fn write(turn: &Turn<'_>, new: &ClusterSettings) -> Result<Reply, Error> {
    turn.check(Resource::Settings, Verb::Update, "change the settings")?;
    let old = settings::read(turn.sql)?;
    compare(turn, &old)?;
    if let Err((field, problem)) = turn.configured.with(new).check() {
        return Err(Refused::new(
            Code::InvalidBody,
            format!("/{field} does not fit: it {problem}"),
        )
        .field(format!("/{field}"), problem)
        .into());
    }
    let stored = Stored {
        version: old.version + 1,
        author: Some(turn.caller()?.subject.name.clone()),
        since: Some(turn.now),
        settings: new.clone(),
    };
    settings::write(turn.sql, &stored)?;
    turn.record()?.audit(
        "settings-written",
        &stored.version.to_string(),
        json!({ "before": old.settings, "after": new }),
    )?;
    answer(turn, stored)
}

fn compare(turn: &Turn<'_>, old: &Stored) -> Result<(), Error> {
    let current = old.version.to_string();
    match &turn.envelope.precondition {
        wanted @ Precondition::OneOf(_) if wanted.holds(&current) => Ok(()),
        Precondition::OneOf(_) => {
            let mut refused = Refused::new(
                Code::Stale,
                "the settings changed since you read them; read them again and make your change anew",
            );
            refused.current = Some(Current {
                etag: current,
                body: serde_json::from_str(answer(turn, old.clone())?.body.get())?,
            });
            Err(refused.into())
        }
        Precondition::None | Precondition::Any => refuse(
            Code::PreconditionRequired,
            "send the ETag of the settings that these replace in If-Match",
        ),
    }
}

fn answer(turn: &Turn<'_>, stored: Stored) -> Result<Reply, Error> {
    let etag = stored.version.to_string();
    let effective = effective(&turn.configured.with(&stored.settings));
    let Stored {
        version,
        author,
        since,
        settings,
    } = stored;
    Ok(Reply::of(&SettingsView {
        version,
        author,
        since,
        settings,
        effective,
    })?
    .etag(etag))
}

fn effective(cluster: &Cluster) -> EffectiveSettings {
    let sessions = cluster.session_limits();
    EffectiveSettings {
        audiences: cluster.audiences.clone(),
        credential_ceiling_s: whole_seconds(cluster.ceiling()),
        self_resolution: cluster.self_resolution,
        session_idle_s: whole_seconds(sessions.idle),
        session_max_s: whole_seconds(sessions.longest),
    }
}
