//! Checks of the tree itself: who may know whom, what stands where, and that documents tell the truth.
//! Each failure names the file and what to do about it.

#![expect(
    clippy::expect_used,
    clippy::string_slice,
    reason = "a check of the tree stops at what it cannot read, and says where"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use postern_core::api::endpoint::ENDPOINTS;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the workspace")
        .to_path_buf()
}

/// Every file of the project with one of these endings: path from the root, and text.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    const SKIPPED: [&str; 6] = [
        "target",
        "node_modules",
        ".git",
        ".postern",
        ".wrangler",
        ".cache",
    ];
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder").flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let text = fs::read_to_string(&path).expect("a text file");
                let name = path
                    .strip_prefix(root())
                    .expect("inside")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, text));
            }
        }
    }
    found.sort();
    assert!(
        !found.is_empty(),
        "no file ends with {endings:?}: the walk is broken"
    );
    found
}

fn is_test(name: &str) -> bool {
    name.starts_with("tests/") || name.contains("/tests/") || name.ends_with("/tests.rs")
}

/// Fails with one line for each fault.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn names_own_something() {
    let empty = [
        "utils", "util", "helpers", "helper", "common", "misc", "mod",
    ];
    let faults: Vec<_> = files(&[".rs", ".mjs", ".css"])
        .into_iter()
        .filter(|(name, _)| {
            let stem = Path::new(name)
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            empty.contains(&stem.as_str())
        })
        .map(|(name, _)| format!("{name}: name the file after the noun it owns"))
        .collect();
    none(&faults);
}

#[test]
fn files_say_what_lives_there() {
    let faults: Vec<_> = files(&[".rs", ".mjs", ".css"])
        .into_iter()
        .filter(|(name, text)| {
            let head = if name.ends_with(".rs") {
                "//!"
            } else if name.ends_with(".css") {
                "/*"
            } else {
                "//"
            };
            let first = text
                .lines()
                .find(|line| !line.starts_with("#!"))
                .unwrap_or_default();
            !first.starts_with(head)
        })
        .map(|(name, _)| format!("{name}: begin with two or three lines that say what lives there"))
        .collect();
    none(&faults);
}

#[test]
fn files_fit_in_the_head() {
    // Tables of facts, one row a line, are as long as the facts are many.
    let tables = ["core/src/policy/role/fields.rs"];
    let faults: Vec<_> = files(&[".rs", ".mjs", ".css"])
        .into_iter()
        .filter(|(name, text)| {
            !is_test(name) && !tables.contains(&name.as_str()) && text.lines().count() > 500
        })
        .map(|(name, text)| {
            format!(
                "{name}: {} lines; past 500 there is a second noun inside",
                text.lines().count()
            )
        })
        .collect();
    none(&faults);
}

#[test]
fn colours_stand_in_the_tokens() {
    let raw = |line: &str| {
        let hex = line.match_indices('#').any(|(at, _)| {
            let digits = line[at + 1..]
                .chars()
                .take_while(char::is_ascii_hexdigit)
                .count();
            let next = line[at + 1..].chars().nth(digits);
            matches!(digits, 3 | 4 | 6 | 8)
                && !next.is_some_and(|c| c.is_alphanumeric() || c == '-')
        });
        hex || ["rgb(", "rgba(", "hsl(", "oklch(", "color("]
            .iter()
            .any(|name| line.contains(name))
    };
    let mut faults = Vec::new();
    for (name, text) in files(&[".css"]) {
        if name.starts_with("app/") && !name.ends_with("/tokens.css") {
            for (at, line) in text.lines().enumerate() {
                if raw(line) {
                    faults.push(format!("{name}:{}: a raw colour; use a token", at + 1));
                }
            }
        }
    }
    none(&faults);
}

/// What may be named only in certain places: the needle, where it counts, where it may stand.
const DOORS: [(&str, &str, &[&str], &str); 7] = [
    (
        "granit_parser",
        "core/src",
        &["core/src/yaml/document"],
        "only the document reader knows the YAML crate",
    ),
    (
        "SELECT ",
        "worker/src",
        &["worker/src/store"],
        "SQL stands in store",
    ),
    (
        "INSERT INTO",
        "worker/src",
        &["worker/src/store"],
        "SQL stands in store",
    ),
    (
        "DELETE FROM",
        "worker/src",
        &["worker/src/store"],
        "SQL stands in store",
    ),
    (
        "console_",
        "worker/src",
        &["worker/src/log"],
        "the only console is log",
    ),
    (
        "Date::now",
        "worker/src",
        &["worker/src/clock"],
        "the only clock is clock",
    ),
    (
        "web_sys::",
        "app/src",
        &["app/src/browser"],
        "the only browser is browser",
    ),
];

