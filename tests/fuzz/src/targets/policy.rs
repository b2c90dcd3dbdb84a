//! Whole policies: whatever the text, the index answers as the plain evaluation does, with reasons that
//! agree, and deciding about requests and reviews comes to an end.

use std::collections::{BTreeMap, BTreeSet};

use postern_core::{
    policy::{
        access,
        budget::Budget,
        name::RoleName,
        reading::{Standard, read_by},
        set::Policy,
        settings::Settings,
        subject::Subject,
    },
    request::{
        ask::Ask,
        eligibility::{
            index::RequestIndex,
            requesting::RequestRights,
            reviewing::{Prospect, ReviewRights},
        },
        id::RequestId,
        submission::submit,
        terms::Circumstances,
        timestamp::Timestamp,
    },
    yaml::budget::ReadBudget,
};

use crate::{
    input::{Input, joined},
    sample::Samples,
};

/// How many users, and how many names beside those of the policy, are asked about.
const SOME: usize = 6;

pub(super) fn check(input: &mut Input<'_>) {
    let reading = read_by(&input.text(), &ReadBudget::PRODUCT, Standard::Load);
    let policy = Policy::new(vec![reading], Settings::default(), Budget::PRODUCT);
    let roles = policy.roles().map(|role| role.name.clone());
    let asked: BTreeSet<RoleName> = input
        .take(SOME)
        .map(RoleName::verbatim)
        .chain(roles.take(SOME))
        .collect();
    let subjects: Vec<Subject> = policy.subjects().take(SOME).collect();
    let index = RequestIndex::new(&policy);
    let population = index.population(&subjects);
    let mut requesters: BTreeMap<&RoleName, Vec<usize>> = BTreeMap::new();
    for (position, subject) in subjects.iter().enumerate() {
        let rights = RequestRights::of(&policy, subject);
        let indexed = index.rights(subject);
        let (rights, indexed) = match (rights, indexed) {
            (Ok(rights), Ok(indexed)) => (rights, indexed),
            (rights, indexed) => {
                assert_eq!(rights.err(), indexed.err());
                continue;
            }
        };
        for role in &asked {
            let allowed = rights.allows(role);
            assert_eq!(indexed.allows(role), allowed, "{role}");
            let decision = rights.may_request(role);
            assert_eq!(decision.is_allowed(), allowed, "{role}");
            assert!(!decision.because.is_empty());
            if allowed && policy.role(role).is_some() {
                requesters.entry(role).or_default().push(position);
            }
        }
        let listed: Vec<RoleName> = rights.requestable().into_iter().map(|(role, _)| role).collect();
        assert!(indexed.names().eq(listed.iter().map(RoleName::as_str)));
        follow(&policy, &subjects, subject, &asked);
    }
    for role in asked.iter().filter(|role| policy.role(role).is_some()) {
        let expected = requesters.remove(role).unwrap_or_default();
        assert!(population.requesters(role).positions().eq(expected), "{role}");
    }
}

/// A request for each role alone, and whether each other user may review it.
fn follow(policy: &Policy, subjects: &[Subject], requester: &Subject, asked: &BTreeSet<RoleName>) {
    let now = Timestamp::from_ms(1_767_225_600_000);
    let _access = access::check(policy, requester, access::ACCESS_REQUEST, "update");
    for role in asked {
        let ask = Ask::new(requester.name.clone(), vec![role.clone()]).because("-");
        let id = RequestId::from_random([0; 16]);
        let Ok(submitted) = submit(policy, requester, ask, id, &Circumstances::at(now)) else {
            continue;
        };
        let request = submitted.request;
        let lifetime = request.lifetime();
        assert!(lifetime.created < lifetime.access_expires);
        assert!(lifetime.pending_expires <= lifetime.access_expires);
        assert!(!request.plan().thresholds().is_empty());
        for reviewer in subjects {
            if let Ok(rights) = ReviewRights::of(policy, reviewer) {
                let decision = rights.may_review(&Prospect::from(&request));
                assert!(!decision.is_allowed() || reviewer.name != requester.name);
            }
        }
    }
}

pub(super) fn seeds(samples: &Samples) -> Vec<Vec<u8>> {
    let policies = samples.policies();
    policies
        .map(|policy| joined([policy.as_str(), "dev-1", "a", ""]))
        .collect()
}
