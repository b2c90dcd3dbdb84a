//! What is unusual about a request, beside what its requester asked for before; nothing is guessed.

use postern_core::{
    api::requests::{RequestPage, RequestView},
    policy::{duration::Duration, name::RoleName},
};

use crate::words;

/// Something to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Whether it is out of the ordinary.
    pub odd: bool,
    /// In words; names of roles stand in backquotes.
    pub text: String,
}

/// What stands out. Empty where too little is known to say.
pub fn notices(request: &RequestView, past: &RequestPage) -> Vec<Notice> {
    let earlier: Vec<&RequestView> = past
        .items
        .iter()
        .filter(|other| other.id != request.id && other.created < request.created)
        .collect();
    let asked = |role: &RoleName| earlier.iter().any(|one| one.requested_roles.contains(role));
    let roles = &request.requested_roles;
    let new: Vec<String> = roles
        .iter()
        .filter(|role| !asked(role))
        .map(|role| format!("`{role}`"))
        .collect();
    let all_known = past.next_cursor.is_none();
    let mut notices = vec![];
    if !new.is_empty() && all_known {
        let new: Vec<&str> = new.iter().map(String::as_str).collect();
        let before = match earlier.len() {
            0 => "no requests before".to_owned(),
            count => format!("{} before", words::count(count, "request", "requests")),
        };
        notices.push(Notice {
            odd: true,
            text: format!(
                "First time {} asks for {} ({before})",
                request.requester,
                words::names(&new)
            ),
        });
    }
    let alike = earlier.iter().filter(|one| {
        let mut shared = one.requested_roles.iter();
        shared.any(|role| roles.contains(role))
    });
    let (count, longest) = alike.fold((0, 0), |(count, longest), one| {
        (count + 1, one.access_s.max(longest))
    });
    if count > 0 {
        notices.push(lasts(request, count, longest));
    }
    notices
}

/// How its length compares with so many like it, of which the longest was so long.
fn lasts(request: &RequestView, count: usize, longest: u64) -> Notice {
    let length = |seconds: u64| {
        words::length(Duration::from_secs(
            i64::try_from(seconds).unwrap_or(i64::MAX),
        ))
    };
    let times = words::count(count, "request", "requests");
    if request.access_s > longest {
        let (now, before) = (length(request.access_s), length(longest));
        Notice {
            odd: true,
            text: format!("Longer than usual: {now}, at most {before} in {times} like it"),
        }
    } else {
        Notice {
            odd: false,
            text: format!("As long as usual, after {times} like it"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::example::{self, role};

    fn earlier(id: &str, roles: &[&str], hours: u64) -> RequestView {
        RequestView {
            id: id.into(),
            requested_roles: roles.iter().map(|name| role(name)).collect(),
            access_s: hours * 3_600,
            created: example::now().plus(Duration::from_hours(-24)),
            ..example::request()
        }
    }

    fn said(items: Vec<RequestView>, is_all: bool) -> Vec<String> {
        let past = RequestPage {
            items,
            next_cursor: (!is_all).then(|| "more".into()),
        };
        let notices = notices(&example::request(), &past);
        notices
            .into_iter()
            .map(|notice| {
                let mark = if notice.odd { "! " } else { "" };
                format!("{mark}{}", notice.text.replace('\u{a0}', " "))
            })
            .collect()
    }

    #[test]
    fn what_is_new_or_longer_stands_out_and_what_is_not_known_is_left_out() {
        // The request itself is no precedent.
        assert_eq!(
            said(vec![example::request()], true),
            ["! First time alice asks for `dba` (no requests before)"]
        );
        assert_eq!(
            said(vec![earlier("a", &["dev"], 8)], true),
            ["! First time alice asks for `dba` (1 request before)"]
        );
        assert_eq!(said(vec![earlier("a", &["dev"], 8)], false), [""; 0]);
        assert_eq!(
            said(vec![earlier("a", &["dba"], 1)], false),
            ["As long as usual, after 1 request like it"]
        );
        let short = RequestView {
            access_s: 1_800,
            ..earlier("a", &["dba", "dev"], 1)
        };
        assert_eq!(
            said(vec![short], true),
            ["! Longer than usual: 1 h, at most 30 min in 1 request like it"]
        );
    }
}
