//! What happened becomes what is stored: events, the row they make, its timers, the audit log.

use postern_core::{
    policy::{integration::Topic, name::UserName, set::Policy},
    request::{access_request::AccessRequest, event::Event, timestamp::Timestamp},
};

use super::{message::Envelope, outbox};
use crate::{
    config::Cluster,
    error::Fault,
    integrations::notice::{self, Notice, Origin},
    store::{audit, events, requests, sql::Sql, timers::Timers},
};

/// Who makes something happen, and with which call; every audit row says so.
pub struct Record<'a> {
    sql: &'a Sql,
    cluster: &'a Cluster,
    address: String,
    policy: Option<&'a Policy>,
    actor: Option<&'a UserName>,
    request_id: &'a str,
    source: &'a str,
    token: Option<&'a str>,
    now: Timestamp,
}

impl<'a> Record<'a> {
    /// Someone's call.
    pub fn by_call(
        sql: &'a Sql,
        envelope: &'a Envelope,
        policy: &'a Policy,
        actor: &'a UserName,
        now: Timestamp,
    ) -> Self {
        Self {
            sql,
            cluster: &envelope.cluster,
            address: outbox::address(&envelope.cluster, &envelope.origin),
            policy: Some(policy),
            actor: Some(actor),
            request_id: &envelope.request_id,
            source: &envelope.source,
            token: None,
            now,
        }
    }

    /// The same, by a program that showed this token.
    pub fn with_token(self, token: &'a str) -> Self {
        Self {
            token: Some(token),
            ..self
        }
    }

    /// The same call, for what follows from it without its caller's doing.
    pub fn by_postern_itself(self) -> Self {
        Self {
            actor: None,
            ..self
        }
    }

    /// The clock.
    pub fn by_clock(
        sql: &'a Sql,
        cluster: &'a Cluster,
        policy: &'a Policy,
        now: Timestamp,
    ) -> Self {
        Self {
            sql,
            cluster,
            address: outbox::address(cluster, ""),
            policy: Some(policy),
            actor: None,
            request_id: "",
            source: "",
            token: None,
            now,
        }
    }

    /// Postern itself, when it begins to keep a cluster.
    #[cfg(feature = "demo")]
    pub fn by_postern(sql: &'a Sql, cluster: &'a Cluster, now: Timestamp) -> Self {
        Self {
            sql,
            cluster,
            address: outbox::address(cluster, ""),
            policy: None,
            actor: None,
            request_id: "",
            source: "",
            token: None,
            now,
        }
    }

    /// A request that was just made.
    ///
    /// # Errors
    /// What the database says.
    pub fn begin(&self, event: &Event) -> Result<AccessRequest, Fault> {
        let request = AccessRequest::replay([event])
            .ok_or_else(|| Fault::new("a request that begins with something else"))?;
        self.event(&request, event)?;
        self.settle(&request)?;
        Ok(request)
    }

    /// What happened to a request, in this order.
    ///
    /// # Errors
    /// What the database says.
    pub fn append(
        &self,
        request: AccessRequest,
        happened: &[Event],
    ) -> Result<AccessRequest, Fault> {
        let mut request = request;
        for event in happened {
            request = request.apply(event);
            self.event(&request, event)?;
        }
        self.settle(&request)?;
        Ok(request)
    }

    /// An audit row.
    ///
    /// # Errors
    /// What the database says.
    pub fn audit(&self, action: &str, subject: &str, data: serde_json::Value) -> Result<(), Fault> {
        audit::append(
            self.sql,
            &audit::Entry {
                action,
                actor: self.actor.map(UserName::as_str),
                at: self.now,
                cluster: &self.cluster.id,
                data,
                policy: self.policy.map(|policy| policy.digest().as_str()),
                request_id: self.request_id,
                source: self.source,
                subject,
                token: self.token,
            },
        )
    }

    /// One event, stored and audited. `request` is as it stands after it.
    fn event(&self, request: &AccessRequest, event: &Event) -> Result<(), Fault> {
        events::append(
            self.sql,
            events::Subject::Request(request.id()),
            request.version().into(),
            event.at(),
            &serde_json::to_string(event)?,
        )?;
        self.audit(
            &format!("request-{}", event.word()),
            &request.id().to_string(),
            serde_json::to_value(event)?,
        )?;
        if let Some(topic) = notice::topic(event) {
            self.tell(topic, || notice::of_event(request, event, self.origin()))?;
        }
        // Access that begins with its approval has no timer that would tell of it.
        match event {
            Event::Approved { access_starts, .. } if *access_starts <= self.now => {
                self.tell_start(request)
            }
            _ => Ok(()),
        }
    }

    /// Has everyone told who hears of it, once this turn has committed. The notice is written only where
    /// somebody does.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell(
        &self,
        topic: Topic,
        notice: impl FnOnce() -> Result<Notice, Fault>,
    ) -> Result<(), Fault> {
        outbox::enqueue(self.sql, &self.cluster.id, topic, notice)
    }

    /// The same, that access begins.
    ///
    /// # Errors
    /// What the database says.
    pub fn tell_start(&self, request: &AccessRequest) -> Result<(), Fault> {
        self.tell(Topic::AccessStarted, || {
            notice::of_start(request, self.origin(), self.now)
        })
    }

    /// Where what is told comes from.
    fn origin(&self) -> Origin<'_> {
        Origin {
            address: &self.address,
            actor: self.actor,
        }
    }

    /// Who does it; none for the clock, for rules and for Postern itself.
    #[must_use]
    pub const fn actor(&self) -> Option<&UserName> {
        self.actor
    }

    /// The row, and what the clock will do to it.
    fn settle(&self, request: &AccessRequest) -> Result<(), Fault> {
        requests::save(self.sql, request, Timers::of(request, self.now))
    }
}

/// The row and the timers that a request's events make, where a backup brought the events alone. Access
/// that began after `since` is told of, whenever that was.
///
/// # Errors
/// What the database says, or that these are no request's events.
pub fn make_anew(sql: &Sql, happened: &[Event], since: Timestamp) -> Result<(), Fault> {
    let replay = |events: &[Event]| {
        AccessRequest::replay(events)
            .ok_or_else(|| Fault::new("events of a request that begin with something else"))
    };
    // First as it was made, which is when the list of its roles is written.
    let first = replay(happened.get(..1).unwrap_or_default())?;
    requests::save(sql, &first, Timers::of(&first, since))?;
    let request = replay(happened)?;
    if request.version() > 1 {
        requests::save(sql, &request, Timers::of(&request, since))?;
    }
    Ok(())
}
