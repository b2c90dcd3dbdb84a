//! The core, driven as the ledger drives it: admit, decide, apply; every fact is kept as it is stored.

use std::collections::BTreeSet;

use postern_core::{
    policy::{
        budget::Budget,
        duration::Duration,
        name::{RoleName, UserName},
        reading::{Standard, read_by},
        set::Policy,
        settings::Settings,
        subject::Subject,
        traits::Traits,
    },
    request::{
        access_request::AccessRequest,
        admission::{admit, admit_hider, admit_resolver},
        ask::Ask,
        command::{Command, Resolve},
        decide::decide,
        event::Event,
        grant::assume,
        id::RequestId,
        proof::{AdmittedReview, Resolver},
        review::{Annotations, Proposal, Verdict},
        submission::submit,
        terms::Circumstances,
        timestamp::Timestamp,
    },
    yaml::budget::ReadBudget,
};

use crate::{
    Seen,
    model::{Given, Outcome},
    script::{self, ASKED, Moment, Op, Speech, Wish},
    world::{Name, User, World},
};

pub(crate) struct Cluster<'w> {
    world: &'w World,
    policies: [Policy; 2],
    /// Which of them is in force.
    policy: usize,
    /// Milliseconds from the creation.
    pub(crate) now: i64,
    request: Option<AccessRequest>,
    /// Every fact so far, as it is stored.
    stored: Vec<String>,
    /// What was admitted and may arrive yet.
    admitted: Vec<AdmittedReview>,
}

/// So many milliseconds after the creation.
pub(crate) fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(1_767_225_600_000).plus(Duration::from_ms(ms))
}

fn after(moment: Timestamp) -> i64 {
    moment.since(at(0)).as_ms()
}

fn roles(names: &BTreeSet<Name>) -> BTreeSet<RoleName> {
    names.iter().map(|name| RoleName::verbatim(*name)).collect()
}

fn verdict(approve: bool) -> Verdict {
    if approve {
        Verdict::Approve
    } else {
        Verdict::Deny
    }
}

fn subject(user: &User) -> Subject {
    let teams = user.teams.iter().map(|team| (*team).to_owned()).collect();
    let traits: Traits = [("team".to_owned(), teams)].into_iter().collect();
    Subject {
        name: UserName::verbatim(user.name),
        roles: user
            .roles
            .iter()
            .map(|name| RoleName::verbatim(*name))
            .collect(),
        traits,
        locked: user.locked,
    }
}

impl<'w> Cluster<'w> {
    pub(crate) fn new(world: &'w World) -> Self {
        let settings = Settings {
            self_resolution: world.self_resolution,
            ..Settings::default()
        };
        let policies = [0, 1].map(|policy| {
            let text = world.documents(policy);
            let reading = read_by(&text, &ReadBudget::PRODUCT, Standard::Store);
            assert!(!reading.has_errors(), "{:?} in {text}", reading.diagnostics);
            Policy::new(vec![reading], settings, Budget::PRODUCT)
        });
        Self {
            world,
            policies,
            policy: 0,
            now: 0,
            request: None,
            stored: Vec::new(),
            admitted: Vec::new(),
        }
    }

    /// The policy in force.
    pub(crate) fn policy(&self) -> &Policy {
        &self.policies[self.policy]
    }

    /// A user as the core sees them.
    pub(crate) fn subject(&self, name: Name) -> Subject {
        subject(self.world.user(name))
    }

    /// The request, which was made.
    pub(crate) fn request(&self) -> &AccessRequest {
        self.request.as_ref().unwrap()
    }

    pub(crate) fn submit(&mut self, wish: &Wish) -> Outcome<()> {
        let ask = Ask {
            reason: wish.reason.into(),
            max_duration: wish.access.map(Duration::from_ms),
            starts_at: wish.starts.map(at),
            session_ttl: wish.session.map(Duration::from_ms),
            pending_ttl: wish.wait.map(Duration::from_ms),
            ..Ask::new(
                UserName::verbatim(wish.by),
                wish.roles
                    .iter()
                    .map(|role| RoleName::verbatim(*role))
                    .collect(),
            )
        };
        let id = RequestId::from_random([3; 16]);
        let submitted = submit(
            self.policy(),
            &self.subject(wish.by),
            ask,
            id,
            &Circumstances::at(at(0)),
        )
        .map_err(|refusal| refusal.code())?;
        self.store(&submitted.events());
        self.request = Some(submitted.request);
        Ok(())
    }

    /// Every fact so far, as it is read back.
    pub(crate) fn events(&self) -> Vec<Event> {
        let events = self.stored.iter();
        events
            .map(|event| serde_json::from_str(event).unwrap())
            .collect()
    }

    fn store(&mut self, events: &[Event]) {
        let written = events
            .iter()
            .map(|event| serde_json::to_string(event).unwrap());
        self.stored.extend(written);
    }

    fn decide(&mut self, command: Command) -> Outcome<()> {
        let events =
            decide(self.request(), command, at(self.now)).map_err(|refusal| refusal.code())?;
        self.store(&events);
        let request = events
            .iter()
            .fold(self.request().clone(), AccessRequest::apply);
        self.request = Some(request);
        Ok(())
    }

