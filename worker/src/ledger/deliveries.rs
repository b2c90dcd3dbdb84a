//! What an integration was told, as those see it who look after it; telling it again, and telling it
//! something harmless.

use postern_core::api::{
    endpoint::{Resource, Verb},
    integrations::{DeliveryPage, DeliveryView},
};
use serde_json::json;

use super::{integrations::find, message::Reply, outbox::new_id, turn::Turn};
use crate::{
    error::{Error, refuse},
    http::problem::Code,
    integrations::notice,
    store::{
        attempts,
        outbox::{self, Delivery, New, State},
        sql::Sql,
    },
};

/// The word of a delivery that only tests.
const TEST: &str = "test";

/// What an integration was told, newest first.
pub(super) fn list(
    turn: &Turn<'_>,
    name: &str,
    before: Option<i64>,
    limit: u32,
) -> Result<Reply, Error> {
    turn.check(Resource::Integration, Verb::Read, "read integrations")?;
    find(turn, name)?;
    let rows = outbox::page(turn.sql, name, before.unwrap_or(i64::MAX), limit)?;
    let is_full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
    let last = rows.last().map(|row| row.seq.to_string());
    let items = rows.iter().map(|row| view(turn.sql, row));
    let items = items.collect::<Result<_, _>>()?;
    let next_cursor = last.filter(|_| is_full);
    Ok(Reply {
        next_cursor: next_cursor.clone(),
        ..Reply::of(&DeliveryPage { items, next_cursor })?
    })
}

/// Tells it once more, with the same id and body.
pub(super) fn again(turn: &Turn<'_>, id: &str) -> Result<Reply, Error> {
    turn.check(
        Resource::Integration,
        Verb::Update,
        "deliver anything again",
    )?;
    let Some(delivery) = outbox::find(turn.sql, id)? else {
        return refuse(
            Code::NotFound,
            "there is no delivery of this id, or no longer",
        );
    };
    check_told(turn, &delivery.integration)?;
    // What is on its way will be noted soon, and what waits is only due earlier.
    if delivery.state != State::Sending {
        outbox::renew(turn.sql, id, turn.now)?;
    }
    turn.record()?.audit(
        "delivery-repeated",
        &delivery.integration,
        json!({ "delivery": id, "event": delivery.event, "was": delivery.state.word() }),
    )?;
    answer(turn, id)
}

/// Tells it something that means nothing.
pub(super) fn test(turn: &Turn<'_>, name: &str) -> Result<Reply, Error> {
    turn.check(Resource::Integration, Verb::Update, "test integrations")?;
    check_told(turn, name)?;
    let actor = &turn.caller()?.subject.name;
    let data = json!({ "actor": actor, "integration": name });
    let body = notice::body(TEST, &turn.envelope.cluster.id, turn.now, &data)?;
    let id = new_id()?;
    outbox::add(
        turn.sql,
        New {
            id: &id,
            integration: name,
            event: TEST,
            subject: name,
            body: &body,
        },
        turn.now,
    )?;
    turn.record()?
        .audit("integration-tested", name, json!({ "delivery": id }))?;
    answer(turn, &id)
}

/// Refuses where nothing would be sent.
fn check_told(turn: &Turn<'_>, name: &str) -> Result<(), Error> {
    let stored = find(turn, name)?;
    if stored.stopped.is_none() && !super::integrations::parsed(&stored)?.disabled {
        return Ok(());
    }
    refuse(
        Code::IntegrationOff,
        format!("`{name}` is not called at present: write it again, without `disabled`"),
    )
}

fn answer(turn: &Turn<'_>, id: &str) -> Result<Reply, Error> {
    match outbox::find(turn.sql, id)? {
        Some(delivery) => Ok(Reply::of(&view(turn.sql, &delivery)?)?),
        None => Err(crate::error::Fault::new("a delivery is gone within its turn").into()),
    }
}

fn view(sql: &Sql, delivery: &Delivery) -> Result<DeliveryView, Error> {
    let is_planned = delivery.state == State::Waiting;
    Ok(DeliveryView {
        id: delivery.id.clone(),
        integration: delivery.integration.clone(),
        event: delivery.event.clone(),
        subject: delivery.subject.clone(),
        state: delivery.state.word().into(),
        created: delivery.created,
        next_try: delivery.due.filter(|_| is_planned),
        attempts: attempts::of(sql, &delivery.id)?,
    })
}
