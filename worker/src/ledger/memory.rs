//! What the object remembers between turns: nothing that storage does not have, only made ready.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use postern_core::{
    policy::{budget::Budget, reading, set::Policy, settings::Settings},
    request::{access_request::AccessRequest, timestamp::Timestamp},
    yaml::budget::ReadBudget,
};

use super::{
    facts::{Facts, Known},
    gathering::Gathering,
    metrics::Tally,
    outbox::Flights,
    people::People,
    rate::{Allowance, Rates},
    written::Written,
};
use crate::{
    config::Cluster,
    credentials::keys::OpenKey,
    error::{Error, Fault},
    store::{identities, locks, meta, migrations, policy, settings, sql::Sql},
};

/// Caches of one life of the object.
#[derive(Default)]
pub struct Memory {
    /// As the deployment configures it, and with what the cluster decided for itself.
    cluster: RefCell<Option<(Cluster, Cluster)>>,
    policy: RefCell<Option<InForce>>,
    people: RefCell<Option<Rc<People>>>,
    key: RefCell<Option<Rc<OpenKey>>>,
    rates: RefCell<Rates>,
    armed: Cell<Option<Timestamp>>,
    flights: Flights,
    tally: Tally,
    followed_up: Cell<Option<u64>>,
    facts: Known,
    written: Written,
    gathering: Gathering,
}

/// The compiled policy, and which entry of the history it is.
#[derive(Clone)]
struct InForce {
    seq: i64,
    policy: Rc<Policy>,
}

impl Memory {
    /// Makes storage ready, once per life, and tells whose it is. A call brings the cluster's
    /// configuration along; the alarm takes what the last call brought.
    ///
    /// # Errors
    /// What the database says, or that nobody has told yet whose this is.
    pub fn open(
        &self,
        sql: &Sql,
        cluster: Option<&Cluster>,
        now: Timestamp,
    ) -> Result<Cluster, Error> {
        if let Some((known, effective)) = self.cluster.borrow().as_ref()
            && cluster.is_none_or(|given| given == known)
        {
            return Ok(effective.clone());
        }
        match cluster {
            Some(given) => {
                sql.turn(|| {
                    migrations::run(sql)?;
                    meta::set_cluster(sql, given)?;
                    meta::set_first_start(sql, now)?;
                    super::policy::first(sql, given, now)
                })?;
                self.adopt(sql, given)
            }
            None => {
                sql.turn(|| migrations::run(sql))?;
                let stored = meta::cluster(sql)?
                    .ok_or_else(|| Fault::new("an alarm before the first call"))?;
                self.adopt(sql, &stored)
            }
        }
    }

    fn adopt(&self, sql: &Sql, configured: &Cluster) -> Result<Cluster, Error> {
        let effective = configured.with(&settings::read(sql)?.settings);
        *self.cluster.borrow_mut() = Some((configured.clone(), effective.clone()));
        // Settings of the cluster are part of the compiled policy.
        *self.policy.borrow_mut() = None;
        Ok(effective)
    }

    /// Looks at the settings anew with the next call.
    pub fn forget_settings(&self) {
        *self.cluster.borrow_mut() = None;
    }

    /// The cluster as the deployment configures it.
    ///
    /// # Errors
    /// That storage has not been opened.
    pub fn configured(&self) -> Result<Cluster, Fault> {
        self.known().map(|(configured, _)| configured)
    }

    fn known(&self) -> Result<(Cluster, Cluster), Fault> {
        let known = self.cluster.borrow().clone();
        known.ok_or_else(|| Fault::new("the cluster is not known before storage was opened"))
    }

    /// Whose storage this is.
    ///
    /// # Errors
    /// That storage has not been opened.
    pub fn cluster(&self) -> Result<Cluster, Fault> {
        self.known().map(|(_, effective)| effective)
    }

    /// The policy in force, compiled.
    ///
    /// # Errors
    /// What the database says, or that storage has not been opened.
    pub fn policy(&self, sql: &Sql) -> Result<Rc<Policy>, Fault> {
        let seq = policy::in_force(sql)?.map_or(0, |version| version.seq);
        if let Some(known) = self.policy.borrow().as_ref()
            && known.seq == seq
        {
            return Ok(Rc::clone(&known.policy));
        }
        let policy = Rc::new(compile(&policy::texts(sql)?, &self.cluster()?));
        *self.policy.borrow_mut() = Some(InForce {
            seq,
            policy: Rc::clone(&policy),
        });
        Ok(policy)
    }

    /// Everyone, as this policy and storage have them.
    ///
    /// # Errors
    /// What the database says.
    pub fn people(&self, sql: &Sql, policy: &Rc<Policy>) -> Result<Rc<People>, Fault> {
        let mut kept = self.people.borrow_mut();
        let people = kept.get_or_insert_with(|| Rc::new(People::of(Rc::clone(policy))));
        let locked = locks::stored(sql)?;
        if !people.is_current(identities::version(sql)?, policy, &locked) {
            // In place, unless somebody still looks at it.
            Rc::make_mut(people).update(sql, policy, locked)?;
        }
        Ok(Rc::clone(people))
    }

    /// When the alarm is known to go off; `None` where that is not known.
    #[must_use]
    pub fn armed(&self) -> Option<Timestamp> {
        self.armed.get()
    }

    /// Notes when the alarm will go off.
    pub fn note_armed(&self, due: Option<Timestamp>) {
        self.armed.set(due);
        self.followed_up.set(None);
    }

    /// Whether everything up to this write was followed up: told to those who watch, the alarm set.
    #[must_use]
    pub fn is_followed_up(&self, writes: u64) -> bool {
        self.followed_up.get() == Some(writes)
    }

    /// Notes that everything up to this write was followed up.
    pub fn note_followed_up(&self, writes: u64) {
        self.followed_up.set(Some(writes));
    }

    /// What follows from a request as it was made, and from the policy and everyone as they are.
    #[must_use]
    pub fn facts(&self, people: &Rc<People>, request: &AccessRequest, now: Timestamp) -> Rc<Facts> {
        self.facts.of(people, request, now)
    }

    /// Requests that were written before, as readers see them.
    #[must_use]
    pub(super) const fn written(&self) -> &Written {
        &self.written
    }

    /// Turns that wait to be committed together.
    #[must_use]
    pub const fn gathering(&self) -> &Gathering {
        &self.gathering
    }

    /// What is on its way to the outside.
    #[must_use]
    pub const fn flights(&self) -> &Flights {
        &self.flights
    }

    /// How calls ended so far.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Counts a call.
    pub fn count(&self, caller: &str, quota: u32, now: Timestamp) -> Allowance {
        self.rates.borrow_mut().count(caller, quota, now)
    }

    /// The signing key, if it is open.
    #[must_use]
    pub fn key(&self) -> Option<Rc<OpenKey>> {
        self.key.borrow().clone()
    }

    /// Keeps the open signing key.
    pub fn keep_key(&self, key: Rc<OpenKey>) {
        *self.key.borrow_mut() = Some(key);
    }
}

/// The policy that these texts are in this cluster, one document each.
#[must_use]
pub fn compile(texts: &[String], cluster: &Cluster) -> Policy {
    let readings = texts
        .iter()
        .map(|text| reading::read(text, &ReadBudget::PRODUCT))
        .collect();
    let settings = Settings {
        credential_ceiling: cluster.ceiling(),
        self_resolution: cluster.self_resolution,
    };
    Policy::new(readings, settings, Budget::PRODUCT)
}
