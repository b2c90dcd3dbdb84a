//! What a user may ask for: the union over all roles they hold, with deny over allow (Q).

use alloc::{collections::BTreeSet, vec, vec::Vec};

use super::{
    absence::Absence,
    entry::{Failure, LiveEntry, Side, gather, missing},
};
use crate::{
    policy::{
        compiled::CompiledRole,
        decision::{Act, Bearing, Decision, Finding, Outcome, Step},
        index::catalogue::Catalogue,
        matcher::Matcher,
        name::RoleName,
        set::Policy,
        subject::Subject,
    },
    yaml::span::Span,
};

/// What a user's roles say about requests, gathered once for any number of questions.
#[derive(Debug)]
pub struct RequestRights<'a> {
    pub(super) policy: &'a Policy,
    pub(super) subject: &'a Subject,
    pub(super) held: Vec<HeldRole<'a>>,
}

/// One held role with its patterns as they stand for the user.
#[derive(Debug)]
pub(super) struct HeldRole<'a> {
    pub(super) name: &'a RoleName,
    pub(super) compiled: &'a CompiledRole,
    pub(super) allow: Vec<LiveEntry>,
    pub(super) deny: Vec<LiveEntry>,
}

impl HeldRole<'_> {
    fn entries(&self, side: Side) -> &[LiveEntry] {
        match side {
            Side::Allow => &self.allow,
            Side::Deny => &self.deny,
        }
    }
}

impl<'a> RequestRights<'a> {
    /// Gathers what the user's roles say.
    ///
    /// # Errors
    /// A held role that does not exist (Q2), or a pattern that cannot be read (Q3): then nothing
    /// can be decided.
    pub fn of(policy: &'a Policy, subject: &'a Subject) -> Result<Self, Failure> {
        let mut held = Vec::with_capacity(subject.roles.len());
        for name in &subject.roles {
            let compiled = policy.role(name).ok_or_else(|| missing(subject, name))?;
            let gather = |patterns, side| gather(policy, subject, name, patterns, side);
            held.push(HeldRole {
                name,
                compiled,
                deny: gather(&compiled.deny_request, Side::Deny)?,
                allow: gather(&compiled.allow_request, Side::Allow)?,
            });
        }
        Ok(Self {
            policy,
            subject,
            held,
        })
    }

