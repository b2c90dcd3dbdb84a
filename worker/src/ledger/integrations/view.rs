//! An integration as whoever may read it sees it; of its secrets only where they come from.

use postern_core::{
    api::{
        integrations::{Direction, IntegrationSecret, IntegrationView, Stopped},
        policy::Finding,
    },
    policy::{integration::Topic, reading},
    yaml::budget::ReadBudget,
};

use super::{super::turn::Turn, parsed, reference};
use crate::{
    digest::sha256,
    error::Error,
    store::integrations::{self, MadeSecret, Stored},
};

/// One integration.
pub(super) fn of(turn: &Turn<'_>, stored: &Stored) -> Result<IntegrationView, Error> {
    let integration = parsed(stored)?;
    let reading = reading::read(&stored.text, &ReadBudget::PRODUCT);
    let topics = match integration.topics.as_slice() {
        [] => Topic::ALL,
        topics => topics,
    };
    let mut secrets = Vec::new();
    for direction in Direction::ALL {
        let made = integrations::secrets(turn.sql, &stored.name, direction, turn.now)?;
        let reference = reference(&integration, direction);
        secrets.extend(secret(direction, reference, &made));
    }
    Ok(IntegrationView {
        name: stored.name.clone(),
        tool: integration.tool.value.clone(),
        description: integration.description.clone(),
        url: integration.url.value.clone(),
        events: topics.iter().map(|topic| topic.word().into()).collect(),
        disabled: integration.disabled,
        stopped: stored
            .stopped
            .clone()
            .map(|(reason, since)| Stopped { reason, since }),
        secrets,
        etag: etag(stored),
        author: stored.author.clone(),
        updated: stored.updated,
        text: stored.text.clone(),
        findings: reading
            .diagnostics
            .iter()
            .map(|found| Finding::new(found.clone(), &reading.source))
            .collect(),
        new_secrets: Vec::new(),
    })
}

fn secret(direction: Direction, reference: &str, made: &[MadeSecret]) -> Option<IntegrationSecret> {
    let in_force = made.first().filter(|secret| secret.until.is_none());
    let exists = !reference.is_empty() || in_force.is_some();
    exists.then(|| IntegrationSecret {
        direction,
        reference: (!reference.is_empty()).then(|| reference.into()),
        created: in_force.map(|secret| secret.created),
        previous_until: made.iter().filter_map(|secret| secret.until).max(),
    })
}

/// Names exactly this version: also one that was removed and written again differs.
pub(super) fn etag(stored: &Stored) -> String {
    let at = stored.updated.as_ms().to_string();
    sha256([stored.text.as_bytes(), b"\n", at.as_bytes()])
        .chars()
        .take(32)
        .collect()
}
