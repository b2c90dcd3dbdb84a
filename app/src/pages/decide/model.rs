//! Deciding about one request: what is read, what is drafted, what is asked once more, what came of it.

use postern_core::{
    api::requests::{NewResolution, NewReview, Note, RequestPage, RequestView, Verdict},
    policy::{duration::Duration, name::RoleName},
    request::timestamp::Timestamp,
};

use crate::{
    load::{Failure, Load},
    model,
    route::{ReviewFilter, Route},
};
pub use act::{Act, outcome};
use changes::Changes;
use news::News;
use question::Question;
use queue::Queue;

pub mod act;
pub mod before;
pub mod changes;
pub mod news;
pub mod question;
pub mod queue;
pub mod unusual;

/// The longest reason, in bytes (P5).
const LONGEST_REASON: usize = 4096;

/// The state of the page.
#[derive(Debug)]
pub struct Model {
    /// Which request.
    pub id: String,
    /// Who reads.
    pub me: String,
    /// The request as last read.
    pub request: Load<RequestView>,
    /// What else waits for the reader.
    pub queue: Queue,
    /// What the requester asked for before, as far as the reader may see it.
    pub past: Load<RequestPage>,
    /// What goes with an approval.
    pub note: String,
    /// What is wrong with the note.
    pub complaint: Option<String>,
    /// Fewer roles or less time, while that is open.
    pub changes: Option<Changes>,
    /// What is asked once more before it is done.
    pub question: Option<Question>,
    /// What is under way.
    pub busy: Option<Act>,
    /// What was refused, and why.
    pub refused: Option<(Act, Failure)>,
    /// What the reader has done here.
    pub done: Option<Act>,
    /// What others did while this page was open.
    pub news: Option<News>,
}

/// What is sent to the server.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    /// A review.
    Review(NewReview),
    /// An override.
    Resolve(NewResolution),
    /// The end of approved access.
    Revoke(Note),
    /// Out of the lists.
    Hide,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The request was read.
    Loaded(Result<RequestView, Failure>),
    /// What waits for the reader was read.
    Queued(Result<RequestPage, Failure>),
    /// What the requester asked for before was read.
    Past(Result<RequestPage, Failure>),
    /// Something changed: this request, another, or nobody knows what.
    Changed(Option<String>),
    /// To be read again.
    Reload,
    /// The note was written.
    Noted(String),
    /// Approve: as asked, or what the changes leave while they are open.
    Approved,
    /// Approve with changes: open that, or close it.
    ChangesOpened(bool),
    /// A role was ticked or not.
    Ticked(RoleName, bool),
    /// So long; nothing for as asked.
    LengthPicked(Option<Duration>),
    /// Something is to be done, after a question.
    Asked(Act),
    /// The reason in the question was written.
    Reasoned(String),
    /// The question was left with Escape or by a click beside it.
    Left,
    /// The question was taken back.
    Cancelled,
    /// And answered.
    Confirmed,
    /// What was under way came to this.
    Answered(Act, Result<RequestView, Failure>),
    /// To the request before or after this one.
    Stepped(Step),
    /// Escape, outside of fields and questions.
    Escaped,
}

/// Which way in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The one before.
    Back,
    /// The one after.
    On,
}

/// What is to be done outside.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read the request.
    Load,
    /// Read what waits for the reader.
    LoadQueue,
    /// Read what this person asked for before.
    LoadPast(String),
    /// Send a decision.
    Send(Act, Decision),
    /// Say what was done.
    Say(String),
    /// Move the focus.
    Focus(&'static str),
    /// Go elsewhere.
    Open(Route),
}

/// Where the focus goes.
pub mod focus {
    /// The sentence.
    pub const TITLE: &str = "h1";
    /// What came of it, in place of the actions.
    pub const OUTCOME: &str = "#decide-outcome";
    /// Why it was refused.
    pub const REFUSED: &str = "#decide-refused";
    /// The note.
    pub const NOTE: &str = "#decide-note";
    /// The reason in the question.
    pub const REASON: &str = "#decide-reason";
    /// The panel for changes.
    pub const CHANGES: &str = "#decide-changes";
    /// The button that opens the changes.
    pub const CHANGE: &str = ".decide-actions [data-look=default]";
    /// The main action.
    pub const PRIMARY: &str = ".decide-actions [data-look=primary]";
    /// The action that refuses or ends something.
    pub const DANGER: &str = ".decide-actions [data-look=danger]";
    /// The administrator's other way.
    pub const GHOST: &str = ".decide-actions [data-look=ghost]";
}

