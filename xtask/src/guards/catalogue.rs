//! The catalogue of guards, `tests/guards/*.toml`: what each stands against, the edit that takes it away, and
//! the tests that have to fail then. Here it is read, and held against the sources and docs/threats.md.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The document whose rows the guards belong to.
const DOCUMENT: &str = "docs/threats.md";
/// Its sections of which every row has a guard here.
const SECTIONS: [&str; 3] = [
    "Signing in and who is who",
    "Sessions and machine tokens",
    "Hooks and integrations",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    row: Vec<Row>,
}

/// A row of the document.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// Its first cell.
    threat: String,
    guard: Vec<Guard>,
}

/// Something that stands against a threat, and could be taken away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guard {
    pub(super) name: String,
    /// What gets through without it.
    pub(super) against: String,
    #[serde(flatten)]
    edit: Edit,
    /// Where the guard is doubled: what has to go with it, so that anything gets through.
    #[serde(default)]
    also: Vec<Edit>,
    /// The tests that have to fail without it, every one: `FILE: NAME` of `tests/worker`, or `PACKAGE: PATH`.
    pub(super) tests: Vec<Test>,
}

impl Guard {
    /// The edits that take it away.
    pub(super) fn edits(&self) -> impl Iterator<Item = &Edit> {
        std::iter::once(&self.edit).chain(&self.also)
    }
}

/// A text that stands once in a file, and what stands there without the guard.
#[derive(Deserialize)]
pub(super) struct Edit {
    pub(super) file: String,
    find: String,
    replace: String,
}

impl Edit {
    /// The file's text without the guard.
    ///
    /// # Errors
    /// When the text to find is not there, or more than once.
    pub(super) fn apply(&self, text: &str) -> Result<String> {
        let count = text.matches(&self.find).count();
        anyhow::ensure!(
            count == 1 && self.find != self.replace,
            "the text to find has to stand once in {}, and stands there {count} times: {}",
            self.file,
            self.find
        );
        Ok(text.replacen(&self.find, &self.replace, 1))
    }
}

/// A test by its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum Test {
    /// One of `tests/worker`, by its file and its whole name.
    Script { file: String, name: String },
    /// One of a package, by its path.
    Host { package: String, path: String },
}

impl TryFrom<String> for Test {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(": ") {
            Some((package, path)) if package.starts_with("postern-") => Ok(Self::Host {
                package: package.into(),
                path: path.into(),
            }),
            Some((file, name)) => Ok(Self::Script {
                file: format!("tests/worker/{file}.test.mjs"),
                name: name.into(),
            }),
            None => Err(format!("`{text}` is no `FILE: NAME` of a test")),
        }
    }
}

impl Test {
    /// Its name, as its runner tells it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Script { name, .. } => name,
            Self::Host { path, .. } => path,
        }
    }

    /// Whether the sources have it.
    fn is_in(&self, root: &Path) -> bool {
        match self {
            Self::Script { file, name } => fs::read_to_string(root.join(file))
                .is_ok_and(|text| names_in(&text).any(|known| fits(known, name))),
            Self::Host { package, path } => {
                let folder = root
                    .join(package.trim_start_matches("postern-"))
                    .join("src");
                let modules: Vec<_> = path.split("::").collect();
                let Some((function, [modules @ .., _])) = modules.split_last() else {
                    return false;
                };
                let file = folder.join(modules.join("/"));
                let own = file.with_extension("rs");
                [own, file.join("tests.rs")].iter().any(|file| {
                    fs::read_to_string(file)
                        .is_ok_and(|text| text.contains(&format!("fn {function}(")))
                })
            }
        }
    }
}

/// The names of the tests of a script, as they are written.
fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split("test(").skip(1).filter_map(|rest| {
        let quote = rest.chars().next().filter(|c| "\"`".contains(*c))?;
        rest.get(1..)?.split(quote).next()
    })
}

/// Whether a name is one that a template with `${…}` in it makes.
fn fits(template: &str, name: &str) -> bool {
    let mut pieces = template.split("${");
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else {
        return false;
    };
    let mut is_open = false;
    for piece in pieces {
        let text = piece.split_once('}').map_or(piece, |(_, text)| text);
        let Some(at) = rest.rfind(text) else {
            return false;
        };
        rest = rest.get(at + text.len()..).unwrap_or_default();
        is_open = text.is_empty();
    }
    rest.is_empty() || is_open
}

