//! Everyone in the cluster as decisions see them: whom documents speak of, and whom a provider signed
//! in. Kept between turns, and brought up to date by what changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use postern_core::{
    policy::{
        connector::Connector, duration::Duration, name::UserName, set::Policy, subject::Subject,
    },
    request::timestamp::Timestamp,
};

use crate::{
    error::Fault,
    store::{
        identities::{self, Identity},
        sql::Sql,
    },
};

/// How long somebody who does not sign in still counts among those who could.
const REMEMBERED: Duration = Duration::from_hours(30 * 24);

/// What a provider calls somebody: issuer and subject.
type Key = (String, String);

/// Somebody whom a provider signed in.
#[derive(Clone, Debug)]
struct Known {
    connector: String,
    subject: Subject,
    signed_in: Timestamp,
}

/// Everyone.
#[derive(Clone, Debug)]
pub struct People {
    policy: Rc<Policy>,
    /// Which (connector, subject) a user document claims: they count as that user.
    linked: BTreeSet<(String, String)>,
    version: i64,
    known: BTreeMap<Key, Known>,
    names: BTreeMap<UserName, Key>,
    /// Who is locked, and until when where that ends.
    locked: Rc<BTreeMap<UserName, Option<Timestamp>>>,
}

impl People {
    /// Those whom the policy speaks of.
    #[must_use]
    pub fn of(policy: Rc<Policy>) -> Self {
        Self {
            linked: linked(&policy),
            policy,
            version: 0,
            known: BTreeMap::new(),
            names: BTreeMap::new(),
            locked: Rc::default(),
        }
    }

    /// Takes in what changed in the policy and in storage.
    ///
    /// # Errors
    /// What the database says, or that a row cannot be read.
    pub fn update(
        &mut self,
        sql: &Sql,
        policy: &Rc<Policy>,
        locked: Rc<BTreeMap<UserName, Option<Timestamp>>>,
    ) -> Result<(), Fault> {
        self.locked = locked;
        if !Rc::ptr_eq(&self.policy, policy) {
            self.linked = linked(policy);
            self.policy = Rc::clone(policy);
        }
        for row in identities::changed_since(sql, self.version)? {
            self.version = row.version;
            self.take(row)?;
        }
        Ok(())
    }

    /// Whether storage has nothing newer and this is the policy.
    #[must_use]
    pub fn is_current(
        &self,
        version: i64,
        policy: &Rc<Policy>,
        locked: &Rc<BTreeMap<UserName, Option<Timestamp>>>,
    ) -> bool {
        self.version == version
            && Rc::ptr_eq(&self.policy, policy)
            && Rc::ptr_eq(&self.locked, locked)
    }

    /// The policy that they live under.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The next moment at which the clock alone changes who there is: a lock ends, or somebody has not
    /// signed in for too long.
    #[must_use]
    pub fn next_change(&self, now: Timestamp) -> Option<Timestamp> {
        let locks = self.locked.values().flatten().copied();
        let absences = self.known.values();
        let absences = absences.map(|known| known.signed_in.plus(REMEMBERED));
        locks.chain(absences).filter(|moment| *moment > now).min()
    }

    fn is_locked(&self, name: &UserName, now: Timestamp) -> bool {
        let lock = self.locked.get(name);
        lock.is_some_and(|until| until.is_none_or(|until| now < until))
    }

    /// What tells this state of everyone from another, beside the policy.
    #[must_use]
    pub fn tag(&self, now: Timestamp) -> String {
        let next = self.next_change(now);
        format!("{} {next:?} {:?}", self.version, self.locked)
    }

    fn take(&mut self, row: Identity) -> Result<(), Fault> {
        let key = (row.issuer, row.subject);
        let name = UserName::verbatim(row.name);
        let known = Known {
            connector: row.connector,
            subject: Subject {
                name: name.clone(),
                roles: serde_json::from_str(&row.roles)?,
                traits: serde_json::from_str(&row.traits)?,
                locked: false,
            },
            signed_in: Timestamp::from_ms(row.signed_in_ms),
        };
        if let Some(before) = self.known.insert(key.clone(), known) {
            // Somebody else may have taken the name since.
            if self.names.get(&before.subject.name) == Some(&key) {
                self.names.remove(&before.subject.name);
            }
        }
        if !name.as_str().starts_with(identities::NAMELESS) {
            self.names.insert(name, key);
        }
        Ok(())
    }

    /// The user of this name.
    #[must_use]
    pub fn subject(&self, name: &UserName) -> Option<Subject> {
        self.policy
            .subject(name)
            .or_else(|| Some(self.signed_in(name)?.subject.clone()))
    }

    /// Everyone who could act if they signed in now: users of the policy, and those whom a provider
    /// signed in within the last month.
    pub fn subjects(&self, now: Timestamp) -> impl Iterator<Item = Subject> {
        let others = self
            .names
            .keys()
            .filter_map(|name| self.signed_in(name))
            .filter(move |known| now.since(known.signed_in) < REMEMBERED);
        self.policy
            .subjects()
            .chain(others.map(|known| known.subject.clone()))
            .filter(move |subject| !self.is_locked(&subject.name, now))
    }

    /// When a provider last said what it says about this user; none for users of the policy.
    #[must_use]
    pub fn told(&self, name: &UserName) -> Option<Timestamp> {
        self.signed_in(name).map(|known| known.signed_in)
    }

    /// Somebody whom a provider signed in, as long as the policy still has the connector, speaks of
    /// nobody by that name itself, and counts them as nobody else.
    fn signed_in(&self, name: &UserName) -> Option<&Known> {
        let key = self.names.get(name)?;
        let known = self.known.get(key)?;
        let (issuer, subject) = key;
        let counts = self.policy.user(name).is_none()
            && connector(&self.policy, &known.connector)
                .is_some_and(|connector| connector.issuer_url.value == *issuer)
            && !self
                .linked
                .contains(&(known.connector.clone(), subject.clone()));
        counts.then_some(known)
    }
}

/// The connector of this name.
#[must_use]
pub fn connector<'p>(policy: &'p Policy, name: &str) -> Option<&'p Connector> {
    policy.connectors().find(|connector| connector.name == name)
}

fn linked(policy: &Policy) -> BTreeSet<(String, String)> {
    policy
        .users()
        .flat_map(|user| &user.oidc_identities)
        .map(|(connector, subject)| (connector.value.clone(), subject.value.clone()))
        .collect()
}

#[cfg(test)]
mod tests;
