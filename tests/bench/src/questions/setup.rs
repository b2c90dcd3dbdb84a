//! What must be compiled before the first answer, from the texts of the patterns.

use anyhow::{Result, ensure};
use postern_core::{
    policy::{
        budget::Budget,
        index::{bits::Bits, catalogue::Catalogue},
        matcher::Matcher,
    },
    request::eligibility::index::RequestIndex,
};

use super::undecided;
use crate::{
    clock::compare,
    row::{Goal::AtMost, Row},
    sample::{Cluster, Written},
    sensible::Sensible,
};

/// Beside compiling *sensible* for one user.
pub(super) fn setup() -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for matchers in [40, 400] {
        let cluster = Cluster::new(10_000, matchers, 1);
        let policy = cluster.policy();
        let index = RequestIndex::new(&policy);
        let user = cluster.user(0);
        let written = cluster.written(&user);
        let catalogue = Catalogue::new(cluster.names.iter().map(String::as_str)).ready();
        let alone = || view(&catalogue, &written);
        let rights = index.rights(&user).map_err(undecided)?;
        ensure!(alone()? == *rights.requestable(), "the sets differ");
        let rights = || {
            let rights = index.rights(&user);
            rights.map(|rights| rights.requestable().count())
        };
        let theirs = || Sensible::new(written.iter().copied());
        let goal = Some(AtMost(0.4));
        let title = |what: &str| format!("setup, M={matchers}: {what} / sensible");
        let times = compare(rights, theirs);
        rows.push(Row::cost(title("a user's view, shared index"), times, goal));
        let times = compare(alone, theirs);
        rows.push(Row::cost(
            title("a user's view, nothing shared"),
            times,
            goal,
        ));
        let times = compare(
            || {
                written
                    .iter()
                    .copied()
                    .map(read)
                    .collect::<Result<Vec<_>>>()
            },
            theirs,
        );
        rows.push(Row::cost(
            title("    of that, reading the matchers"),
            times,
            None,
        ));
        let times = compare(|| RequestIndex::new(&policy), theirs);
        rows.push(Row::cost(
            title("the index of all 10,000 roles"),
            times,
            None,
        ));
    }
    Ok(rows)
}

/// What one user may request, from the texts of the patterns and with nothing shared.
///
/// # Errors
/// When a pattern cannot be read.
pub fn view(catalogue: &Catalogue<'_>, written: &[&Written]) -> Result<Bits> {
    let side = |denies: bool| -> Result<Bits> {
        let side = written.iter().filter(|written| written.denies == denies);
        let matchers = side.copied().map(read).collect::<Result<Vec<_>>>()?;
        Ok(catalogue.accepted(&matchers))
    };
    let mut allowed = side(false)?;
    allowed.subtract(&side(true)?);
    Ok(allowed)
}

fn read(written: &Written) -> Result<Matcher> {
    let matcher = Matcher::parse(&written.matcher, &Budget::PRODUCT);
    matcher.map_err(|error| anyhow::anyhow!("{error}"))
}
