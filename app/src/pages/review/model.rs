//! The list of requests to decide: what needs the reader, by deadline, and the rest.

use postern_core::api::requests::{Phase, RequestPage, RequestView};

use crate::{
    load::{Failure, Load},
    model,
    route::{ReviewFilter, Segment},
};

/// The state of the page. What is filtered lives in the address.
#[derive(Debug, Default)]
pub struct Model {
    /// Everything the reader may see of others, as last read.
    pub requests: Load<Vec<RequestView>>,
    /// There are more than were read.
    pub more: bool,
    /// The row at the keyboard's cursor.
    pub cursor: Option<usize>,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The requests came.
    Loaded(Result<RequestPage, Failure>),
    /// To be read again.
    Reload,
    /// The cursor goes down or up a list of so many rows.
    Step(isize, usize),
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    /// Read the requests.
    Load,
    /// Show the row at the cursor.
    Reveal,
}

/// Rows that stand together, and why.
#[derive(Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// Why they stand together.
    pub title: &'static str,
    /// The rows, in order.
    pub rows: Vec<&'a RequestView>,
}

/// Whether a request waits for the reader.
pub fn needs_me(request: &RequestView) -> bool {
    request.phase == Phase::Pending && request.may.review.allowed
}

impl Model {
    /// What the address asks for, in groups, without empty ones. `me` is left out: one's own requests are
    /// on a page of their own.
    pub fn groups(&self, filter: &ReviewFilter, me: &str) -> Vec<Group<'_>> {
        let text = filter.text.trim().to_lowercase();
        let shown: Vec<&RequestView> = self
            .requests
            .ready()
            .into_iter()
            .flatten()
            .filter(|request| request.requester.as_str() != me && holds(request, &text))
            .collect();
        let pick = |title, keep: fn(&RequestView) -> bool| {
            let mut rows: Vec<&RequestView> = shown
                .iter()
                .copied()
                .filter(|request| keep(request))
                .collect();
            rows.sort_by_key(|request| request.pending_expires);
            Group { title, rows }
        };
        let mine = pick("Needs you, by deadline", needs_me);
        let others = pick("Pending, but not for you", |request| {
            request.phase == Phase::Pending && !needs_me(request)
        });
        let groups = match filter.segment {
            Segment::NeedsMe => vec![mine],
            Segment::Pending => vec![mine, others],
            Segment::Decided => {
                let mut decided = pick("Decided, newest first", |request| {
                    request.phase != Phase::Pending
                });
                decided.rows.sort_by_key(|request| {
                    let at = request
                        .resolution
                        .as_ref()
                        .map_or(request.created, |by| by.at);
                    core::cmp::Reverse(at)
                });
                vec![decided]
            }
        };
        groups
            .into_iter()
            .filter(|group| !group.rows.is_empty())
            .collect()
    }

    /// How many rows a segment has, without the text filter.
    pub fn count(&self, segment: Segment, me: &str) -> usize {
        let filter = ReviewFilter {
            segment,
            text: String::new(),
        };
        self.groups(&filter, me)
            .iter()
            .map(|group| group.rows.len())
            .sum()
    }
}

fn holds(request: &RequestView, text: &str) -> bool {
    let has = |field: &str| field.to_lowercase().contains(text);
    text.is_empty()
        || has(request.requester.as_str())
        || has(&request.reason)
        || has(&request.id)
        || request
            .requested_roles
            .iter()
            .any(|role| has(role.as_str()))
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Command;

    fn update(&mut self, msg: Msg) -> Vec<Command> {
        match msg {
            Msg::Loaded(answer) => {
                self.more = answer.as_ref().is_ok_and(|page| page.next_cursor.is_some());
                self.requests.take(answer.map(|page| page.items));
                vec![]
            }
            Msg::Reload => vec![Command::Load],
            Msg::Step(_, 0) => {
                self.cursor = None;
                vec![]
            }
            Msg::Step(by, rows) => {
                let last = rows - 1;
                self.cursor = Some(match self.cursor {
                    None if by > 0 => 0,
                    None => last,
                    Some(at) => at.saturating_add_signed(by).min(last),
                });
                vec![Command::Reveal]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use postern_core::policy::{duration::Duration, name::UserName};

    use super::*;
    use crate::{model::Model as _, pages::example};

    fn request(who: &str, phase: Phase, reviewable: bool, hours: i64) -> RequestView {
        let mut request = example::request();
        request.id = format!("{who}-{hours}");
        request.requester = UserName::verbatim(who);
        request.phase = phase;
        request.pending_expires = example::now().plus(Duration::from_hours(hours));
        request.may.review.allowed = reviewable;
        request
    }

    fn model() -> Model {
        let mut model = Model::default();
        model.update(Msg::Loaded(Ok(RequestPage {
            items: vec![
                request("erin", Phase::Pending, true, 3),
                request("bob", Phase::Pending, false, 1),
                request("alice", Phase::Pending, true, 1),
                request("gus", Phase::Pending, false, 2),
                request("gus", Phase::Denied, false, 5),
            ],
            next_cursor: None,
        })));
        model
    }

    #[test]
    fn groups_follow_the_filter_and_the_deadline() {
        let cases = [
            (Segment::NeedsMe, "", "alice-1 erin-3"),
            (Segment::Pending, "", "alice-1 erin-3 | gus-2"),
            (Segment::Decided, "", "gus-5"),
            (Segment::Pending, "GUS", "gus-2"),
            (Segment::Pending, "dba", "alice-1 erin-3 | gus-2"),
            (Segment::NeedsMe, "nothing", ""),
        ];
        let model = model();
        for (segment, text, expected) in cases {
            let filter = ReviewFilter {
                segment,
                text: text.into(),
            };
            let said: Vec<String> = model
                .groups(&filter, "bob")
                .iter()
                .map(|group| {
                    let ids: Vec<&str> = group.rows.iter().map(|row| row.id.as_str()).collect();
                    ids.join(" ")
                })
                .collect();
            assert_eq!(said.join(" | "), expected, "{segment:?} {text}");
        }
        assert_eq!(model.count(Segment::Pending, "bob"), 3);
    }

    #[test]
    fn the_cursor_stays_on_the_list() {
        let mut model = model();
        let mut at = |by, rows| {
            model.update(Msg::Step(by, rows));
            model.cursor
        };
        let walk = [
            at(1, 2),
            at(1, 2),
            at(1, 2),
            at(-1, 2),
            at(-1, 2),
            at(1, 0),
            at(-1, 3),
        ];
        let expected = [Some(0), Some(1), Some(1), Some(0), Some(0), None, Some(2)];
        assert_eq!(walk, expected);
    }
}
