//! A copy of a folder that is brought up to date: what is the same keeps its time, so that cargo builds only
//! what has changed.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// What is no source at the root of them: it is made, or belongs to whoever works on them.
const NO_SOURCE: [&str; 6] = [
    "target",
    "node_modules",
    ".git",
    ".postern",
    ".wrangler",
    ".cache",
];

/// Makes `to` the same as the sources in `from`, but for what is no source in either.
///
/// # Errors
/// When something cannot be read or written.
pub(super) fn mirror_sources(from: &Path, to: &Path) -> Result<()> {
    mirror_but(from, to, &NO_SOURCE)
}

/// Makes `to` the same as `from`.
///
/// # Errors
/// When something cannot be read or written.
pub(super) fn mirror(from: &Path, to: &Path) -> Result<()> {
    mirror_but(from, to, &[])
}

fn mirror_but(from: &Path, to: &Path, left_out: &[&str]) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    let wanted = entries(from, left_out)?;
    for name in entries(to, left_out)?.difference(&wanted) {
        let stale = to.join(name);
        if stale.is_dir() {
            fs::remove_dir_all(stale)?;
        } else {
            fs::remove_file(stale)?;
        }
    }
    for name in wanted {
        let (source, copy) = (from.join(&name), to.join(&name));
        if source.is_dir() {
            mirror(&source, &copy)?;
            continue;
        }
        let bytes =
            fs::read(&source).with_context(|| format!("cannot read {}", source.display()))?;
        if !fs::read(&copy).is_ok_and(|known| known == bytes) {
            fs::write(&copy, bytes).with_context(|| format!("cannot write {}", copy.display()))?;
        }
    }
    Ok(())
}

/// The names in a folder that are copied.
fn entries(folder: &Path, left_out: &[&str]) -> Result<BTreeSet<PathBuf>> {
    let mut names = BTreeSet::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let name = PathBuf::from(entry?.file_name());
        if !left_out.iter().any(|known| name == Path::new(known)) {
            names.insert(name);
        }
    }
    Ok(names)
}
