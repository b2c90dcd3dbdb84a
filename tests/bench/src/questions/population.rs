//! (c) Who among the users may request the role?

use anyhow::{Result, ensure};
use postern_core::{
    policy::{name::RoleName, subject::Subject},
    request::eligibility::index::RequestIndex,
};

use crate::{
    clock::compare,
    row::{Goal::AtLeast, Row},
    sample::Cluster,
    sensible::Sensible,
};

const USERS: usize = 10_000;
/// How many roles are asked about.
const ASKED: u16 = 16;

/// (c), beside *sensible* asked for each user; users that hold the same roles share what was compiled
/// for them.
pub(super) fn who() -> Result<Vec<Row>> {
    let cluster = Cluster::new(10_000, 40, 100);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let subjects: Vec<Subject> = (0..USERS).map(|user| cluster.user(user)).collect();
    let population = index.population(&subjects);
    let sensible: Vec<Sensible> = (0..cluster.profiles)
        .map(|profile| Sensible::new(cluster.written(&cluster.user(profile))))
        .collect::<Result<_>>()?;
    let asked = cluster.asked(ASKED.into());
    let ours = || -> Vec<_> {
        let who = |role| population.requesters(role);
        asked.iter().map(who).collect()
    };
    let theirs = || -> Vec<Vec<usize>> {
        let who = |role: &RoleName| {
            let allows = |user: &usize| {
                let view = sensible.get(user % cluster.profiles);
                view.is_some_and(|view| view.allows(role.as_str()))
            };
            (0..USERS).filter(allows).collect()
        };
        asked.iter().map(who).collect()
    };
    let (one, other) = (ours(), theirs());
    let mut pairs = one.iter().zip(&other);
    let same = pairs.all(|(one, other)| one.positions().eq(other.iter().copied()));
    ensure!(same, "the index finds other users");
    let (one, other) = compare(ours, theirs);
    let times = (one / f64::from(ASKED), other / f64::from(ASKED));
    Ok(vec![Row::gain(
        "(c) who of 10,000, M=40: sensible / index",
        times,
        Some(AtLeast(100.0)),
    )])
}