    /// One more thing happens.
    pub(crate) fn live(&mut self, op: &Op) -> Outcome<Option<Given>> {
        match op {
            Op::Wait(time) => self.now += time,
            Op::Until(moment, beside) => {
                let lifetime = self.request().lifetime();
                let moment = match moment {
                    Moment::WaitEnds => lifetime.pending_expires,
                    Moment::AccessStarts => lifetime.access_starts,
                    Moment::AccessEnds => lifetime.access_expires,
                };
                self.now = self.now.max(after(moment) + beside);
            }
            Op::Edit => self.policy = 1 - self.policy,
            Op::Review(speech) => {
                let proof = self.admit(speech)?;
                self.decide(Command::Review(proof))?;
            }
            Op::Admit(speech) => {
                let proof = self.admit(speech)?;
                self.admitted.push(proof);
            }
            Op::Arrive(which) if !self.admitted.is_empty() => {
                let proof = which.get(&self.admitted).clone();
                self.decide(Command::Review(proof))?;
            }
            Op::Arrive(_) => {}
            Op::Resolve(resolve) => self.resolve(resolve)?,
            Op::Withdraw(by) => self.decide(Command::Withdraw {
                by: UserName::verbatim(*by),
                reason: String::new(),
            })?,
            Op::Drop(by) => self.decide(Command::Drop {
                by: UserName::verbatim(*by),
                reason: String::new(),
            })?,
            Op::Revoke(by) => {
                let by = self.resolver(by)?;
                let reason = String::new();
                self.decide(Command::Revoke { by, reason })?;
            }
            Op::Hide(by) => {
                let by = admit_hider(self.policy(), &self.subject(by)).map_err(|_| "forbidden")?;
                self.decide(Command::Hide { by })?;
            }
            Op::Timer => self.decide(Command::Timer)?,
            Op::Assume(by, ceiling) => return self.assume(by, *ceiling).map(Some),
        }
        Ok(None)
    }

    fn admit(&self, speech: &Speech) -> Outcome<AdmittedReview> {
        let proposal = Proposal {
            roles: speech.roles.as_ref().map(roles),
            max_duration: speech.access.map(Duration::from_ms),
            starts_at: speech.starts.map(at),
            ..Proposal::new(verdict(speech.approve), speech.says.as_str())
        };
        admit(
            self.policy(),
            &self.subject(speech.by),
            self.request(),
            proposal,
        )
        .map_err(|refusal| refusal.code())
    }

    fn resolver(&self, by: Name) -> Outcome<Resolver> {
        admit_resolver(self.policy(), &self.subject(by)).map_err(|_| "forbidden")
    }

    fn resolve(&mut self, resolve: &script::Resolve) -> Outcome<()> {
        let resolve = Resolve {
            by: self.resolver(resolve.by)?,
            on_behalf_of: resolve.on_behalf_of.map(UserName::verbatim),
            verdict: verdict(resolve.approve),
            roles: resolve.roles.as_ref().map(roles),
            reason: resolve.says.clone(),
            annotations: Annotations::new(),
        };
        self.decide(Command::Resolve(resolve))
    }

    pub(crate) fn assume(&self, by: Name, ceiling: i64) -> Outcome<Given> {
        let ceiling = Duration::from_ms(ceiling);
        let grant = assume(
            self.policy(),
            self.request(),
            &self.subject(by),
            at(self.now),
            ceiling,
        )
        .map_err(|refusal| refusal.code())?;
        let held = &self.world.user(by).roles;
        let known = |role: &RoleName| {
            let mut names = held.iter().chain(&ASKED).chain(self.world.roles[0].keys());
            *names.find(|name| **name == role.as_str()).unwrap()
        };
        Ok(Given {
            roles: grant.roles.iter().map(known).collect(),
            until: after(grant.not_after),
        })
    }

    pub(crate) fn seen(&self) -> Seen {
        self.look(self.request())
    }

    /// What the stored facts make anew.
    pub(crate) fn replayed(&self) -> Seen {
        let request = AccessRequest::replay(&self.events()).unwrap();
        assert_eq!(request, *self.request());
        self.look(&request)
    }

    fn look(&self, request: &AccessRequest) -> Seen {
        let lifetime = request.lifetime();
        let after = |moment| Some(after(moment));
        Seen {
            state: request.state().word().into(),
            phase: request.phase(at(self.now)).word().into(),
            is_hidden: request.is_hidden(),
            roles: request
                .roles()
                .iter()
                .map(|role| role.as_str().to_owned())
                .collect(),
            clocks: [
                after(lifetime.pending_expires),
                after(lifetime.access_starts),
                after(lifetime.access_expires),
                Some(lifetime.session_ttl.as_ms()),
                request.next_timer().and_then(after),
            ],
            reviewers: request
                .reviews()
                .iter()
                .map(|review| review.author.as_str().to_owned())
                .collect(),
        }
    }
}
