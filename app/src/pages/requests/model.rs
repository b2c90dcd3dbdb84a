//! One's own requests as last read, a page of them after another.

use postern_core::api::requests::{Phase, RequestPage, RequestView};

use crate::{
    load::{Failure, Load},
    model,
};

/// Which of one's own requests are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// All of them.
    #[default]
    All,
    /// What was held and is over.
    History,
}

impl Part {
    /// Whether a request belongs to it.
    pub const fn holds(self, request: &RequestView) -> bool {
        match self {
            Self::All => true,
            Self::History => matches!(
                request.phase,
                Phase::Ended | Phase::Dropped | Phase::Revoked
            ),
        }
    }
}

/// The state of the list.
#[derive(Debug, Default)]
pub struct Model {
    /// Newest first.
    pub items: Load<Vec<RequestView>>,
    /// Where older ones begin, if there are any.
    pub next: Option<String>,
    /// Older ones are on their way.
    pub busy: bool,
    /// Why they did not come.
    pub refused: Option<Failure>,
    part: Part,
}

/// What may happen.
#[derive(Debug)]
pub enum Msg {
    /// The newest came.
    Loaded(Result<RequestPage, Failure>),
    /// To be read again.
    Reload,
    /// Older ones were asked for.
    MoreAsked,
    /// They came.
    MoreLoaded(Result<RequestPage, Failure>),
}

/// Read them: the newest, or on from there.
#[derive(Debug, PartialEq, Eq)]
pub struct Read(pub Option<String>);

impl Model {
    /// A part of one's own requests.
    pub fn of(part: Part) -> Self {
        Self {
            part,
            ..Self::default()
        }
    }

    /// Those that are shown.
    pub fn shown(&self) -> Vec<&RequestView> {
        let all = self.items.ready().into_iter().flatten();
        all.filter(|request| self.part.holds(request)).collect()
    }

    /// Takes the newest in; older ones that were read before stay behind them.
    fn take(&mut self, page: RequestPage) {
        let mut items = page.items;
        let oldest = items.last().map(|request| request.created);
        let known = core::mem::take(&mut self.items);
        match (known, oldest) {
            (Load::Ready(known), Some(oldest)) if page.next_cursor.is_some() => {
                items.extend(known.into_iter().filter(|older| older.created < oldest));
                // Where the older ones end is known from when they were read.
                self.next = self.next.take().or(page.next_cursor);
            }
            _ => self.next = page.next_cursor,
        }
        self.items = Load::Ready(items);
    }
}

impl model::Model for Model {
    type Msg = Msg;
    type Command = Read;

    fn update(&mut self, msg: Msg) -> Vec<Read> {
        match msg {
            Msg::Loaded(Ok(page)) => self.take(page),
            Msg::Loaded(Err(failure)) => self.items.take(Err(failure)),
            Msg::Reload => return vec![Read(None)],
            Msg::MoreAsked if !self.busy && self.next.is_some() => {
                self.busy = true;
                self.refused = None;
                return vec![Read(self.next.clone())];
            }
            Msg::MoreAsked => {}
            Msg::MoreLoaded(answer) => {
                self.busy = false;
                match (answer, self.items.ready_mut()) {
                    (Ok(page), Some(items)) => {
                        items.extend(page.items);
                        self.next = page.next_cursor;
                    }
                    (Ok(_), None) => {}
                    (Err(failure), _) => self.refused = Some(failure),
                }
            }
        }
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use postern_core::policy::duration::Duration;

    use super::*;
    use crate::{model::Model as _, pages::example};

    fn request(id: &str, hours_ago: i64, phase: Phase) -> RequestView {
        RequestView {
            id: id.into(),
            phase,
            created: example::now().plus(Duration::from_hours(-hours_ago)),
            ..example::request()
        }
    }

    fn page(items: Vec<RequestView>, next: Option<&str>) -> RequestPage {
        RequestPage {
            items,
            next_cursor: next.map(Into::into),
        }
    }

    fn ids(model: &Model) -> String {
        let shown = model.shown();
        let ids: Vec<&str> = shown.iter().map(|request| request.id.as_str()).collect();
        ids.join(" ")
    }

    #[test]
    fn a_list_that_was_read_outlives_a_broken_line() {
        let mut model = Model::default();
        assert_eq!(model.update(Msg::Reload), [Read(None)]);
        model.update(Msg::Loaded(Ok(page(vec![example::request()], None))));
        model.update(Msg::Loaded(Err(Failure::Unreachable)));
        assert_eq!(model.items.ready(), Some(&vec![example::request()]));
    }

    #[test]
    fn older_ones_stay_while_the_newest_are_read_again() {
        let pending = |id, ago| request(id, ago, Phase::Pending);
        let mut model = Model::default();
        let first = page(vec![pending("b", 1), pending("a", 2)], Some("after a"));
        model.update(Msg::Loaded(Ok(first)));
        let more = model.update(Msg::MoreAsked);
        assert_eq!(more, [Read(Some("after a".into()))]);
        assert_eq!(model.update(Msg::MoreAsked), [], "once at a time");
        let older = page(vec![pending("z", 3)], None);
        model.update(Msg::MoreLoaded(Ok(older)));
        assert_eq!(ids(&model), "b a z");
        let again = page(vec![pending("c", 0), pending("b", 1)], Some("after b"));
        model.update(Msg::Loaded(Ok(again)));
        assert_eq!(ids(&model), "c b a z");
        let all = page(vec![pending("c", 0)], None);
        model.update(Msg::Loaded(Ok(all)));
        assert_eq!((ids(&model).as_str(), model.next.as_deref()), ("c", None));
    }

    #[test]
    fn the_history_holds_what_was_held_and_is_over() {
        let mut model = Model::of(Part::History);
        let all = [
            ("a", Phase::Pending),
            ("b", Phase::Active),
            ("c", Phase::Ended),
            ("d", Phase::Dropped),
            ("e", Phase::Revoked),
            ("f", Phase::Denied),
        ];
        let all = all.map(|(id, phase)| request(id, 1, phase));
        model.update(Msg::Loaded(Ok(page(all.to_vec(), None))));
        assert_eq!(ids(&model), "c d e");
    }
}
