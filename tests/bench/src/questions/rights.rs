//! (a) May this user request the role? (b) Which of the roles may this user request?

use std::{collections::HashSet, hint::black_box};

use anyhow::{Result, ensure};
use postern_core::{
    policy::{name::RoleName, set::Policy},
    request::eligibility::{index::RequestIndex, requesting::RequestRights},
};

use super::undecided;
use crate::{
    clock::compare,
    row::{
        Goal::{AtLeast, AtMost},
        Row,
    },
    sample::Cluster,
    sensible::Sensible,
    trie::Trie,
};

/// How many roles are asked about.
const ASKED: u16 = 1024;

/// (a), beside one probe of a hash set of all role names, which sensible pays too.
pub(super) fn one_role() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for matchers in [40, 400] {
        let cluster = Cluster::new(10_000, matchers, 1);
        let policy = cluster.policy();
        let index = RequestIndex::new(&policy);
        let user = cluster.user(0);
        let rights = index.rights(&user).map_err(undecided)?;
        let plain = RequestRights::of(&policy, &user).map_err(undecided)?;
        let sensible = Sensible::new(cluster.written(&user))?;
        let asked = cluster.asked(ASKED.into());
        for role in &asked {
            let allowed = plain.allows(role);
            let others = [rights.allows(role), sensible.allows(role.as_str())];
            ensure!(others == [allowed; 2], "the answers differ at {role}");
        }
        let names: HashSet<&str> = cluster.names.iter().map(String::as_str).collect();
        let count = |allows: &dyn Fn(&RoleName) -> bool| {
            asked.iter().filter(|role| allows(black_box(role))).count()
        };
        let each = |(ours, other): (f64, f64)| (ours / f64::from(ASKED), other / f64::from(ASKED));
        let probe = || count(&|role| names.contains(role.as_str()));
        let index = || count(&|role| rights.allows(role));
        let sensible = || count(&|role| sensible.allows(role.as_str()));
        let title = |what: &str| format!("(a) one role, M={matchers}: {what}");
        let goal = AtMost(if matchers == 40 { 6.0 } else { 11.0 });
        let times = each(compare(index, probe));
        rows.push(Row::cost(title("index / hash probe"), times, Some(goal)));
        let times = each(compare(sensible, probe));
        rows.push(Row::cost(title("sensible / hash probe"), times, None));
        rows.push(Row::gain(
            title("sensible / index"),
            each(compare(index, sensible)),
            None,
        ));
    }
    Ok(rows)
}

/// (b), beside *sensible* asked about each role, and beside a trie walked for each.
pub(super) fn list() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let sizes = [
        (10_000, 40, Some(AtLeast(50.0))),
        (10_000, 400, Some(AtLeast(15.0))),
        (100, 40, None),
        (10, 40, None),
    ];
    for (names, matchers, goal) in sizes {
        let cluster = Cluster::new(names, matchers, 1);
        let policy = cluster.policy();
        let index = RequestIndex::new(&policy);
        let user = cluster.user(0);
        let sensible = Sensible::new(cluster.written(&user))?;
        let trie = Trie::new(cluster.written(&user))?;
        let indexed = || {
            let rights = index.rights(&user);
            rights.map(|rights| rights.names().collect::<Vec<_>>())
        };
        let at_once = || RequestRights::of(&policy, &user).map(|rights| rights.wildcard());
        let plain = || RequestRights::of(&policy, &user).map(|rights| one_by_one(&rights, &policy));
        let theirs = || sensible.list(&cluster.names);
        let walked = || -> Vec<&str> {
            let names = cluster.names.iter().map(String::as_str);
            names.filter(|name| trie.allows(name)).collect()
        };
        let expected = theirs();
        let wildcard = at_once().map_err(undecided)?;
        ensure!(
            indexed().map_err(undecided)? == expected
                && walked() == expected
                && wildcard.iter().map(RoleName::as_str).eq(expected.clone()),
            "the lists differ"
        );
        let found = expected.len();
        let title = |what: &str| format!("(b) {found} of {names}, M={matchers}: {what}");
        let times = compare(indexed, theirs);
        rows.push(Row::gain(title("sensible / index"), times, goal));
        let times = compare(indexed, walked);
        rows.push(Row::cost(
            title("index / trie walked for each"),
            times,
            Some(AtMost(1.1)),
        ));
        let times = compare(at_once, theirs);
        rows.push(Row::gain(title("sensible / no index"), times, None));
        if matchers == 40 {
            let times = compare(plain, theirs);
            rows.push(Row::gain(
                title("sensible / each matcher, each role"),
                times,
                None,
            ));
        }
    }
    Ok(rows)
}

/// How the cost of (b) grows with the catalogue: the answer as a set of positions.
pub(super) fn growth() -> Result<Vec<Row>> {
    let small = Cluster::new(1_000, 40, 1);
    let large = Cluster::new(10_000, 40, 1);
    let (small_policy, large_policy) = (small.policy(), large.policy());
    let small_index = RequestIndex::new(&small_policy);
    let large_index = RequestIndex::new(&large_policy);
    let (user, other) = (small.user(0), large.user(0));
    let (ten, thousand) = compare(|| large_index.rights(&other), || small_index.rights(&user));
    Ok(vec![Row {
        ratio: (ten / thousand).log10(),
        ..Row::cost(
            "(b) from N=1,000 to 10,000 it grows as N to the power of",
            (ten, thousand),
            Some(AtMost(0.4)),
        )
    }])
}

fn one_by_one<'p>(rights: &RequestRights<'_>, policy: &'p Policy) -> Vec<&'p RoleName> {
    let roles = policy.roles().map(|role| &role.name);
    roles.filter(|role| rights.allows(role)).collect()
}
