//! The index answers what the plain evaluation answers, whatever the policy says and whoever asks.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    policy::{
        budget::Budget,
        fixtures::{self, MISSION},
        index::tests::{name, pattern},
        name::UserName,
        reading::{Standard, read_by},
        settings::Settings,
        traits::Traits,
    },
    yaml::budget::ReadBudget,
};

/// Fails unless the index agrees with [`RequestRights`] about each user, each name and each role.
#[track_caller]
fn agree(policy: &Policy, subjects: &[Subject], names: &[RoleName]) {
    let index = RequestIndex::new(policy);
    let roles: Vec<RoleName> = policy.roles().map(|role| role.name.clone()).collect();
    let mut requesters = BTreeMap::new();
    for (user, subject) in subjects.iter().enumerate() {
        let plain = RequestRights::of(policy, subject);
        let indexed = index.rights(subject);
        let (plain, indexed) = match (plain, indexed) {
            (Ok(plain), Ok(indexed)) => (plain, indexed),
            (plain, indexed) => {
                assert_eq!(plain.err(), indexed.err(), "{subject:?}");
                continue;
            }
        };
        for name in names.iter().chain(&roles) {
            assert_eq!(
                indexed.allows(name),
                plain.allows(name),
                "{subject:?} {name}"
            );
        }
        let expected: Vec<&str> = roles
            .iter()
            .filter(|role| plain.allows(role))
            .map(RoleName::as_str)
            .collect();
        assert!(indexed.names().eq(expected.iter().copied()), "{subject:?}");
        let listed = plain.requestable();
        let listed = listed.iter().map(|(name, _)| name.as_str());
        assert!(listed.eq(expected.iter().copied()), "{subject:?}");
        let unheld = expected.iter().copied().filter(|name| {
            let mut held = subject.roles.iter();
            !held.any(|held| held.as_str() == *name)
        });
        let wildcard = plain.wildcard();
        let wildcard = wildcard.iter().map(RoleName::as_str);
        assert!(wildcard.eq(unheld), "{subject:?}");
        assert_eq!(indexed.requestable().count(), expected.len());
        for role in expected {
            let requesters: &mut Vec<usize> = requesters.entry(String::from(role)).or_default();
            requesters.push(user);
        }
    }
    let population = index.population(subjects);
    for name in names.iter().chain(&roles) {
        let got: Vec<usize> = population.requesters(name).positions().collect();
        let expected = requesters.get(name.as_str());
        assert_eq!(&got, expected.unwrap_or(&Vec::new()), "{name}");
    }
}

#[test]
fn the_missions_policy() {
    let policy = fixtures::policy(MISSION);
    let mut subjects: Vec<Subject> = policy.subjects().collect();
    let locked = subjects.iter().map(|subject| Subject {
        locked: true,
        ..subject.clone()
    });
    subjects.extend(locked.collect::<Vec<_>>());
    agree(
        &policy,
        &subjects,
        &["", "*", "dev-x", "gone"].map(RoleName::verbatim),
    );
    let index = RequestIndex::new(&policy);
    let of = |name: &str| {
        let subject = fixtures::subject(&policy, name);
        let rights = index.rights(&subject).map(|rights| {
            let names = rights.names().map(String::from);
            names.collect::<Vec<_>>()
        });
        rights.map_err(|failure| failure.0[0].text())
    };
    assert_eq!(of("alice"), Ok(alloc::vec!["dba".into()]));
    assert_eq!(of("erin").unwrap(), ["common", "dev-db", "dev-web"]);
    assert_eq!(
        of("mia"),
        Err("`mia` holds `gone`, which does not exist".into())
    );
    let subjects: Vec<Subject> = policy.subjects().collect();
    let population = index.population(&subjects);
    let who = |role: &str| {
        let users = population.requesters(&RoleName::verbatim(role));
        let names = users.positions().map(|user| subjects[user].name.as_str());
        names.collect::<Vec<_>>()
    };
    assert_eq!(who("dba"), ["alice", "cara", "gus"]);
    assert_eq!(who("no-such"), [""; 0]);
}

