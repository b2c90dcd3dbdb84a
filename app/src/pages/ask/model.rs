//! Asking for roles: the form, what policy says of it, and what the server would do.

use postern_core::{
    api::requests::{Capabilities, NewRequest, Phase, RequestPage, RequestView, RoleAnswer},
    policy::{
        duration::Duration,
        name::{RoleName, UserName},
    },
    request::{
        form::{Brief, Field, FieldProblem, Form, Length, Offer, Start},
        timestamp::Timestamp,
    },
    small_map::SmallMap,
    small_set::SmallSet,
};

use crate::{
    letters::lower,
    load::{Failure, Load},
    model, words,
};

/// The lengths on offer, shortest first.
pub const LENGTHS: [Duration; 4] = [
    Duration::from_secs(1_800),
    Duration::from_hours(1),
    Duration::from_hours(4),
    Duration::from_hours(8),
];

/// How many earlier requests are offered again.
const RECENT: usize = 5;

/// The state of the page.
#[derive(Debug, Default)]
pub struct Model {
    /// Roles to tick at first; `*` for all.
    wanted: Vec<String>,
    /// An earlier request to fill the form in like, once it and the terms are here.
    like: Option<RequestView>,
    /// The earlier request that the form is filled in like.
    repeats: Option<String>,
    /// The newest requests, as read.
    newest: Vec<RequestView>,
    /// What may be asked for.
    pub capabilities: Load<Capabilities>,
    /// The same, as the form's rules need it.
    pub brief: Brief,
    /// What is filled in.
    pub form: Form,
    /// What is searched for.
    pub search: String,
    /// Names that were searched for and are not on offer, and why not.
    pub answers: SmallMap<Load<RoleAnswer>>,
    /// What the server would do with the form as it stands; nothing while it is out of date.
    pub preview: Option<Result<RequestView, Failure>>,
    /// Counts changes, so that late answers are known as such.
    edition: u64,
    /// Fields that were left, whose problems are shown.
    left: SmallSet<Field>,
    /// Sending was tried, so every problem is shown.
    pub tried: bool,
    /// The request is on its way.
    pub sending: bool,
    /// Why the server refused it.
    pub refused: Option<Failure>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The terms came.
    Loaded(Result<Capabilities, Failure>),
    /// To be read again.
    Reload,
    /// The earlier request to fill the form in like came, or not.
    Like(Result<RequestView, Failure>),
    /// The newest requests came, or not.
    Recent(Result<RequestPage, Failure>),
    /// Something was typed into the search.
    Searched(String),
    /// A role was ticked or unticked.
    Ticked(RoleName, bool),
    /// A length was picked or typed.
    Length(Length),
    /// A start was picked.
    Start(Start),
    /// The reason was typed.
    Reason(String),
    /// A field lost the focus.
    Left(Field),
    /// Nothing has changed for a moment since that edition.
    Settled(u64, Timestamp),
    /// What the server would do.
    Previewed(u64, Result<RequestView, Failure>),
    /// Why a name is not on offer.
    Explained(String, Result<RoleAnswer, Failure>),
    /// To be sent.
    Submit(Timestamp),
    /// The answer to that.
    Submitted(Result<RequestView, Failure>),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read the terms.
    Load,
    /// Wait a moment, then report that edition settled.
    Wait(u64),
    /// Ask what would happen.
    Preview(u64, NewRequest),
    /// Ask why a role is not on offer.
    Explain(String),
    /// Send it.
    Submit(NewRequest),
    /// Open the request that came of it.
    Open(String),
    /// Show what is to be put right.
    ShowProblems,
    /// Say that the earlier request could not be read.
    SayUnread,
}

impl Model {
    /// The newest requests that are over, to be made again: what is still open or active needs no repeat,
    /// and the one that the form repeats is here already.
    pub fn recent(&self) -> Vec<&RequestView> {
        let is_over = |request: &&RequestView| {
            !matches!(
                request.phase,
                Phase::Pending | Phase::Scheduled | Phase::Active
            ) && self.repeats.as_ref() != Some(&request.id)
        };
        self.newest.iter().filter(is_over).take(RECENT).collect()
    }

