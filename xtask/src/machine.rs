//! What this machine must have: the wasm target, Node, and the npm packages of the lock file. What is
//! missing is installed, or named together with its remedy.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::{command::Run as _, workspace::Workspace};

/// The oldest Node that the pinned wrangler runs on.
const OLDEST_NODE: (u32, u32) = (20, 3);
const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Makes sure that everything a build needs is there.
///
/// # Errors
/// When something is missing that cannot be installed from here.
pub(crate) fn prepare(workspace: &Workspace) -> Result<()> {
    wasm_in_node()?;
    node_packages(workspace)
}

/// Makes sure that a wasm module can be built and run in Node.
///
/// # Errors
/// As [`prepare`].
pub(crate) fn wasm_in_node() -> Result<()> {
    wasm_target()?;
    node()
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

/// Adds what checks formatting and lints, which a minimal Rust lacks.
///
/// # Errors
/// When it is missing and rustup cannot add it.
pub(crate) fn rust_tools() -> Result<()> {
    for (tool, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        let answers = Command::new(tool)
            .arg("--version")
            .stderr(Stdio::null())
            .output();
        if answers.is_ok_and(|output| output.status.success()) {
            continue;
        }
        println!("Adding the Rust component {component}");
        Command::new("rustup")
            .args(["component", "add", component])
            .run()
            .with_context(|| {
                format!(
                    "this Rust has no {component}: install it in the way this Rust was installed"
                )
            })?;
    }
    Ok(())
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

/// A Chromium to test with: the one named by `CHROMIUM`, one that is installed, the system's package,
/// or Playwright's own.
///
/// # Errors
/// When there is none and none can be installed.
pub(crate) fn chromium(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        ensure!(
            named.is_file(),
            "CHROMIUM names {}, which is not there",
            named.display()
        );
        return Ok(named);
    }
    if let Some(installed) = installed_chromium() {
        return Ok(installed);
    }
    // The package's failure is not the end: Playwright's own may do.
    match (system_package("chromium"), installed_chromium()) {
        (Ok(true), Some(chromium)) => return Ok(chromium),
        (Ok(true), None) => println!("The package brought no `chromium`"),
        (Ok(false), _) => {}
        (Err(error), _) => println!("{error:#}"),
    }
    println!("Downloading Playwright's Chromium");
    Command::new(workspace.node_program("playwright-core"))
        .args(["install", "chromium"])
        .current_dir(&workspace.root)
        .run()
        .context(
            "needs Chromium, and none could be installed: install it and name it in CHROMIUM",
        )?;
    let path = Command::new("node")
        .args(["-p", "require('playwright-core').chromium.executablePath()"])
        .current_dir(&workspace.root)
        .read()?;
    Ok(PathBuf::from(String::from_utf8(path)?.trim()))
}

/// Makes sure that there is a C++ compiler: the one that `CXX` names, the system's, or its package.
///
/// # Errors
/// When there is none and none can be installed.
pub(crate) fn cpp_compiler() -> Result<()> {
    let is_there = || std::env::var_os("CXX").is_some() || in_path("c++").is_some();
    if !is_there() {
        system_package("g++")?;
    }
    ensure!(
        is_there(),
        "needs a C++ compiler: install g++ or clang, or name one in CXX"
    );
    Ok(())
}

/// Schemathesis at the versions that `tests/contract/requirements.txt` pins, in an environment of its own.
///
/// # Errors
/// When there is no Python and none can be installed, or the packages cannot be had.
pub(crate) fn schemathesis(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.root.join("target/schemathesis");
    let program = folder.join("bin/schemathesis");
    let requirements = workspace.root.join("tests/contract/requirements.txt");
    let wanted = fs::read(&requirements).context("cannot read the list of Python packages")?;
    let installed = folder.join("requirements.txt");
    if program.is_file() && fs::read(&installed).is_ok_and(|copy| copy == wanted) {
        return Ok(program);
    }
    let make = || {
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder)
            .run()
    };
    // Debian's Python lacks what makes environments until a second package brings it.
    if make().is_err() {
        system_package("python3-venv")?;
        make().context("needs Python 3 with venv: install python3 and python3-venv")?;
    }
    println!("Installing schemathesis");
    Command::new(folder.join("bin/python"))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
        ])
        .arg("--requirement")
        .arg(&requirements)
        .run()
        .context("needs schemathesis, and pip could not install it")?;
    fs::write(&installed, wanted)?;
    Ok(program)
}

/// Installs a package of the system, where this is one that can: whether it did.
fn system_package(name: &str) -> Result<bool> {
    let is_root = nix::unistd::Uid::effective().is_root();
    if !is_root || in_path("apt-get").is_none() {
        return Ok(false);
    }
    println!("Installing {name}, the system's package");
    Command::new("apt-get").args(["update", "-q"]).run()?;
    Command::new("apt-get")
        .args(["install", "-q", "-y", "--no-install-recommends", name])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()?;
    Ok(true)
}

fn installed_chromium() -> Option<PathBuf> {
    [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]
    .into_iter()
    .find_map(in_path)
}

/// Where the search path finds the program.
fn in_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
