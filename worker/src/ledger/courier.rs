//! Carries the outbox to the outside: takes what is due in a turn, calls after it, and notes in another
//! turn how that ended. Nothing waits for it: neither the clock nor anybody's call.

use std::rc::Rc;

use postern_core::{
    api::integrations::{AttemptView, Direction},
    policy::{duration::Duration, integration::Integration},
    request::timestamp::Timestamp,
};
use serde_json::json;
use worker::{Env, State};

use super::{
    alarm,
    integrations::{keys, parsed},
    memory::Memory,
    record::Record,
};
use crate::{
    clock,
    config::Cluster,
    error::Error,
    id,
    integrations::{
        backoff,
        sending::{self, Answer, Call},
        signature::{self, Key},
        target,
    },
    store::{
        attempts,
        integrations::{self, Stored},
        outbox::{self, Delivery, State as Standing},
        sql::Sql,
    },
};

/// How much longer than its time-out a delivery may take before it counts as lost.
const GRACE: Duration = Duration::from_secs(30);
/// The status by which a receiver says that it wants to hear nothing more.
const GONE: u16 = 410;

/// What it takes to tell the outside something.
#[derive(Clone)]
pub(super) struct Courier {
    pub(super) state: Rc<State>,
    pub(super) env: Env,
    pub(super) sql: Sql,
    pub(super) memory: Rc<Memory>,
    pub(super) cluster: Rc<Cluster>,
}

impl Courier {
    /// Sends as much of what is due as there is room for.
    ///
    /// # Errors
    /// What the database says.
    pub(super) fn send_due(&self, now: Timestamp) -> Result<(), Error> {
        let flights = self.memory.flights();
        let until = now.plus(self.cluster.integrations.timeout()).plus(GRACE);
        let taken = self.sql.turn(|| {
            outbox::forget(&self.sql, now)?;
            let mut taken = Vec::new();
            while flights.has_room() {
                let (busy, flying) = (flights.busy(), flights.ids());
                let Some(delivery) = outbox::take(&self.sql, &busy, &flying, until, now)? else {
                    break;
                };
                flights.depart(&delivery.id, &delivery.integration);
                taken.push(delivery);
            }
            Ok(taken)
        })?;
        for delivery in taken {
            let courier = self.clone();
            self.state
                .wait_until(async move { courier.deliver(delivery).await });
        }
        Ok(())
    }

    /// One delivery, from taking off to landing; then there is room for the next.
    async fn deliver(&self, delivery: Delivery) {
        let began = clock::now();
        let outcome = self
            .attempt(&delivery, began)
            .await
            .unwrap_or_else(|error| {
                alarm::log(&error);
                Err("something broke here; the log of the service says what".into())
            });
        let now = clock::now();
        self.memory.flights().land(&delivery.id);
        let noted = self.note(&delivery, &outcome, began, now);
        // What could not be noted is due again when it counts as lost.
        let next = noted.and_then(|()| self.send_due(now));
        let armed = alarm::arm(&self.sql, &self.memory, now).await;
        if let Err(error) = next.and(armed) {
            alarm::log(&error);
        }
    }

    /// Calls the receiver.
    async fn attempt(&self, delivery: &Delivery, now: Timestamp) -> Result<Outcome, Error> {
        let Some(stored) = integrations::find(&self.sql, &delivery.integration)? else {
            return Ok(Err("the integration was removed".into()));
        };
        let integration = parsed(&stored)?;
        // Checked anew: the cluster's configuration may have changed since it was written.
        let url = match target::check(&integration.url.value, self.cluster.integrations.limits()) {
            Ok(url) => url,
            Err(problem) => return Ok(Err(problem)),
        };
        let keys = match self.keys(&integration, now).await {
            Ok(keys) => keys,
            Err(Error::Refused(refused)) => return Ok(Err(refused.detail.clone())),
            Err(fault) => return Err(fault),
        };
        let signature = signature::sign(&keys, &delivery.id, now, delivery.body.as_bytes())?;
        let headers = [
            ("webhook-id", delivery.id.clone()),
            ("webhook-timestamp", now.as_secs().to_string()),
            ("webhook-signature", signature),
        ];
        let answer = sending::send(Call {
            url: &url,
            headers: &headers,
            body: &delivery.body,
            timeout: self.cluster.integrations.timeout(),
        });
        Ok(answer.await.map_err(str::to_owned))
    }

    async fn keys(&self, integration: &Integration, now: Timestamp) -> Result<Vec<Key>, Error> {
        let direction = Direction::Outgoing;
        keys(
            &self.sql,
            &self.env,
            &self.cluster,
            integration,
            direction,
            now,
        )
        .await
    }

    /// Notes how an attempt ended, and what follows.
    fn note(
        &self,
        delivery: &Delivery,
        outcome: &Outcome,
        began: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        let entropy = u32::from_be_bytes(id::random()?);
        self.sql.turn(|| {
            let Some(stored) = integrations::find(&self.sql, &delivery.integration)? else {
                return Ok(());
            };
            attempts::add(&self.sql, &delivery.id, &view(outcome, began, now))?;
            let (standing, due) = match outcome {
                Ok(answer) if (200..300).contains(&answer.status) => (Standing::Delivered, None),
                Ok(answer) if answer.status == GONE => {
                    self.stop(&stored, now)?;
                    (Standing::Dead, None)
                }
                _ if stored.stopped.is_some() || parsed(&stored)?.disabled => {
                    (Standing::Held, None)
                }
                _ => {
                    let asked = outcome.as_ref().ok().and_then(|answer| answer.retry_after);
                    let unit = self.cluster.integrations.retry_unit();
                    match backoff::wait(delivery.tries, asked, unit, entropy) {
                        Some(wait) => (Standing::Waiting, Some(now.plus(wait))),
                        None => (Standing::Dead, None),
                    }
                }
            };
            Ok(outbox::settle(&self.sql, &delivery.id, standing, due)?)
        })
    }

    /// The receiver wants to hear nothing more.
    fn stop(&self, stored: &Stored, now: Timestamp) -> Result<(), Error> {
        if stored.stopped.is_some() {
            return Ok(());
        }
        let reason = "the receiver answered 410 Gone";
        integrations::stop(&self.sql, &stored.name, reason, now)?;
        outbox::hold(&self.sql, &stored.name)?;
        let policy = self.memory.policy(&self.sql)?;
        let record = Record::by_clock(&self.sql, &self.cluster, &policy, now);
        record.audit(
            "integration-stopped",
            &stored.name,
            json!({ "reason": reason }),
        )?;
        Ok(())
    }
}

/// An answer, or why there was none.
type Outcome = Result<Answer, String>;

fn view(outcome: &Outcome, began: Timestamp, now: Timestamp) -> AttemptView {
    let (status, error, excerpt) = match outcome {
        Ok(answer) => {
            let error = match answer.status {
                200..300 => "",
                300..400 => "the receiver redirects, and redirects are not followed",
                _ => "the receiver did not accept it",
            };
            (
                Some(answer.status),
                error.to_owned(),
                answer.excerpt.clone(),
            )
        }
        Err(problem) => (None, problem.clone(), String::new()),
    };
    AttemptView {
        at: began,
        took_ms: now.since(began).as_ms(),
        status,
        error,
        excerpt,
    }
}
