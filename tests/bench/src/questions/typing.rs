//! What a keystroke costs in a text of 10,000 lines, as parts of the time between two pictures.

use anyhow::{Result, ensure};
use postern_core::inspection::{check, workbook::Workbook};

use crate::{
    clock::measure,
    row::{Goal::AtMost, Row},
    stream,
};

/// Sixty pictures a second.
const FRAME: f64 = 0.016;

/// Checking all of it, and checking it after an edit.
pub(super) fn typing() -> Result<Vec<Row>> {
    let text = stream::lines(10_000);
    ensure!(text.lines().count() == 10_000, "there are other lines");
    ensure!(check(&text).findings.is_empty(), "the sample is sound");
    let edited = |name: &str, written: &str| text.replace(&format!("name: {name}\n"), written);
    let sound = edited("team-125", "name: team-125b\n");
    let wrong = edited("team-125", "nam: team-125\n");
    let broken = edited("team-125", "name: 'team-125\n");
    let mut rows = vec![Row::cost(
        "lint of 10,000 lines, in full / a frame of 16 ms",
        (measure(|| check(&text)), FRAME),
        Some(AtMost(0.75)),
    )];
    let edits = [
        ("an edit", sound, Some(AtMost(0.02))),
        ("an edit that makes a mistake", wrong, Some(AtMost(0.02))),
        ("an edit that breaks the YAML", broken, None),
    ];
    for (what, edited, goal) in edits {
        let mut workbook = Workbook::default();
        for text in [&text, &edited, &text] {
            ensure!(workbook.check(text.clone()) == check(text), "they differ");
        }
        let mut turns = [&edited, &text].into_iter().cycle();
        let taken = measure(|| turns.next().map(|text| workbook.check(text.clone())));
        rows.push(Row::cost(
            format!("lint of 10,000 lines, after {what} / a frame"),
            (taken, FRAME),
            goal,
        ));
    }
    Ok(rows)
}
