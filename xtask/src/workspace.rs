//! Where things are: the sources, what is built from them, and what a running cluster stores.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folders that the tasks work in.
pub(crate) struct Workspace {
    /// The root of the sources.
    pub(crate) root: PathBuf,
    /// Where everything that is built goes, beside cargo's own files.
    pub(crate) built: PathBuf,
}

impl Workspace {
    /// Finds the sources by where this program was compiled, and the target folder by where it lies.
    pub(crate) fn locate() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the xtask crate has no parent folder")?
            .to_owned();
        let program = std::env::current_exe().context("cannot tell where this program lies")?;
        let target = program
            .ancestors()
            .nth(2)
            .context("this program does not lie in a target folder")?;
        Ok(Self {
            built: target.join("postern"),
            root,
        })
    }

    /// Cargo's own folder, in which everything that is built lies.
    pub(crate) fn target(&self) -> &Path {
        self.built.parent().unwrap_or(&self.built)
    }

    /// Where a cluster that runs on this machine keeps what it stores.
    pub(crate) fn state(&self) -> PathBuf {
        self.root.join(".postern")
    }

    /// A program that an npm package brings.
    pub(crate) fn node_program(&self, name: &str) -> PathBuf {
        self.root.join("node_modules/.bin").join(name)
    }
}
