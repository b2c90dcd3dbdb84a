//! Who answers for assets: the runtime itself for each one that there is, the worker for every other name, which
//! is therefore not found instead of being the page.

use anyhow::{Result, ensure};

use super::site::Files;

/// The line of `worker/wrangler.toml` that sends all assets to the worker.
const ALL: &str = "  \"/assets/*\",\n";

/// How many rules Cloudflare takes.
const MOST: usize = 100;

/// The configuration, with an exception for each asset behind the rule for all of them.
pub(super) fn with_assets(configuration: &str, site: &Files) -> Result<String> {
    ensure!(
        configuration.contains(ALL),
        "worker/wrangler.toml does not list \"/assets/*\" in run_worker_first, on a line of its own"
    );
    let mut rules = ALL.to_owned();
    for path in site.0.keys().filter(|path| path.starts_with("assets/")) {
        rules += &format!("  \"!/{path}\",\n");
    }
    let text = configuration.replace(ALL, &rules);
    let count = text
        .lines()
        .filter(|line| line.starts_with("  \"/") || line.starts_with("  \"!/"))
        .count();
    ensure!(
        count <= MOST,
        "run_worker_first would have {count} rules and may have {MOST}: put assets together"
    );
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(paths: &[&str]) -> Files {
        Files(paths.iter().map(|path| ((*path).into(), vec![])).collect())
    }

    #[test]
    fn assets_that_exist_are_exceptions_and_nothing_else_is() -> Result<()> {
        let before = "run_worker_first = [\n  \"/api/*\",\n  \"/assets/*\",\n]\n";
        let site = site(&["assets/a-1/b.js", "assets/c-2.css", "index.html"]);
        assert_eq!(
            with_assets(before, &site)?,
            "run_worker_first = [\n  \"/api/*\",\n  \"/assets/*\",\n  \"!/assets/a-1/b.js\",\n  \"!/assets/c-2.css\",\n]\n"
        );
        Ok(())
    }

    #[test]
    fn what_cloudflare_would_refuse_is_refused_here() {
        let names: Vec<String> = (0..MOST).map(|at| format!("assets/{at}.js")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert!(with_assets(ALL, &site(&names)).is_err());
        assert!(with_assets(ALL, &site(names.get(1..).unwrap_or_default())).is_ok());
        assert!(with_assets("run_worker_first = []", &site(&[])).is_err());
    }
}
