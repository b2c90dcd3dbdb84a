//! Instructions of the processor for one answer, counted by callgrind: the same on any machine, whatever
//! else it does. Each count is a process of its own, in which one function is watched.

use std::{collections::HashSet, hint::black_box, process::Command};

use anyhow::{Context, Result, bail};
use postern_core::{
    policy::{index::catalogue::Catalogue, name::RoleName},
    request::eligibility::index::RequestIndex,
};

use crate::{
    questions::{setup::view, undecided},
    row::{
        Goal::{AtLeast, AtMost},
        Row, Unit,
    },
    sample::Cluster,
    sensible::Sensible,
};

/// How many roles are asked about.
const ASKED: u16 = 1024;

/// The rows of the table.
///
/// # Errors
/// When valgrind cannot be run.
pub fn rows() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (matchers, most, least) in [(40, 6.0, 50.0), (400, 11.0, 15.0)] {
        let title = |what: &str| format!("(a) one role, M={matchers}: {what}");
        let probe = counted("probe", matchers)?;
        let index = counted("index", matchers)?;
        let sensible = counted("sensible", matchers)?;
        let goal = Some(AtMost(most));
        rows.push(Row::cost(title("index / hash probe"), (index, probe), goal));
        let times = (sensible, probe);
        rows.push(Row::cost(title("sensible / hash probe"), times, None));
        let times = (
            counted("list", matchers)?,
            counted("list-sensible", matchers)?,
        );
        let title = format!("(b) of 10000, M={matchers}: sensible / index");
        rows.push(Row::gain(title, times, Some(AtLeast(least))));
        let times = (
            counted("view", matchers)?,
            counted("view-sensible", matchers)?,
        );
        let title = format!("setup, M={matchers}: a user's view, nothing shared / sensible");
        rows.push(Row::cost(title, times, Some(AtMost(0.4))));
    }
    let unit = Unit::Instructions;
    Ok(rows.into_iter().map(|row| Row { unit, ..row }).collect())
}

/// Instructions for one answer, counted in a process of its own.
fn counted(what: &str, matchers: usize) -> Result<f64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .args(["--collect-atstart=no", "--toggle-collect=*watched_section*"])
        .arg(std::env::current_exe()?)
        .args(["count", what, &matchers.to_string()])
        .output()
        .context("cannot start `valgrind`")?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said
        .lines()
        .filter_map(|line| line.split_once("Collected :"))
        .find_map(|(_, count)| count.trim().parse::<f64>().ok())
        .filter(|count| *count > 0.0 && output.status.success())
        .with_context(|| format!("valgrind counted nothing:\n{said}"))?;
    let answers = if what.starts_with("list") { 1 } else { ASKED };
    Ok(collected / f64::from(answers))
}

/// What is watched: called once, so that what was prepared before it does not count.
#[inline(never)]
fn watched_section<T>(act: impl FnOnce() -> T) -> T {
    act()
}

/// Answers one of the questions, in the process that is watched.
///
/// # Errors
/// When there is no such question, or it has no answer.
pub fn answer(what: &str, matchers: usize) -> Result<()> {
    let cluster = Cluster::new(10_000, matchers, 1);
    let policy = cluster.policy();
    let index = RequestIndex::new(&policy);
    let user = cluster.user(0);
    let rights = index.rights(&user).map_err(undecided)?;
    let sensible = Sensible::new(cluster.written(&user))?;
    let names: HashSet<&str> = cluster.names.iter().map(String::as_str).collect();
    let asked = cluster.asked(ASKED.into());
    let known = |role: &RoleName| names.contains(role.as_str());
    let allowed = |role: &RoleName| rights.allows(role);
    let sensibly = |role: &RoleName| sensible.allows(role.as_str());
    match what {
        "probe" => ask(&asked, known),
        "index" => ask(&asked, allowed),
        "sensible" => ask(&asked, sensibly),
        "list" => {
            let list = || index.rights(&user).map(|rights| rights.names().count());
            black_box(list().map_err(undecided)?);
            black_box(watched_section(list).map_err(undecided)?);
        }
        "list-sensible" => {
            black_box(watched_section(|| sensible.list(&cluster.names)));
        }
        "view" => {
            let catalogue = Catalogue::new(cluster.names.iter().map(String::as_str)).ready();
            let written = cluster.written(&user);
            black_box(watched_section(|| view(&catalogue, &written))?);
        }
        "view-sensible" => {
            let written = cluster.written(&user);
            black_box(watched_section(|| Sensible::new(written.iter().copied()))?);
        }
        other => bail!("there is no question `{other}`"),
    }
    Ok(())
}

/// Asks about each role, once to warm up what is compiled late, once watched.
fn ask(asked: &[RoleName], allows: impl Fn(&RoleName) -> bool) {
    let count = || asked.iter().filter(|role| allows(black_box(role))).count();
    black_box(count());
    black_box(watched_section(count));
}
