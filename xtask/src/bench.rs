//! `cargo xtask bench`: builds what measures and runs it.

use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::{build, command::Run as _, machine, run, workspace::Workspace};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Time, natively and in Node.
    Times,
    /// Instructions of the processor.
    Instructions,
    /// Time, beside other policy engines.
    Peers,
    /// Calls of the service on the runtime, beside a bare worker.
    Service,
    /// The first load of pages, on a slow phone.
    Load,
}

/// Measures, and prints what was found; only some of the questions, if any are named.
///
/// # Errors
/// When a source does not compile, a tool is missing, or two ways to answer give two answers.
pub(crate) fn bench(workspace: &Workspace, kind: Kind, questions: &[String]) -> Result<()> {
    match kind {
        Kind::Times => {
            machine::wasm_in_node()?;
            let module = build::bench(workspace)?;
            cargo(workspace, "postern-bench")
                .arg("times")
                .arg(module)
                .args(questions)
                .run()
        }
        Kind::Instructions => {
            let there = Command::new("valgrind")
                .arg("--version")
                .stdout(Stdio::null())
                .status();
            if !there.is_ok_and(|status| status.success()) {
                bail!(
                    "there is no `valgrind`, which counts instructions: install it from your system's packages"
                );
            }
            // Its output names functions by line; that changes no instruction.
            cargo(workspace, "postern-bench")
                .arg("instructions")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only")
                .run()
        }
        Kind::Service => {
            machine::prepare(workspace)?;
            build::bare(workspace)?;
            // Stored requests by the million are made through a route that only this variant has.
            build::service(workspace, build::Variant::Test)?;
            run::quiet(&mut Command::new("node"))
                .arg("tests/bench/service/main.mjs")
                .args(questions)
                .env("POSTERN_BUILT", &workspace.built)
                .current_dir(&workspace.root)
                .run()
        }
        Kind::Load => {
            machine::prepare(workspace)?;
            let chromium = machine::chromium(workspace)?;
            build::build(workspace, build::Variant::Demo)?;
            run::quiet(&mut Command::new("node"))
                .arg("tests/bench/load/main.mjs")
                .args(questions)
                .env("CHROMIUM", chromium)
                .env("POSTERN_BUILT", &workspace.built)
                .current_dir(&workspace.root)
                .run()
        }
        Kind::Peers => Command::new("cargo")
            .args(["run", "--release"])
            .env("CARGO_TARGET_DIR", workspace.built.join("peers"))
            .current_dir(workspace.root.join("tests/bench/peers"))
            .run(),
    }
}

/// Runs a package's program, as fast as the compiler makes it.
fn cargo(workspace: &Workspace, package: &str) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(["run", "--release", "--package", package, "--"])
        .current_dir(&workspace.root);
    command
}
