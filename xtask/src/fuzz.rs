//! `cargo xtask fuzz`: builds the fuzz targets so that coverage guides them, and runs them side by side.

use std::{
    collections::VecDeque,
    fmt, fs, io,
    num::NonZeroU32,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::Mutex,
    thread,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

use crate::{command::Run as _, machine, workspace::Workspace};

/// What makes rustc count which places are reached and which values are compared, for libFuzzer to see.
const FLAGS: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];
/// The longest input, in bytes.
const LONGEST: &str = "-max_len=4096";
/// How long one input may take, in seconds, on whatever machine this is.
const SLOWEST: &str = "-timeout=10";
/// How much memory one input may take, in MiB.
const LARGEST: &str = "-rss_limit_mb=2048";

/// What `fuzz` was asked for.
pub(crate) struct Options {
    /// How long each target runs.
    pub(crate) minutes: NonZeroU32,
    /// Which; none named is all.
    pub(crate) targets: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            minutes: NonZeroU32::MIN.saturating_add(9),
            targets: Vec::new(),
        }
    }
}

/// Runs the targets that were asked for, or all, and says what came of each.
///
/// # Errors
/// When they cannot be built, or one that was named is none.
pub(crate) fn fuzz(workspace: &Workspace, options: &Options) -> Result<ExitCode> {
    machine::cpp_compiler()?;
    let time = Duration::from_secs(60 * u64::from(options.minutes.get()));
    let held = run(workspace, &options.targets, time, None)?;
    Ok(if held.into_iter().all(|held| held) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Runs the named targets, or all, as many at once as there are processors; prints what came of each
/// as it ends, and returns which held. With a seed, chance takes the same way each time.
///
/// # Errors
/// When they cannot be built, or one that was named is none.
pub(crate) fn run(
    workspace: &Workspace,
    named: &[String],
    time: Duration,
    seed: Option<u32>,
) -> Result<Vec<bool>> {
    let targets = targets(workspace, named)?;
    let fuzzer = Fuzzer {
        program: build(workspace)?,
        dictionary: workspace.root.join("tests/fuzz/dictionary.txt"),
        folder: folder(workspace),
        time,
        seed,
    };
    println!("{} targets, {} s each", targets.len(), time.as_secs());
    let waiting = Mutex::new(VecDeque::from(targets));
    let work = || {
        let next = || waiting.lock().ok()?.pop_front();
        let mut held = Vec::new();
        while let Some(target) = next() {
            let outcome = fuzzer.run(&target);
            held.push(outcome.is_ok());
            match outcome {
                Ok(stats) => println!("{target}: {stats}"),
                Err(error) => println!("{target}: FAILED: {error:#}"),
            }
        }
        held
    };
    let held = thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let held: Result<Vec<_>, _> = workers.into_iter().map(|worker| worker.join()).collect();
        held
    });
    let held = held.ok().context("a worker broke off")?;
    Ok(held.into_iter().flatten().collect())
}

/// Where everything about fuzzing is kept that is not part of the sources.
fn folder(workspace: &Workspace) -> PathBuf {
    workspace.built.join("fuzz")
}

/// All targets, which are as many files, or those that were named.
fn targets(workspace: &Workspace, named: &[String]) -> Result<Vec<String>> {
    let sources = workspace.root.join("tests/fuzz/src/targets");
    let entries = fs::read_dir(&sources);
    let entries = entries.with_context(|| format!("cannot read {}", sources.display()))?;
    let mut known = Vec::new();
    for entry in entries {
        let path = entry?.path();
        known.extend(
            path.file_stem()
                .map(|stem| stem.to_string_lossy().into_owned()),
        );
    }
    known.sort();
    for name in named {
        let all = known.join(", ");
        ensure!(
            known.contains(name),
            "there is no target `{name}`; there are {all}"
        );
    }
    Ok(if named.is_empty() {
        known
    } else {
        named.to_vec()
    })
}

/// Builds the targets into one program, with flags and a target folder of its own.
fn build(workspace: &Workspace) -> Result<PathBuf> {
    let host = host()?;
    let folder = folder(workspace).join("build");
    Command::new("cargo")
        .args([
            "build",
            "--package",
            "postern-fuzz",
            "--features",
            "coverage",
        ])
        // Naming the target keeps the flags from what runs while building.
        .args(["--profile", "fuzz", "--target", &host])
        .arg("--target-dir")
        .arg(&folder)
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .current_dir(&workspace.root)
        .run()?;
    Ok(folder.join(host).join("fuzz/postern-fuzz"))
}

/// The machine that the compiler runs on, as it names it.
fn host() -> Result<String> {
    let version = String::from_utf8(Command::new("rustc").arg("-vV").read()?)?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .context("rustc does not say what it runs on")
}