#[test]
fn doors_are_used() {
    let mut faults = Vec::new();
    for (name, text) in files(&[".rs"]) {
        for (needle, within, doors, why) in DOORS {
            if name.starts_with(within) && !doors.iter().any(|door| name.starts_with(door)) {
                for (at, line) in text.lines().enumerate() {
                    if line.contains(needle) && !line.trim_start().starts_with("//") {
                        faults.push(format!("{name}:{}: `{needle}`: {why}", at + 1));
                    }
                }
            }
        }
    }
    none(&faults);
}

/// The names under `[dependencies]` (and its like) of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(manifest)).expect("a manifest");
    let mut inside = false;
    let mut names = Vec::new();
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.ends_with("dependencies]") && !line.contains("dev-");
        } else if inside && !line.trim().is_empty() && !line.starts_with('#') {
            let name = line.split(['=', '.', ' ']).next().unwrap_or_default();
            names.push(name.trim().to_owned());
        }
    }
    names
}

#[test]
fn core_knows_nobody() {
    let allowed = [
        "granit-parser",
        "regex-automata",
        "regex-syntax",
        // Only with feature `schema`: the wire's types as JSON schemas.
        "schemars",
        "serde",
        "serde_json",
        "sha2",
        "uuid",
    ];
    for name in dependencies("core/Cargo.toml") {
        assert!(
            allowed.contains(&name.as_str()),
            "core depends on {name}: list it here with a reason, or do without"
        );
    }
    let lib = fs::read_to_string(root().join("core/src/lib.rs")).expect("the core");
    assert!(
        lib.contains("#![no_std]"),
        "core is no_std, so that it cannot do I/O"
    );
}

#[test]
fn layers_know_only_the_core() {
    for manifest in [
        "app/Cargo.toml",
        "app/engine/Cargo.toml",
        "worker/Cargo.toml",
    ] {
        for name in dependencies(manifest) {
            assert!(
                !name.starts_with("postern-")
                    || name == "postern-core"
                    // The page's own macro.
                    || (manifest == "app/Cargo.toml" && name == "postern-view"),
                "{manifest} depends on {name}: only the core is shared"
            );
        }
    }
}

#[test]
fn every_operation_reaches_the_worker() {
    let config = fs::read_to_string(root().join("worker/wrangler.toml")).expect("wrangler.toml");
    let list = config
        .split_once("run_worker_first")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map(|(list, _)| list.split('"').skip(1).step_by(2).collect::<Vec<_>>())
        .expect("a run_worker_first list");
    let covered = |path: &str| {
        list.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => path.starts_with(prefix),
            None => path == *pattern,
        })
    };
    // Beside the operations: what is promised at the root.
    let promised = ["/hooks/x", "/ssh/ca.pub", "/problems/x", "/metrics"];
    for path in ENDPOINTS.iter().map(|entry| entry.path).chain(promised) {
        assert!(
            covered(path),
            "{path} is missing in run_worker_first: it would answer as the page"
        );
    }
}

#[test]
fn documents_name_what_exists() {
    let tops = [
        "app", "core", "worker", "tests", "xtask", "public", "docs", ".ci",
    ];
    let mut faults = Vec::new();
    for (name, text) in files(&[".md"]) {
        let folder = root().join(&name).parent().expect("a folder").to_path_buf();
        for (at, line) in text.lines().enumerate() {
            let mut missing =
                |target: &str| faults.push(format!("{name}:{}: {target} is not there", at + 1));
            for piece in line.split("](").skip(1) {
                let target = piece.split([')', '#']).next().unwrap_or_default();
                if !target.is_empty() && !target.contains("://") && !folder.join(target).exists() {
                    missing(target);
                }
            }
            for piece in line.split('`').skip(1).step_by(2) {
                let path = piece.trim_end_matches('/');
                let is_path = path.contains('/') && !path.contains([' ', '*', '<', '{', '…', '=']);
                let top = path.split('/').next().unwrap_or_default();
                if is_path && tops.contains(&top) && !root().join(path).exists() {
                    missing(path);
                }
            }
        }
    }
    none(&faults);
}

#[test]
fn the_project_speaks_of_itself() {
    // Put together here, so that this file passes too.
    let foreign: Vec<String> = [
        ("/wo", "rk/"),
        ("/tmp", "/wt"),
        (".libr", "ary/"),
        ("shared/", "design"),
    ]
    .iter()
    .map(|(a, b)| format!("{a}{b}"))
    .collect();
    let mut faults = Vec::new();
    for (name, text) in files(&[
        ".rs", ".mjs", ".css", ".md", ".toml", ".json", ".html", ".yaml", ".yml", "run",
    ]) {
        for (at, line) in text.lines().enumerate() {
            if let Some(word) = foreign.iter().find(|word| line.contains(word.as_str())) {
                faults.push(format!(
                    "{name}:{}: `{word}` belongs to somebody's machine",
                    at + 1
                ));
            }
        }
    }
    none(&faults);
}
