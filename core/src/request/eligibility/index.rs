//! A policy compiled once for any number of questions about who may ask for what: what each role
//! allows and denies becomes a set over the policy's role names, and a user's rights a union of sets.

mod population;
#[cfg(test)]
mod tests;

use alloc::vec::Vec;

use super::{
    entry::{Failure, LiveEntry, Side, claimed},
    requesting::RequestRights,
};
use crate::policy::{
    compiled::{CompiledRole, Patterns},
    index::{bits::Bits, catalogue::Catalogue, selection::Selection},
    matcher::Matcher,
    name::RoleName,
    set::Policy,
    subject::Subject,
};

pub use self::population::Population;

/// The request rules of a whole policy, ready to be asked (Q1–Q5, M17). What it answers is what
/// [`RequestRights`] answers, without the reasons.
#[derive(Debug)]
pub struct RequestIndex<'p> {
    policy: &'p Policy,
    catalogue: Catalogue<'p>,
    /// What each role of the catalogue says; `None` if one of its patterns cannot be read (Q3).
    roles: Vec<Option<Said<'p>>>,
}

/// What a role says to whoever holds it.
#[derive(Debug)]
struct Said<'p> {
    compiled: &'p CompiledRole,
    /// The names that its written patterns allow.
    allow: Selection,
    /// The names that its written patterns deny.
    deny: Selection,
}

impl Said<'_> {
    /// The traits whose values add to it (C9).
    fn claims(&self) -> impl Iterator<Item = &str> {
        let Self { compiled, .. } = self;
        let (allow, deny) = (
            &compiled.allow_request.claims,
            &compiled.deny_request.claims,
        );
        let both = allow.iter().chain(deny);
        both.map(|claim| claim.claim.value.as_str())
    }

    /// Whether there are any.
    fn has_claims(&self) -> bool {
        self.claims().next().is_some()
    }
}

impl<'p> RequestIndex<'p> {
    /// Compiles the request rules of the policy. Its catalogue are the names of its roles.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        let names = policy.roles().map(|role| role.name.as_str());
        let catalogue = Catalogue::new(names).ready();
        let said = |compiled: &'p CompiledRole| {
            Some(Said {
                compiled,
                allow: written(&catalogue, &compiled.allow_request)?,
                deny: written(&catalogue, &compiled.deny_request)?,
            })
        };
        let roles = policy.roles();
        let roles = roles.map(|role| policy.role(&role.name).and_then(said));
        Self {
            policy,
            roles: roles.collect(),
            catalogue,
        }
    }

    /// The names of the policy's roles: what positions in its answers count.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue<'p> {
        &self.catalogue
    }

    /// What the user may ask for.
    ///
    /// # Errors
    /// As [`RequestRights::of`]: a held role that does not exist (Q2), or a pattern that cannot be
    /// read (Q3).
    pub fn rights<'i>(&'i self, subject: &'i Subject) -> Result<IndexedRights<'i, 'p>, Failure> {
        let bound = self.catalogue.names().len();
        let mut allowed = Bits::none(bound);
        let (mut allow, mut deny) = (Vec::new(), Vec::new());
        let mut held = Vec::with_capacity(subject.roles.len());
        for name in &subject.roles {
            let Some((_, said)) = self.said(name) else {
                return Err(self.failure(subject));
            };
            held.push(said);
            said.allow.add_to(&mut allowed);
            if said.has_claims() {
                let claims = self.claims(subject, said)?;
                allow.extend(claims.allow);
                deny.extend(claims.deny);
            }
        }
        if !allow.is_empty() {
            allowed.add(&self.catalogue.accepted(&allow));
        }
        for said in held {
            said.deny.take_from(&mut allowed);
        }
        if !deny.is_empty() {
            allowed.subtract(&self.catalogue.accepted(&deny));
        }
        if subject.locked {
            allowed = Bits::none(bound);
        }
        Ok(IndexedRights {
            index: self,
            subject,
            requestable: allowed,
            claims: Claims { allow, deny },
        })
    }

    /// The users, made ready to be asked which of them may ask for a role.
    #[must_use]
    pub fn population<'i>(&'i self, subjects: &[Subject]) -> Population<'i, 'p> {
        Population::new(self, subjects)
    }

    /// What the role says, and its position; `None` if it does not exist or cannot be read.
    fn said(&self, name: &RoleName) -> Option<(usize, &Said<'p>)> {
        let position = self.catalogue.position(name.as_str())?;
        let said = self.roles.get(position)?.as_ref()?;
        Some((position, said))
    }

    /// What the user's traits add to a role that they hold (C9).
    fn claims(&self, subject: &Subject, said: &Said<'p>) -> Result<Claims, Failure> {
        let compiled = said.compiled;
        let matchers = |patterns, side| {
            claimed(self.policy, subject, &compiled.role.name, patterns, side)
                .map(|entries: Vec<LiveEntry>| entries.into_iter().map(|entry| entry.matcher))
        };
        let both = || {
            Ok(Claims {
                deny: matchers(&compiled.deny_request, Side::Deny)?.collect(),
                allow: matchers(&compiled.allow_request, Side::Allow)?.collect(),
            })
        };
        both().map_err(|_: Failure| self.failure(subject))
    }

    /// The first thing that is wrong, with its place.
    fn failure(&self, subject: &Subject) -> Failure {
        let plain = RequestRights::of(self.policy, subject);
        plain.err().unwrap_or(Failure(Vec::new()))
    }
}

