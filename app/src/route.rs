//! Where one can be. Every link is a `Route`; nothing else knows a path.

use postern_core::api::endpoint::percent_encode;

use crate::pages::{audit::filter::AuditFilter, settings::place::Place};

/// A place in the application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// Wherever there is something to do.
    #[default]
    Home,
    /// The form that asks for roles, with these already ticked.
    Ask(Vec<String>),
    /// The same form, filled in like an earlier request.
    Again(String),
    /// One's own requests.
    Requests,
    /// One request, as seen by who made it.
    Request(String),
    /// Requests to decide.
    Review(ReviewFilter),
    /// One request, to decide.
    Decide(String),
    /// What one may use now.
    Access,
    /// What was done, by whom.
    Audit(AuditFilter),
    /// What a cluster is run with: which part, and the name of what is opened there.
    Settings(Place, String),
    /// The policy in force.
    Policy,
    /// Write policy and try it, without signing in. A document of its own.
    Playground,
    /// No such place.
    Lost,
}

/// What the review list shows; lives in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewFilter {
    /// Which part of the list.
    pub segment: Segment,
    /// Only requests for this role; empty for any.
    pub role: String,
    /// Only requests of this person; empty for anyone.
    pub requester: String,
    /// Only rows that hold this text.
    pub text: String,
    /// Only what came to this, one of [`OUTCOMES`]; empty for anything.
    pub outcome: String,
    /// Only what was asked within so long, one of [`AGES`]; empty for any time.
    pub age: String,
    /// In which order, one of [`ORDERS`]; empty for the usual one.
    pub order: String,
}

/// A value as it stands in an address, and as people read it.
pub type Choice = (&'static str, &'static str);
/// What requests can have come to.
pub const OUTCOMES: [Choice; 4] = [
    ("approved", "Approved"),
    ("denied", "Denied"),
    ("expired", "Expired"),
    ("withdrawn", "Withdrawn"),
];
/// How long ago requests can have been made.
pub const AGES: [Choice; 4] = [
    ("1h", "Within 1 h"),
    ("1d", "Within 1 day"),
    ("7d", "Within 7 days"),
    ("older", "Older than 7 days"),
];
/// Other orders than by deadline, or by decision.
pub const ORDERS: [Choice; 2] = [("newest", "Newest first"), ("oldest", "Oldest first")];

/// A part of the review list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Segment {
    /// What waits for the reader.
    #[default]
    NeedsMe,
    /// Everything that waits.
    Pending,
    /// What is settled.
    Decided,
}

impl Segment {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::NeedsMe, Self::Pending, Self::Decided];

    /// As it stands in an address.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeedsMe => "needs-me",
            Self::Pending => "pending",
            Self::Decided => "decided",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::NeedsMe => "Needs me",
            Self::Pending => "Pending",
            Self::Decided => "Decided",
        }
    }
}

impl Route {
    /// Reads a path with its query, without the fragment.
    pub fn read(address: &str) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let parts = (parts.next(), parts.next(), parts.next());
        match parts {
            (None, ..) => Self::Home,
            (Some("requests"), None, _) => Self::Requests,
            (Some("requests"), Some("new"), None) => {
                let all = |wanted: &'static str| {
                    pairs(query)
                        .filter(move |(name, _)| name == wanted)
                        .map(|(_, value)| value)
                };
                match all("like").next() {
                    Some(id) => Self::Again(id),
                    None => Self::Ask(all("role").collect()),
                }
            }
            (Some("requests"), Some(id), None) => Self::Request(decode(id)),
            (Some("review"), None, _) => Self::Review(ReviewFilter::read(query)),
            (Some("review"), Some(id), None) => Self::Decide(decode(id)),
            (Some("access"), None, _) => Self::Access,
            (Some("audit"), None, _) => Self::Audit(AuditFilter::read(pairs(query))),
            (Some("settings"), place, name) => match Place::read(place) {
                Some(place) if name.is_none() || place.has_details() => {
                    Self::Settings(place, name.map(decode).unwrap_or_default())
                }
                _ => Self::Lost,
            },
            (Some("policy"), None, _) => Self::Policy,
            (Some("playground"), None, _) => Self::Playground,
            _ => Self::Lost,
        }
    }

    /// The path with its query.
    pub fn href(&self) -> String {
        match self {
            Self::Home | Self::Lost => "/".into(),
            Self::Ask(roles) => with_query(
                "/requests/new",
                roles.iter().map(|role| ("role", role.as_str())),
            ),
            Self::Again(id) => with_query("/requests/new", [("like", id.as_str())]),
            Self::Requests => "/requests".into(),
            Self::Request(id) => format!("/requests/{}", encode(id)),
            Self::Review(filter) => with_query(
                "/review",
                [
                    ("show", filter.segment.as_str()),
                    ("role", filter.role.as_str()),
                    ("by", filter.requester.as_str()),
                    ("text", filter.text.as_str()),
                    ("state", filter.outcome.as_str()),
                    ("age", filter.age.as_str()),
                    ("sort", filter.order.as_str()),
                ]
                .into_iter()
                // What is usual is not said.
                .filter(|(_, value)| !matches!(*value, "" | "needs-me")),
            ),
            Self::Decide(id) => format!("/review/{}", encode(id)),
            Self::Access => "/access".into(),
            Self::Audit(filter) => with_query("/audit", filter.pairs()),
            Self::Settings(place, name) if name.is_empty() => place.href(),
            Self::Settings(place, name) => format!("{}/{}", place.href(), encode(name)),
            Self::Policy => "/policy".into(),
            Self::Playground => "/playground/".into(),
        }
    }
}

