//! Deciding one request: what it says, what others did meanwhile, and one's own word.

use std::collections::BTreeSet;

use postern_core::{
    api::requests::{NewResolution, NewReview, Phase, RequestView, ReviewView, Verdict},
    policy::{duration::Duration, name::RoleName},
    request::timestamp::Timestamp,
};

use crate::{
    load::{Failure, Load},
    model,
};

/// The lengths to which a request may be shortened.
const LENGTHS: [Duration; 5] = [
    Duration::from_secs(900),
    Duration::from_secs(1_800),
    Duration::from_hours(1),
    Duration::from_hours(2),
    Duration::from_hours(4),
];

/// The state of the page.
#[derive(Debug)]
pub struct Model {
    /// Which request.
    pub id: String,
    /// The request as last read.
    pub request: Load<RequestView>,
    /// The requests that wait for the reader, by deadline.
    pub queue: Vec<String>,
    /// The reader's name.
    pub me: String,
    /// What the reader writes with the decision.
    pub note: String,
    /// What the reader is about to do.
    pub mode: Mode,
    /// A decision that is on its way.
    pub busy: Option<Verdict>,
    /// A denial was tried without saying why.
    pub wants_reason: bool,
    /// Why the last one was refused.
    pub refused: Option<Failure>,
    /// What somebody else decided while this page was open.
    pub news: Option<ReviewView>,
}

/// What the reader is about to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Reading.
    #[default]
    Reading,
    /// Asked whether to approve, by keyboard.
    Approving,
    /// Approving less than was asked.
    Changing(Changes),
    /// Denying, and saying why.
    Denying,
}

/// Less than was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The roles to leave out.
    pub without: BTreeSet<RoleName>,
    /// So long at most; as asked where absent.
    pub length: Option<Duration>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The request was read.
    Loaded(Result<RequestView, Failure>),
    /// What waits for the reader was read.
    Queued(Vec<RequestView>),
    /// Something changed: this request, another, or nobody knows what.
    Changed(Option<String>),
    /// To be read again.
    Reload,
    /// The note was typed.
    Note(String),
    /// Something else is about to be done.
    Mode(Mode),
    /// A role is to be granted, or left out.
    Grant(RoleName, bool),
    /// To be shortened, or as asked.
    Shorten(Option<Duration>),
    /// Decide.
    Decide(Verdict),
    /// The answer to that.
    Decided(Verdict, Result<RequestView, Failure>),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read the request and what waits.
    Load,
    /// Send a review.
    Review(NewReview),
    /// Send an administrator's decision.
    Resolve(NewResolution),
    /// Say what came of it.
    Say(String),
    /// Put the focus where a reason is missing.
    AskReason,
}

impl Model {
    /// The page of a request.
    pub fn of(id: String, me: String) -> Self {
        Self {
            id,
            me,
            request: Load::Waiting,
            queue: vec![],
            note: String::new(),
            mode: Mode::Reading,
            busy: None,
            wants_reason: false,
            refused: None,
            news: None,
        }
    }

    /// The place in the queue, counted from 1, and its length.
    pub fn place(&self) -> Option<(usize, usize)> {
        let at = self.queue.iter().position(|id| *id == self.id)?;
        Some((at + 1, self.queue.len()))
    }

    /// The request so many places further on in the queue. One that is no longer in it leads to the first.
    pub fn neighbour(&self, by: isize) -> Option<&str> {
        let at = match self.queue.iter().position(|id| *id == self.id) {
            Some(at) => at.checked_add_signed(by)?,
            None => 0,
        };
        self.queue.get(at).map(String::as_str)
    }

    /// Whether the reader decides as a reviewer, as an administrator, or not at all.
    pub fn standing(&self) -> Standing {
        match self.request.ready() {
            Some(request) if request.phase != Phase::Pending => Standing::None,
            Some(request) if request.may.review.allowed => Standing::Reviewer,
            Some(request) if request.may.resolve.allowed => Standing::Administrator,
            _ => Standing::None,
        }
    }

    /// The roles that would be granted.
    pub fn granted(&self) -> Vec<RoleName> {
        let without = match &self.mode {
            Mode::Changing(changes) => Some(&changes.without),
            _ => None,
        };
        self.request
            .ready()
            .map(|request| &request.roles)
            .into_iter()
            .flatten()
            .filter(|role| without.is_none_or(|without| !without.contains(role)))
            .cloned()
            .collect()
    }

    /// The shorter lengths on offer.
    pub fn shorter(&self) -> Vec<Duration> {
        let Some(request) = self.request.ready() else {
            return vec![];
        };
        let asked = Duration::from_secs(i64::try_from(request.access_s).unwrap_or(i64::MAX));
        let fitting: Vec<Duration> = LENGTHS
            .into_iter()
            .filter(|length| *length < asked)
            .collect();
        let skip = fitting.len().saturating_sub(3);
        fitting.into_iter().skip(skip).collect()
    }

