//! What waits for the reader, in the order of deadlines, and the way from one to the next.

use postern_core::api::requests::RequestView;

use crate::order;

/// The requests that wait, and the one that is being read where it was among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    all: Vec<Waiting>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub id: String,
    /// Who asks.
    pub who: String,
}

impl Queue {
    /// Takes in what waits now. The request being read keeps its place when it waits no longer.
    pub fn take(&mut self, current: &str, requests: Vec<RequestView>) {
        let place = self.place(current);
        let kept = place.and_then(|place| self.all.get(place).cloned());
        let key =
            |request: &RequestView| [request.pending_expires.as_ms(), request.created.as_ms(), 0];
        self.all = order::by_key(requests, key)
            .into_iter()
            .map(|request| Waiting {
                who: request.requester.to_string(),
                id: request.id,
            })
            .collect();
        if let (Some(place), Some(kept), None) = (place, kept, self.place(current)) {
            self.all.insert(place.min(self.all.len()), kept);
        }
    }

    /// `(1, 3)` for the first of three; nothing where it is not among them.
    pub fn position(&self, id: &str) -> Option<(usize, usize)> {
        self.place(id).map(|place| (place + 1, self.all.len()))
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.all.len()
    }

    /// The one before.
    pub fn before(&self, id: &str) -> Option<&Waiting> {
        self.all.get(self.place(id)?.checked_sub(1)?)
    }

    /// The one after; the first, for a request that is not among them.
    pub fn after(&self, id: &str) -> Option<&Waiting> {
        self.all.get(self.place(id).map_or(0, |place| place + 1))
    }

    /// Where to go on once this one is done: the one after, or else the first other one.
    pub fn onward(&self, id: &str) -> Option<&Waiting> {
        self.after(id)
            .or_else(|| self.all.iter().find(|waiting| waiting.id != id))
    }

    fn place(&self, id: &str) -> Option<usize> {
        self.all.iter().position(|waiting| waiting.id == id)
    }
}

#[cfg(test)]
mod tests {
    use postern_core::policy::duration::Duration;

    use super::*;
    use crate::pages::example;

    fn requests(ids: &[&str]) -> Vec<RequestView> {
        // Newest first, as the server lists them; the oldest expires first.
        let mut all: Vec<RequestView> = (0..)
            .zip(ids)
            .map(|(hour, id)| RequestView {
                id: (*id).into(),
                pending_expires: example::now().plus(Duration::from_hours(hour)),
                ..example::request()
            })
            .collect();
        all.reverse();
        all
    }

    #[test]
    fn the_way_follows_the_deadlines() {
        let mut queue = Queue::default();
        queue.take("b", requests(&["a", "b", "c"]));
        let id = |waiting: Option<&Waiting>| waiting.map(|waiting| waiting.id.clone());
        assert_eq!(queue.position("b"), Some((2, 3)));
        assert_eq!(id(queue.before("b")).as_deref(), Some("a"));
        assert_eq!(id(queue.after("b")).as_deref(), Some("c"));
        assert_eq!(id(queue.before("a")), None);
        assert_eq!(id(queue.after("c")), None);
        assert_eq!(id(queue.onward("c")).as_deref(), Some("a"));
        // One that is not among them: the way leads to the first.
        assert_eq!(queue.position("x"), None);
        assert_eq!(id(queue.after("x")).as_deref(), Some("a"));
        assert_eq!(id(queue.before("x")), None);
    }

    #[test]
    fn what_was_decided_keeps_its_place_until_it_is_left() {
        let mut queue = Queue::default();
        queue.take("b", requests(&["a", "b", "c"]));
        queue.take("b", requests(&["a", "c"]));
        assert_eq!(queue.position("b"), Some((2, 3)));
        queue.take("b", vec![]);
        assert_eq!(queue.position("b"), Some((1, 1)));
        assert_eq!(queue.onward("b"), None);
    }
}