impl Model {
    /// The page of a request, for the one who reads it.
    pub fn of(id: String, me: String) -> Self {
        Self {
            id,
            me,
            request: Load::Waiting,
            queue: Queue::default(),
            past: Load::Waiting,
            note: String::new(),
            complaint: None,
            changes: None,
            question: None,
            busy: None,
            refused: None,
            done: None,
            news: None,
        }
    }

    /// Whether the reader has reviewed it.
    pub fn has_reviewed(&self) -> bool {
        self.request.ready().is_some_and(|request| {
            request
                .reviews
                .iter()
                .any(|review| review.author.as_str() == self.me)
        })
    }

    fn may(&self, act: Act) -> bool {
        self.busy.is_none()
            && self
                .request
                .ready()
                .is_some_and(|request| act.is_open(request))
    }

    /// Takes in the request as it is now, with news of what others did.
    fn take(&mut self, request: RequestView) -> Vec<Command> {
        let Some(known) = self.request.ready() else {
            let past = Command::LoadPast(request.requester.to_string());
            self.request = Load::Ready(request);
            return vec![past, Command::Focus(focus::TITLE)];
        };
        // An answer that was overtaken by a newer one is dropped.
        if known.version > request.version {
            return vec![];
        }
        if let Some(news) = News::between(known, &request, &self.me) {
            self.news = Some(news);
        }
        let lost = |act: Act| !act.is_open(&request);
        let closes = self.question.as_ref().is_some_and(|q| lost(q.act));
        let folds = self.changes.is_some() && lost(Act::Approve);
        if let Some(changes) = &mut self.changes {
            changes.keep_to(&request);
        }
        self.request = Load::Ready(request);
        if folds {
            self.changes = None;
        }
        if closes {
            self.put_back();
        }
        // What had the focus is gone with it.
        if closes || folds {
            vec![Command::Focus(focus::OUTCOME)]
        } else {
            vec![]
        }
    }

    /// Closes the question; what was written in it is not lost.
    fn put_back(&mut self) {
        if let Some(question) = self.question.take()
            && !question.reason.trim().is_empty()
        {
            self.note = question.reason;
        }
    }

    fn send(&mut self, act: Act, decision: Decision) -> Vec<Command> {
        self.busy = Some(act);
        self.refused = None;
        self.complaint = None;
        vec![Command::Send(act, decision)]
    }

    /// Approves with what the page has: the note, and the changes if they are open.
    fn approve(&mut self) -> Vec<Command> {
        if !self.may(Act::Approve) {
            return vec![];
        }
        if let Some(complaint) = too_long(&self.note) {
            self.complaint = Some(complaint);
            return vec![Command::Focus(focus::NOTE)];
        }
        let Some(request) = self.request.ready() else {
            return vec![];
        };
        let mut review = review(Verdict::Approve, &self.note);
        if let Some(changes) = &mut self.changes
            && !changes.put_into(&mut review, request)
        {
            return vec![Command::Focus(focus::CHANGES)];
        }
        self.send(Act::Approve, Decision::Review(review))
    }

    fn confirm(&mut self) -> Vec<Command> {
        let Some(question) = &mut self.question else {
            return vec![];
        };
        let (act, reason) = (question.act, question.reason.clone());
        question.complaint = if act.needs_reason() && reason.trim().is_empty() {
            Some("Say why, in a few words".into())
        } else {
            too_long(&reason)
        };
        if question.complaint.is_some() {
            return vec![Command::Focus(focus::REASON)];
        }
        if !self.may(act) {
            return vec![];
        }
        let decision = match act {
            Act::Approve => Decision::Review(review(Verdict::Approve, &reason)),
            Act::Deny => Decision::Review(review(Verdict::Deny, &reason)),
            Act::Override(verdict) => Decision::Resolve(NewResolution {
                verdict,
                roles: None,
                reason: said(&reason),
                annotations: Default::default(),
                delegator: None,
            }),
            Act::Revoke => Decision::Revoke(Note {
                reason: said(&reason),
            }),
            Act::Hide => Decision::Hide,
        };
        self.send(act, decision)
    }

