//! Finds the case files, hands each case to its family's runner, and reports.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use crate::{Case, Runner, Verdict};

/// Failing cases shown in full, per family.
const SHOWN: usize = 20;
/// Exceptions we allow ourselves, in all.
const MAX_EXCEPTIONS: usize = 20;

/// Sums over all families.
#[derive(Default)]
pub(crate) struct Totals {
    /// Answered as recorded.
    pub(crate) passed: usize,
    /// Not.
    pub(crate) failed: usize,
    /// Nobody could decide them here, or Postern departs from them on purpose; each printed with its reason.
    pub(crate) uncounted: usize,
}

/// Runs all families of all folders, or the `wanted` ones.
///
/// # Errors
/// A folder or file that cannot be read, a line that is no case, too many exceptions.
pub(crate) fn run(runners: &[(&str, Runner)], wanted: &[String]) -> Result<Totals, String> {
    let folders = folders()?;
    let exceptions = exceptions()?;
    let families: BTreeSet<String> = folders
        .iter()
        .map(|folder| families_in(folder))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .filter(|family| wanted.is_empty() || wanted.contains(family))
        .collect();
    let mut totals = Totals::default();
    for family in &families {
        let Some((_, runner)) = runners.iter().find(|(name, _)| name == family) else {
            println!("{family}: no runner");
            continue;
        };
        let mut tally = Tally::default();
        for folder in &folders {
            let path = folder.join(format!("{family}.jsonl"));
            if path.exists() {
                tally.run_file(&path, *runner, &exceptions)?;
            }
        }
        tally.report(family);
        totals.passed += tally.passed;
        totals.failed += tally.failures.len();
        totals.uncounted += tally.uncounted.values().map(Vec::len).sum::<usize>();
    }
    Ok(totals)
}

/// Our own cases, then those of `POSTERN_VECTORS`; a relative path may start at the workspace.
fn folders() -> Result<Vec<PathBuf>, String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = package.join("conformance");
    let mut folders = vec![own.clone()];
    if let Some(named) = std::env::var_os("POSTERN_VECTORS").filter(|named| !named.is_empty()) {
        let named = PathBuf::from(named);
        let found = [named.clone(), package.join("..").join(&named)]
            .into_iter()
            .find(|folder| folder.is_dir())
            .ok_or_else(|| format!("POSTERN_VECTORS: no folder {}", named.display()))?;
        if found.canonicalize().ok() != own.canonicalize().ok() {
            folders.push(found);
        }
    }
    Ok(folders)
}

fn families_in(folder: &Path) -> Result<Vec<String>, String> {
    let cannot = |error| format!("cannot list {}: {error}", folder.display());
    let mut families = Vec::new();
    for entry in fs::read_dir(folder).map_err(cannot)? {
        let path = entry.map_err(cannot)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "jsonl")
        {
            families.extend(
                path.file_stem()
                    .and_then(|stem| stem.to_str())
                    .map(str::to_owned),
            );
        }
    }
    Ok(families)
}

/// Exceptions by id, with their reason.
fn exceptions() -> Result<BTreeMap<String, String>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/exceptions.txt");
    let text = fs::read_to_string(&path)
        .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let exceptions: BTreeMap<_, _> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(id, reason)| (id.to_owned(), reason.trim().to_owned()))
        .collect();
    if exceptions.len() > MAX_EXCEPTIONS {
        return Err(format!(
            "{} exceptions are listed, at most {MAX_EXCEPTIONS} are allowed",
            exceptions.len()
        ));
    }
    Ok(exceptions)
}

/// What became of a family's cases.
#[derive(Default)]
struct Tally {
    passed: usize,
    failures: Vec<(String, String)>,
    /// The ids, by reason.
    uncounted: BTreeMap<String, Vec<String>>,
}

impl Tally {
    fn run_file(
        &mut self,
        path: &Path,
        runner: Runner,
        exceptions: &BTreeMap<String, String>,
    ) -> Result<(), String> {
        let text = fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let case = Case::parse(line)
                .map_err(|error| format!("{} line {}: {error}", path.display(), number + 1))?;
            let verdict = catch_unwind(AssertUnwindSafe(|| runner(&case))).unwrap_or_else(|_| {
                Verdict::Fail {
                    expected: "an answer".into(),
                    got: "a panic".into(),
                }
            });
            self.count(case.id(), verdict, exceptions.get(case.id()));
        }
        Ok(())
    }

    fn count(&mut self, id: &str, verdict: Verdict, exception: Option<&String>) {
        match (verdict, exception) {
            (Verdict::Pass, None) => self.passed += 1,
            (Verdict::Pass, Some(_)) => self.failures.push((
                id.to_owned(),
                "listed as an exception, but it passes: drop the line".to_owned(),
            )),
            (Verdict::Fail { .. }, Some(reason)) => self.leave_out(id, reason),
            (Verdict::Fail { expected, got }, None) => self.failures.push((
                id.to_owned(),
                format!("expected {expected}\n      got {got}"),
            )),
            (Verdict::Uncounted(reason), _) => self.leave_out(id, reason),
        }
    }

    fn leave_out(&mut self, id: &str, reason: &str) {
        let ids = self.uncounted.entry(reason.to_owned()).or_default();
        ids.push(id.to_owned());
    }

    fn report(&self, family: &str) {
        println!(
            "{family}: {} passed, {} failed",
            self.passed,
            self.failures.len()
        );
        for (reason, ids) in &self.uncounted {
            println!("  {} not counted, {reason}: {}", ids.len(), ids.join(" "));
        }
        for (id, why) in self.failures.iter().take(SHOWN) {
            println!("  {id}\n      {why}");
        }
        if self.failures.len() > SHOWN {
            println!("  and {} more", self.failures.len() - SHOWN);
        }
    }
}
