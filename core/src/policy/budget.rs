//! How much work a policy may ask for, as a value: one budget for every running cluster, and a
//! wider one for comparing with the reference implementation.

#[cfg(feature = "engine")]
use alloc::format;
#[cfg(feature = "engine")]
use core::cell::Cell;

#[cfg(feature = "engine")]
use super::matcher::{MatcherError, MatcherErrorKind};

/// Bounds on patterns; over any of them a pattern is an error with the reason, never slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Longest pattern text, in bytes.
    pub pattern_bytes: usize,
    /// Most memory that compiling a pattern may take, in bytes.
    pub compiled_bytes: usize,
    /// Largest compiled patterns of one policy together, in bytes.
    pub policy_bytes: usize,
    /// Deepest nesting of groups.
    pub nested_groups: u32,
}

impl Budget {
    /// What lint, save and every running cluster use.
    pub const PRODUCT: Self = Self {
        pattern_bytes: 2 * 1024,
        compiled_bytes: 1024 * 1024,
        policy_bytes: 64 * 1024 * 1024,
        nested_groups: 250,
    };

    /// What the conformance run uses: as much as the reference implementation accepts.
    pub const REFERENCE: Self = Self {
        pattern_bytes: 64 * 1024,
        compiled_bytes: 160 * 1024 * 1024,
        policy_bytes: usize::MAX,
        nested_groups: 1_100,
    };
}

/// Bounds on the tests of one text; what goes over one of them is not run, and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestBudget {
    /// Most tests.
    pub tests: usize,
    /// Most roles that one test asks for.
    pub roles: usize,
    /// Most reviews that one test gives.
    pub reviews: usize,
    /// Most comparisons of a name with a pattern, estimated, in all tests together.
    pub comparisons: u64,
}

impl TestBudget {
    /// What every page, worker and terminal uses: a second or so of work.
    pub const PRODUCT: Self = Self {
        tests: 1_000,
        roles: 64,
        reviews: 64,
        comparisons: 1_000_000,
    };
}

/// What the patterns of one policy may take yet, all of them together. A policy of many small patterns
/// must not take more than a machine has, although none of them is over its own budget.
#[cfg(feature = "engine")]
#[derive(Debug)]
pub struct Remaining {
    budget: Budget,
    left: Cell<usize>,
}

#[cfg(feature = "engine")]
impl Remaining {
    /// All of it.
    #[must_use]
    pub const fn of(budget: &Budget) -> Self {
        Self {
            budget: *budget,
            left: Cell::new(budget.policy_bytes),
        }
    }

    /// How much of it is taken, in bytes.
    #[must_use]
    pub const fn taken(&self) -> usize {
        self.budget.policy_bytes.saturating_sub(self.left.get())
    }

    /// What one pattern may take, and all of them may where nothing is taken yet.
    #[must_use]
    pub const fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Reads and compiles a pattern, by one of the ways to do that, within what is left.
    ///
    /// # Errors
    /// What is wrong with the text, or that with it the patterns take more than they may together.
    pub fn compile<T: Compiled>(
        &self,
        text: &str,
        parse: impl FnOnce(&str, &Budget) -> Result<T, MatcherError>,
    ) -> Result<T, MatcherError> {
        let left = self.left.get();
        let budget = Budget {
            compiled_bytes: self.budget.compiled_bytes.min(left),
            ..self.budget
        };
        match parse(text, &budget) {
            Ok(pattern) => {
                self.left.set(left.saturating_sub(pattern.compiled_bytes()));
                Ok(pattern)
            }
            Err(error)
                if error.kind == MatcherErrorKind::OverBudget
                    && left < self.budget.compiled_bytes =>
            {
                let most = self.budget.policy_bytes;
                let message = format!(
                    "with this one the patterns of the policy take more than {most} bytes to run"
                );
                Err(MatcherError::over_budget(error.span, message)
                    .with_help("use fewer patterns, or names and `*`, which take nothing"))
            }
            error => error,
        }
    }
}

/// What takes room once it is compiled.
#[cfg(feature = "engine")]
pub trait Compiled {
    /// An upper estimate of what it takes to run, in bytes; nothing where nothing is compiled.
    fn compiled_bytes(&self) -> usize;
}