    /// When access would end.
    pub fn until(&self) -> Option<Timestamp> {
        let request = self.request.ready()?;
        Some(match &self.mode {
            Mode::Changing(Changes {
                length: Some(length),
                ..
            }) => request.access_expires.min(request.created.plus(*length)),
            _ => request.access_expires,
        })
    }

    fn take(&mut self, request: RequestView) {
        if let Some(known) = self.request.ready() {
            if known.version > request.version {
                return;
            }
            self.news = request
                .reviews
                .iter()
                .rfind(|review| {
                    review.author.as_str() != self.me
                        && !known.reviews.iter().any(|old| old.author == review.author)
                })
                .cloned()
                .or_else(|| self.news.take());
        }
        if request.phase != Phase::Pending {
            self.mode = Mode::Reading;
        }
        self.request = Load::Ready(request);
    }

    fn decide(&mut self, verdict: Verdict) -> Vec<Command> {
        let note = self.note.trim().to_owned();
        if verdict == Verdict::Deny && note.is_empty() {
            self.wants_reason = true;
            return vec![Command::AskReason];
        }
        let granted = self.granted();
        if verdict == Verdict::Approve && granted.is_empty() {
            return vec![];
        }
        let narrowed = self
            .request
            .ready()
            .is_some_and(|request| granted.len() < request.roles.len());
        let roles = (verdict == Verdict::Approve && narrowed).then_some(granted);
        let reason = (!note.is_empty()).then_some(note);
        let length = match &self.mode {
            Mode::Changing(changes) if verdict == Verdict::Approve => changes.length,
            _ => None,
        };
        let command = match self.standing() {
            Standing::None => return vec![Command::Load],
            Standing::Reviewer => Command::Review(NewReview {
                verdict,
                reason,
                roles,
                max_duration: length.map(|length| length.to_string()),
                annotations: Default::default(),
            }),
            Standing::Administrator => Command::Resolve(NewResolution {
                verdict,
                roles,
                reason,
                annotations: Default::default(),
            }),
        };
        self.refused = None;
        self.busy = Some(verdict);
        vec![command]
    }

    /// Takes in why a decision was refused. Somebody else having been first is no failure: the request is
    /// read again and says so.
    fn refuse(&mut self, failure: Failure) {
        let overtaken = matches!(failure.status(), 409 | 412);
        self.refused = (!overtaken).then_some(failure);
        self.mode = Mode::Reading;
    }
}

/// As what the reader decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// One of the reviewers.
    Reviewer,
    /// Over the reviewers' heads.
    Administrator,
    /// Not at all.
    None,
}

/// What came of a decision, in a sentence.
fn outcome(verdict: Verdict, request: &RequestView) -> String {
    match (verdict, request.phase) {
        (Verdict::Approve, Phase::Pending) => format!("Approved. {}.", request.progress.text),
        (Verdict::Approve, Phase::Active) => {
            format!("Approved. {} can use it now.", request.requester)
        }
        (Verdict::Approve, _) => "Approved.".into(),
        (Verdict::Deny, Phase::Pending) => "Your denial was recorded.".into(),
        (Verdict::Deny, _) => format!("Denied. {} sees why.", request.requester),
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(Ok(request)) => self.take(request),
            Msg::Loaded(Err(failure)) => self.request.take(Err(failure)),
            Msg::Queued(mut waiting) => {
                waiting.sort_by_key(|request| request.pending_expires);
                self.queue = waiting.into_iter().map(|request| request.id).collect();
            }
            Msg::Changed(_) | Msg::Reload => return vec![Command::Load],
            Msg::Note(text) => {
                self.note = text;
                self.wants_reason = false;
            }
            Msg::Mode(mode) => {
                self.mode = mode;
                self.wants_reason = false;
            }
            Msg::Grant(role, on) => {
                if let Mode::Changing(changes) = &mut self.mode {
                    if on {
                        changes.without.remove(&role);
                    } else {
                        changes.without.insert(role);
                    }
                }
            }
            Msg::Shorten(length) => {
                if let Mode::Changing(changes) = &mut self.mode {
                    changes.length = length;
                }
            }
            Msg::Decide(_) if self.busy.is_some() => {}
            Msg::Decide(verdict) => return self.decide(verdict),
            Msg::Decided(verdict, Ok(request)) => {
                self.busy = None;
                self.note.clear();
                self.mode = Mode::Reading;
                let said = outcome(verdict, &request);
                self.take(request);
                return vec![Command::Say(said), Command::Load];
            }
            Msg::Decided(_, Err(failure)) => {
                self.busy = None;
                self.refuse(failure);
                return vec![Command::Load];
            }
        }
        vec![]
    }
}

#[cfg(test)]
mod tests;
