//! Whole documents with what is wrong in them: our own cases, and any labelled folder of real ones
//! named in `POSTERN_CORPUS`.
#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test: what is not as expected fails it, and the score is for people"
)]

mod canonical;
mod witness;

use std::{collections::BTreeSet, fs, path::Path};

use postern_core::{
    policy::reading::{Reading, read},
    yaml::{
        budget::ReadBudget,
        diagnostic::{Diagnostic, Severity},
    },
};

/// Where a finding stands and how much it matters.
type Found = (u32, u32, Severity);

fn place(reading: &Reading, finding: &Diagnostic) -> Found {
    let position = reading.source.position(finding.span().start);
    (position.line, position.column, finding.severity)
}

/// Every case says in its first lines what must be found, and nothing else may be:
/// `# 8:14 error schema/wrong-type`.
#[test]
fn our_own_cases() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/documents");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 30, "the cases are gone");
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        let expected: BTreeSet<String> = text
            .lines()
            .map_while(|line| line.strip_prefix("# "))
            .filter(|line| line.starts_with(|c: char| c.is_ascii_digit()))
            .map(str::to_owned)
            .collect();
        let reading = read(&text, &ReadBudget::PRODUCT);
        let found: BTreeSet<String> = reading
            .diagnostics
            .iter()
            .map(|finding| {
                let (line, column, severity) = place(&reading, finding);
                format!("{line}:{column} {} {}", word(severity), finding.rule)
            })
            .collect();
        if found != expected {
            wrong.push(format!(
                "{}\n  expected {expected:#?}\n  found {found:#?}",
                file.display()
            ));
        }
        for finding in &reading.diagnostics {
            let about = format!("{}: {}", file.display(), finding.message);
            assert!(!finding.message.ends_with('.'), "{about}");
            assert!(
                finding.severity != Severity::Error || finding.help.is_some(),
                "an error says what to do: {about}"
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

fn severity(word: &str) -> Option<Severity> {
    [
        Severity::Error,
        Severity::Warning,
        Severity::Info,
        Severity::Hint,
    ]
    .into_iter()
    .find(|severity| self::word(*severity) == word)
}

/// Reads every file of a labelled corpus and prints how far findings and labels agree; fails only
/// when a file cannot be read. Without `POSTERN_CORPUS` there is nothing to compare.
#[test]
fn labelled_corpus() {
    let Ok(corpus) = std::env::var("POSTERN_CORPUS") else {
        return;
    };
    let corpus = Path::new(&corpus);
    real(corpus);
    broken(corpus);
}

/// Rules of ours that the labels do not know.
const BEYOND_THE_LABELS: [&str; 1] = ["schema/literal-secret"];

fn labels(file: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn found(reading: &Reading) -> Vec<(Found, String)> {
    reading
        .diagnostics
        .iter()
        .filter(|finding| finding.severity <= Severity::Warning)
        .filter(|finding| !BEYOND_THE_LABELS.contains(&finding.rule.as_ref()))
        .map(|finding| {
            (
                place(reading, finding),
                format!("{} {}", finding.rule, finding.message),
            )
        })
        .collect()
}

fn label(value: &serde_json::Value) -> Option<Found> {
    let number = |name: &str| u32::try_from(value[name].as_u64()?).ok();
    Some((
        number("line")?,
        number("col")?,
        severity(value["severity"].as_str()?)?,
    ))
}

fn list<'a>(value: &'a serde_json::Value, name: &str) -> &'a [serde_json::Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn read_file(file: &Path) -> Reading {
    let text = String::from_utf8_lossy(&fs::read(file).unwrap()).into_owned();
    read(&text, &ReadBudget::PRODUCT)
}

fn real(corpus: &Path) {
    let (mut labelled, mut met, mut extra, mut exact, mut verdicts, mut files) = (0, 0, 0, 0, 0, 0);
    for entry in labels(&corpus.join("labels.jsonl")) {
        let name = entry["file"].as_str().unwrap_or_default();
        let reading = read_file(&corpus.join("files").join(name));
        let found = found(&reading);
        let expected: Vec<Found> = list(&entry, "expected").iter().filter_map(label).collect();
        let allowed: Vec<Found> = list(&entry, "allowed").iter().filter_map(label).collect();
        let missing: Vec<&Found> = expected
            .iter()
            .filter(|label| !found.iter().any(|(place, _)| place == *label))
            .collect();
        let beyond: Vec<_> = found
            .iter()
            .filter(|(place, _)| !expected.contains(place) && !allowed.contains(place))
            .collect();
        let verdict = match found.iter().map(|(place, _)| place.2).min() {
            Some(Severity::Error) => "errors",
            Some(_) => "warnings",
            None => "clean",
        };
        let agrees = entry["verdict"] == verdict
            || list(&entry, "verdict_alternatives")
                .iter()
                .any(|other| other == verdict);
        files += 1;
        labelled += expected.len();
        met += expected.len() - missing.len();
        extra += beyond.len();
        exact += usize::from(missing.is_empty() && beyond.is_empty());
        verdicts += usize::from(agrees);
        if !(missing.is_empty() && beyond.is_empty()) {
            println!(
                "{name}: verdict {verdict} ({}), labelled {}",
                if agrees { "agrees" } else { "DISAGREES" },
                entry["verdict"]
            );
            for label in list(&entry, "expected") {
                if self::label(label).is_some_and(|place| missing.contains(&&place)) {
                    println!(
                        "  not found: {} {}:{} {}",
                        label["severity"], label["line"], label["col"], label["message"]
                    );
                }
            }
            for ((line, column, severity), what) in beyond {
                println!("  not labelled: {} {line}:{column} {what}", word(*severity));
            }
        }
    }
    println!(
        "real files: {verdicts} of {files} verdicts agree, {met} of {labelled} labelled findings met, {extra} findings not labelled, {exact} files exactly as labelled"
    );
}

fn broken(corpus: &Path) {
    let (mut met, mut near, mut quiet, mut files) = (0, 0, 0, 0);
    for entry in labels(&corpus.join("labels-broken.jsonl")) {
        let name = entry["file"].as_str().unwrap_or_default();
        let reading = read_file(&corpus.join("broken").join(name));
        let found = found(&reading);
        files += 1;
        let Some(label) = label(&entry) else {
            met += usize::from(found.is_empty());
            near += usize::from(found.is_empty());
            quiet += usize::from(found.is_empty());
            if !found.is_empty() {
                println!("broken/{name}: must be clean, found {found:?}");
            }
            continue;
        };
        let hit = found.iter().any(|(place, _)| *place == label);
        let line = |place: Found| (place.0, place.2);
        let close = found.iter().any(|(place, _)| line(*place) == line(label));
        met += usize::from(hit);
        near += usize::from(close);
        quiet += usize::from(hit && found.len() == 1);
        if !hit || found.len() > 1 {
            println!(
                "broken/{name}: {}labelled {} {}:{} {} (also {}, further {})",
                if hit { "" } else { "NOT MET, " },
                entry["severity"],
                entry["line"],
                entry["col"],
                entry["problem"],
                entry["accept_also"],
                entry["further"],
            );
            for ((line, column, severity), what) in found {
                println!("  found: {} {line}:{column} {what}", word(severity));
            }
        }
    }
    println!(
        "broken files: {met} of {files} found at the labelled character, {near} on its line, {quiet} with nothing beside"
    );
}

/// The sample cluster reads, and has only the lints that its story is about.
#[test]
fn the_sample_cluster_reads() {
    let reading = read(
        include_str!("../../../worker/src/sample/cluster.yaml"),
        &ReadBudget::PRODUCT,
    );
    let found: Vec<(&str, &str)> = reading
        .diagnostics
        .iter()
        .map(|finding| {
            let place = reading.place(finding.span()).unwrap();
            let role = reading
                .roles()
                .find(|role| role.name.as_str() == place.name);
            (role.unwrap().name.as_str(), finding.rule.as_ref())
        })
        .collect();
    assert_eq!(found, [("contractor-guarded", "matcher/too-broad")]);
    assert_eq!(reading.roles().count(), 13);
    let roles: BTreeSet<&str> = reading.roles().map(|role| role.name.as_str()).collect();
    for user in reading.users() {
        assert!(
            !user.description.is_empty(),
            "{} says what they can do",
            user.name
        );
        for role in &user.roles {
            assert!(
                roles.contains(role.value.as_str()),
                "{} holds no role `{}`",
                user.name,
                role.value
            );
        }
    }
    let users: Vec<&str> = reading.users().map(|user| user.name.as_str()).collect();
    assert_eq!(
        users,
        [
            "alice", "cara", "erin", "gus", "bob", "rita", "rolf", "olga"
        ]
    );
}

/// What the reference reads as YAML and what we read is the same, where readers of YAML agree.
#[test]
fn another_reader_sees_the_same_values() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/documents");
    let mut texts: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap())
        .collect();
    texts.push(include_str!("../../../worker/src/sample/cluster.yaml").to_owned());
    assert_eq!(witness::compare(witness::SCALARS), 1);
    let compared: usize = texts.iter().map(|text| witness::compare(text)).sum();
    assert!(compared >= 60, "only {compared} documents were compared");
}