struct Fuzzer {
    program: PathBuf,
    dictionary: PathBuf,
    folder: PathBuf,
    time: Duration,
    /// Where chance begins; anywhere without one.
    seed: Option<u32>,
}

impl Fuzzer {
    /// Runs one target. What is found new is kept in its corpus, for the next run to begin with.
    fn run(&self, target: &str) -> Result<Stats> {
        let [seeds, corpus, found] =
            ["seeds", "corpus", "found"].map(|kind| self.folder.join(kind).join(target));
        match fs::remove_dir_all(&seeds) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        for folder in [&seeds, &corpus, &found] {
            fs::create_dir_all(folder)?;
        }
        let log = self.folder.join(target).with_extension("log");
        let status = Command::new(&self.program)
            .env("POSTERN_FUZZ_TARGET", target)
            .env("POSTERN_FUZZ_SEEDS", &seeds)
            .args([LONGEST, SLOWEST, LARGEST, "-print_final_stats=1"])
            .arg(format!("-max_total_time={}", self.time.as_secs()))
            .args(self.seed.map(|seed| format!("-seed={seed}")))
            .arg(format!("-dict={}", self.dictionary.display()))
            .arg(format!("-artifact_prefix={}/", found.display()))
            .args([&corpus, &seeds])
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log)?)
            .status()
            .context("cannot start the fuzzer")?;
        let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        ensure!(status.success(), "{}", failure(target, &text, &log));
        Stats::read(&text).with_context(|| format!("{} counts nothing", log.display()))
    }
}

/// What libFuzzer counted.
#[derive(Debug, PartialEq, Eq)]
struct Stats {
    runs: u64,
    reached: u64,
}

impl Stats {
    /// Reads the lines at the end of a log.
    fn read(log: &str) -> Option<Self> {
        let runs = log
            .lines()
            .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))?;
        let (_, reached) = log.rsplit_once("cov: ")?;
        Some(Self {
            runs: runs.trim().parse().ok()?,
            reached: reached.split_whitespace().next()?.parse().ok()?,
        })
    }
}

impl fmt::Display for Stats {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} runs, {} places reached", self.runs, self.reached)
    }
}

/// What went wrong, with which input, and how to see it again.
fn failure(target: &str, log: &str, whole: &Path) -> String {
    let panicked = log.lines().skip_while(|line| !line.contains("panicked at"));
    let why: Vec<&str> = panicked.take(2).collect();
    let why = if why.is_empty() {
        let error = log.lines().find(|line| line.contains("ERROR: libFuzzer"));
        error.unwrap_or("it ended early").to_owned()
    } else {
        why.join("\n")
    };
    let Some((_, input)) = log.rsplit_once("Test unit written to ") else {
        return format!("{why}\n  all it said: {}", whole.display());
    };
    let input = input.lines().next().unwrap_or_default();
    format!(
        "{why}
  input:  {input}
  replay: cargo run --package postern-fuzz -- {target} {input}
  keep:   once mended, move it to tests/fuzz/regressions/{target} under a name that says what it shows
  all it said: {}",
        whole.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDED: &str = "\
#5853\tREDUCE cov: 4819 ft: 16718 corp: 1002/45Kb lim: 4096 exec/s: 975 rss: 136Mb
#5856\tDONE   cov: 4820 ft: 16720 corp: 1002/45Kb lim: 4096 exec/s: 976 rss: 136Mb
Done 5856 runs in 6 second(s)
stat::number_of_executed_units: 5856
stat::average_exec_per_sec:     976
";

    const CRASHED: &str = "\
#813\tNEW    cov: 6874 ft: 23785 corp: 382/154Kb lim: 2846
thread '<unnamed>' (1) panicked at tests/fuzz/src/targets/clock.rs:24:9:
assertion `left == right` failed
==13046== ERROR: libFuzzer: deadly signal
artifact_prefix='/x/found/clock/'; Test unit written to /x/found/clock/crash-1
Base64: OTIy
";

    #[test]
    fn the_end_of_a_run_is_counted() {
        let stats = Stats {
            runs: 5856,
            reached: 4820,
        };
        assert_eq!(Stats::read(ENDED), Some(stats));
        assert_eq!(Stats::read(CRASHED), None);
    }

    #[test]
    fn a_failure_names_its_input_and_how_to_see_it_again() {
        let text = failure("clock", CRASHED, Path::new("/x/clock.log"));
        for part in [
            "clock.rs:24:9:\nassertion",
            "input:  /x/found/clock/crash-1\n",
            "cargo run --package postern-fuzz -- clock /x/found/clock/crash-1\n",
            "tests/fuzz/regressions/clock",
            "/x/clock.log",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        let text = failure(
            "clock",
            "==1== ERROR: libFuzzer: out-of-memory\n",
            Path::new("l"),
        );
        assert!(text.contains("out-of-memory"), "{text}");
    }
}
