//! What tests say once a guard is gone, read from what their runners write: a test that failed by itself is
//! one thing, one that never ran or whose preparation broke another.

use std::{collections::BTreeMap, fmt};

use super::catalogue::Test;

/// What a test said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Passed,
    /// Why, in a few words.
    Failed(String),
    /// Something around it broke, which shows nothing of the guard.
    Nothing(String),
}

/// What is known of a guard once it was taken away.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Every test that is named for it failed; what the first said.
    Guarded(String),
    /// Some test passed all the same.
    NotGuarded(Vec<String>),
    /// Nothing was shown.
    Broken(String),
}

impl Verdict {
    pub(super) fn of(tests: &[Test], told: &BTreeMap<Test, Told>) -> Self {
        let mut passed = Vec::new();
        let mut why = None;
        for test in tests {
            match told.get(test) {
                Some(Told::Passed) => passed.push(test.name().to_owned()),
                Some(Told::Failed(said)) => why = why.or_else(|| Some(said.clone())),
                Some(Told::Nothing(said)) => {
                    return Self::Broken(format!("{}: {said}", test.name()));
                }
                None => return Self::Broken(format!("{}: came to no end", test.name())),
            }
        }
        match why {
            Some(said) if passed.is_empty() => Self::Guarded(said),
            _ => Self::NotGuarded(passed),
        }
    }

    pub(super) fn is_guarded(&self) -> bool {
        matches!(self, Self::Guarded(_))
    }

    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Guarded(_) => "guarded",
            Self::NotGuarded(_) => "NOT GUARDED",
            Self::Broken(_) => "NOTHING SHOWN",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guarded(said) => write!(f, "{said}"),
            Self::NotGuarded(passed) => write!(f, "still pass: {}", passed.join("; ")),
            Self::Broken(said) => write!(f, "{said}"),
        }
    }
}

/// The option that makes Node run the test of this name.
pub(super) fn pattern(name: &str) -> String {
    let mut pattern = String::from("--test-name-pattern=^");
    for c in name.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('$');
    pattern
}

/// What the tests of a script said, by name (TAP).
pub(super) fn read_tap(output: &str) -> BTreeMap<String, Told> {
    let mut told = BTreeMap::new();
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        let (is_good, rest) = match (line.strip_prefix("ok "), line.strip_prefix("not ok ")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => continue,
        };
        let Some((_, name)) = rest.split_once(" - ") else {
            continue;
        };
        if name.contains(" # SKIP") {
            continue;
        }
        let mut own = false;
        let mut said = Vec::new();
        let mut is_error = false;
        while let Some(detail) = lines.next_if(|line| line.starts_with("  ")) {
            let detail = detail.trim();
            if matches!(detail, "---" | "...") {
                continue;
            }
            own |= detail == "failureType: 'testCodeFailure'";
            if let Some(error) = detail.strip_prefix("error: ") {
                is_error = true;
                said.push(error.trim_matches(['\'', '|', '-']));
            } else if detail.starts_with("code: ") {
                is_error = false;
            } else if is_error {
                said.push(detail);
            }
        }
        let said = short(&said.join(" "));
        let verdict = match (is_good, own) {
            (true, _) => Told::Passed,
            (false, true) => Told::Failed(said),
            (false, false) => Told::Nothing(said),
        };
        told.insert(name.replace("\\#", "#").replace("\\\\", "\\"), verdict);
    }
    told
}

/// What the tests of a package said, by path.
pub(super) fn read_cargo(output: &str) -> BTreeMap<String, Told> {
    let mut told = BTreeMap::new();
    for line in output.lines() {
        let result = line
            .strip_prefix("test ")
            .and_then(|rest| rest.split_once(" ... "));
        match result {
            Some((path, "ok")) => told.insert(path.to_owned(), Told::Passed),
            Some((path, "FAILED")) => told.insert(path.to_owned(), Told::Failed(path.to_owned())),
            _ => None,
        };
    }
    told
}

/// The beginning of a text, without what would break a line.
fn short(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").chars().take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAP: &str = "TAP version 13\n# Subtest: a (b)\nnot ok 1 - a (b)\n  ---\n  failureType: 'testCodeFailure'\n  error: |-\n    Expected:\n    \n    303 !== 403\n    \n  code: 'ERR_ASSERTION'\n  stack: |-\n    x\n  ...\nok 2 - c\n  ---\n  ...\nok 3 - d # SKIP test name does not match pattern\nnot ok 4 - e\n  ---\n  failureType: 'hookFailed'\n  error: 'no'\n  ...\n";

    fn script(name: &str) -> Test {
        Test::try_from(format!("x: {name}")).expect("a test")
    }

    #[test]
    fn a_test_that_failed_by_itself_is_told_from_one_that_was_kept_from_running() {
        let told = read_tap(TAP);
        assert_eq!(
            told.get("a (b)"),
            Some(&Told::Failed("Expected: 303 !== 403".into()))
        );
        assert_eq!(told.get("c"), Some(&Told::Passed));
        assert_eq!(told.get("d"), None);
        assert_eq!(told.get("e"), Some(&Told::Nothing("no".into())));
        let told = read_cargo("running 2 tests\ntest a::b ... ok\ntest a::c ... FAILED\n");
        assert_eq!(told.get("a::b"), Some(&Told::Passed));
        assert!(matches!(told.get("a::c"), Some(Told::Failed(_))));
    }

    #[test]
    fn a_guard_is_shown_by_all_of_its_tests_or_not_at_all() {
        let told: BTreeMap<Test, Told> = read_tap(TAP)
            .into_iter()
            .map(|(name, said)| (script(&name), said))
            .collect();
        let verdict = |names: &[&str]| {
            let tests: Vec<_> = names.iter().map(|name| script(name)).collect();
            Verdict::of(&tests, &told).word()
        };
        assert_eq!(verdict(&["a (b)"]), "guarded");
        assert_eq!(verdict(&["a (b)", "c"]), "NOT GUARDED");
        assert_eq!(verdict(&["a (b)", "d"]), "NOTHING SHOWN");
        assert_eq!(verdict(&["e"]), "NOTHING SHOWN");
    }

    #[test]
    fn a_name_is_a_pattern_of_itself_alone() {
        assert_eq!(pattern("a (b).c"), r"--test-name-pattern=^a \(b\)\.c$");
    }
}