    /// The form, with these roles to be ticked.
    pub fn asking_for(wanted: Vec<String>) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// The roles on offer whose name or description holds what is searched for.
    pub fn found(&self) -> Vec<&postern_core::api::requests::RequestableRole> {
        let text = lower(self.search.trim());
        let all = self.capabilities.ready().map(|terms| &terms.roles);
        all.into_iter()
            .flatten()
            .filter(|role| {
                lower(role.name.as_str()).contains(&text)
                    || lower(&role.description).contains(&text)
            })
            .collect()
    }

    /// The name searched for, where no role on offer has it in its own.
    pub fn missing(&self) -> Option<&str> {
        let text = self.search.trim();
        let terms = self.capabilities.ready()?;
        let offered = terms
            .roles
            .iter()
            .any(|role| role.name.as_str().contains(text));
        (!text.is_empty() && !offered && RoleName::parse(text).is_ok()).then_some(text)
    }

    /// What is to be put right and may be said already.
    pub fn problems(&self, now: Timestamp) -> Vec<FieldProblem> {
        let mut problems = self.brief.check(&self.form, now);
        problems.retain(|problem| self.tried || self.left.contains(&problem.field));
        problems
    }

    /// The problem of one field, if it may be said already.
    pub fn problem(&self, field: Field, now: Timestamp) -> Option<String> {
        self.problems(now)
            .into_iter()
            .find(|problem| problem.field == field)
            .map(|problem| problem.text)
    }

    /// The role and rule that cap what is ticked, if a rule does.
    pub fn cap(&self) -> Option<&postern_core::api::requests::Cap> {
        let (_, role) = self.brief.longest(&self.form)?;
        let terms = self.capabilities.ready()?;
        terms
            .roles
            .iter()
            .find(|offer| offer.name == *role)?
            .cap
            .as_ref()
    }

