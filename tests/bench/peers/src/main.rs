//! `cargo xtask bench --peers`: how many times what Postern's index takes other policy engines take for the
//! same questions, their answers being the same.
#![expect(clippy::print_stdout, reason = "a table is what it makes")]

mod casbin;
mod cedar;
mod regorus;

use anyhow::{Result, ensure};
use postern_bench::{
    clock::{glance, measure},
    questions::undecided,
    row::{Row, Unit},
    sample::{Cluster, Written},
    sensible::Sensible,
};
use postern_core::request::eligibility::index::RequestIndex;

use crate::{casbin::Casbin, cedar::Cedar, regorus::Regorus};

/// How many roles are asked about, one by one.
const ASKED: u16 = 64;

/// Answers whether the user may request the role.
type Allows = Box<dyn FnMut(&str) -> Result<bool>>;

fn main() -> Result<()> {
    println!("How many times what Postern's index takes, N=1,000 and M=40:\n");
    println!(
        "{:<58} {:>11} {:>11} {:>9}",
        "", "Postern", "other", "times"
    );
    let cluster = Cluster::new(1_000, 40, 1);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let user = cluster.user(0);
    let rights = index.rights(&user).map_err(undecided)?;
    let asked = cluster.asked(ASKED.into());
    let one = measure(|| asked.iter().filter(|role| rights.allows(role)).count());
    let list = measure(|| index.rights(&user).map(|rights| rights.names().count()));
    let written = cluster.written(&user);
    // What has a pattern is a glob if it is not written as a regular expression or a template.
    let is_simple =
        |written: &&Written| !written.matcher.starts_with('^') && !written.matcher.contains("{{");
    let simple: Vec<&Written> = written.iter().copied().filter(is_simple).collect();
    let cedar = Cedar::new(&simple)?;
    let casbin = Casbin::new(&written)?;
    let mut regorus = Regorus::new(&written)?;
    let peers: [(&str, &[&Written], Allows); 3] = [
        (
            "cedar-policy (literals and globs only)",
            &simple,
            Box::new(move |role| cedar.allows(role)),
        ),
        (
            "casbin",
            &written,
            Box::new(move |role| casbin.allows(role)),
        ),
        (
            "regorus",
            &written,
            Box::new(move |role| regorus.allows(role)),
        ),
    ];
    for (peer, written, mut allows) in peers {
        let expected = Sensible::new(written.iter().copied())?;
        for name in &cluster.names {
            let same = allows(name)? == expected.allows(name);
            ensure!(same, "{peer} answers differently at {name}");
        }
        let theirs = glance(|| {
            asked
                .iter()
                .filter_map(|role| allows(role.as_str()).ok())
                .count()
        });
        let each = (one / f64::from(ASKED), theirs / f64::from(ASKED));
        show(&Row::gain(format!("(a) one role: {peer}"), each, None));
        let theirs = glance(|| {
            cluster
                .names
                .iter()
                .filter_map(|name| allows(name).ok())
                .count()
        });
        show(&Row::gain(
            format!("(b) all roles: {peer}"),
            (list, theirs),
            None,
        ));
    }
    Ok(())
}

fn show(row: &Row) {
    let [ours, other] = [row.ours, row.other].map(|time| Unit::Seconds.show(time));
    println!(
        "{:<58} {ours:>11} {other:>11} {:>9.0}",
        row.title, row.ratio
    );
}