/// One role's document.
fn document(name: &str, [allow, deny]: &[Side; 2]) -> Value {
    let side = |side: &Side| {
        let claims: Vec<Value> = side
            .claims
            .iter()
            .map(|(value, roles)| json!({ "claim": "groups", "value": value, "roles": roles }))
            .collect();
        json!({ "request": { "roles": side.roles, "claims_to_roles": claims } })
    };
    json!({
        "kind": "role",
        "version": "v7",
        "metadata": { "name": name },
        "spec": { "allow": side(allow), "deny": side(deny) },
    })
}

/// What one side of a role lists: patterns, and claims by the pattern of their value.
#[derive(Clone, Debug)]
struct Side {
    roles: Vec<String>,
    claims: Vec<(String, Vec<String>)>,
}

fn side(patterns: core::ops::Range<usize>) -> impl Strategy<Value = Side> {
    // Half of the texts that are no matcher are left out: most policies should decide something.
    let text = pattern().prop_filter("a matcher, most of the time", |text| {
        text.len() % 2 == 0 || Matcher::parse(text, &Budget::PRODUCT).is_ok()
    });
    let given = prop_oneof![
        3 => prop::sample::select(alloc::vec!["$1", "dev-$1", "${1}*", "a", "*", "^(a|b)$"]).prop_map(String::from),
        1 => pattern(),
    ];
    let value = prop::sample::select(alloc::vec!["*", "dev*", "^(a|b)$", "DEV", "^(a|b$"]);
    let claim = (
        value.prop_map(String::from),
        prop::collection::vec(given, 0..3),
    );
    (
        prop::collection::vec(text, patterns),
        prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(claim, 0..2)],
    )
        .prop_map(|(roles, claims)| Side { roles, claims })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// (Q1–Q5, Q7, M, C): single roles, lists and populations, users with missing roles, broken
    /// patterns and claims included.
    #[test]
    fn the_index_answers_what_the_plain_evaluation_answers(
        roles in prop::collection::btree_map(name(), (side(0..4), side(0..2)), 1..6),
        silent in prop::collection::btree_set(name(), 0..30),
        holdings in prop::collection::vec(
            (prop::collection::vec(any::<prop::sample::Index>(), 0..4), any::<u8>(), any::<u8>()),
            1..8,
        ),
        asked in prop::collection::vec(name(), 0..4),
        plain in any::<bool>(),
    ) {
        let silence = Side { roles: Vec::new(), claims: Vec::new() };
        let quiet = [silence.clone(), silence];
        let mut documents: BTreeMap<&String, Value> = silent
            .iter()
            .map(|name| (name, document(name, &quiet)))
            .collect();
        for (name, (allow, deny)) in &roles {
            documents.insert(name, document(name, &[allow.clone(), deny.clone()]));
        }
        documents.retain(|name, _| !plain || !name.contains('\n'));
        let readings = documents.values().map(|document| {
            read_by(&alloc::format!("{document}"), &ReadBudget::PRODUCT, Standard::Load)
        });
        let policy = Policy::new(readings.collect(), Settings::default(), Budget::PRODUCT);
        let speaking: Vec<&String> = roles.keys().collect();
        let subjects: Vec<Subject> = holdings
            .iter()
            .map(|(held, traits, luck)| {
                let mut roles: Vec<RoleName> = held
                    .iter()
                    .map(|index| RoleName::verbatim(index.get(&speaking).as_str()))
                    .collect();
                if luck % 16 == 0 {
                    roles.push(RoleName::verbatim("nowhere"));
                }
                let groups = [["a", "b"], ["dev", "b*"], ["Dev", "^a$"], ["é", ""]];
                let groups = groups.get(usize::from(traits % 5)).copied();
                let traits: Traits = serde_json::from_value(match groups {
                    Some(groups) => json!({ "groups": groups }),
                    None => json!({}),
                })
                .unwrap();
                Subject {
                    name: UserName::verbatim("u"),
                    roles,
                    traits,
                    locked: luck % 16 == 1,
                }
            })
            .collect();
        let asked: BTreeSet<RoleName> = asked.into_iter().map(RoleName::verbatim).collect();
        let asked: Vec<RoleName> = asked
            .into_iter()
            .filter(|name| policy.role(name).is_none())
            .collect();
        // Nobody may ask for what does not exist (Q8), so only single questions are put about it.
        agree(&policy, &subjects, &asked);
    }
}