    fn answer(&mut self, act: Act, answer: Result<RequestView, Failure>) -> Vec<Command> {
        self.busy = None;
        match answer {
            Ok(request) => {
                let said = outcome(act, &request);
                self.question = None;
                self.changes = None;
                self.note.clear();
                self.done = Some(act);
                self.news = None;
                let mut commands = self.take(request);
                commands.extend([
                    Command::Say(said),
                    Command::LoadQueue,
                    Command::Focus(focus::OUTCOME),
                ]);
                commands
            }
            Err(failure) => {
                self.put_back();
                self.refused = Some((act, failure));
                // What is allowed may have changed: that is often why.
                vec![Command::Load, Command::Focus(focus::REFUSED)]
            }
        }
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(Ok(request)) => return self.take(request),
            Msg::Loaded(Err(failure)) => self.request.take(Err(failure)),
            // Without the queue the page still decides.
            Msg::Queued(answer) => {
                if let Ok(page) = answer {
                    self.queue.take(&self.id, page.items);
                }
            }
            Msg::Past(answer) => self.past.take(answer),
            Msg::Changed(Some(id)) if id != self.id => return vec![Command::LoadQueue],
            Msg::Changed(_) => return vec![Command::Load, Command::LoadQueue],
            Msg::Reload => {
                self.request = Load::Waiting;
                return vec![Command::Load];
            }
            Msg::Noted(text) => {
                self.note = text;
                self.complaint = None;
            }
            Msg::Approved => return self.approve(),
            Msg::ChangesOpened(true) if self.may(Act::Approve) => {
                self.changes = self.request.ready().map(Changes::of);
                self.refused = None;
                return vec![Command::Focus(focus::CHANGES)];
            }
            Msg::ChangesOpened(_) => {
                self.changes = None;
                return vec![Command::Focus(focus::CHANGE)];
            }
            Msg::Ticked(role, ticked) => {
                if let Some(changes) = &mut self.changes {
                    changes.tick(role, ticked);
                }
            }
            Msg::LengthPicked(length) => {
                if let Some(changes) = &mut self.changes {
                    changes.length = length;
                }
            }
            Msg::Asked(act) if self.may(act) => {
                let reason = match self.question.take() {
                    Some(question) => question.reason,
                    None => self.note.clone(),
                };
                self.question = Some(Question::about(act, reason));
                return vec![Command::Focus(focus::REASON)];
            }
            Msg::Asked(_) => {}
            Msg::Reasoned(text) => {
                if let Some(question) = &mut self.question {
                    question.reason = text;
                    question.complaint = None;
                }
            }
            Msg::Left if self.busy.is_some() || self.has_written() => {}
            Msg::Left | Msg::Cancelled => {
                let asked = self.question.take();
                return asked
                    .map(|question| Command::Focus(question.act.button()))
                    .into_iter()
                    .collect();
            }
            Msg::Confirmed => return self.confirm(),
            Msg::Answered(act, answer) => return self.answer(act, answer),
            Msg::Stepped(step) => {
                let there = match step {
                    Step::Back => self.queue.before(&self.id),
                    Step::On => self.queue.after(&self.id),
                };
                return there
                    .map(|there| Command::Open(Route::Decide(there.id.clone())))
                    .into_iter()
                    .collect();
            }
            Msg::Escaped if self.changes.is_some() => {
                self.changes = None;
                return vec![Command::Focus(focus::CHANGE)];
            }
            Msg::Escaped if self.note.trim().is_empty() => {
                return vec![Command::Open(Route::Review(ReviewFilter::default()))];
            }
            Msg::Escaped => {}
        }
        vec![]
    }
}

impl Model {
    /// Whether something was written in the question that is not in the note.
    fn has_written(&self) -> bool {
        self.question
            .as_ref()
            .is_some_and(|q| !q.reason.trim().is_empty() && q.reason != self.note)
    }
}

/// A review of a request as it was made.
pub fn review(verdict: Verdict, reason: &str) -> NewReview {
    NewReview {
        verdict,
        reason: said(reason),
        roles: None,
        max_duration: None,
        annotations: Default::default(),
    }
}

fn said(reason: &str) -> Option<String> {
    let reason = reason.trim();
    (!reason.is_empty()).then(|| reason.into())
}

/// What is wrong with a reason that is too long.
pub fn too_long(reason: &str) -> Option<String> {
    let over = reason.trim().len().saturating_sub(LONGEST_REASON);
    (over > 0).then(|| format!("Shorten this by {over} bytes; {LONGEST_REASON} are the most"))
}

/// When access that lasts so long would end; never later than the request has it.
pub fn ends(request: &RequestView, length: Option<Duration>) -> Timestamp {
    match length {
        Some(length) => request.created.plus(length).min(request.access_expires),
        None => request.access_expires,
    }
}

#[cfg(test)]
mod tests;
