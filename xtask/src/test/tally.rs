//! How many tests passed, failed and were skipped, as each runner words it.

use std::{fmt, ops::AddAssign};

/// A count of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl Tally {
    /// Of so many, which passed.
    pub(super) fn of(held: &[bool]) -> Self {
        let passed = held.iter().filter(|held| **held).count();
        Self {
            passed,
            failed: held.len() - passed,
            skipped: 0,
        }
    }

    /// Reads a line of cargo's test harness, or of a test program that counts by families:
    /// `test result: ok. 3 passed; 0 failed; 1 ignored; …`, `matcher: 512 passed, 0 failed`.
    pub(super) fn read_cargo(line: &str) -> Option<Self> {
        let counts = match line.strip_prefix("test result: ") {
            Some(result) => result.split_once(". ")?.1,
            None => {
                let (family, counts) = line.split_once(": ")?;
                let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
                (!family.is_empty() && family.bytes().all(is_name)).then_some(counts)?
            }
        };
        let mut words = counts.split_whitespace();
        let passed = words.next()?.parse().ok()?;
        is_word(words.next()?, "passed")?;
        let failed = words.next()?.parse().ok()?;
        is_word(words.next()?, "failed")?;
        let skipped = match (words.next(), words.next()) {
            (Some(count), Some("ignored;")) => count.parse().ok()?,
            _ => 0,
        };
        Some(Self {
            passed,
            failed,
            skipped,
        })
    }

    /// Reads a line at the end of what Node's test runner writes: `# pass 12`.
    pub(super) fn read_node(line: &str) -> Option<Self> {
        let (name, count) = line.strip_prefix("# ")?.split_once(' ')?;
        let count = count.parse().ok()?;
        match name {
            "pass" => Some(Self {
                passed: count,
                ..Self::default()
            }),
            "fail" | "cancelled" => Some(Self {
                failed: count,
                ..Self::default()
            }),
            "skipped" | "todo" => Some(Self {
                skipped: count,
                ..Self::default()
            }),
            _ => None,
        }
    }
}

fn is_word(word: &str, expected: &str) -> Option<()> {
    (word.trim_end_matches([',', ';']) == expected).then_some(())
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 {
            write!(out, ", {} skipped", self.skipped)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(&str) -> Option<Tally>;

    #[test]
    fn each_runner_is_understood() {
        let cargo: Reader = Tally::read_cargo;
        let node: Reader = Tally::read_node;
        let cases: [(Reader, &str, Option<[usize; 3]>); 12] = [
            (
                cargo,
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
                Some([3, 0, 1]),
            ),
            (
                cargo,
                "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
                Some([3, 2, 0]),
            ),
            (cargo, "matcher: 512 passed, 4 failed", Some([512, 4, 0])),
            (cargo, "test policy::name ... ok", None),
            (cargo, "running 3 tests", None),
            (cargo, "the matcher: 5 passed, 0 failed", None),
            (cargo, "error: 5 things", None),
            (node, "# pass 12", Some([12, 0, 0])),
            (node, "# fail 1", Some([0, 1, 0])),
            (node, "# skipped 2", Some([0, 0, 2])),
            (node, "# tests 12", None),
            (node, "ok 1 - # pass 12", None),
        ];
        for (read, line, expected) in cases {
            let expected = expected.map(|[passed, failed, skipped]| Tally {
                passed,
                failed,
                skipped,
            });
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn what_held_passed() {
        let tally = Tally::of(&[true, false, true]);
        assert_eq!((tally.passed, tally.failed, tally.skipped), (2, 1, 0));
    }

    #[test]
    fn the_closing_line_names_what_was_skipped_only_if_something_was() {
        let mut tally = Tally {
            passed: 7,
            ..Tally::default()
        };
        assert_eq!(tally.to_string(), "7 passed, 0 failed");
        tally += Tally {
            failed: 1,
            skipped: 2,
            ..Tally::default()
        };
        assert_eq!(tally.to_string(), "7 passed, 1 failed, 2 skipped");
    }
}
