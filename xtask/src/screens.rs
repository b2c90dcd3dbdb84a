//! `cargo xtask screens`: takes the pictures of `docs/screens` from the built sample cluster.

use std::process::Command;

use anyhow::Result;

use crate::{
    build::{self, Variant},
    command::Run as _,
    machine,
    run::quiet,
    workspace::Workspace,
};

/// Takes every picture anew, or only those of the screens that are named.
///
/// # Errors
/// When something does not build, there is no Chromium, or a screen does not come to what its row says.
pub(crate) fn screens(workspace: &Workspace, names: &[String]) -> Result<()> {
    machine::prepare(workspace)?;
    let chromium = machine::chromium(workspace)?;
    build::build(workspace, Variant::Demo)?;
    quiet(&mut Command::new("node"))
        .arg("tests/screens/main.mjs")
        .args(names)
        .env("CHROMIUM", chromium)
        .env("POSTERN_BUILT", &workspace.built)
        .current_dir(&workspace.root)
        .run()
}
