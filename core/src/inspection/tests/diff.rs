//! Differences between two policies: documents, and what users could newly do or no longer.

use alloc::{format, string::String, vec::Vec};

use proptest::prelude::*;

use crate::{
    api::difference::{Change, MOST_USERS, PolicyDiff},
    inspection::diff,
    policy::{
        budget::Budget,
        name::{RoleName, UserName},
        reading::read,
        set::Policy,
        settings::Settings,
    },
    request::eligibility,
    yaml::budget::ReadBudget,
};

pub(super) fn role(name: &str, spec: &str) -> String {
    format!("{{kind: role, version: v7, metadata: {{name: {name}}}, spec: {{{spec}}}}}\n---\n")
}

pub(super) fn user(name: &str, roles: &str) -> String {
    format!(
        "{{kind: user, version: v2, metadata: {{name: {name}}}, spec: {{roles: [{roles}]}}}}\n---\n"
    )
}

fn asks(roles: &str) -> String {
    format!("allow: {{request: {{roles: [{roles}]}}}}")
}

fn reviews(roles: &str) -> String {
    format!("allow: {{review_requests: {{roles: [{roles}]}}}}")
}

/// Every change in one line: `+` newly asks, `-` no longer, `R` newly reviews, `r` no longer.
fn told(diff: &PolicyDiff) -> Vec<String> {
    let line = |sign: &str, user: &UserName, roles: &[RoleName]| {
        let names: Vec<&str> = roles.iter().map(RoleName::as_str).collect();
        (!names.is_empty()).then(|| format!("{user} {sign}{}", names.join(",")))
    };
    let lines = diff.users.iter().flat_map(|change| {
        [
            line("+", &change.user, &change.may_request),
            line("-", &change.user, &change.no_longer_request),
            line("R", &change.user, &change.may_review),
            line("r", &change.user, &change.no_longer_review),
        ]
    });
    lines.flatten().collect()
}

fn base() -> [String; 6] {
    [
        role("dev", &asks("'dba'")),
        role("dba", ""),
        role("web", ""),
        role("lead", &reviews("'dba'")),
        user("ann", "dev"),
        user("bea", "lead"),
    ]
}

#[test]
fn what_changes_for_users_is_told() {
    let with = |at: usize, text: String| {
        let mut texts = base();
        texts[at] = text;
        texts.concat()
    };
    let cases: [(&str, String, &[&str]); 9] = [
        ("nothing", base().concat(), &[]),
        (
            "a role allows more",
            with(0, role("dev", &asks("'*'"))),
            &["ann +dev,lead,web"],
        ),
        (
            "a role allows other",
            with(0, role("dev", &asks("web"))),
            &["ann +web", "ann -dba"],
        ),
        (
            "a role is gone",
            with(1, String::new()),
            &["ann -dba", "bea rdba"],
        ),
        (
            "a reviewer sees more",
            with(3, role("lead", &reviews("dba, web"))),
            &["bea Rweb"],
        ),
        ("a user is gone", with(4, String::new()), &["ann -dba"]),
        (
            "a user changes",
            with(4, user("ann", "lead")),
            &["ann -dba", "ann Rdba"],
        ),
        ("a held role is gone", with(0, String::new()), &["ann -dba"]),
        (
            "a role that a pattern waits for comes",
            [base().concat(), role("dba2", ""), user("cy", "dev")].concat(),
            &["cy +dba"],
        ),
    ];
    for (why, new, expected) in cases {
        let diff = diff(&base().concat(), &new);
        assert_eq!(told(&diff), expected, "{why}");
        assert_eq!(
            usize::try_from(diff.counts.users).ok(),
            Some(diff.users.len())
        );
        assert!(!diff.truncated && diff.ok, "{why}");
    }
}

#[test]
fn documents_are_told_by_what_becomes_of_them() {
    let new = [role("dev", ""), role("new", ""), base()[2..].concat()].concat();
    let diff = diff(&base().concat(), &new);
    let documents: Vec<_> = diff
        .documents
        .iter()
        .map(|one| (one.kind.as_str(), one.name.as_str(), one.change))
        .collect();
    assert_eq!(
        documents,
        [
            ("role", "dba", Change::Removed),
            ("role", "dev", Change::Changed),
            ("role", "new", Change::Added),
        ]
    );
    assert_eq!(
        (diff.counts.added, diff.counts.removed, diff.counts.changed),
        (1, 1, 1)
    );
}

#[test]
fn long_answers_are_cut_and_say_so() {
    let users: String = (0..=MOST_USERS)
        .map(|n| user(&format!("u{n}"), "dev"))
        .collect();
    let diff = diff("", &[base().concat(), users].concat());
    assert!(diff.truncated);
    assert_eq!(diff.users.len(), MOST_USERS);
    assert_eq!(
        usize::try_from(diff.counts.users).ok(),
        Some(MOST_USERS + 3)
    );
}

#[test]
fn a_text_that_is_wrong_still_answers() {
    let diff = diff(&base().concat(), "{");
    assert!(!diff.ok);
    assert_eq!(diff.counts.removed, 6);
}

/// The policies that a few choices make.
fn policies() -> impl Strategy<Value = String> {
    let patterns = prop::sample::select(alloc::vec!["'*'", "dba", "web, dba", "'w*'", "gone"]);
    let spec = (patterns, any::<bool>(), any::<bool>()).prop_map(|(roles, review, deny)| {
        let what = if review { "review_requests" } else { "request" };
        let side = if deny { "deny" } else { "allow" };
        format!("{side}: {{{what}: {{roles: [{roles}]}}}}")
    });
    let roles = prop::collection::btree_map(
        prop::sample::select(alloc::vec!["dev", "dba", "web", "lead"]),
        spec,
        0..4,
    );
    let users = prop::collection::btree_map(
        prop::sample::select(alloc::vec!["ann", "bea"]),
        prop::sample::select(alloc::vec!["dev", "lead", "dev, lead", "dba, web"]),
        0..3,
    );
    (roles, users).prop_map(|(roles, users)| {
        let roles = roles.iter().map(|(name, spec)| role(name, spec));
        let users = users.iter().map(|(name, roles)| user(name, roles));
        roles.chain(users).collect()
    })
}

/// What everybody may ask for, asked one by one.
fn everything(text: &str) -> Vec<(UserName, RoleName)> {
    let reading = read(text, &ReadBudget::PRODUCT);
    let policy = Policy::new(alloc::vec![reading], Settings::default(), Budget::PRODUCT);
    let mut all = Vec::new();
    for subject in policy.subjects() {
        for (role, decision) in eligibility::requestable(&policy, &subject) {
            if decision.is_allowed() {
                all.push((subject.name.clone(), role));
            }
        }
    }
    all
}

proptest! {
    #[test]
    fn a_difference_is_what_asking_one_by_one_finds(old in policies(), new in policies()) {
        let (before, after) = (everything(&old), everything(&new));
        let only = |these: &[(UserName, RoleName)], those: &[(UserName, RoleName)]| -> Vec<_> {
            these.iter().filter(|one| !those.contains(one)).cloned().collect()
        };
        let diff = diff(&old, &new);
        let listed = |lists: fn(&crate::api::difference::UserChange) -> &[RoleName]| -> Vec<_> {
            let each = |change| {
                let roles = lists(change).iter();
                roles.map(|role| (change.user.clone(), role.clone()))
            };
            diff.users.iter().flat_map(each).collect()
        };
        prop_assert_eq!(listed(|it| &it.may_request), only(&after, &before));
        prop_assert_eq!(listed(|it| &it.no_longer_request), only(&before, &after));
    }
}
