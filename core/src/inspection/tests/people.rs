//! What the linter says of who may review what is so by the rules that decide: it has a quicker look of its own
//! at the same lists, which must never say more than they do.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use proptest::prelude::*;

use super::diff::{role, user};
use crate::{
    inspection::check,
    policy::{
        budget::Budget,
        name::{RoleName, UserName},
        reading::read,
        set::Policy,
        settings::Settings,
    },
    request::eligibility::{self, reviewing::Prospect},
    yaml::budget::ReadBudget,
};

fn policies() -> impl Strategy<Value = String> {
    let patterns = || {
        prop::sample::select(alloc::vec![
            "'*'", "dba", "web, dba", "'w*'", "^d.*$", "gone"
        ])
    };
    let asks = (patterns(), prop::option::weighted(0.2, patterns()));
    let reviews = (patterns(), prop::option::weighted(0.2, patterns()));
    let spec = (
        prop::option::weighted(0.6, asks),
        prop::option::weighted(0.4, reviews),
    )
        .prop_map(|(asks, reviews)| {
            let lists = |what: &str, side: usize, lists: &Option<(&str, Option<&str>)>| {
                let list = lists
                    .as_ref()
                    .and_then(|(allow, deny)| [Some(*allow), *deny][side]);
                list.map(|list| format!("{what}: {{roles: [{list}]}}"))
            };
            let side = |at| {
                let both = [
                    lists("request", at, &asks),
                    lists("review_requests", at, &reviews),
                ];
                both.into_iter().flatten().collect::<Vec<_>>().join(", ")
            };
            format!("allow: {{{}}}, deny: {{{}}}", side(0), side(1))
        });
    let roles = prop::collection::btree_map(
        prop::sample::select(alloc::vec!["dev", "dba", "web", "lead"]),
        spec,
        1..5,
    );
    let users = prop::collection::btree_map(
        prop::sample::select(alloc::vec!["ann", "bea", "cid"]),
        prop::sample::select(alloc::vec!["dev", "lead", "dev, lead", "dba, web", "web"]),
        1..4,
    );
    (roles, users).prop_map(|(roles, users)| {
        let roles = roles.iter().map(|(name, spec)| role(name, spec));
        let users = users.iter().map(|(name, roles)| user(name, roles));
        roles.chain(users).collect()
    })
}

/// The names in a message, in the order in which it has them.
fn named(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

/// Who may review a request for one role, by the rules, whoever of all users asks.
fn reviewers(policy: &Policy, asker: &str, role: &str) -> BTreeSet<String> {
    let (roles, asker) = (
        BTreeSet::from([RoleName::verbatim(role)]),
        UserName::verbatim(asker),
    );
    let prospect = Prospect {
        requester: &asker,
        roles: &roles,
        reason: "",
        annotations: &BTreeMap::new(),
    };
    eligibility::eligible_reviewers(policy, policy.subjects(), &prospect)
        .map(|subject| String::from(subject.name.as_str()))
        .collect()
}

proptest! {
    #[test]
    fn what_is_said_of_reviewers_is_so(text in policies()) {
        let reading = read(&text, &ReadBudget::PRODUCT);
        let policy = Policy::new(alloc::vec![reading], Settings::default(), Budget::PRODUCT);
        let may_ask = |asker: &str, role: &str| {
            let subject = policy.subject(&UserName::verbatim(asker));
            subject.is_some_and(|subject| {
                eligibility::may_request(&policy, &subject, &RoleName::verbatim(role)).is_allowed()
            })
        };
        for finding in check(&text).findings {
            let (rule, message) = (&*finding.diagnostic.rule, finding.diagnostic.message.as_str());
            match (rule, named(message).as_slice()) {
                ("review/nobody-can-review" | "review/only-the-requester", [asker, role, ..]) => {
                    prop_assert!(may_ask(asker, role), "{message}");
                    prop_assert_eq!(reviewers(&policy, asker, role), BTreeSet::new(), "{}", message);
                }
                ("review/single-reviewer", [only, role]) => {
                    for subject in policy.subjects() {
                        let found = reviewers(&policy, subject.name.as_str(), role);
                        prop_assert!(found.iter().all(|name| name == only), "{message}");
                    }
                }
                (rule, names) => prop_assert!(!rule.starts_with("review/"), "{message} {names:?}"),
            }
        }
    }
}
