//! A second, naive life of a request: what the rules say, put down as directly as they are written,
//! without a look at how the core does it. It shares no code with it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    asking::{self, check_start, held, may_ask, may_review, needs_reason},
    script::{HOUR, Moment, Op, Resolve, Speech, Wish},
    world::{Circumstance, Name, Threshold, World},
};

pub(crate) const DAY: i64 = 24 * HOUR;

/// A refusal by its stable code.
pub(crate) type Outcome<T> = Result<T, &'static str>;

/// The request as it stands; moments in milliseconds from the creation.
#[derive(Debug)]
pub(crate) struct Life<'w> {
    world: &'w World,
    /// Which of the two policies is in force.
    pub(crate) policy: usize,
    pub(crate) now: i64,
    wish: Wish,
    asked: BTreeSet<Name>,
    pub(crate) roles: BTreeSet<Name>,
    pub(crate) state: State,
    pub(crate) is_hidden: bool,
    pub(crate) wait_ends: i64,
    pub(crate) starts: i64,
    pub(crate) ends: i64,
    pub(crate) session: i64,
    /// For each role asked the sets, one threshold of each of which must be met (T5).
    sets: BTreeMap<Name, Vec<Vec<Threshold>>>,
    pub(crate) reviews: Vec<Said>,
    /// What was admitted and may arrive yet.
    admitted: Vec<Said>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Pending,
    Approved,
    Denied,
    Expired,
    Withdrawn,
    Revoked,
    Dropped,
    Ended,
}

/// A verdict with the thresholds that it counts for, fixed when it was admitted (S4).
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) speech: Speech,
    counts: BTreeSet<Threshold>,
}

/// What an approval gives.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) roles: BTreeSet<Name>,
    pub(crate) until: i64,
}

impl<'w> Life<'w> {
    /// The request that a wish makes.
    pub(crate) fn submit(world: &'w World, wish: &Wish) -> Outcome<Self> {
        let terms = asking::submit(world, wish)?;
        Ok(Self {
            world,
            policy: 0,
            now: 0,
            wish: wish.clone(),
            asked: terms.roles.clone(),
            roles: terms.roles,
            state: State::Pending,
            is_hidden: false,
            wait_ends: terms.wait,
            starts: wish.starts.unwrap_or(0),
            ends: terms.access,
            session: terms.session,
            sets: terms.sets,
            reviews: Vec::new(),
            admitted: Vec::new(),
        })
    }

    /// One more thing happens.
    pub(crate) fn live(&mut self, op: &Op) -> Outcome<Option<Given>> {
        match op {
            Op::Wait(time) => self.now += time,
            Op::Until(moment, beside) => {
                let moment = match moment {
                    Moment::WaitEnds => self.wait_ends,
                    Moment::AccessStarts => self.starts,
                    Moment::AccessEnds => self.ends,
                };
                self.now = self.now.max(moment + beside);
            }
            Op::Edit => self.policy = 1 - self.policy,
            Op::Review(speech) => {
                let said = self.admit(speech)?;
                self.review(said)?;
            }
            Op::Admit(speech) => {
                let said = self.admit(speech)?;
                self.admitted.push(said);
            }
            Op::Arrive(which) if !self.admitted.is_empty() => {
                let said = which.get(&self.admitted).clone();
                self.review(said)?;
            }
            Op::Arrive(_) => {}
            Op::Resolve(resolve) => self.resolve(resolve)?,
            Op::Withdraw(by) => self.withdraw(by)?,
            Op::Drop(by) => self.drop(by)?,
            Op::Revoke(by) => self.revoke(by)?,
            Op::Hide(by) => self.hide(by)?,
            Op::Timer => self.timer()?,
            Op::Assume(by, ceiling) => return self.assume(by, *ceiling).map(Some),
        }
        Ok(None)
    }

