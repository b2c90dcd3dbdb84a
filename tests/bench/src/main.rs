//! `cargo xtask bench`: what the questions about requests cost, as ratios within this one run. Times
//! mean little on a machine that others use; ratios of what was measured side by side do.
#![expect(clippy::print_stdout, reason = "a table is what it makes")]

mod clock;
mod sample;
mod sensible;

use std::{collections::HashSet, hint::black_box};

use anyhow::{Result, ensure};
use postern_core::{
    policy::{
        budget::Budget, index::catalogue::Catalogue, matcher::Matcher, name::RoleName, set::Policy,
        subject::Subject,
    },
    request::eligibility::{
        entry::Failure,
        index::{IndexedRights, RequestIndex},
        requesting::RequestRights,
    },
};

use crate::{clock::compare, sample::Cluster, sensible::Sensible};

const USERS: usize = 10_000;

fn main() -> Result<()> {
    println!(
        "{:<68} {:>11} {:>11} {:>9}  goal",
        "", "Postern", "other", "ratio"
    );
    for matchers in [40, 400] {
        one_role(matchers)?;
    }
    for (names, matchers, goal) in [(10_000, 40, "≥ 50"), (10_000, 400, "≥ 15"), (10, 40, "")] {
        list(names, matchers, goal)?;
    }
    growth()?;
    who()?;
    for matchers in [40, 400] {
        setup(matchers)?;
    }
    Ok(())
}

/// (a) May this user request the role? Beside one probe of a hash set of all role names.
fn one_role(matchers: usize) -> Result<()> {
    let cluster = Cluster::new(10_000, matchers, 1);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let user = cluster.user(0);
    let rights = index.rights(&user).map_err(undecided)?;
    let plain = RequestRights::of(&policy, &user).map_err(undecided)?;
    let sensible = Sensible::new(cluster.written(&user))?;
    let asked = cluster.asked(1024);
    for role in &asked {
        let allowed = plain.allows(role);
        ensure!(
            allowed == rights.allows(role),
            "the index differs at {role}"
        );
        ensure!(
            allowed == sensible.allows(role.as_str()),
            "sensible differs at {role}"
        );
    }
    let names: HashSet<&str> = cluster.names.iter().map(String::as_str).collect();
    let count = |allows: &dyn Fn(&RoleName) -> bool| {
        asked.iter().filter(|role| allows(black_box(role))).count()
    };
    let probe = || count(&|role| names.contains(role.as_str()));
    let goal = if matchers == 40 { "≤ 6" } else { "≤ 11" };
    let title = format!("(a) one role, M={matchers}: index / hash probe");
    let (ours, other) = compare(|| count(&|role| rights.allows(role)), probe);
    cost(&title, ours / 1024.0, other / 1024.0, goal);
    let title = format!("    one role, M={matchers}: sensible / hash probe");
    let (theirs, other) = compare(|| count(&|role| sensible.allows(role.as_str())), probe);
    cost(&title, theirs / 1024.0, other / 1024.0, "");
    Ok(())
}

/// (b) Which of the roles may this user request? Beside *sensible* asked about each.
fn list(names: usize, matchers: usize, goal: &str) -> Result<()> {
    let cluster = Cluster::new(names, matchers, 1);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let user = cluster.user(0);
    let sensible = Sensible::new(cluster.written(&user))?;
    let indexed = || index.rights(&user).map(|rights| listed(&rights));
    let at_once = || RequestRights::of(&policy, &user).map(|rights| rights.wildcard());
    let plain = || RequestRights::of(&policy, &user).map(|rights| one_by_one(&rights, &policy));
    let theirs = || sensible.list(&cluster.names);
    let expected = theirs();
    ensure!(
        indexed().map_err(undecided)? == expected,
        "the index lists other roles"
    );
    let listed = at_once().map_err(undecided)?;
    ensure!(
        listed
            .iter()
            .map(RoleName::as_str)
            .eq(expected.iter().copied()),
        "so does the wildcard"
    );
    let found = expected.len();
    let title = |what: &str| format!("(b) {found} of {names}, M={matchers}: sensible / {what}");
    let (ours, other) = compare(indexed, theirs);
    gain(&title("rights and list from the index"), ours, other, goal);
    let (ours, other) = compare(at_once, theirs);
    gain(&title("wildcard() without an index"), ours, other, "");
    let (ours, other) = compare(plain, theirs);
    gain(&title("each matcher for each role"), ours, other, "");
    Ok(())
}

