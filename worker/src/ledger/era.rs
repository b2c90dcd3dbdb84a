//! How long what was worked out about everyone stays true: until somebody or the policy changes, or the clock
//! alone changes who there is.

use std::rc::Rc;

use postern_core::request::timestamp::Timestamp;

use super::people::People;

/// A time in which everyone is the same.
#[derive(Debug)]
pub(super) struct Era {
    /// Kept, so that nobody changes it in place.
    people: Rc<People>,
    from: Timestamp,
    until: Option<Timestamp>,
}

impl Era {
    /// The one that it is now.
    pub(super) fn of(people: &Rc<People>, now: Timestamp) -> Self {
        Self {
            people: Rc::clone(people),
            from: now,
            until: people.next_change(now),
        }
    }

    /// Whether it still is, with this policy and everyone.
    pub(super) fn holds(&self, people: &Rc<People>, now: Timestamp) -> bool {
        Rc::ptr_eq(&self.people, people)
            && self.from <= now
            && self.until.is_none_or(|until| now < until)
    }
}
