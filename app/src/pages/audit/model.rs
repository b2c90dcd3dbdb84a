//! The timeline: which entries, what is open, what came new, and the check of the chain.

use postern_core::{
    api::audit::{AuditPage, Checkpoint},
    request::timestamp::Timestamp,
};

use super::{chain::Check, entry::Entry, filter::AuditFilter};
use crate::{
    load::{Failure, Load},
    model,
};

/// The state of the page.
#[derive(Debug, Default)]
pub struct Model {
    /// Which entries; the address says so.
    pub filter: AuditFilter,
    /// The same with what is being typed, which counts when it is complete.
    pub draft: AuditFilter,
    /// They, newest first.
    pub entries: Load<Vec<Entry>>,
    /// The number to read on from, towards older ones; nothing where there are none.
    pub next: Option<u64>,
    /// Older ones are on their way.
    pub busy: bool,
    /// Why older ones did not come.
    pub refused: Option<Failure>,
    /// What came since, newest first; shown when it is asked for.
    pub fresh: Vec<Entry>,
    /// More came than one page holds.
    pub is_fresh_full: bool,
    /// The entry that is open.
    pub open: Option<u64>,
    /// The check of the chain.
    pub check: Check,
    /// Grows with each filter, to tell late answers.
    edition: u32,
    /// Grows with each check, for the same.
    run: u32,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The address says something else.
    Routed(AuditFilter),
    /// A filter is being typed.
    Drafted(AuditFilter),
    /// A filter was set.
    Filtered(AuditFilter),
    /// To be read again, from nothing.
    Reload,
    /// A page came, at this time.
    Loaded(u32, Timestamp, Result<AuditPage, Failure>),
    /// Older entries were asked for.
    MoreAsked,
    /// Something changed somewhere.
    Changed,
    /// What came since.
    NewerLoaded(u32, Result<AuditPage, Failure>),
    /// It is to be shown.
    NewShown,
    /// An entry is to be opened, or closed.
    Opened(u64),
    /// The chain is to be checked.
    Verify,
    /// No longer.
    Cancel,
    /// How far the log goes.
    CheckpointCame(u32, Result<Checkpoint, Failure>),
    /// A page of it, to be checked.
    RowsCame(u32, Timestamp, Result<AuditPage, Failure>),
}

/// What is to be done outside.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read entries before this number; the newest where there is none.
    Load(u32, AuditFilter, Option<u64>),
    /// Read what came after this number.
    LoadNewer(u32, AuditFilter, u64),
    /// Put the filter into the address.
    Adjust(AuditFilter),
    /// Move the focus to the newest entry.
    FocusFirst,
    /// Read how far the log goes.
    ReadCheckpoint(u32),
    /// Read the log after this number, to be checked.
    ReadRows(u32, u64),
}

impl Model {
    /// The timeline as the address says.
    pub fn of(filter: AuditFilter) -> Self {
        Self {
            draft: filter.clone(),
            filter,
            ..Self::default()
        }
    }

    /// What reads the newest entries.
    pub fn load(&self) -> Command {
        Command::Load(self.edition, self.filter.clone(), None)
    }

    fn begin(&mut self, filter: AuditFilter) -> Vec<Command> {
        self.draft = filter.clone();
        if filter == self.filter {
            return vec![];
        }
        self.filter = filter;
        self.anew()
    }

    fn anew(&mut self) -> Vec<Command> {
        self.edition += 1;
        self.entries = Load::Waiting;
        self.next = None;
        self.open = None;
        (self.busy, self.refused) = (false, None);
        self.fresh.clear();
        vec![self.load()]
    }

    fn take(&mut self, now: Timestamp, page: AuditPage) {
        let begins = self.filter.since.begins(now);
        let read = page.items.len();
        let mut items: Vec<Entry> = page.items.into_iter().map(Entry::read).collect();
        items.retain(|entry| begins.is_none_or(|begins| entry.at() >= begins));
        // Beyond the first one that is too old, all are.
        self.next = page.next_before.filter(|_| items.len() == read);
        match self.entries.ready_mut() {
            Some(entries) => entries.extend(items),
            None => self.entries = Load::Ready(items),
        }
    }

    fn newest(&self) -> Option<u64> {
        let entries = self.entries.ready()?;
        Some(entries.first().map_or(0, |entry| entry.row.seq))
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Routed(filter) => return self.begin(filter),
            Msg::Drafted(filter) => self.draft = filter,
            Msg::Filtered(filter) => return vec![Command::Adjust(filter)],
            Msg::Reload => return self.anew(),
            Msg::Loaded(edition, ..) | Msg::NewerLoaded(edition, _) if edition != self.edition => {}
            Msg::Loaded(_, now, answer) => {
                self.busy = false;
                match answer {
                    Ok(page) => self.take(now, page),
                    Err(failure) if self.entries.ready().is_some() => self.refused = Some(failure),
                    Err(failure) => self.entries = Load::Failed(failure),
                }
            }
            Msg::MoreAsked if self.busy => {}
            Msg::MoreAsked => {
                if let Some(next) = self.next {
                    (self.busy, self.refused) = (true, None);
                    return vec![Command::Load(self.edition, self.filter.clone(), Some(next))];
                }
            }
            Msg::Changed => {
                let filter = self.filter.clone();
                let newer = |seq| Command::LoadNewer(self.edition, filter, seq);
                return self.newest().map(newer).into_iter().collect();
            }
            Msg::NewerLoaded(_, answer) => {
                let newest = self.newest().unwrap_or_default();
                if let Ok(page) = answer {
                    self.is_fresh_full = page.next_after.is_some();
                    // What was shown meanwhile is no news.
                    let news = page.items.into_iter().rev();
                    let news = news.filter(|row| row.seq > newest);
                    self.fresh = news.map(Entry::read).collect();
                }
            }
            Msg::NewShown => {
                let mut fresh = std::mem::take(&mut self.fresh);
                if let Some(entries) = self.entries.ready_mut() {
                    fresh.append(entries);
                    *entries = fresh;
                    return vec![Command::FocusFirst];
                }
            }
            Msg::Opened(seq) => self.open = (self.open != Some(seq)).then_some(seq),
            Msg::Verify => {
                if !self.check.is_running() {
                    self.run += 1;
                    self.check = Check::Begun;
                    return vec![Command::ReadCheckpoint(self.run)];
                }
            }
            Msg::Cancel => {
                let done = match &self.check {
                    Check::Running(running) => running.done(),
                    _ => 0,
                };
                self.run += 1;
                self.check = Check::Stopped(done);
            }
            Msg::CheckpointCame(run, _) | Msg::RowsCame(run, ..) if run != self.run => {}
            Msg::CheckpointCame(run, Ok(goal)) => {
                self.check = Check::upto(goal);
                return vec![Command::ReadRows(run, 0)];
            }
            Msg::RowsCame(run, now, Ok(page)) => {
                let next = self.check.take(&page, now);
                let next = next.map(|next| Command::ReadRows(run, next));
                return next.into_iter().collect();
            }
            Msg::CheckpointCame(_, Err(failure)) | Msg::RowsCame(_, _, Err(failure)) => {
                self.check = Check::Failed(failure);
            }
        }
        vec![]
    }
}

#[cfg(test)]
mod tests;
