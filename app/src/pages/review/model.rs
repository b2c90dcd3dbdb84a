//! The review list: which part of it, what is filtered out, where the keyboard is, and what came new.

use postern_core::{
    api::requests::{NewReview, Phase, RequestPage, RequestView},
    small_set::SmallSet,
};

use crate::{
    letters::lower,
    load::{Failure, Load},
    model,
    route::{ReviewFilter, Segment},
};
use bulk::Bulk;
use rows::{Row, Rows};

pub mod bulk;
pub mod rows;

/// The state of the page.
#[derive(Debug, Default)]
pub struct Model {
    /// Which part, and what of it; the address says so.
    pub filter: ReviewFilter,
    /// The requests of that part.
    pub rows: Load<Rows>,
    /// The row that the keyboard is on.
    pub cursor: Option<String>,
    /// Older ones are on their way.
    pub busy: bool,
    /// Why older ones did not come.
    pub refused: Option<Failure>,
    /// On a phone, whether the filters are shown.
    pub filters_open: bool,
    /// The rows that are selected.
    pub picked: SmallSet<String>,
    /// A decision that is asked about or under way.
    pub bulk: Option<Bulk>,
    /// Which requests were not decided, and why.
    pub refusals: Vec<(String, Failure)>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The address says something else.
    Routed(ReviewFilter),
    /// A part of the list came.
    Loaded(Segment, Result<RequestPage, Failure>),
    /// Older requests were asked for.
    MoreAsked,
    /// They came.
    MoreLoaded(Segment, Result<RequestPage, Failure>),
    /// One request was read again, because it is no longer in the list.
    OneLoaded(Box<RequestView>),
    /// It could not be read.
    OneHidden,
    /// To be read again, from nothing.
    Reload,
    /// Something changed.
    Changed,
    /// The new ones are to be shown.
    NewShown,
    /// A filter was set.
    Filtered(ReviewFilter),
    /// The filters are to be shown, or not.
    FiltersOpened(bool),
    /// The keyboard goes so many rows on.
    Moved(Step),
    /// A row has the focus.
    Focused(String),
    /// The search wants the focus.
    SearchAsked,
    /// About the selected rows.
    Bulk(bulk::Msg),
}

/// Which way the keyboard goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Up.
    Back,
    /// Down.
    On,
}

/// What is to be done outside.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read a part of the list, from its beginning.
    Load(Segment),
    /// Read on from there.
    LoadMore(Segment, String),
    /// Read one request.
    LoadOne(String),
    /// Put the filter into the address.
    Adjust(ReviewFilter),
    /// Move the focus to a row.
    FocusRow(String),
    /// Move the focus to the search.
    FocusSearch,
    /// Move the focus to the list.
    FocusList,
    /// Move the focus to the reason in the question.
    FocusReason,
    /// Send a review.
    Review(String, NewReview),
    /// Say what was done.
    Say(String),
}

impl Model {
    /// The list as the address says.
    pub fn of(filter: ReviewFilter) -> Self {
        Self {
            filter,
            ..Self::default()
        }
    }

    /// The rows that pass the filters, in order.
    pub fn shown(&self) -> Vec<&Row> {
        let rows = self.rows.ready().map_or(&[][..], Rows::all);
        rows.iter()
            .filter(|row| passes(&self.filter, &row.request))
            .collect()
    }

    /// Whether something is filtered out by more than the part.
    pub fn is_filtered(&self) -> bool {
        let filter = &self.filter;
        let outcome = match filter.segment {
            Segment::Decided => filter.outcome.as_str(),
            _ => "",
        };
        [
            &filter.role,
            &filter.requester,
            &filter.text,
            &filter.age,
            outcome,
        ]
        .iter()
        .any(|text| !text.is_empty())
    }

    /// The same part of the list without other filters.
    pub fn unfiltered(&self) -> ReviewFilter {
        ReviewFilter {
            segment: self.filter.segment,
            order: self.filter.order.clone(),
            ..ReviewFilter::default()
        }
    }

    fn take_filter(&mut self, filter: ReviewFilter) {
        if let Some(rows) = self.rows.ready_mut() {
            rows.sort(&filter.order);
        }
        self.filter = filter;
    }

    fn load(&self) -> Vec<Command> {
        vec![Command::Load(self.filter.segment)]
    }

    fn step(&self, step: Step) -> Option<String> {
        let shown = self.shown();
        let here = self
            .cursor
            .as_ref()
            .and_then(|id| shown.iter().position(|row| row.request.id == *id));
        let there = match (here, step) {
            (None, _) => 0,
            (Some(here), Step::Back) => here.saturating_sub(1),
            (Some(here), Step::On) => (here + 1).min(shown.len().saturating_sub(1)),
        };
        shown.get(there).map(|row| row.request.id.clone())
    }
}