    /// The policy that was asked.
    #[must_use]
    pub const fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// Whose rights these are.
    #[must_use]
    pub const fn subject(&self) -> &'a Subject {
        self.subject
    }

    /// Whether the role may be asked for, without the reasons (Q4).
    #[must_use]
    pub fn allows(&self, role: &RoleName) -> bool {
        let accepts = |entries: &[LiveEntry]| {
            entries
                .iter()
                .any(|entry| entry.matcher.accepts(role.as_str()))
        };
        !self.subject.locked
            && !self.held.iter().any(|held| accepts(&held.deny))
            && self.held.iter().any(|held| accepts(&held.allow))
    }

    /// Whether the role may be asked for, and why.
    #[must_use]
    pub fn may_request(&self, role: &RoleName) -> Decision {
        if self.subject.locked {
            let user = self.subject.name.clone();
            return Decision {
                outcome: Outcome::Deny,
                because: vec![self.step(Bearing::Refuses, Finding::Locked { user })],
            };
        }
        let denials = self.matching(role, Side::Deny);
        let allowances = self.matching(role, Side::Allow);
        let outcome = if denials.is_empty() && !allowances.is_empty() {
            Outcome::Allow
        } else {
            Outcome::Deny
        };
        let mut because = denials;
        if because.is_empty() && allowances.is_empty() {
            because.push(self.step(
                Bearing::Refuses,
                Finding::NothingAllows {
                    act: Act::Request,
                    holders: self.subject.roles.clone(),
                    role: role.clone(),
                },
            ));
        }
        let nothing_allows = allowances.is_empty();
        because.extend(allowances);
        because.extend(self.not_matching(role));
        if nothing_allows {
            because.extend(self.absence(role));
        }
        Decision { outcome, because }
    }

    /// The roles of the policy that may be asked for, held or not, in name order.
    #[must_use]
    pub fn requestable(&self) -> Vec<(RoleName, Decision)> {
        self.allowed()
            .into_iter()
            .map(|name| (name.clone(), self.may_request(name)))
            .collect()
    }

    /// What `*` stands for: the roles that may be asked for and are not held, in name order (W2).
    #[must_use]
    pub fn wildcard(&self) -> Vec<RoleName> {
        let mut names = self.allowed();
        names.retain(|name| !self.subject.roles.contains(name));
        names.into_iter().cloned().collect()
    }

    /// The names of the policy's roles that [`Self::allows`] allows, in order. Each pattern is asked
    /// about the whole catalogue at once.
    fn allowed(&self) -> Vec<&'a RoleName> {
        if self.subject.locked {
            return Vec::new();
        }
        let names: Vec<&RoleName> = self.policy.roles().map(|role| &role.name).collect();
        let catalogue = Catalogue::new(names.iter().map(|name| name.as_str()));
        let accepted = |side| {
            let entries = self.held.iter().flat_map(|held| held.entries(side));
            catalogue.accepted(entries.map(|entry| &entry.matcher))
        };
        let mut allowed = accepted(Side::Allow);
        allowed.subtract(&accepted(Side::Deny));
        let positions = allowed.positions();
        positions
            .filter_map(|position| names.get(position).copied())
            .collect()
    }

    fn matching(&self, role: &RoleName, side: Side) -> Vec<Step> {
        let mut steps = Vec::new();
        for held in &self.held {
            let accepting = held
                .entries(side)
                .iter()
                .find(|entry| entry.matcher.accepts(role.as_str()));
            let Some(accepting) = accepting else { continue };
            let (holder, role) = (held.name.clone(), role.clone());
            let (act, entry) = (Act::Request, accepting.entry.clone());
            let (bearing, finding) = match side {
                Side::Allow => (
                    Bearing::Holds,
                    Finding::Allows {
                        act,
                        holder,
                        role,
                        entry,
                    },
                ),
                Side::Deny => (
                    Bearing::Refuses,
                    Finding::Denies {
                        act,
                        holder,
                        role,
                        entry,
                    },
                ),
            };
            steps.push(Step {
                bearing,
                finding,
                place: self.policy.place(held.name, accepting.span),
            });
        }
        steps
    }

    /// What was looked at and did not match, so that the trace is whole.
    fn not_matching<'b>(&'b self, role: &'b RoleName) -> impl Iterator<Item = Step> + 'b {
        self.held.iter().filter_map(move |held| {
            let accepts = |entry: &LiveEntry| entry.matcher.accepts(role.as_str());
            if held.allow.iter().chain(&held.deny).any(accepts) {
                return None;
            }
            let Some(first) = held.allow.first() else {
                return Some(self.step(
                    Bearing::NotRelevant,
                    Finding::SaysNothing {
                        act: Act::Request,
                        holder: held.name.clone(),
                    },
                ));
            };
            Some(Step {
                bearing: Bearing::NoMatch,
                finding: Finding::AllowsOthers {
                    act: Act::Request,
                    holder: held.name.clone(),
                    role: role.clone(),
                    patterns: held
                        .allow
                        .iter()
                        .map(|entry| entry.entry.pattern.clone())
                        .collect(),
                },
                place: self.policy.place(held.name, first.span),
            })
        })
    }

    /// What would have to be otherwise for the role to be allowed.
    fn absence(&self, role: &RoleName) -> Vec<Step> {
        let absence = Absence {
            policy: self.policy,
            subject: self.subject,
            act: Act::Request,
            role,
        };
        let held = self.held.iter();
        absence.steps(held.map(|held| {
            let entries = held.allow.as_slice();
            (held.name, entries, &held.compiled.allow_request)
        }))
    }

    pub(super) fn step(&self, bearing: Bearing, finding: Finding) -> Step {
        Step {
            bearing,
            finding,
            place: None,
        }
    }

    /// A step whose place is in the document of a held role.
    pub(super) fn step_at(&self, finding: Finding, holder: &RoleName, span: Span) -> Step {
        Step {
            bearing: Bearing::Depends,
            finding,
            place: self.policy.place(holder, span),
        }
    }

    /// Every pattern that has a say for the user, those that claims give among them, with its place.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (&Matcher, Span)> {
        let entries = self
            .held
            .iter()
            .flat_map(|held| held.allow.iter().chain(&held.deny));
        entries.map(|entry| (&entry.matcher, entry.span))
    }

    /// The held roles, one of whose allow entries accepts the role, in the order held.
    pub(crate) fn allowing<'b>(
        &'b self,
        role: &'b RoleName,
    ) -> impl Iterator<Item = &'a CompiledRole> + 'b {
        self.held
            .iter()
            .filter(|held| {
                held.allow
                    .iter()
                    .any(|entry| entry.matcher.accepts(role.as_str()))
            })
            .map(|held| held.compiled)
    }

    /// The held roles that have a say in who must agree to the role: one of their allow entries
    /// accepts it, or `search_as_roles` names it (T1, T2).
    pub(crate) fn concerned_with<'b>(
        &'b self,
        role: &'b RoleName,
    ) -> impl Iterator<Item = &'a CompiledRole> + 'b {
        let named = |compiled: &CompiledRole| {
            let names = &compiled.role.allow.request.search_as_roles;
            names.iter().any(|name| name.value == role.as_str())
        };
        self.held
            .iter()
            .filter(move |held| {
                let mut entries = held.allow.iter();
                entries.any(|entry| entry.matcher.accepts(role.as_str())) || named(held.compiled)
            })
            .map(|held| held.compiled)
    }

    /// The held roles, one of whose allow entries accepts at least one of the roles.
    pub(crate) fn allowing_any<'b>(
        &'b self,
        roles: &'b BTreeSet<RoleName>,
    ) -> impl Iterator<Item = &'a CompiledRole> + 'b {
        self.held
            .iter()
            .filter(move |held| {
                roles.iter().any(|role| {
                    held.allow
                        .iter()
                        .any(|entry| entry.matcher.accepts(role.as_str()))
                })
            })
            .map(|held| held.compiled)
    }

    /// The held roles' documents, in the order held.
    pub(crate) fn held_roles(&self) -> impl Iterator<Item = &'a CompiledRole> + '_ {
        self.held.iter().map(|held| held.compiled)
    }
}