    /// What would be sent.
    fn body(&self) -> Option<NewRequest> {
        let reason = self.form.reason.trim();
        Some(NewRequest {
            roles: self.form.roles.as_slice().to_vec(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            suggested_reviewers: vec![],
            max_duration: Some(self.brief.length(&self.form).ok()?.to_string()),
            starts_at: match self.form.start {
                Start::WhenApproved => None,
                Start::Later(at) => at,
            },
        })
    }

    /// The form changed: what is known of it is out of date.
    fn changed(&mut self) -> Vec<Command> {
        self.edition += 1;
        self.preview = None;
        self.refused = None;
        vec![Command::Wait(self.edition)]
    }

    fn settle(&mut self, now: Timestamp) -> Vec<Command> {
        let mut commands = vec![];
        if let Some(name) = self.missing().map(str::to_owned)
            && self.answers.get(&name).is_none()
        {
            self.answers.insert(name.clone(), Load::Waiting);
            commands.push(Command::Explain(name));
        }
        if self.preview.is_none()
            && self.brief.check(&self.form, now).is_empty()
            && let Some(body) = self.body()
        {
            commands.push(Command::Preview(self.edition, body));
        }
        commands
    }

    fn take_terms(&mut self, terms: Capabilities) {
        self.brief = brief(&terms);
        let is_known = |name: &str| terms.roles.iter().any(|role| role.name.as_str() == name);
        self.form.roles.retain(|role| is_known(role.as_str()));
        for role in &terms.roles {
            let named = self.wanted.iter().any(|name| name == role.name.as_str());
            let all = self.wanted.iter().any(|name| name == "*") && !role.held;
            if named || all {
                self.form.roles.insert(role.name.clone());
            }
        }
        // A name in the address that is not on offer is answered like one searched for.
        if let Some(name) = self
            .wanted
            .iter()
            .find(|name| *name != "*" && !is_known(name))
        {
            self.search = name.clone();
        }
        self.wanted.clear();
        self.capabilities = Load::Ready(terms);
        self.fill_in();
    }

    /// Fills the form in like an earlier request, as far as the terms still allow; nothing that was written
    /// already is lost.
    fn fill_in(&mut self) {
        let Some(terms) = self.capabilities.ready() else {
            return;
        };
        let Some(like) = self.like.take() else {
            return;
        };
        let offered = |role: &&RoleName| {
            let mut offers = terms.roles.iter();
            offers.any(|offer| offer.name == **role && !offer.held)
        };
        for role in like.requested_roles.iter().filter(offered) {
            self.form.roles.insert(role.clone());
        }
        if self.form.reason.is_empty() {
            self.form.reason = like.reason;
        }
        let length = Duration::from_secs(i64::try_from(like.access_s).unwrap_or(i64::MAX));
        let longest = self.brief.longest(&self.form);
        if longest.is_none_or(|(longest, _)| length < longest) {
            self.form.length = match LENGTHS.contains(&length) {
                true => Length::Picked(length),
                false => Length::Typed(length.to_string()),
            };
        }
    }
}

/// The terms as the form's rules need them.
fn brief(terms: &Capabilities) -> Brief {
    Brief {
        offers: terms
            .roles
            .iter()
            .map(|role| Offer {
                role: role.name.clone(),
                longest: Duration::from_secs(i64::try_from(role.longest_s).unwrap_or(i64::MAX)),
                reason_required: role.reason_required,
                prompts: role.prompts.clone(),
            })
            .collect(),
        reason_required_by: terms.reason_required_by.clone(),
        prompt: terms.prompt.clone(),
        reason_max_bytes: usize::try_from(terms.reason_max_bytes).unwrap_or(usize::MAX),
    }
}

/// Whom to ask for what the policy does not let one request: by name for those who may know names.
pub fn whom_to_ask(answer: &RoleAnswer, is_me: impl Fn(&str) -> bool) -> String {
    let known = answer.managers.iter().flatten().map(UserName::as_str);
    let others: Vec<&str> = known.filter(|name| !is_me(name)).collect();
    match others.as_slice() {
        [] => "whoever manages the policy".into(),
        names => {
            let verb = if names.len() == 1 {
                "manages"
            } else {
                "manage"
            };
            format!("{}, who {verb} the policy", words::any_of(names))
        }
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(Ok(terms)) => {
                self.take_terms(terms);
                self.changed()
            }
            Msg::Loaded(Err(failure)) => {
                self.capabilities.take(Err(failure));
                vec![]
            }
            Msg::Reload => vec![Command::Load],
            Msg::Like(Ok(request)) => {
                self.repeats = Some(request.id.clone());
                self.like = Some(request);
                self.fill_in();
                self.changed()
            }
            Msg::Like(Err(_)) => vec![Command::SayUnread],
            Msg::Recent(answer) => {
                self.newest = answer.map(|page| page.items).unwrap_or_default();
                vec![]
            }
            Msg::Searched(text) => {
                self.search = text;
                vec![Command::Wait(self.edition)]
            }
            Msg::Ticked(role, on) => {
                if on {
                    self.form.roles.insert(role);
                } else {
                    self.form.roles.remove(&role);
                    self.left.insert(Field::Roles);
                }
                self.changed()
            }
            Msg::Length(length) => {
                self.form.length = length;
                // A length that was picked from the list is judged at once; one being typed is not.
                if matches!(self.form.length, Length::Picked(_)) {
                    self.left.insert(Field::Length);
                } else {
                    self.left.remove(&Field::Length);
                }
                self.changed()
            }
            Msg::Start(start) => {
                self.form.start = start;
                self.changed()
            }
            Msg::Reason(text) => {
                self.form.reason = text;
                self.changed()
            }
            Msg::Left(field) => {
                self.left.insert(field);
                vec![]
            }
            Msg::Settled(edition, now) if edition == self.edition => self.settle(now),
            Msg::Previewed(edition, answer) if edition == self.edition => {
                self.preview = Some(answer);
                vec![]
            }
            Msg::Settled(..) | Msg::Previewed(..) => vec![],
            Msg::Explained(name, answer) => {
                if let Some(known) = self.answers.get_mut(&name) {
                    known.take(answer);
                }
                vec![]
            }
            Msg::Submit(_) if self.sending => vec![],
            Msg::Submit(now) => {
                self.tried = true;
                match self.body() {
                    Some(body) if self.problems(now).is_empty() => {
                        self.sending = true;
                        self.refused = None;
                        vec![Command::Submit(body)]
                    }
                    _ => vec![Command::ShowProblems],
                }
            }
            Msg::Submitted(Ok(request)) => vec![Command::Open(request.id)],
            Msg::Submitted(Err(failure)) => {
                self.sending = false;
                self.refused = Some(failure);
                vec![Command::ShowProblems]
            }
        }
    }
}

#[cfg(test)]
mod tests;