fn passes(filter: &ReviewFilter, request: &RequestView) -> bool {
    let text = lower(filter.text.trim());
    let has = |part: &str| lower(part).contains(&text);
    let roles = &request.requested_roles;
    came_to(filter, request)
        && is_of_age(&filter.age, request)
        && (filter.role.is_empty() || roles.iter().any(|role| role.as_str() == filter.role))
        && (filter.requester.is_empty() || request.requester.as_str() == filter.requester)
        && (text.is_empty()
            || has(request.requester.as_str())
            || has(&request.reason)
            || request.id.starts_with(&text)
            || roles.iter().any(|role| has(role.as_str())))
}

/// Whether a settled request came to what is looked for.
fn came_to(filter: &ReviewFilter, request: &RequestView) -> bool {
    let phase = request.phase;
    match (filter.segment, filter.outcome.as_str()) {
        (Segment::Decided, "denied") => phase == Phase::Denied,
        (Segment::Decided, "expired") => phase == Phase::Expired,
        (Segment::Decided, "withdrawn") => phase == Phase::Withdrawn,
        (Segment::Decided, "approved") => !matches!(
            phase,
            Phase::Pending | Phase::Denied | Phase::Expired | Phase::Withdrawn
        ),
        _ => true,
    }
}

/// Whether it was made within the time that is looked for, as of when it was read.
fn is_of_age(age: &str, request: &RequestView) -> bool {
    const DAY: i64 = 86_400;
    let seconds = request.now.since(request.created).as_secs();
    match age {
        "1h" => seconds <= 3_600,
        "1d" => seconds <= DAY,
        "7d" => seconds <= 7 * DAY,
        "older" => seconds > 7 * DAY,
        _ => true,
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Routed(filter) => {
                let other = filter.segment != self.filter.segment;
                self.take_filter(filter);
                if other {
                    self.rows = Load::Waiting;
                    self.cursor = None;
                    self.picked = SmallSet::default();
                    self.refusals.clear();
                    (self.busy, self.refused) = (false, None);
                    return self.load();
                }
            }
            // What was asked for a part that is no longer shown.
            Msg::Loaded(segment, _) | Msg::MoreLoaded(segment, _)
                if segment != self.filter.segment => {}
            Msg::Loaded(segment, Ok(page)) => {
                if let Some(rows) = self.rows.ready_mut() {
                    return rows
                        .refresh(page)
                        .into_iter()
                        .map(Command::LoadOne)
                        .collect();
                }
                self.rows = Load::Ready(Rows::of(segment, &self.filter.order, page));
            }
            Msg::Loaded(_, Err(failure)) => self.rows.take(Err(failure)),
            Msg::MoreAsked if !self.busy => {
                if let Some(cursor) = self.rows.ready().and_then(Rows::next) {
                    self.busy = true;
                    self.refused = None;
                    return vec![Command::LoadMore(self.filter.segment, cursor.into())];
                }
            }
            Msg::MoreAsked => {}
            Msg::MoreLoaded(_, answer) => {
                self.busy = false;
                match (answer, self.rows.ready_mut()) {
                    (Ok(page), Some(rows)) => rows.add(page),
                    (Ok(_), None) => {}
                    (Err(failure), _) => self.refused = Some(failure),
                }
            }
            Msg::OneLoaded(request) => {
                if let Some(rows) = self.rows.ready_mut() {
                    rows.replace(*request);
                }
            }
            // It may be hidden from the reader by now; the row says that it waits no longer.
            Msg::OneHidden => {}
            Msg::Reload => {
                self.rows = Load::Waiting;
                return self.load();
            }
            Msg::Changed => return self.load(),
            Msg::NewShown => {
                if let Some(rows) = self.rows.ready_mut() {
                    rows.show_new();
                    return vec![Command::FocusList];
                }
            }
            Msg::Filtered(filter) => {
                self.take_filter(filter.clone());
                return vec![Command::Adjust(filter)];
            }
            Msg::FiltersOpened(open) => self.filters_open = open,
            Msg::Moved(step) => {
                if let Some(id) = self.step(step) {
                    self.cursor = Some(id.clone());
                    return vec![Command::FocusRow(id)];
                }
            }
            Msg::Focused(id) => self.cursor = Some(id),
            Msg::SearchAsked => {
                self.filters_open = true;
                return vec![Command::FocusSearch];
            }
            Msg::Bulk(msg) => return self.update_bulk(msg),
        }
        vec![]
    }
}

#[cfg(test)]
mod tests;
