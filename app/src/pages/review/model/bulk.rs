//! Deciding from the list: about the row that the keyboard is on, or denying all that are selected, one
//! after another. Each is asked about first.

use postern_core::{
    api::requests::{NewReview, RequestView, Verdict},
    small_set::SmallSet,
};

use super::{Command, Model};
use crate::{
    load::Failure,
    pages::decide::model::{Act, outcome, review, too_long},
    words,
};

/// A decision from the list, from the question to the last answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulk {
    /// Which way.
    pub verdict: Verdict,
    /// About which requests; those that are still to be sent, once it has begun.
    pub ids: Vec<String>,
    /// Why.
    pub reason: String,
    /// What is wrong with that.
    pub complaint: Option<String>,
    /// How many there are in all, once sending has begun.
    pub all: Option<usize>,
    /// How many were decided so far.
    pub done: usize,
    /// What came of the last one.
    said: String,
}

/// What may happen about selected rows.
#[derive(Debug)]
pub enum Msg {
    /// A row was selected, or no longer.
    Picked(String, bool),
    /// The row that the keyboard is on was selected, or no longer.
    Toggled,
    /// None is to be selected.
    Cleared,
    /// A decision is wanted.
    Asked(Verdict),
    /// The reason was written.
    Reasoned(String),
    /// The question was left with Escape or by a click beside it.
    Left,
    /// The question was taken back, or what is not yet sent.
    Cancelled,
    /// The question was answered.
    Confirmed,
    /// One of them was decided, or not.
    Decided(String, Result<Box<RequestView>, Failure>),
}

impl Model {
    /// Whether the reader can decide about a request in the list.
    fn may_decide(&self, id: &str) -> bool {
        let rows = self.rows.ready().map_or(&[][..], super::Rows::all);
        rows.iter()
            .any(|row| row.request.id == id && row.can_be_decided())
    }

    pub(super) fn update_bulk(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Picked(id, true) if self.may_decide(&id) => {
                self.picked.insert(id);
            }
            Msg::Picked(id, _) => {
                self.picked.remove(&id);
            }
            Msg::Toggled => {
                if let Some(id) = self.cursor.clone() {
                    let on = !self.picked.contains(&id);
                    return self.update_bulk(Msg::Picked(id, on));
                }
            }
            Msg::Cleared => self.picked = SmallSet::default(),
            Msg::Asked(verdict) => return self.ask(verdict),
            Msg::Reasoned(text) => {
                if let Some(bulk) = &mut self.bulk {
                    bulk.reason = text;
                    bulk.complaint = None;
                }
            }
            Msg::Left if self.is_written() => {}
            Msg::Left | Msg::Cancelled => {
                let Some(bulk) = &mut self.bulk else {
                    return vec![];
                };
                // What is on its way comes to its end; the rest is not sent.
                if bulk.all.is_some() {
                    bulk.ids.clear();
                } else {
                    self.bulk = None;
                    return self.back_to_the_row();
                }
            }
            Msg::Confirmed => return self.confirm(),
            Msg::Decided(id, answer) => return self.decided(&id, answer),
        }
        vec![]
    }

    fn is_written(&self) -> bool {
        let asked = self.bulk.as_ref();
        asked.is_some_and(|bulk| bulk.all.is_some() || !bulk.reason.trim().is_empty())
    }

    /// Asks about the selected ones where it is a denial, else about the row that the keyboard is on.
    fn ask(&mut self, verdict: Verdict) -> Vec<Command> {
        if self.bulk.is_some() {
            return vec![];
        }
        let mut ids: Vec<String> = match verdict {
            Verdict::Deny => self.picked.as_slice().to_vec(),
            Verdict::Approve => vec![],
        };
        if ids.is_empty() {
            ids.extend(self.cursor.clone());
        }
        ids.retain(|id| self.may_decide(id));
        if ids.is_empty() {
            return vec![];
        }
        self.refusals.clear();
        self.bulk = Some(Bulk {
            verdict,
            ids,
            reason: String::new(),
            complaint: None,
            all: None,
            done: 0,
            said: String::new(),
        });
        vec![Command::FocusReason]
    }

    fn confirm(&mut self) -> Vec<Command> {
        let Some(bulk) = &mut self.bulk else {
            return vec![];
        };
        if bulk.all.is_some() {
            return vec![];
        }
        bulk.complaint = match bulk.verdict {
            Verdict::Deny if bulk.reason.trim().is_empty() => {
                Some("Say why, in a few words".into())
            }
            _ => too_long(&bulk.reason),
        };
        if bulk.complaint.is_some() {
            return vec![Command::FocusReason];
        }
        bulk.all = Some(bulk.ids.len());
        self.send_next()
    }

    fn send_next(&mut self) -> Vec<Command> {
        let Some(bulk) = &mut self.bulk else {
            return vec![];
        };
        if bulk.ids.is_empty() {
            return self.end();
        }
        let id = bulk.ids.remove(0);
        let body: NewReview = review(bulk.verdict, &bulk.reason);
        vec![Command::Review(id, body)]
    }

    fn decided(&mut self, id: &str, answer: Result<Box<RequestView>, Failure>) -> Vec<Command> {
        self.picked.remove(&id.to_owned());
        match answer {
            Ok(request) => {
                if let Some(bulk) = &mut self.bulk {
                    let act = match bulk.verdict {
                        Verdict::Approve => Act::Approve,
                        Verdict::Deny => Act::Deny,
                    };
                    bulk.said = outcome(act, &request);
                    bulk.done += 1;
                }
                if let Some(rows) = self.rows.ready_mut() {
                    rows.replace(*request);
                }
            }
            Err(failure) => self.refusals.push((id.to_owned(), failure)),
        }
        self.send_next()
    }

    /// Says what came of it.
    fn end(&mut self) -> Vec<Command> {
        let Some(bulk) = self.bulk.take() else {
            return vec![];
        };
        let mut commands = self.back_to_the_row();
        match (bulk.all, bulk.done) {
            (_, 0) => {}
            (Some(1), _) => commands.push(Command::Say(bulk.said)),
            (all, done) => {
                let requests = words::count(all.unwrap_or(done), "request", "requests");
                let said = match all {
                    Some(all) if all > done => format!("Denied {done} of {requests}."),
                    _ => format!("Denied {requests}."),
                };
                commands.push(Command::Say(said));
            }
        }
        commands
    }

    fn back_to_the_row(&self) -> Vec<Command> {
        self.cursor
            .clone()
            .map(Command::FocusRow)
            .into_iter()
            .collect()
    }
}
