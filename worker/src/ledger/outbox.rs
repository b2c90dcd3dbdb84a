//! What is to be told to the outside: put down in the turn in which it happens, and what is on its way.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use postern_core::{policy::integration::Topic, request::timestamp::Timestamp};

use super::memory::Memory;
use crate::{
    config::Cluster,
    error::{Error, Fault},
    id,
    integrations::notice::{self, Notice},
    store::{
        integrations,
        outbox::{self, New},
        sql::Sql,
    },
};

/// How many deliveries are on their way at once: as many connections as the runtime opens.
const MOST: usize = 6;
/// How many of them to one integration, so that a slow one leaves room for the others.
const MOST_TO_ONE: usize = 2;

/// Has everyone told who hears of it.
pub(super) fn enqueue(
    sql: &Sql,
    cluster: &str,
    topic: Topic,
    notice: impl FnOnce() -> Result<Notice, Fault>,
) -> Result<(), Fault> {
    let subscribers = integrations::subscribers(sql, topic)?;
    if subscribers.is_empty() {
        return Ok(());
    }
    let (word, notice) = (topic.word(), notice()?);
    let body = notice::body(word, cluster, notice.at, &notice.data)?;
    for integration in subscribers.iter() {
        outbox::add(
            sql,
            New {
                id: &new_id()?,
                integration,
                event: word,
                subject: &notice.subject,
                body: &body,
            },
            notice.at,
        )?;
    }
    Ok(())
}

/// An id for something to be told: receivers know repetitions by it.
pub(super) fn new_id() -> Result<String, Fault> {
    Ok(format!("msg_{}", id::uuid()?))
}

/// The address that links lead to: the first configured host, else where the call was sent.
pub(super) fn address(cluster: &Cluster, origin: &str) -> String {
    match cluster.hosts.first() {
        Some(host) => format!("https://{host}"),
        None => origin.to_owned(),
    }
}

/// Once per life: what was on its way when the last one ended is sent again, with the same id.
pub(super) fn resume(sql: &Sql, memory: &Memory, now: Timestamp) -> Result<(), Error> {
    if memory.flights().begin() {
        sql.turn(|| Ok(outbox::resume(sql, now)?))?;
    }
    Ok(())
}

/// When the next one can be sent, or counts as lost.
pub(super) fn earliest(sql: &Sql, memory: &Memory) -> Result<Option<Timestamp>, Fault> {
    let flights = memory.flights();
    let busy = flights.busy();
    outbox::earliest(sql, flights.has_room().then_some(&busy))
}

/// What is on its way in this life of the object.
#[derive(Default)]
pub struct Flights {
    begun: Cell<bool>,
    /// Deliveries, each with its integration.
    aloft: RefCell<BTreeMap<String, String>>,
}

impl Flights {
    /// Whether this is the first time that it is asked for.
    fn begin(&self) -> bool {
        !self.begun.replace(true)
    }

    /// Whether one more may be sent.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.aloft.borrow().len() < MOST
    }

    /// The integrations that get nothing more for now.
    #[must_use]
    pub fn busy(&self) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for integration in self.aloft.borrow().values() {
            *counts.entry(integration.clone()).or_default() += 1;
        }
        counts.retain(|_, count| *count >= MOST_TO_ONE);
        counts.into_keys().collect()
    }

    /// The deliveries on their way.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.aloft.borrow().keys().cloned().collect()
    }

    /// One more is on its way.
    pub fn depart(&self, id: &str, integration: &str) {
        let mut aloft = self.aloft.borrow_mut();
        aloft.insert(id.into(), integration.into());
    }

    /// It has come to an end, whichever.
    pub fn land(&self, id: &str) {
        self.aloft.borrow_mut().remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slow_integration_leaves_room_for_others() {
        let flights = Flights::default();
        assert!(flights.begin() && !flights.begin());
        for (id, to) in [
            ("1", "slow"),
            ("2", "slow"),
            ("3", "a"),
            ("4", "b"),
            ("5", "c"),
        ] {
            assert!(flights.has_room());
            assert!(!flights.busy().contains(&to.to_owned()));
            flights.depart(id, to);
        }
        assert_eq!(flights.busy(), ["slow"]);
        flights.depart("6", "d");
        assert!(!flights.has_room());
        flights.land("1");
        assert!(flights.has_room() && flights.busy().is_empty());
    }
}
