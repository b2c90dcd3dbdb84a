//! What this machine must have: the wasm target, Node, and the npm packages of the lock file. What is
//! missing is installed, or named together with its remedy.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{command::Run as _, workspace::Workspace};

/// The oldest Node that the pinned wrangler runs on.
const OLDEST_NODE: (u32, u32) = (20, 3);
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that everything a build needs is there.
///
/// # Errors
/// When something is missing that cannot be installed from here.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    wasm_target()?;
    node()?;
    node_packages(workspace)
}

/// Adds the wasm target to the toolchain in use, when it is not there.
fn wasm_target() -> Result<()> {
    let folder = Command::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .read()?;
    if Path::new(String::from_utf8(folder)?.trim()).is_dir() {
        return Ok(());
    }
    println!("Adding the Rust target {WASM_TARGET}");
    Command::new("rustup").args(["target", "add", WASM_TARGET]).run().with_context(|| {
        format!("this Rust has no {WASM_TARGET}: install Rust through https://rustup.rs, or add that target in the way this Rust was installed")
    })
}

fn node() -> Result<()> {
    let (major, minor) = OLDEST_NODE;
    let remedy =
        format!("install Node {major}.{minor} or newer, from https://nodejs.org or your system");
    let Ok(output) = Command::new("node").arg("--version").output() else {
        bail!("there is no `node`: {remedy}");
    };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(found)), Some(Ok(part))) if (found, part) >= OLDEST_NODE => Ok(()),
        _ => bail!("the `node` here is too old ({version}): {remedy}"),
    }
}

/// Installs the packages of the lock file, unless exactly they are there already.
fn node_packages(workspace: &Workspace) -> Result<()> {
    let lock = fs::read(workspace.root.join("package-lock.json"))
        .context("cannot read package-lock.json")?;
    let installed = workspace.root.join("node_modules/.postern-lock.json");
    if fs::read(&installed).is_ok_and(|copy| copy == lock) {
        return Ok(());
    }
    println!("Installing the npm packages of package-lock.json");
    Command::new("npm")
        .args(["ci", "--loglevel=error"])
        .current_dir(&workspace.root)
        .run()
        .context("cannot install the npm packages; npm comes with Node")?;
    fs::write(&installed, lock).context("cannot write to node_modules")
}