/// The names that the written patterns of a list accept; `None` if one of them cannot be read.
fn written(catalogue: &Catalogue<'_>, patterns: &Patterns) -> Option<Selection> {
    let matchers = patterns.written.iter();
    let matchers: Option<Vec<&Matcher>> = matchers
        .map(|pattern| pattern.matcher.as_ref().ok())
        .collect();
    let matchers = matchers?;
    if matchers.is_empty() {
        return Some(Selection::default());
    }
    Some(catalogue.accepted(matchers).into())
}

/// What traits give.
#[derive(Debug)]
struct Claims {
    allow: Vec<Matcher>,
    deny: Vec<Matcher>,
}

/// What one user may ask for.
#[derive(Debug)]
pub struct IndexedRights<'i, 'p> {
    index: &'i RequestIndex<'p>,
    subject: &'i Subject,
    requestable: Bits,
    claims: Claims,
}

impl<'p> IndexedRights<'_, 'p> {
    /// Whether the role may be asked for, there being one of this name or not (Q4).
    #[must_use]
    pub fn allows(&self, role: &RoleName) -> bool {
        match self.index.catalogue.position(role.as_str()) {
            Some(position) => self.requestable.contains(position),
            None => self.allows_unknown(role.as_str()),
        }
    }

    /// The roles that may be asked for, held or not, as positions in the catalogue (Q7, Q8).
    #[must_use]
    pub const fn requestable(&self) -> &Bits {
        &self.requestable
    }

    /// The same by name, in order.
    pub fn names(&self) -> impl Iterator<Item = &'p str> {
        let names = self.index.catalogue.names();
        let positions = self.requestable.positions();
        positions.filter_map(move |position| names.get(position).copied())
    }

    /// A name that no role has is asked of each matcher.
    fn allows_unknown(&self, name: &str) -> bool {
        let one_of = |matchers: &[Matcher], side: fn(&CompiledRole) -> &Patterns| {
            let said = self.subject.roles.iter();
            let said = said.filter_map(|held| self.index.said(held));
            let mut written = said.flat_map(|(_, said)| &side(said.compiled).written);
            matchers.iter().any(|matcher| matcher.accepts(name))
                || written.any(|pattern| {
                    let matcher = pattern.matcher.as_ref();
                    matcher.is_ok_and(|matcher| matcher.accepts(name))
                })
        };
        !self.subject.locked
            && !one_of(&self.claims.deny, |compiled| &compiled.deny_request)
            && one_of(&self.claims.allow, |compiled| &compiled.allow_request)
    }
}
