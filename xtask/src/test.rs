//! `cargo xtask test`: everything that must hold before a change lands, and one line that counts it.

mod tally;

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    str::FromStr,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use self::tally::Tally;
use crate::{
    build::{self, Variant},
    command::{Run as _, line},
    fuzz, machine,
    run::quiet,
    workspace::Workspace,
};

/// Packages and their features. Each is checked and tested by a call of cargo that names only it:
/// within one call cargo unifies features, and what runs would not be what is built.
const PACKAGES: &[(&str, &[&str])] = &[
    ("postern-core", &["--features", "schema"]),
    ("postern-core", &["--no-default-features"]),
    ("postern-view", &[]),
    ("postern-app", &[]),
    ("postern-engine", &[]),
    ("postern-worker", &["--features", "demo,trap"]),
    ("postern-cli", &[]),
    ("postern-tests", &[]),
    ("postern-bench", &[]),
    ("postern-bare", &[]),
    ("postern-fuzz", &[]),
    ("postern-contract", &[]),
    ("xtask", &[]),
];

/// What is also checked as it is compiled for the browser and the edge.
const WASM_PACKAGES: &[(&str, &[&str])] = &[
    ("postern-core", &["--no-default-features"]),
    ("postern-app", &[]),
    ("postern-engine", &[]),
    ("postern-worker", &[]),
    ("postern-worker", &["--features", "demo,trap"]),
];

/// For how long each target is fuzzed; `cargo xtask fuzz` does it longer.
const FUZZED: Duration = Duration::from_secs(5);

/// The same texts each time, so that a change is not refused for what it did not do; `cargo xtask fuzz` begins
/// anywhere.
const SEED: u32 = 1;

/// A part of the whole that can be run by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Format,
    Lints,
    Host,
    Build,
    Wasm,
    Worker,
    Contract,
    Browser,
    Fuzz,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Format,
        Self::Lints,
        Self::Host,
        Self::Build,
        Self::Wasm,
        Self::Worker,
        Self::Contract,
        Self::Browser,
        Self::Fuzz,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lints => "lints",
            Self::Host => "host",
            Self::Build => "build",
            Self::Wasm => "wasm",
            Self::Worker => "worker",
            Self::Contract => "contract",
            Self::Browser => "browser",
            Self::Fuzz => "fuzz",
        }
    }
}

impl FromStr for Part {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|part| part.name() == name)
            .with_context(|| {
                let names: Vec<_> = Self::ALL.into_iter().map(Self::name).collect();
                format!("there is no part `{name}`; there are {}", names.join(", "))
            })
    }
}

/// Runs the parts that were asked for, or all of them; goes on after a failure, and says in one last
/// line what passed.
///
/// # Errors
/// When something is missing that cannot be installed from here.
pub(crate) fn test(workspace: &Workspace, only: &[Part]) -> Result<ExitCode> {
    machine::prepare(workspace)?;
    machine::rust_tools()?;
    let mut session = Session {
        workspace,
        tally: Tally::default(),
    };
    for part in Part::ALL {
        if only.is_empty() || only.contains(&part) {
            println!("\n── {} ──", part.name());
            let started = Instant::now();
            session.run(part);
            println!("{} took {} s", part.name(), started.elapsed().as_secs());
        }
    }
    let tally = session.tally;
    if on_ci() && tally.skipped > 0 {
        println!("\nOn CI nothing may be skipped.");
    }
    println!("\n{tally}");
    let is_good = tally.failed == 0 && tally.passed > 0 && !(on_ci() && tally.skipped > 0);
    Ok(if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn on_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}

struct Session<'a> {
    workspace: &'a Workspace,
    tally: Tally,
}

