//! Finds the case files, has each family decided, and reports.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use postern_tests::conformance::{RUNNERS, Tally};

/// Sums over all families.
#[derive(Default)]
pub(crate) struct Totals {
    /// Answered as recorded.
    pub(crate) passed: usize,
    /// Not.
    pub(crate) failed: usize,
    /// Otherwise on purpose; each printed with the departure.
    pub(crate) departs: usize,
}

/// Runs all families of all folders, or the `wanted` ones.
///
/// # Errors
/// A folder or file that cannot be read, a line that is no case, too many exceptions.
pub(crate) fn run(wanted: &[String]) -> Result<Totals, String> {
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
        let Some((_, runner)) = RUNNERS.iter().find(|(name, _)| name == family) else {
            println!("{family}: no runner");
            continue;
        };
        let mut tally = Tally::default();
        for (is_own, folder) in folders
            .iter()
            .enumerate()
            .map(|(at, folder)| (at == 0, folder))
        {
            let path = folder.join(format!("{family}.jsonl"));
            if path.exists() {
                let text = read(&path)?;
                tally
                    .run(&text, *runner, is_own.then_some(&exceptions))
                    .map_err(|error| format!("{} {error}", path.display()))?;
            }
        }
        println!("{}", tally.report(family));
        totals.passed += tally.passed;
        totals.failed += tally.failed();
        totals.departs += tally.departs();
    }
    Ok(totals)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
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
    postern_tests::conformance::exceptions(&read(&path)?)
}
