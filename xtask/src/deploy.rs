//! `cargo xtask deploy`: builds what is deployed, checks the clusters that it is to serve, and hands both to
//! wrangler.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    build::{self, Variant},
    command::Run as _,
    run::quiet,
    workspace::Workspace,
};

/// What was asked for on the command line.
#[derive(Default)]
pub(crate) struct Options {
    /// The file with the clusters (JSON, as `POSTERN_CLUSTERS`).
    pub(crate) clusters: Option<PathBuf>,
    /// Stop before anything leaves this machine.
    pub(crate) dry_run: bool,
    /// Give the worker the clusters' host names as custom domains.
    pub(crate) domains: bool,
    /// The name of the worker, where it is not `postern`.
    pub(crate) name: Option<String>,
}

/// Deploys.
///
/// # Errors
/// When the clusters cannot be read, something does not build, or wrangler fails.
pub(crate) fn deploy(workspace: &Workspace, options: &Options) -> Result<()> {
    let path = options.clusters.as_deref().context(
        "name the file with the clusters: --clusters FILE; docs/deploy.md says what is in it",
    )?;
    let (clusters, hosts) = read(path)?;
    let built = build::build(workspace, Variant::Deploy)?;
    built.sizes()?.check()?;
    let mut command = Command::new(workspace.node_program("wrangler"));
    quiet(&mut command)
        .arg("deploy")
        .arg("--config")
        .arg(&built.configuration)
        .arg("--var")
        .arg(format!("POSTERN_CLUSTERS:{clusters}"))
        .current_dir(&workspace.root);
    if let Some(name) = &options.name {
        command.args(["--name", name]);
    }
    if options.domains {
        command.args(hosts.iter().flat_map(|host| ["--domain", host]));
    }
    if options.dry_run {
        command.arg("--dry-run");
    }
    command.run()?;
    if !options.dry_run {
        println!(
            "\nDeployed. A first deployment still needs its secrets and its first policy: docs/deploy.md"
        );
    }
    Ok(())
}

/// The clusters as one line of JSON, and their host names; the worker checks each setting when it is called.
fn read(path: &Path) -> Result<(String, Vec<String>)> {
    let place = || format!("{} is no list of clusters", path.display());
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the clusters from {}", path.display()))?;
    let clusters: Vec<serde_json::Value> = serde_json::from_str(&text).with_context(place)?;
    ensure!(!clusters.is_empty(), "{} names no cluster", path.display());
    let mut all = Vec::new();
    for cluster in &clusters {
        let hosts = cluster.get("hosts").and_then(|hosts| hosts.as_array());
        let names = hosts.into_iter().flatten().filter_map(|host| host.as_str());
        all.extend(names.map(str::to_owned));
        let is_named = cluster.get("id").is_some_and(serde_json::Value::is_string);
        ensure!(
            is_named && hosts.is_some_and(|hosts| !hosts.is_empty()),
            "{}: each cluster has an `id`, and `hosts` with at least one host name",
            path.display()
        );
    }
    Ok((serde_json::to_string(&clusters)?, all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_checked_before_anything_is_built() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("postern-deploy-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let file = folder.join("clusters.json");
        let outcome = |text: &str| -> Result<Result<(String, Vec<String>)>> {
            fs::write(&file, text)?;
            Ok(read(&file))
        };
        let (json, hosts) = outcome("[\n {\"id\": \"a\", \"hosts\": [\"a.example\"]}\n]")??;
        assert_eq!(json, r#"[{"hosts":["a.example"],"id":"a"}]"#);
        assert_eq!(hosts, ["a.example"]);
        for bad in [
            "",
            "{}",
            "[]",
            r#"[{"id":"a"}]"#,
            r#"[{"id":"a","hosts":[]}]"#,
            r#"[{"hosts":["x"]}]"#,
        ] {
            assert!(outcome(bad)?.is_err(), "{bad}");
        }
        assert!(read(&folder.join("none")).is_err());
        fs::remove_dir_all(&folder)?;
        Ok(())
    }
}
