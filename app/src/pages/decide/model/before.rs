//! What the requester has now and when they last asked, beside this request; what is not known is left out.

use postern_core::{
    api::requests::{Phase, RequestPage, RequestView},
    policy::name::RoleName,
    request::timestamp::Timestamp,
};

/// What is known of a requester.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Before<'a> {
    /// The roles that other requests give them now; empty is none at all.
    pub active: Option<Vec<RoleName>>,
    /// The newest request before this one.
    pub last: Option<&'a RequestView>,
}

impl<'a> Before<'a> {
    /// As of now, by their requests that the reader may see; `sees_all` says that these are all.
    pub fn of(
        request: &RequestView,
        past: &'a RequestPage,
        sees_all: bool,
        now: Timestamp,
    ) -> Self {
        let others = || past.items.iter().filter(|other| other.id != request.id);
        let mut active: Vec<RoleName> = others()
            .filter(|other| other.phase == Phase::Active && other.access_expires > now)
            .flat_map(|other| other.roles.iter().cloned())
            .collect();
        active.sort();
        active.dedup();
        // That there is nothing, and nothing later, is only known of whoever sees everything.
        let all_known = sees_all && past.next_cursor.is_none();
        Self {
            active: (all_known || !active.is_empty()).then_some(active),
            last: others()
                .filter(|other| sees_all && other.created < request.created)
                .max_by_key(|other| other.created),
        }
    }
}

#[cfg(test)]
mod tests {
    use postern_core::policy::duration::Duration;

    use super::*;
    use crate::pages::example::{self, now, role};

    fn earlier(id: &str, name: &str, phase: Phase, hours: i64) -> RequestView {
        RequestView {
            id: id.into(),
            roles: vec![role(name)],
            phase,
            created: now().plus(Duration::from_hours(-hours)),
            ..example::request()
        }
    }

    #[test]
    fn what_is_active_is_told_and_that_nothing_is_only_where_all_is_known() {
        let ended = earlier("a", "dev-db", Phase::Ended, 9);
        let active = earlier("b", "dev-web", Phase::Active, 5);
        let mut over = earlier("c", "common", Phase::Active, 5);
        over.access_expires = now();
        let itself = RequestView {
            phase: Phase::Active,
            ..example::request()
        };
        let cases = [
            // This request itself and what the clock has ended by now give nothing.
            (vec![&itself, &over, &ended], None, true, Some(vec![])),
            (vec![&itself, &over, &ended], None, false, None),
            (vec![&itself, &ended], Some("more"), true, None),
            (
                vec![&active, &ended],
                Some("more"),
                false,
                Some(vec![role("dev-web")]),
            ),
        ];
        for (items, cursor, sees_all, told) in cases {
            let past = RequestPage {
                items: items.into_iter().cloned().collect(),
                next_cursor: cursor.map(Into::into),
            };
            let before = Before::of(&example::request(), &past, sees_all, now());
            assert_eq!(before.active, told);
        }
    }

    #[test]
    fn the_last_one_is_the_newest_before_this() {
        let later = earlier("later", "dba", Phase::Pending, -1);
        let past = RequestPage {
            items: vec![
                later,
                example::request(),
                earlier("old", "dba", Phase::Denied, 48),
                earlier("newest", "dba", Phase::Ended, 2),
            ],
            next_cursor: Some("more".into()),
        };
        let last = |sees_all| {
            let before = Before::of(&example::request(), &past, sees_all, now());
            before.last.map(|one| one.id.as_str())
        };
        assert_eq!(last(true), Some("newest"));
        assert_eq!(last(false), None, "there may be newer ones out of sight");
    }
}
