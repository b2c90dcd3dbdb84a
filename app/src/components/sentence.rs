//! The recurring sentence: who wants which roles for how long. Always with the same weights.

use crate::view::prelude::*;
use postern_core::{
    api::requests::{Phase, RequestView},
    policy::{duration::Duration, name::RoleName},
    request::timestamp::Timestamp,
};

use crate::{browser, words};

/// The parts of the sentence, in order: `alice` `wants` roles `for` `1 h` `from now`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Who.
    pub who: String,
    /// `wants`, `wanted`, `holds`, `may hold`.
    pub verb: &'static str,
    /// Which roles.
    pub roles: Vec<RoleName>,
    /// `for` or `until`, then what.
    pub tail: Option<(&'static str, String)>,
    /// `from now`, `from 18:00`, or nothing.
    pub from: String,
}

impl Sentence {
    /// What a request says now. `east` is the reader's time zone, in minutes.
    pub fn of(request: &RequestView, now: Timestamp, east: i64) -> Self {
        let (verb, tail, from) = match request.phase {
            Phase::Pending => (
                "wants",
                Some(("for", words::length(asked(request)))),
                from(request.access_starts, now, east),
            ),
            Phase::Active => (
                "holds",
                Some(("until", words::when(request.access_expires, now, east))),
                String::new(),
            ),
            Phase::Scheduled => (
                "will hold",
                Some(("for", words::length(asked(request)))),
                from(request.access_starts, now, east),
            ),
            Phase::Ended | Phase::Dropped | Phase::Revoked => ("held", None, String::new()),
            Phase::Denied | Phase::Expired | Phase::Withdrawn => (
                "wanted",
                Some(("for", words::length(asked(request)))),
                String::new(),
            ),
        };
        let roles = match request.phase {
            Phase::Pending | Phase::Denied | Phase::Expired | Phase::Withdrawn => {
                &request.requested_roles
            }
            _ => &request.roles,
        };
        Self {
            who: request.requester.to_string(),
            verb,
            roles: roles.clone(),
            tail,
            from,
        }
    }

    /// The sentence as text, for titles and labels.
    pub fn text(&self) -> String {
        let roles: Vec<&str> = self.roles.iter().map(RoleName::as_str).collect();
        let mut out = format!("{} {} {}", self.who, self.verb, words::names(&roles));
        for part in self
            .tail
            .iter()
            .flat_map(|(link, what)| [*link, what.as_str()])
            .chain([self.from.as_str()])
            .filter(|part| !part.is_empty())
        {
            out.push(' ');
            out.push_str(part);
        }
        out
    }
}

/// How long access lasts, from its start.
fn asked(request: &RequestView) -> Duration {
    Duration::from_secs(i64::try_from(request.access_s).unwrap_or(i64::MAX))
}

fn from(starts: Option<Timestamp>, now: Timestamp, east: i64) -> String {
    match starts {
        Some(starts) if starts > now => format!("from {}", words::when(starts, now, east)),
        _ => "from now".into(),
    }
}

/// The sentence of a request, for the reader's time zone.
pub fn of_request(request: &RequestView, now: Timestamp) -> AnyView {
    let east = browser::minutes_east(request.access_expires);
    sentence(&Sentence::of(request, now, east))
}

/// The sentence as it is shown.
pub fn sentence(said: &Sentence) -> AnyView {
    let tail = said.tail.clone().map(|(link, what)| {
        view! { <span class="keep">{link}" "<b>{what}</b>" "{said.from.clone()}</span> }
    });
    view! {
        <span class="sentence">
            <b>{said.who.clone()}</b>
            " "
            {said.verb}
            " "
            {role_list(&said.roles)}
            " "
            {tail}
        </span>
    }
    .into_any()
}

/// `common`, `dev-web` and `dev-db`, as tokens.
pub fn role_list(roles: &[RoleName]) -> AnyView {
    let last = roles.len().saturating_sub(1);
    roles
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let before = match at {
                0 => "",
                at if at == last => " and ",
                _ => ", ",
            };
            view! {
                {before}
                {role(name)}
            }
        })
        .collect_view()
        .into_any()
}

/// A role: the one shape for it everywhere.
pub fn role(name: &RoleName) -> AnyView {
    view! { <code class="role">{name.to_string()}</code> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::example;

    #[test]
    fn the_sentence_follows_the_phase() {
        let now = example::now();
        for (phase, text) in [
            (Phase::Pending, "alice wants dba for 1 h from now"),
            (Phase::Active, "alice holds dba until 14:03"),
            (Phase::Denied, "alice wanted dba for 1 h"),
            (Phase::Ended, "alice held dba"),
        ] {
            let request = RequestView {
                phase,
                ..example::request()
            };
            let said = Sentence::of(&request, now, 0).text().replace('\u{a0}', " ");
            assert_eq!(said, text);
        }
        let later = RequestView {
            access_starts: Some(now.plus(Duration::from_hours(2))),
            ..example::request()
        };
        assert!(Sentence::of(&later, now, 0).text().ends_with("from 15:03"));
    }
}