/// How the cost of (b) grows with the catalogue.
fn growth() -> Result<()> {
    let small = Cluster::new(1_000, 40, 1);
    let large = Cluster::new(10_000, 40, 1);
    let (small_policy, large_policy) = (small.policy(), large.policy());
    let (small_index, large_index) = (
        RequestIndex::new(&small_policy),
        RequestIndex::new(&large_policy),
    );
    let user = small.user(0);
    let other = large.user(0);
    let (thousand, ten) = compare(
        || {
            small_index
                .rights(&user)
                .map(|rights| rights.requestable().count())
        },
        || {
            large_index
                .rights(&other)
                .map(|rights| rights.requestable().count())
        },
    );
    let exponent = (ten / thousand).log10();
    println!(
        "{:<68} {:>11} {:>11} {exponent:>9.2}  ≤ 0.4",
        "    grows from N=1,000 to 10,000 as N to the power of",
        time(thousand),
        time(ten)
    );
    Ok(())
}

/// (c) Who among the users may request the role? Beside *sensible* asked for each user; users that
/// hold the same roles share what was compiled for them.
fn who() -> Result<()> {
    let cluster = Cluster::new(10_000, 40, 100);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let subjects: Vec<Subject> = (0..USERS).map(|user| cluster.user(user)).collect();
    let population = index.population(&subjects);
    let sensible: Vec<Sensible> = (0..cluster.profiles)
        .map(|profile| Sensible::new(cluster.written(&cluster.user(profile))))
        .collect::<Result<_>>()?;
    let asked = cluster.asked(16);
    let ours = || -> Vec<_> {
        asked
            .iter()
            .map(|role| population.requesters(role))
            .collect()
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
    let same = one
        .iter()
        .zip(&other)
        .all(|(one, other)| one.positions().eq(other.iter().copied()));
    ensure!(same, "the index finds other users");
    let (one, other) = compare(ours, theirs);
    gain(
        "(c) who of 10,000, M=40: sensible / index",
        one / 16.0,
        other / 16.0,
        "≥ 100",
    );
    Ok(())
}

/// What must be compiled before the first answer, from the texts of the patterns.
fn setup(matchers: usize) -> Result<()> {
    let cluster = Cluster::new(10_000, matchers, 1);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let user = cluster.user(0);
    let written = cluster.written(&user);
    let catalogue = Catalogue::new(cluster.names.iter().map(String::as_str)).ready();
    let side = |denies: bool| {
        let texts = written.iter().filter(|written| written.denies == denies);
        let matchers = texts.map(|written| Matcher::parse(&written.matcher, &Budget::PRODUCT));
        matchers
            .collect::<Result<Vec<_>, _>>()
            .map(|matchers| catalogue.accepted(&matchers))
    };
    let read = || {
        let texts = written
            .iter()
            .map(|written| Matcher::parse(&written.matcher, &Budget::PRODUCT));
        texts.collect::<Result<Vec<_>, _>>()
    };
    let theirs = || Sensible::new(written.iter().copied());
    let title = |what: &str| format!("setup, M={matchers}: {what} / sensible");
    let (ours, other) = compare(
        || {
            index
                .rights(&user)
                .map(|rights| rights.requestable().count())
        },
        theirs,
    );
    cost(
        &title("a user's rights from the index"),
        ours,
        other,
        "≤ 0.4",
    );
    let (ours, other) = compare(read, theirs);
    cost(&title("reading a user's matchers"), ours, other, "");
    let (ours, other) = compare(|| (side(false), side(true)), theirs);
    cost(
        &title("the same, and their sets over 10,000 names"),
        ours,
        other,
        "",
    );
    let (ours, other) = compare(|| RequestIndex::new(&policy), theirs);
    cost(
        &title("the index of a policy of 10,000 roles"),
        ours,
        other,
        "",
    );
    Ok(())
}

fn listed<'p>(rights: &IndexedRights<'_, 'p>) -> Vec<&'p str> {
    rights.names().collect()
}

fn one_by_one<'p>(rights: &RequestRights<'_>, policy: &'p Policy) -> Vec<&'p RoleName> {
    let roles = policy.roles().map(|role| &role.name);
    roles.filter(|role| rights.allows(role)).collect()
}

fn undecided(failure: Failure) -> anyhow::Error {
    anyhow::anyhow!("the sample cannot be decided: {failure:?}")
}

/// A line whose ratio says how many times the other cost this is.
fn cost(title: &str, ours: f64, other: f64, goal: &str) {
    println!(
        "{title:<68} {:>11} {:>11} {:>9.2}  {goal}",
        time(ours),
        time(other),
        ours / other
    );
}

/// A line whose ratio says how many times faster this is.
fn gain(title: &str, ours: f64, other: f64, goal: &str) {
    println!(
        "{title:<68} {:>11} {:>11} {:>9.1}  {goal}",
        time(ours),
        time(other),
        other / ours
    );
}

fn time(seconds: f64) -> String {
    match seconds {
        ..1e-6 => format!("{:.1} ns", seconds * 1e9),
        ..1e-3 => format!("{:.1} µs", seconds * 1e6),
        _ => format!("{:.1} ms", seconds * 1e3),
    }
}
