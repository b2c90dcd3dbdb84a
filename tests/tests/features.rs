//! The features of what is built, as cargo resolves them: the regex engine of the worker and of the
//! engine module is the small one, and the page's own module carries none of the core's.

use std::{collections::BTreeSet, error::Error, process::Command};

/// What cargo turns on when it builds this package for the edge or the browser: lines as in
/// `regex-syntax feature "std"`, and packages as in `regex-syntax v0.8.12`.
fn resolved(package: &str) -> Result<BTreeSet<String>, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--edges",
            "normal,features",
            "--prefix",
            "none",
            "--package",
            package,
        ])
        .args(["--target", "wasm32-unknown-unknown"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()?;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    Ok(text
        .lines()
        .map(|line| line.trim_end_matches(" (*)").to_owned())
        .collect())
}

#[test]
fn the_worker_and_the_engine_use_the_small_regex_engine() -> Result<(), Box<dyn Error>> {
    for package in ["postern-worker", "postern-engine"] {
        let resolved = resolved(package)?;
        assert!(
            resolved
                .iter()
                .any(|line| line.starts_with("regex-automata v")),
            "{package} has no regex engine, so this test looks at nothing"
        );
        let large: Vec<_> = resolved
            .iter()
            .filter(|line| line.starts_with("regex"))
            .filter(|line| {
                ["\"perf", "\"unicode", "\"meta\"", "\"default\""]
                    .iter()
                    .any(|feature| line.contains(feature))
            })
            .collect();
        assert!(large.is_empty(), "{package} turns on {large:?}");
    }
    Ok(())
}

#[test]
fn schemas_stay_out_of_what_is_deployed() -> Result<(), Box<dyn Error>> {
    for package in ["postern-app", "postern-engine", "postern-worker"] {
        let resolved = resolved(package)?;
        assert!(
            !resolved.iter().any(|line| line.starts_with("schemars")),
            "{package} carries schemars: turn on feature `schema` in tests/contract only"
        );
    }
    Ok(())
}

#[test]
fn the_page_carries_no_policy_reader() -> Result<(), Box<dyn Error>> {
    let resolved = resolved("postern-app")?;
    assert!(
        resolved
            .iter()
            .any(|line| line.starts_with("postern-core v"))
    );
    let unwanted: Vec<_> = resolved
        .iter()
        .filter(|line| {
            **line == "postern-core feature \"engine\"" || line.starts_with("granit-parser")
        })
        .collect();
    assert!(unwanted.is_empty(), "{unwanted:?}");
    Ok(())
}