    /// Where it is now, whether or not a timer ran.
    pub(crate) fn phase(&self) -> &'static str {
        match self.state {
            State::Pending if self.now >= self.wait_ends => "expired",
            State::Pending => "pending",
            State::Approved if self.now > self.ends => "ended",
            State::Approved if self.now < self.starts => "scheduled",
            State::Approved => "active",
            State::Denied => "denied",
            State::Expired => "expired",
            State::Withdrawn => "withdrawn",
            State::Revoked => "revoked",
            State::Dropped => "dropped",
            State::Ended => "ended",
        }
    }

    fn is_granted(&self) -> bool {
        matches!(self.phase(), "scheduled" | "active")
    }

    /// What everybody hears who comes too late.
    fn settled(&self) -> &'static str {
        match self.phase() {
            "scheduled" | "active" => "already-approved",
            "denied" => "already-denied",
            phase => phase,
        }
    }

    /// When a timer has something to do.
    pub(crate) fn due(&self) -> Option<i64> {
        match self.state {
            State::Pending => Some(self.wait_ends),
            State::Approved => Some(self.ends + 1),
            _ => None,
        }
    }

    /// Whether somebody may say this, and what it counts for (S1–S5).
    fn admit(&self, speech: &Speech) -> Outcome<Said> {
        let reviewer = self.world.user(speech.by);
        let roles = held(self.world, self.policy, reviewer).ok_or("cannot-evaluate")?;
        may_review(&roles, reviewer, self.wish.by, &self.asked)?;
        self.check_fit(speech)?;
        let of = Circumstance {
            reviewer,
            asked: &self.asked,
            says: &speech.says,
        };
        let all = self.sets.values().flatten().flatten();
        let counting =
            all.filter(|threshold| threshold.filter.as_ref().is_none_or(|when| when.holds(&of)));
        let counts = counting.cloned().collect();
        if speech.approve {
            let requester = self.world.user(self.wish.by);
            let held = held(self.world, self.policy, requester).ok_or("cannot-evaluate")?;
            if held.iter().any(|role| role.is_broken) {
                return Err("cannot-evaluate");
            }
            let granted = speech.roles.as_ref().unwrap_or(&self.roles);
            if granted.iter().any(|role| !may_ask(&held, requester, role)) {
                return Err("role-not-requestable");
            }
        }
        Ok(Said {
            speech: speech.clone(),
            counts,
        })
    }

    fn check_fit(&self, speech: &Speech) -> Outcome<()> {
        if speech.says.len() > 4096 {
            return Err("reason-too-long");
        }
        if self.reviews.iter().any(|said| said.speech.by == speech.by) {
            return Err("already-reviewed");
        }
        let Some(named) = &speech.roles else {
            return Ok(());
        };
        if !named.is_subset(&self.roles) {
            return Err("role-not-in-request");
        }
        if !speech.approve && *named != self.roles {
            return Err("narrowed-denial");
        }
        if named.is_disjoint(&self.left()) {
            return Err("nothing-left");
        }
        Ok(())
    }

    /// The roles that every approval so far speaks for (departures 7).
    fn left(&self) -> BTreeSet<Name> {
        let mut left = self.asked.clone();
        for said in self.reviews.iter().filter(|said| said.speech.approve) {
            if let Some(named) = &said.speech.roles {
                left.retain(|role| named.contains(role));
            }
        }
        left
    }

    /// The end of access by the shortest time that any approval names.
    fn shortened(&self) -> i64 {
        let approvals = self.reviews.iter().filter(|said| said.speech.approve);
        approvals
            .filter_map(|said| said.speech.access)
            .fold(self.ends, i64::min)
    }

    /// An admitted verdict arrives (S6–S9).
    fn review(&mut self, said: Said) -> Outcome<()> {
        let speech = &said.speech;
        self.check_fit(speech)?;
        if self.phase() != "pending" {
            return Err(self.settled());
        }
        check_start(speech.starts, self.ends)?;
        if !speech.approve && speech.access.is_some() {
            return Err("narrowed-denial");
        }
        if speech.approve {
            if speech.access.is_some_and(|access| access > self.ends) {
                return Err("longer-than-asked");
            }
            let ends = self.shortened().min(speech.access.unwrap_or(self.ends));
            if ends <= self.now || ends <= speech.starts.unwrap_or(self.starts) {
                return Err("no-time-left");
            }
            self.starts = speech.starts.unwrap_or(self.starts);
        }
        self.reviews.push(said);
        if self.is_denied() {
            self.state = State::Denied;
        } else if self.is_approved() {
            self.state = State::Approved;
            self.ends = self.shortened();
            self.roles = self.left();
        }
        Ok(())
    }

    fn count(&self, approve: bool, threshold: &Threshold) -> u32 {
        let alike = self
            .reviews
            .iter()
            .filter(|said| said.speech.approve == approve);
        u32::try_from(alike.filter(|said| said.counts.contains(threshold)).count()).unwrap()
    }

    /// One threshold anywhere is enough (S8).
    fn is_denied(&self) -> bool {
        let mut all = self.sets.values().flatten().flatten();
        all.any(|one| one.deny > 0 && self.count(false, one) >= one.deny)
    }

    /// Each set of each role that is left has one threshold that is met (T5).
    fn is_approved(&self) -> bool {
        let met = |one: &Threshold| one.approve > 0 && self.count(true, one) >= one.approve;
        self.left()
            .iter()
            .all(|role| self.sets[role].iter().all(|set| set.iter().any(met)))
    }

    /// Whether somebody may update requests (B, D1).
    fn check_admin(&self, by: Name) -> Outcome<()> {
        let user = self.world.user(by);
        let held = held(self.world, self.policy, user);
        let administers = held.is_some_and(|held| held.iter().any(|role| role.administers));
        if administers && !user.locked {
            Ok(())
        } else {
            Err("forbidden")
        }
    }

    /// An administrator decides over the plan's head (D, departures 2 and 3).
    fn resolve(&mut self, resolve: &Resolve) -> Outcome<()> {
        let Resolve {
            by,
            on_behalf_of,
            approve,
            roles,
            says,
        } = resolve;
        self.check_admin(by)?;
        let own = *by == self.wish.by || *on_behalf_of == Some(self.wish.by);
        if own && !self.world.self_resolution {
            return Err("own-request");
        }
        if says.len() > 4096 {
            return Err("reason-too-long");
        }
        let is_pending = self.phase() == "pending";
        if !is_pending && !self.is_granted() {
            return Err(self.settled());
        }
        if !approve {
            return match (is_pending, roles) {
                (false, _) => Err("revoke-instead"),
                (true, Some(_)) => Err("roles-on-denial"),
                (true, None) => {
                    self.state = State::Denied;
                    Ok(())
                }
            };
        }
        let roles = roles.as_ref().unwrap_or(&self.roles).clone();
        if !roles.is_subset(&self.roles) {
            return Err("role-not-in-request");
        }
        if roles.is_empty() {
            return Err("nothing-left");
        }
        if !is_pending && roles == self.roles {
            return Err("nothing-to-narrow");
        }
        self.roles = roles;
        self.state = State::Approved;
        Ok(())
    }

    fn withdraw(&mut self, by: Name) -> Outcome<()> {
        if by != self.wish.by {
            return Err("not-requester");
        }
        match self.phase() {
            "pending" => self.state = State::Withdrawn,
            "scheduled" | "active" => return Err("drop-instead"),
            _ => return Err(self.settled()),
        }
        Ok(())
    }

    fn drop(&mut self, by: Name) -> Outcome<()> {
        if by != self.wish.by {
            return Err("not-requester");
        }
        match self.phase() {
            "scheduled" | "active" => self.state = State::Dropped,
            "pending" => return Err("withdraw-instead"),
            _ => return Err(self.settled()),
        }
        Ok(())
    }

    fn revoke(&mut self, by: Name) -> Outcome<()> {
        self.check_admin(by)?;
        match self.phase() {
            "scheduled" | "active" => self.state = State::Revoked,
            "pending" => return Err("deny-instead"),
            _ => return Err(self.settled()),
        }
        Ok(())
    }

    fn hide(&mut self, by: Name) -> Outcome<()> {
        self.check_admin(by)?;
        match self.phase() {
            "pending" => Err("deny-instead"),
            "scheduled" | "active" => Err("revoke-instead"),
            _ if self.is_hidden => Err("already-hidden"),
            _ => {
                self.is_hidden = true;
                Ok(())
            }
        }
    }

    fn timer(&mut self) -> Outcome<()> {
        if self.due().is_none_or(|due| due > self.now) {
            return Err("nothing-due");
        }
        self.state = match self.state {
            State::Pending => State::Expired,
            _ => State::Ended,
        };
        Ok(())
    }

    /// What the approval gives now (U).
    fn assume(&self, by: Name, ceiling: i64) -> Outcome<Given> {
        let user = self.world.user(by);
        if by != self.wish.by {
            return Err("not-found");
        }
        if user.locked {
            return Err("locked");
        }
        if self.state != State::Approved {
            return Err(self.settled());
        }
        let held = held(self.world, self.policy, user).ok_or("cannot-evaluate")?;
        if held.iter().any(|role| role.is_broken) {
            return Err("cannot-evaluate");
        }
        if self.wish.reason.trim().is_empty() && needs_reason(&held, &self.roles) {
            return Err("reason-required");
        }
        if self.roles.iter().any(|role| !may_ask(&held, user, role)) {
            return Err("role-not-requestable");
        }
        match self.phase() {
            "active" => {}
            "scheduled" => return Err("not-started"),
            _ => return Err(self.settled()),
        }
        let roles: BTreeSet<Name> = user.roles.iter().chain(&self.roles).copied().collect();
        if roles
            .iter()
            .any(|role| !self.world.roles[self.policy].contains_key(role))
        {
            return Err("unknown-role");
        }
        let life = self.session.min(ceiling).min(30 * HOUR);
        Ok(Given {
            roles,
            until: self.ends.min(self.now + life),
        })
    }
}
