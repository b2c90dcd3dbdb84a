//! `cargo xtask bench`: what the questions about requests cost, as ratios within this one run. Times
//! mean little on a machine that others use; ratios of what was measured side by side do.
#![expect(clippy::print_stdout, reason = "a table is what it makes")]

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail, ensure};
use postern_bench::{
    instructions,
    questions::QUESTIONS,
    row::{Goal, Row},
};

/// Questions that only Node can ask.
const IN_NODE: [&str; 2] = ["javascript", "memory"];
/// How many times the native time the module may take.
const WASM: Goal = Goal::AtMost(1.5);

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["count", what, matchers] => instructions::answer(what, matchers.parse()?),
        ["instructions"] => {
            let mut table = Table::default();
            println!("{:<58} {:>33}", "", "instructions: Postern, other, ratio");
            for row in instructions::rows()? {
                table.line(&row.title.clone(), Some(row), None);
            }
            table.foot();
            Ok(())
        }
        ["times", module, only @ ..] => times(module, only),
        _ => bail!("this is for `cargo xtask bench` to start"),
    }
}

/// Every question, or some of them, natively and of the module in Node.
fn times(module: &str, only: &[&str]) -> Result<()> {
    let wanted = |question: &str| only.is_empty() || only.contains(&question);
    let mut table = Table::default();
    table.head();
    for question in QUESTIONS.iter().filter(|question| wanted(question.name)) {
        let native = (question.ask)()?;
        let mut wasm = asked_in_node(module, question.name)?.into_iter();
        for row in native {
            table.line(&row.title.clone(), Some(row), wasm.next());
        }
    }
    for question in IN_NODE.into_iter().filter(|question| wanted(question)) {
        for row in asked_in_node(module, question)? {
            table.line(&row.title.clone(), None, Some(row));
        }
    }
    table.foot();
    Ok(())
}

/// The rows of a question, from the module in a folder.
fn asked_in_node(folder: &str, question: &str) -> Result<Vec<Row>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("rows.mjs");
    let output = Command::new("node")
        // What runs for long is compiled this way sooner or later; how soon is not the question.
        .arg("--no-liftoff")
        .arg(script)
        .args([folder, question])
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cannot start `node`")?;
    ensure!(output.status.success(), "`{question}` failed in Node");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What has been printed.
#[derive(Default)]
struct Table {
    missed: Vec<String>,
    slower: Vec<String>,
}

impl Table {
    fn head(&self) {
        println!(
            "{:<58} {:>33}   {:>33}   {:>6}  goal",
            "", "native: Postern, other, ratio", "in Node: Postern, other, ratio", "wasm"
        );
    }

    fn line(&mut self, title: &str, native: Option<Row>, wasm: Option<Row>) {
        let goal = native.as_ref().or(wasm.as_ref()).and_then(|row| row.goal);
        let slower = match (&native, &wasm) {
            (Some(native), Some(wasm)) => Some(wasm.ours / native.ours),
            _ => None,
        };
        println!(
            "{title:<58} {}   {}   {:>6}  {}",
            columns(native.as_ref()),
            columns(wasm.as_ref()),
            slower
                .map(|ratio| format!("{ratio:.2}"))
                .unwrap_or_default(),
            goal.map(|goal| goal.to_string()).unwrap_or_default(),
        );
        for (row, place) in [(native, ""), (wasm, ", in Node")] {
            let Some(row) = row else { continue };
            if let (Some(goal), false) = (row.goal, row.is_good()) {
                let ratio = shown(row.ratio);
                self.missed
                    .push(format!("{title}{place}: {ratio}, where {goal} is wanted"));
            }
            if let Some(note) = row.note {
                println!("    {note}{place}");
            }
        }
        if let Some(ratio) = slower.filter(|ratio| !WASM.is_met(*ratio)) {
            self.slower.push(format!("{title}: {ratio:.2}"));
        }
    }

    fn foot(self) {
        for (what, lines) in [
            ("Goals that this run did not meet", self.missed),
            (
                "The module takes more than 1.5 times what the native program takes",
                self.slower,
            ),
        ] {
            if !lines.is_empty() {
                println!("\n{what} (why: tests/bench/README.md):");
                lines.iter().for_each(|line| println!("  {line}"));
            }
        }
    }
}

fn columns(row: Option<&Row>) -> String {
    let Some(row) = row else {
        return " ".repeat(33);
    };
    let (ours, other) = (row.unit.show(row.ours), row.unit.show(row.other));
    format!("{ours:>11} {other:>11} {:>9}", shown(row.ratio))
}

fn shown(ratio: f64) -> String {
    match ratio {
        10.0.. => format!("{ratio:.1}"),
        0.1.. => format!("{ratio:.2}"),
        _ => format!("{ratio:.4}"),
    }
}
