//! The rows of one part of the list. Nothing moves while it is read: what changes, changes in its
//! place; what is new waits until it is asked for; what left says so where it stood.

use postern_core::{
    api::requests::{Phase, RequestPage, RequestView, State},
    request::timestamp::Timestamp,
    small_set::SmallSet,
};

use crate::{order, route::Segment, words};

/// The rows, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    segment: Segment,
    /// One of [`route::ORDERS`](crate::route::ORDERS), or empty for the usual one.
    order: String,
    all: Vec<Row>,
    new: Vec<RequestView>,
    next: Option<String>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The request as last read.
    pub request: RequestView,
    /// Whether it waited for the reader when the rows were put in order.
    pub needs_me: bool,
    /// It belongs here no longer.
    pub left: bool,
}

impl Row {
    /// Whether the reader can decide about it here.
    pub fn can_be_decided(&self) -> bool {
        !self.left && self.request.state == State::Pending && self.request.may.review.allowed
    }
}

/// Rows that stand together, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// Why.
    pub head: String,
    /// The rows.
    pub rows: Vec<&'a Row>,
}

impl Rows {
    /// The first page of a part, in order.
    pub fn of(segment: Segment, order: &str, page: RequestPage) -> Self {
        let mut rows = Self {
            segment,
            order: order.into(),
            all: vec![],
            new: vec![],
            next: page.next_cursor,
        };
        rows.put(page.items);
        rows
    }

    /// All of them, in order.
    pub fn all(&self) -> &[Row] {
        &self.all
    }

    /// Which part this is.
    pub const fn segment(&self) -> Segment {
        self.segment
    }

    /// How many new ones wait to be shown.
    pub fn new_ones(&self) -> usize {
        self.new.len()
    }

    /// Where older ones begin, if there are any.
    pub fn next(&self) -> Option<&str> {
        self.next.as_deref()
    }

    /// Every role and every requester in the rows, for the filters.
    pub fn names(&self) -> (SmallSet<&str>, SmallSet<&str>) {
        let requests = || self.all.iter().map(|row| &row.request);
        let roles = requests().flat_map(|request| request.requested_roles.iter());
        (
            roles.map(|role| role.as_str()).collect(),
            requests()
                .map(|request| request.requester.as_str())
                .collect(),
        )
    }

    /// Puts them in another order.
    pub fn sort(&mut self, order: &str) {
        if self.order != order {
            self.order = order.into();
            let known = core::mem::take(&mut self.all);
            let left: Vec<String> = known
                .iter()
                .filter(|row| row.left)
                .map(|row| row.request.id.clone())
                .collect();
            self.put(known.into_iter().map(|row| row.request).collect());
            for row in &mut self.all {
                row.left = left.contains(&row.request.id);
            }
        }
    }

    /// In which order they are; empty for the usual one.
    pub fn order(&self) -> &str {
        &self.order
    }

    /// Takes in the first page as it is now; returns the ids that left it.
    pub fn refresh(&mut self, page: RequestPage) -> Vec<String> {
        if self.all.is_empty() {
            *self = Self::of(self.segment, &self.order, page);
            return vec![];
        }
        // Further pages were not read again, so nothing is known about what stands on them.
        let oldest = page.items.last().map(|request| request.created);
        let oldest = oldest.filter(|_| page.next_cursor.is_some());
        let mut fresh = page.items;
        fresh.retain(|request| self.segment.holds(request));
        let mut left = vec![];
        for row in &mut self.all {
            let here = fresh
                .iter()
                .position(|request| request.id == row.request.id);
            if let Some(here) = here {
                row.request = fresh.swap_remove(here);
                row.left = false;
            } else if oldest.is_none_or(|oldest| row.request.created >= oldest) {
                // Read again each time: it may change further.
                row.left = true;
                left.push(row.request.id.clone());
            }
        }
        self.new = fresh;
        left
    }

    /// Takes in one request in its place.
    pub fn replace(&mut self, request: RequestView) {
        for row in &mut self.all {
            if row.request.id == request.id && row.request.version <= request.version {
                row.request = request;
                return;
            }
        }
    }

    /// Adds an older page at its place.
    pub fn add(&mut self, page: RequestPage) {
        self.next = page.next_cursor;
        let mut rest = page.items;
        rest.retain(|request| !self.all.iter().any(|row| row.request.id == request.id));
        let known = core::mem::take(&mut self.all);
        let here = known.into_iter().map(|row| row.request);
        self.put(here.chain(rest).collect());
    }

    /// Shows the new ones, drops those that left, and puts everything in order.
    pub fn show_new(&mut self) {
        let new = core::mem::take(&mut self.new);
        let known = core::mem::take(&mut self.all);
        let stay = known
            .into_iter()
            .filter(|row| !row.left)
            .map(|row| row.request);
        self.put(stay.chain(new).collect());
    }

    fn put(&mut self, mut requests: Vec<RequestView>) {
        requests.retain(|request| self.segment.holds(request));
        let decided = self.segment == Segment::Decided;
        let order = self.order.as_str();
        let key = |request: &RequestView| {
            let not_mine = i64::from(!request.may.review.allowed);
            let created = request.created.as_ms();
            match (decided, order) {
                (true, "oldest") => [settled(request).as_ms(), 0, 0],
                (true, _) => [settled(request).as_ms().saturating_neg(), 0, 0],
                (false, "oldest") => [not_mine, created, 0],
                (false, "newest") => [not_mine, created.saturating_neg(), 0],
                (false, _) => [not_mine, request.pending_expires.as_ms(), created],
            }
        };
        self.all = order::by_key(requests, key)
            .into_iter()
            .map(|request| Row {
                needs_me: request.may.review.allowed,
                left: false,
                request,
            })
            .collect();
    }
}

impl Segment {
    /// Whether the request belongs to this part, of what the server answers for it.
    fn holds(self, request: &RequestView) -> bool {
        match self {
            Self::NeedsMe | Self::Pending => true,
            Self::Decided => request.state != State::Pending,
        }
    }
}

/// Puts rows that follow each other into groups. `east` is the reader's time zone, in minutes.
pub fn groups<'a>(
    segment: Segment,
    order: &str,
    rows: Vec<&'a Row>,
    now: Timestamp,
    east: i64,
) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = vec![];
    for row in rows {
        let head = match segment {
            Segment::Decided => {
                let day = words::day(settled(&row.request), now, east);
                match day.as_str() {
                    "today" | "yesterday" => format!("Decided {day}"),
                    _ => format!("Decided on {day}"),
                }
            }
            _ if row.needs_me && order.is_empty() => "Needs you, by deadline".into(),
            _ if row.needs_me => "Needs you".into(),
            _ => "Pending, but not for you".into(),
        };
        match groups.last_mut() {
            Some(group) if group.head == head => group.rows.push(row),
            _ => groups.push(Group {
                head,
                rows: vec![row],
            }),
        }
    }
    groups
}

/// When it was settled.
pub fn settled(request: &RequestView) -> Timestamp {
    match (&request.resolution, request.phase) {
        (Some(resolution), _) => resolution.at,
        (None, Phase::Expired) => request.pending_expires,
        (None, _) => request.created,
    }
}
