//! One crate as a wasm module with its JavaScript bindings: compiled by cargo, bound in this process
//! by the generator of the same version, which the one lock file keeps equal.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::UNIX_EPOCH,
};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use wasm_bindgen_cli_support::Bindgen;

use super::names;
use crate::{command::Run as _, workspace::Workspace};

/// The file beside bindings that tells what they were made from.
pub(super) const MADE_FROM: &str = "made-from";

/// What every module's glue is called; the module itself has `_bg.wasm` behind it.
const NAME: &str = "module";

/// What to compile, and for what.
pub(super) struct Module<'a> {
    pub(super) package: &'a str,
    /// Which of its programs; its library without.
    pub(super) program: Option<&'a str>,
    pub(super) features: &'a [&'a str],
    /// The profile of the workspace's manifest.
    pub(super) profile: &'a str,
    pub(super) bindings: Bindings,
    /// Where the bindings go.
    pub(super) folder: &'a str,
}

/// What runs the module.
#[derive(Clone, Copy)]
pub(super) enum Bindings {
    /// A browser: the page or a Web Worker.
    Web,
    /// The edge runtime, where the module can be started anew after a trap.
    Worker,
}

/// Compiles the module and generates its bindings, each only when something changed. Returns the folder.
pub(super) fn build(workspace: &Workspace, module: &Module<'_>) -> Result<PathBuf> {
    let wasm = compile(workspace, module)?;
    let bytes = fs::read(&wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let folder = workspace.built.join("bindings").join(module.folder);
    let stamp = folder.join(MADE_FROM);
    let inputs = format!("{} {}", digest(&bytes), generator()?);
    if fs::read_to_string(&stamp).is_ok_and(|made_from| made_from == inputs) {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    bind(&wasm, module.bindings, &folder)
        .with_context(|| format!("cannot generate the bindings of {}", module.package))?;
    fs::write(&stamp, inputs)?;
    Ok(folder)
}

/// The first half of the SHA-256 of `bytes`, in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(16)
        .fold(String::new(), |mut text, byte| {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn compile(workspace: &Workspace, module: &Module<'_>) -> Result<PathBuf> {
    let messages = Command::new("cargo")
        .args(["build", "--package", module.package])
        .args(
            module
                .program
                .map_or(vec!["--lib"], |name| vec!["--bin", name]),
        )
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--profile", module.profile])
        // What its caller adds for the host does not fit here.
        .env("RUSTFLAGS", "")
        .args(["--features", &module.features.join(",")])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(&workspace.root)
        .read()?;
    let library = module.package.replace('-', "_");
    let target = module.program.unwrap_or(&library);
    String::from_utf8(messages)?
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            message
                .pointer("/target/name")
                .is_some_and(|name| *name == *target)
        })
        .filter_map(|message| {
            let files = message.get("filenames")?.as_array()?.clone();
            files
                .into_iter()
                .find_map(|file| Some(file.as_str()?.to_owned()))
        })
        .map(PathBuf::from)
        .find(|file| {
            file.extension()
                .is_some_and(|extension| extension == "wasm")
        })
        .with_context(|| format!("cargo made no wasm module of {}", module.package))
}

fn bind(wasm: &Path, bindings: Bindings, folder: &Path) -> Result<()> {
    let mut generator = Bindgen::new();
    generator
        .input_path(wasm)
        .out_name(NAME)
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    match bindings {
        Bindings::Web => {
            generator.web(true)?;
        }
        Bindings::Worker => {
            generator
                .module(true)?
                .reset_state_function(true)
                .force_enable_abort_handler(true);
        }
    }
    generator.generate(folder)?;
    let glue = folder.join(format!("{NAME}.js"));
    if let Bindings::Web = bindings {
        let module = folder.join(format!("{NAME}_bg.wasm"));
        let (text, bytes) = names::shorten(&fs::read_to_string(&glue)?, &fs::read(&module)?);
        fs::write(&glue, text)?;
        fs::write(module, bytes)?;
    }
    if let Bindings::Worker = bindings {
        // The runtime gives a compiled module to a plain import and does not know source-phase ones.
        let text = fs::read_to_string(&glue)?.replace("import source ", "import ");
        fs::write(glue, text)?;
    }
    Ok(())
}

/// Tells one build of this program from another: its bindings may differ.
fn generator() -> Result<u128> {
    let modified = std::env::current_exe()?.metadata()?.modified()?;
    Ok(modified.duration_since(UNIX_EPOCH)?.as_nanos())
}