/// All guards, in the order of their files.
///
/// # Errors
/// Tells everything that does not fit the sources, or the document: then nothing would be shown by a run.
pub(super) fn read(root: &Path) -> Result<Vec<Guard>> {
    let mut rows = Vec::new();
    let folder = root.join("tests/guards");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let topic: Topic =
            toml::from_str(&text).with_context(|| format!("cannot read {}", file.display()))?;
        rows.extend(topic.row);
    }
    let document = fs::read_to_string(root.join(DOCUMENT))?;
    let mut faults = rows_faults(&rows, &document);
    let guards: Vec<Guard> = rows.into_iter().flat_map(|row| row.guard).collect();
    let mut names = BTreeSet::new();
    for guard in &guards {
        let mut fault = |problem: String| faults.push(format!("guard {}: {problem}", guard.name));
        if !names.insert(&guard.name) {
            fault("another has this name".into());
        }
        if guard.tests.is_empty() {
            fault("names no test".into());
        }
        if let Err(error) = without(root, guard) {
            fault(format!("{error:#}"));
        }
        for test in guard.tests.iter().filter(|test| !test.is_in(root)) {
            fault(format!("there is no test {test:?}"));
        }
    }
    anyhow::ensure!(
        faults.is_empty(),
        "the catalogue does not fit the sources:\n{}",
        faults.join("\n")
    );
    Ok(guards)
}

/// The files that take part in a guard, as they read without it.
///
/// # Errors
/// When a text to find does not stand there once.
pub(super) fn without(root: &Path, guard: &Guard) -> Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for edit in guard.edits() {
        let text = match files.remove(&edit.file) {
            Some(text) => text,
            None => fs::read_to_string(root.join(&edit.file))
                .with_context(|| format!("cannot read {}", edit.file))?,
        };
        files.insert(edit.file.clone(), edit.apply(&text)?);
    }
    Ok(files)
}

/// What is wrong between the rows of the catalogue and those of the document.
fn rows_faults(rows: &[Row], document: &str) -> Vec<String> {
    let mut section = "";
    let mut cells = BTreeSet::new();
    let mut wanted = Vec::new();
    for line in document.lines() {
        section = line.strip_prefix("## ").unwrap_or(section);
        let cell = line
            .strip_prefix("| ")
            .and_then(|rest| rest.split_once(" |"));
        if let Some((cell, _)) = cell.filter(|(cell, _)| *cell != "threat") {
            cells.insert(cell);
            if SECTIONS.contains(&section) {
                wanted.push(cell);
            }
        }
    }
    let known: BTreeSet<_> = rows.iter().map(|row| row.threat.as_str()).collect();
    let unguarded = wanted.into_iter().filter(|cell| !known.contains(cell));
    let unknown = known.difference(&cells);
    unguarded
        .map(|cell| format!("no guard stands against “{cell}”, a row of {DOCUMENT}"))
        .chain(unknown.map(|cell| format!("“{cell}” is no row of {DOCUMENT}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_guard_can_be_taken_away_and_names_its_tests_and_every_row_has_one() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace");
        if let Err(error) = read(root) {
            panic!("{error:#}");
        }
    }

    #[test]
    fn a_name_fits_what_makes_it() {
        let cases = [
            ("a b", "a b", true),
            ("a b", "a b c", false),
            (
                "a token ${what} is refused",
                "a token of none is refused",
                true,
            ),
            (
                "a token ${what} is refused",
                "a token of none is taken",
                false,
            ),
            ("${a} needs ${b}", "GET needs this", true),
            ("${a} needs ${b}", "GET wants this", false),
        ];
        for (template, name, expected) in cases {
            assert_eq!(fits(template, name), expected, "{template} {name}");
        }
        let names: Vec<_> = names_in("test(\"a b\", () => {});\ntest(`c ${d}`, x);").collect();
        assert_eq!(names, ["a b", "c ${d}"]);
    }

    #[test]
    fn a_text_that_is_gone_or_stands_twice_is_told() {
        let edit = |find: &str, replace: &str| Edit {
            file: "f".into(),
            find: find.into(),
            replace: replace.into(),
        };
        assert_eq!(edit("b", "x").apply("a b c").expect("once"), "a x c");
        assert!(edit("d", "x").apply("a b c").is_err());
        assert!(edit("b", "x").apply("a b b").is_err());
        assert!(edit("b", "b").apply("a b c").is_err());
    }

    #[test]
    fn rows_without_guards_and_guards_without_rows_are_told() {
        let document = "## Hooks and integrations\n\n| threat | guard | test |\n|---|---|---|\n| one | a | b |\n| two | a | b |\n## Else\n| three | a | b |\n";
        let row = |threat: &str| Row {
            threat: threat.into(),
            guard: Vec::new(),
        };
        let faults = rows_faults(&[row("two"), row("three"), row("four")], document);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(faults[0].contains("“one”") && faults[1].contains("“four”"));
    }
}
