//! Builds six wasm modules (page, administration, policy, playground, engine, worker) and puts together what is deployed: the worker's
//! modules, the static site and their configuration.

mod module;
mod names;
mod routes;
mod rules;
mod site;
mod size;

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
    time::Instant,
};

use anyhow::{Context, Result, ensure};

pub(crate) use self::size::Sizes;
use self::{
    module::{Bindings, Module},
    site::Files,
};
use crate::workspace::Workspace;

/// Which worker is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The one that is deployed.
    Deploy,
    /// With sign-in as a user of the sample cluster.
    Demo,
    /// The demo, with routes that trap on purpose.
    Test,
}

impl FromStr for Variant {
    type Err = anyhow::Error;

    fn from_str(name: &str) -> Result<Self> {
        [Self::Deploy, Self::Demo, Self::Test]
            .into_iter()
            .find(|variant| variant.name() == name)
            .with_context(|| {
                format!("there is no variant `{name}`; there are deploy, demo and test")
            })
    }
}

impl Variant {
    fn name(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Demo => "demo",
            Self::Test => "test",
        }
    }

    fn features(self) -> &'static [&'static str] {
        match self {
            Self::Deploy => &[],
            Self::Demo => &["demo"],
            Self::Test => &["demo", "trap"],
        }
    }
}

/// What a build made.
pub(crate) struct Built {
    /// The configuration that wrangler reads; everything else lies beside it.
    pub(crate) configuration: PathBuf,
    site: Files,
    modules: Files,
}

impl Built {
    /// Weighs each part.
    ///
    /// # Errors
    /// When Node, which compresses them, fails.
    pub(crate) fn sizes(&self) -> Result<Sizes> {
        size::measure(&self.site, &self.modules)
    }
}

/// Builds the conformance cases' program, with the core as it runs at the edge, for `tests/wasm`.
///
/// # Errors
/// When a source does not compile, or a file cannot be written.
pub(crate) fn conformance(workspace: &Workspace) -> Result<()> {
    let module = Module {
        package: "postern-tests",
        program: Some("conformance-wasm"),
        features: &[],
        profile: "edge",
        bindings: Bindings::Web,
        folder: "conformance",
    };
    module::build(workspace, &module).map(drop)
}

/// Builds the benchmark's program, with the core as it runs at the edge. Returns its folder.
///
/// # Errors
/// As [`conformance`].
pub(crate) fn bench(workspace: &Workspace) -> Result<PathBuf> {
    let module = Module {
        package: "postern-bench",
        program: Some("bench-wasm"),
        features: &[],
        profile: "edge",
        bindings: Bindings::Web,
        folder: "bench",
    };
    module::build(workspace, &module)
}

/// Builds the bare worker that the service is measured beside, with its entry.
///
/// # Errors
/// As [`conformance`].
pub(crate) fn bare(workspace: &Workspace) -> Result<()> {
    let module = Module {
        package: "postern-bare",
        program: None,
        features: &[],
        profile: "edge",
        bindings: Bindings::Worker,
        folder: "bare",
    };
    let bindings = module::build(workspace, &module)?;
    let entry = workspace.root.join("tests/bench/bare/entry.mjs");
    site::worker_modules(&bindings, &entry)?.write_to(&workspace.built.join("bare"))
}

/// Builds the worker alone: the site beside it stays as an earlier build made it.
///
/// # Errors
/// As [`build`].
pub(crate) fn worker(workspace: &Workspace, variant: Variant) -> Result<()> {
    let folder = workspace.built.join(variant.name());
    ensure!(
        folder.join("site").is_dir(),
        "there is no site in {} yet: build everything once",
        folder.display()
    );
    service(workspace, variant)
}

/// Builds the worker's modules and nothing that is served beside them.
///
/// # Errors
/// As [`build`].
pub(crate) fn service(workspace: &Workspace, variant: Variant) -> Result<()> {
    service_as(workspace, variant, "edge")
}

/// Builds the worker's modules as soon as can be: from a copy of the sources that a guard was taken out of.
///
/// # Errors
/// As [`build`].
pub(crate) fn guarded(workspace: &Workspace, variant: Variant) -> Result<()> {
    service_as(workspace, variant, "guards")
}

fn service_as(workspace: &Workspace, variant: Variant, profile: &str) -> Result<()> {
    let folder = workspace.built.join(variant.name());
    let module = worker_module(workspace, variant, profile)?;
    site::worker_modules(&module, &entry(workspace))?.write_to(&folder.join("worker"))?;
    configure(workspace, &folder).map(drop)
}

/// The shim in front of the worker's module.
fn entry(workspace: &Workspace) -> PathBuf {
    workspace.root.join("worker/entry.mjs")
}

fn worker_module(workspace: &Workspace, variant: Variant, profile: &str) -> Result<PathBuf> {
    module::build(
        workspace,
        &Module {
            package: "postern-worker",
            program: None,
            features: variant.features(),
            profile,
            bindings: Bindings::Worker,
            folder: variant.name(),
        },
    )
}

/// Puts the configuration beside what it speaks of, with the assets that lie there; returns where.
fn configure(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let source = fs::read_to_string(workspace.root.join("worker/wrangler.toml"))
        .context("cannot read worker/wrangler.toml")?;
    let text = routes::with_assets(&source, &Files::below(&folder.join("site"))?)?;
    let configuration = folder.join("wrangler.toml");
    fs::write(&configuration, text)
        .with_context(|| format!("cannot write {}", configuration.display()))?;
    Ok(configuration)
}

/// Builds everything that has changed since the last time.
///
/// # Errors
/// When a source does not compile, or a file cannot be written.
pub(crate) fn build(workspace: &Workspace, variant: Variant) -> Result<Built> {
    let started = Instant::now();
    // One call of cargo for each module, never one for all: within one it unifies features, and the page's dependencies
    // would bring a full regex engine into the other two.
    let page = |program, folder| {
        module::build(
            workspace,
            &Module {
                package: "postern-app",
                program: Some(program),
                features: &[],
                profile: "browser",
                bindings: Bindings::Web,
                folder,
            },
        )
    };
    let application = page("application", "page")?;
    let administration = page("administration", "administration")?;
    let policy = page("policy", "policy")?;
    let playground = page("playground", "playground")?;
    let engine = module::build(
        workspace,
        &Module {
            package: "postern-engine",
            program: None,
            features: &[],
            profile: "browser",
            bindings: Bindings::Web,
            folder: "engine",
        },
    )?;
    let worker = worker_module(workspace, variant, "edge")?;

    let folder = workspace.built.join(variant.name());
    let site = site::assemble(
        workspace,
        &site::Modules {
            page: &application,
            administration: &administration,
            policy: &policy,
            playground: &playground,
            engine: &engine,
        },
    )?;
    site.write_to(&folder.join("site"))?;
    let modules = site::worker_modules(&worker, &entry(workspace))?;
    modules.write_to(&folder.join("worker"))?;
    let configuration = configure(workspace, &folder)?;
    println!(
        "Built the {} variant in {:.1} s: {}",
        variant.name(),
        started.elapsed().as_secs_f32(),
        folder.display()
    );
    Ok(Built {
        configuration,
        site,
        modules,
    })
}