impl ReviewFilter {
    fn read(query: &str) -> Self {
        let mut filter = Self::default();
        for (name, value) in pairs(query) {
            match name.as_str() {
                "show" => {
                    filter.segment = Segment::ALL
                        .into_iter()
                        .find(|segment| segment.as_str() == value)
                        .unwrap_or_default();
                }
                "role" => filter.role = value,
                "by" => filter.requester = value,
                "text" => filter.text = value,
                "state" => filter.outcome = known(&OUTCOMES, value),
                "age" => filter.age = known(&AGES, value),
                "sort" => filter.order = known(&ORDERS, value),
                _ => {}
            }
        }
        filter
    }
}

/// The value, if it is one of these; nothing otherwise.
fn known(choices: &[Choice], value: String) -> String {
    match choices.iter().any(|(known, _)| *known == value) {
        true => value,
        false => String::new(),
    }
}

/// `path?name=value&…`; the path alone where there are no pairs.
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::from(path);
    for (at, (name, value)) in pairs.into_iter().enumerate() {
        out.push(if at == 0 { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        percent_encode(value, &mut out);
    }
    out
}

fn encode(text: &str) -> String {
    let mut out = String::new();
    percent_encode(text, &mut out);
    out
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(&value.replace('+', " ")))
        })
}

/// Undoes percent-encoding; what is no encoding stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = |byte: &u8| char::from(*byte).to_digit(16);
        rest = match (first, after) {
            (b'%', [high, low, tail @ ..]) => match (hex(high), hex(low)) {
                (Some(high), Some(low)) => {
                    bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                    tail
                }
                _ => {
                    bytes.push(b'%');
                    after
                }
            },
            _ => {
                bytes.push(*first);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_read_back() {
        let filter = ReviewFilter {
            segment: Segment::Decided,
            role: "prod.us east".into(),
            requester: "erin".into(),
            text: "INC 1&2=%".into(),
            outcome: "denied".into(),
            age: "7d".into(),
            order: "oldest".into(),
        };
        for route in [
            Route::Home,
            Route::Ask(vec![]),
            Route::Ask(vec!["dba".into(), "prod.us east".into()]),
            Route::Again("3f9c".into()),
            Route::Requests,
            Route::Request("3f9c".into()),
            Route::Review(ReviewFilter::default()),
            Route::Review(filter),
            Route::Decide("a/b".into()),
            Route::Access,
            Route::Audit(AuditFilter::default()),
            Route::Audit(AuditFilter {
                action: "request-approved".into(),
                by: "o'bob & co".into(),
                about: "3f9c".into(),
                ..AuditFilter::default()
            }),
            Route::Settings(Place::Start, String::new()),
            Route::Settings(Place::Tokens, String::new()),
            Route::Settings(Place::Integrations, "desk hook".into()),
            Route::Playground,
        ] {
            assert_eq!(Route::read(&route.href()), route, "{}", route.href());
        }
    }

    #[test]
    fn other_addresses_are_lost_and_odd_ones_are_read() {
        for address in [
            "/nothing",
            "/requests/a/b",
            "/review/a/b",
            "/access/x",
            "/audit/x",
            "/settings/x",
            "/settings/keys/x",
        ] {
            assert_eq!(Route::read(address), Route::Lost, "{address}");
        }
        assert_eq!(Route::read("/requests/"), Route::Requests);
        assert_eq!(
            Route::read("/requests/new?role=a+b&x&role=%zz%"),
            Route::Ask(vec!["a b".into(), "%zz%".into()])
        );
        assert_eq!(
            Route::read("/review?show=nothing&state=x&age=-1&sort="),
            Route::Review(ReviewFilter::default())
        );
    }
}