impl Session<'_> {
    fn run(&mut self, part: Part) {
        match part {
            Part::Format => self.check(self.cargo(&["fmt", "--all", "--check"])),
            Part::Lints => {
                for (package, features) in PACKAGES {
                    self.check(self.clippy(package, features, &["--all-targets"]));
                }
                for (package, features) in PACKAGES {
                    let mut command = self.cargo(&["doc", "--no-deps", "--package", package]);
                    command.args(*features).env("RUSTDOCFLAGS", "-D warnings");
                    self.check(command);
                }
                for (package, features) in WASM_PACKAGES {
                    let target = ["--lib", "--target", "wasm32-unknown-unknown"];
                    self.check(self.clippy(package, features, &target));
                }
            }
            Part::Host => {
                for (package, features) in PACKAGES {
                    let mut command = self.cargo(&["test", "--package", package]);
                    command.args(*features);
                    self.count(command, Tally::read_cargo);
                }
            }
            Part::Build => {
                for variant in [Variant::Deploy, Variant::Test] {
                    let outcome = build::build(self.workspace, variant).and_then(|built| {
                        let sizes = built.sizes()?;
                        print!("{sizes}");
                        sizes.check()
                    });
                    self.note(outcome);
                }
            }
            Part::Wasm => {
                let built = build::conformance(self.workspace);
                self.note(built);
                self.scripts("tests/wasm", &[]);
            }
            Part::Worker => self.scripts("tests/worker", &[]),
            Part::Contract => match machine::schemathesis(self.workspace) {
                Ok(program) => self.scripts("tests/contract", &[("SCHEMATHESIS", &program)]),
                Err(error) => self.skip(&error),
            },
            Part::Browser => match machine::chromium(self.workspace) {
                Ok(chromium) => self.scripts("tests/e2e", &[("CHROMIUM", &chromium)]),
                Err(error) => self.skip(&error),
            },
            Part::Fuzz => match machine::cpp_compiler() {
                Ok(()) => match fuzz::run(self.workspace, &[], FUZZED, Some(SEED)) {
                    Ok(held) => self.tally += Tally::of(&held),
                    Err(error) => self.note(Err(error)),
                },
                Err(error) => self.skip(&error),
            },
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command.args(arguments).current_dir(&self.workspace.root);
        if on_ci() {
            // Nothing is compiled a second time there.
            command.env("CARGO_INCREMENTAL", "0");
        }
        command
    }

    fn clippy(&self, package: &str, features: &[&str], target: &[&str]) -> Command {
        let mut command = self.cargo(&["clippy", "--package", package]);
        command
            .args(features)
            .args(target)
            .args(["--", "-D", "warnings"]);
        command
    }

    /// Runs the test scripts of a folder on Node.
    fn scripts(&mut self, folder: &str, environment: &[(&str, &Path)]) {
        let scripts = match scripts_in(&self.workspace.root.join(folder)) {
            Ok(scripts) => scripts,
            Err(error) => return self.note(Err(error)),
        };
        let mut command = Command::new("node");
        command
            .args(["--test", "--test-reporter=tap"])
            // Each file starts what it needs on ports of its own and waits for it much of its time; by
            // itself Node would run one after another where there are two cores.
            .arg("--test-concurrency=2")
            .args(scripts)
            .envs(environment.iter().copied())
            .current_dir(&self.workspace.root);
        quiet(&mut command);
        self.count(command, Tally::read_node);
    }

    /// One check, which passes or fails as a whole.
    fn check(&mut self, mut command: Command) {
        println!("{}", line(&command));
        let outcome = command.run();
        self.note(outcome);
    }

    /// A part that this machine lacks something for.
    fn skip(&mut self, why: &anyhow::Error) {
        println!("skipped: {why:#}");
        self.tally.skipped += 1;
    }

    fn note(&mut self, outcome: Result<()>) {
        match outcome {
            Ok(()) => self.tally.passed += 1,
            Err(error) => {
                println!("FAILED: {error:#}");
                self.tally.failed += 1;
            }
        }
    }

    /// Many tests, which the command counts itself.
    fn count(&mut self, mut command: Command, read: fn(&str) -> Option<Tally>) {
        println!("{}", line(&command));
        match tallied(&mut command, read) {
            Ok(tally) => self.tally += tally,
            Err(error) => self.note(Err(error)),
        }
    }
}

/// Runs the command, passes on what it writes, and adds up what it counts.
fn tallied(command: &mut Command, read: fn(&str) -> Option<Tally>) -> Result<Tally> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let output = child
        .stdout
        .take()
        .context("a pipe was asked for and not given")?;
    let mut total = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        if let Some(tally) = read(&line) {
            total += tally;
        }
    }
    if !child.wait()?.success() && total.failed == 0 {
        // It broke before it could count, for example because it did not compile.
        total.failed += 1;
    }
    Ok(total)
}

fn scripts_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut scripts = Vec::new();
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if path.to_string_lossy().ends_with(".test.mjs") {
            scripts.push(path);
        }
    }
    anyhow::ensure!(
        !scripts.is_empty(),
        "there is no test in {}",
        folder.display()
    );
    scripts.sort();
    Ok(scripts)
}
