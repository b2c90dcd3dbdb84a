//! A request for the tests of the models: alice asks for `dba`, and nobody has decided.

use postern_core::{
    api::requests::{
        May, Permission, Phase, Progress, RequestView, ReviewView, Reviewers, RoleGives, State,
        Verdict,
    },
    policy::{
        duration::Duration,
        name::{RoleName, UserName},
    },
    request::timestamp::Timestamp,
    small_map::SmallMap,
};

/// 13:03 UTC on some day.
pub fn now() -> Timestamp {
    Timestamp::parse("2026-11-22T13:03:00Z").unwrap()
}

pub fn role(name: &str) -> RoleName {
    RoleName::verbatim(name)
}

pub fn permission(allowed: bool) -> Permission {
    Permission {
        allowed,
        text: String::new(),
        sign_in_again: false,
        why: vec![],
    }
}

/// alice wants `dba` for an hour, since just now.
pub fn request() -> RequestView {
    RequestView {
        id: "11111111-1111-4111-8111-111111111111".into(),
        version: 1,
        requester: UserName::verbatim("alice"),
        roles: vec![role("dba")],
        requested_roles: vec![role("dba")],
        gives: vec![RoleGives {
            role: role("dba"),
            description: String::new(),
            logins: vec!["postgres".into()],
            changes_policy: false,
        }],
        reason: "INC-1".into(),
        state: State::Pending,
        phase: Phase::Pending,
        hidden: false,
        created: now(),
        pending_expires: now().plus(Duration::from_hours(1)),
        access_starts: None,
        access_expires: now().plus(Duration::from_hours(1)),
        access_s: 3_600,
        session_ttl_s: 3_600,
        cap: None,
        suggested_reviewers: vec![],
        annotations: SmallMap::default(),
        progress: Progress {
            approvals: 0,
            needed: 2,
            text: "0 of 2 approvals".into(),
            conditions: vec![],
            outlook: vec![],
        },
        reviewers: Reviewers {
            count: 2,
            names: Some(vec![UserName::verbatim("bob"), UserName::verbatim("rita")]),
        },
        reviews: vec![],
        resolution: None,
        timeline: vec![],
        may: May {
            review: permission(true),
            resolve: permission(false),
            withdraw: permission(false),
            revoke: permission(false),
            drop: permission(false),
            assume: permission(false),
            hide: permission(false),
        },
        now: now(),
    }
}

/// An approval by somebody.
pub fn approval(author: &str) -> ReviewView {
    ReviewView {
        author: UserName::verbatim(author),
        rule: None,
        verdict: Verdict::Approve,
        reason: String::new(),
        roles: None,
        access_expires: None,
        at: now(),
        counts: true,
        annotations: SmallMap::default(),
    }
}
