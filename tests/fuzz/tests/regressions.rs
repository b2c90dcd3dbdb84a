//! What fuzzing found once is tried again, and so is what it begins with.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that fails shows what it tried last"
)]

use std::{collections::BTreeSet, fs, path::Path};

use postern_fuzz::{TARGETS, Target, sample::Samples};

/// Of the seeds every so many-th is tried: all of them are, whenever a target is fuzzed.
const STEP: usize = 20;

/// The names of what a folder holds, without their endings.
fn names(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let stem = |entry: fs::DirEntry| {
        entry
            .path()
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned()
    };
    entries.map(stem).collect()
}

#[test]
fn each_target_has_its_file() {
    let listed: BTreeSet<String> = TARGETS
        .iter()
        .map(|target| target.name.to_owned())
        .collect();
    assert_eq!(names("src/targets"), listed);
}

#[test]
fn what_was_found_once_holds() {
    for name in names("regressions") {
        let target = Target::named(&name);
        let target = target.unwrap_or_else(|| panic!("regressions/{name} is of no target"));
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("regressions")
            .join(&name);
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            target.check(&fs::read(path).unwrap());
        }
    }
}

#[test]
fn what_fuzzing_begins_with_holds() {
    let samples = Samples::read().unwrap();
    for target in TARGETS {
        let seeds = target.seeds(&samples);
        assert!(
            seeds.len() > 3,
            "{} begins with next to nothing",
            target.name
        );
        for seed in seeds.iter().step_by(STEP) {
            println!("{}: {}", target.name, String::from_utf8_lossy(seed));
            target.check(seed);
        }
    }
}
