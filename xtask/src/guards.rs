//! `cargo xtask guards`: takes each guard of the catalogue away, one at a time, in a copy of the sources, and
//! says whether the tests that are named for it fail then.

mod catalogue;
mod copy;
mod verdict;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Result, bail, ensure};

use self::{
    catalogue::{Guard, Test},
    verdict::{Told, Verdict},
};
use crate::{
    build::{self, Variant},
    machine,
    run::quiet,
    workspace::Workspace,
};

/// How long the tests of one guard may take, in milliseconds; one that hangs then has told nothing.
const PATIENCE: &str = "--test-timeout=180000";

/// Takes away the guards that were named, or all of them.
///
/// # Errors
/// When the catalogue does not fit the sources, or a test fails with every guard in place.
pub(crate) fn guards(workspace: &Workspace, named: &[String]) -> Result<ExitCode> {
    let mut guards = catalogue::read(&workspace.root)?;
    for name in named {
        ensure!(
            guards.iter().any(|guard| guard.name == *name),
            "there is no guard `{name}`"
        );
    }
    guards.retain(|guard| named.is_empty() || named.contains(&guard.name));
    machine::prepare(workspace)?;
    let bench = Bench::prepare(workspace)?;
    bench.check_with_every_guard(&guards)?;

    let mut rows = Vec::new();
    for guard in &guards {
        let started = Instant::now();
        let verdict = bench.without(guard)?;
        let row = format!(
            "{:<13} {:<34} {}",
            verdict.word(),
            guard.name,
            guard.against
        );
        println!(
            "{row}  ({:.0} s) {verdict}",
            started.elapsed().as_secs_f32()
        );
        rows.push((verdict.is_guarded(), row));
    }
    println!();
    for (_, row) in &rows {
        println!("{row}");
    }
    let passed = rows.iter().filter(|(is_guarded, _)| *is_guarded).count();
    let failed = rows.len() - passed;
    println!("\n{passed} passed, {failed} failed");
    Ok(if failed == 0 && passed > 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Where guards are taken away.
struct Bench<'a> {
    workspace: &'a Workspace,
    /// The copy of the sources, and what is built of it.
    copy: Workspace,
}

impl<'a> Bench<'a> {
    fn prepare(workspace: &'a Workspace) -> Result<Self> {
        let folder = workspace.target().join("guards");
        let copy = Workspace {
            root: folder.join("source"),
            built: folder.join("built"),
        };
        copy::mirror_sources(&workspace.root, &copy.root)?;
        // What is served beside the worker has no guard in it.
        let site = workspace.built.join("test/site");
        ensure!(
            site.is_dir(),
            "there is no site in {} yet: `cargo xtask build test` once",
            site.display()
        );
        copy::mirror(&site, &copy.built.join("test/site"))?;
        Ok(Self { workspace, copy })
    }

    /// Holds that every test that is named passes while nothing is taken away.
    fn check_with_every_guard(&self, guards: &[Guard]) -> Result<()> {
        let tests: BTreeSet<_> = guards.iter().flat_map(|guard| &guard.tests).collect();
        let tests: Vec<_> = tests.into_iter().cloned().collect();
        println!(
            "With every guard in place, {} tests have to pass.",
            tests.len()
        );
        self.build(&tests)?;
        let told = self.run(&tests)?;
        let failed: Vec<_> = tests
            .iter()
            .filter(|test| told.get(test) != Some(&Told::Passed))
            .map(|test| format!("{test:?}: {:?}", told.get(test)))
            .collect();
        ensure!(
            failed.is_empty(),
            "with every guard in place these do not pass:\n{}",
            failed.join("\n")
        );
        Ok(())
    }

    /// Takes one guard away, runs its tests, and puts it back.
    fn without(&self, guard: &Guard) -> Result<Verdict> {
        let removed = catalogue::without(&self.copy.root, guard)?;
        let mut whole = BTreeMap::new();
        for (file, text) in removed {
            let path = self.copy.root.join(file);
            whole.insert(path.clone(), fs::read_to_string(&path)?);
            fs::write(path, text)?;
        }
        let verdict = self.tried(guard);
        for (path, text) in whole {
            fs::write(path, text)?;
        }
        verdict
    }

    fn tried(&self, guard: &Guard) -> Result<Verdict> {
        if let Err(error) = self.build(&guard.tests) {
            return Ok(Verdict::Broken(format!("it does not compile: {error:#}")));
        }
        let told = self.run(&guard.tests)?;
        Ok(Verdict::of(&guard.tests, &told))
    }

    /// Builds what these tests drive.
    fn build(&self, tests: &[Test]) -> Result<()> {
        if tests.iter().any(|test| matches!(test, Test::Script { .. })) {
            build::guarded(&self.copy, Variant::Test)?;
        }
        for package in packages(tests).keys() {
            let mut command = self.cargo(package);
            let output = command.arg("--no-run").output()?;
            if !output.status.success() {
                bail!("{}", String::from_utf8_lossy(&output.stderr));
            }
        }
        Ok(())
    }

    fn cargo(&self, package: &str) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(["test", "--package", package, "--lib"])
            .current_dir(&self.copy.root)
            // What the copy depends on was built here before.
            .env("CARGO_TARGET_DIR", self.workspace.target())
            .stderr(Stdio::null());
        if package == "postern-worker" {
            command.args(["--features", "demo,trap"]);
        }
        command
    }

    /// What each of these tests says.
    fn run(&self, tests: &[Test]) -> Result<BTreeMap<Test, Told>> {
        let mut told = BTreeMap::new();
        let mut scripts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for test in tests {
            if let Test::Script { file, name } = test {
                scripts.entry(file).or_default().push(name);
            }
        }
        for (file, names) in scripts {
            let mut command = Command::new("node");
            command
                .args(["--test", "--test-reporter=tap", PATIENCE])
                .args(names.iter().map(|name| verdict::pattern(name)))
                .arg(file)
                .env("POSTERN_BUILT", &self.copy.built)
                .current_dir(&self.workspace.root);
            quiet(&mut command);
            let output = String::from_utf8(command.output()?.stdout)?;
            for (name, said) in verdict::read_tap(&output) {
                let file = file.to_owned();
                told.insert(Test::Script { file, name }, said);
            }
        }
        for (package, paths) in packages(tests) {
            let mut command = self.cargo(package);
            let output = command.args(["--", "--exact"]).args(paths).output()?.stdout;
            for (path, said) in verdict::read_cargo(&String::from_utf8(output)?) {
                let package = package.to_owned();
                told.insert(Test::Host { package, path }, said);
            }
        }
        Ok(told)
    }
}

/// The tests of packages, by package.
fn packages(tests: &[Test]) -> BTreeMap<&str, Vec<&str>> {
    let mut packages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for test in tests {
        if let Test::Host { package, path } = test {
            packages.entry(package).or_default().push(path);
        }
    }
    packages
}
