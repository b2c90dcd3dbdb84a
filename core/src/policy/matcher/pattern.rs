//! Patterns made ready to run: for a yes or no ([`Pattern`]), and for replacing ([`Replacer`]).
//! Both run in time linear in the text (R15).

use alloc::{format, string::String, sync::Arc};

use super::{
    classify::{self, Shape},
    error::MatcherError,
    glob,
    program::{Program, Unable},
    re2::{
        self, Captures, LetterCase,
        tree::{Node, Tree},
    },
};
use crate::policy::{
    budget::{Budget, Compiled},
    expand::{Replacement, TooLong, push},
};

/// A regular expression that answers whether it is found in a text.
#[derive(Clone, Debug)]
pub struct Pattern {
    tree: Arc<Tree>,
    program: Program,
}

impl Pattern {
    /// Reads a regular expression of the RE2 dialect, and makes it ready to run.
    ///
    /// # Errors
    /// What the dialect refuses, with its place in `text`, or what goes over the budget.
    pub fn parse(text: &str, budget: &Budget) -> Result<Self, MatcherError> {
        let tree = Arc::new(read(text, LetterCase::Exact, budget)?);
        let program = compile(&tree, Captures::Dropped, text, budget)?;
        Ok(Self { tree, program })
    }

    /// Whether the pattern is found anywhere in the text (M6, M9).
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        self.program.is_found(text)
    }

    /// The pattern as a tree.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }
}

impl Compiled for Pattern {
    fn compiled_bytes(&self) -> usize {
        weight(&self.tree.root)
    }
}

/// A pattern that replaces what it finds.
#[derive(Clone, Debug)]
pub struct Replacer {
    tree: Arc<Tree>,
    program: Program,
    compiled_bytes: usize,
}

impl Compiled for Replacer {
    fn compiled_bytes(&self) -> usize {
        self.compiled_bytes
    }
}

impl Replacer {
    /// Reads a regular expression of the RE2 dialect, and makes it ready to run.
    ///
    /// # Errors
    /// What the dialect refuses, with its place in `text`, or what goes over the budget.
    pub fn regex(text: &str, case: LetterCase, budget: &Budget) -> Result<Self, MatcherError> {
        Self::compile(read(text, case, budget)?, text, budget)
    }

    /// Reads a glob, or a regular expression if it is `^…$`; each star of a glob is a group (C1, C6).
    ///
    /// # Errors
    /// What the dialect refuses, with its place in `text`, or what goes over the budget.
    pub fn glob_or_regex(
        text: &str,
        case: LetterCase,
        budget: &Budget,
    ) -> Result<Self, MatcherError> {
        if classify::plain(text) == Shape::Regex {
            return Self::regex(text, case, budget);
        }
        within(text, budget)?;
        let tree = glob::tree(text, case == LetterCase::Ignored);
        Self::compile(tree, text, budget)
    }

    fn compile(tree: Tree, text: &str, budget: &Budget) -> Result<Self, MatcherError> {
        let tree = Arc::new(tree);
        let program = compile(&tree, Captures::Kept, text, budget)?;
        Ok(Self {
            compiled_bytes: weight(&tree.root),
            tree,
            program,
        })
    }

    /// The text with every place the pattern is found replaced; `None` if there is none (C3, I12).
    ///
    /// # Errors
    /// The result would be too long.
    pub fn replace_all(
        &self,
        text: &str,
        replacement: &Replacement,
    ) -> Result<Option<String>, TooLong> {
        let mut out = None;
        let mut copied = 0;
        let mut fits = Ok(());
        self.program.each(text, |found| {
            let out = out.get_or_insert_with(String::new);
            if fits.is_ok() {
                let range = found.range();
                let between = text.get(copied..range.start).unwrap_or_default();
                copied = range.end;
                fits = push(out, between)
                    .and_then(|()| replacement.append(out, &found, &self.tree.groups));
            }
        });
        fits?;
        let Some(mut out) = out else { return Ok(None) };
        push(&mut out, text.get(copied..).unwrap_or_default())?;
        Ok(Some(out))
    }
}

/// Refuses text that is longer than the budget allows.
pub(super) fn within(text: &str, budget: &Budget) -> Result<(), MatcherError> {
    if text.len() > budget.pattern_bytes {
        return Err(MatcherError::over_budget(
            0..text.len(),
            format!("the text is longer than {} bytes", budget.pattern_bytes),
        ));
    }
    Ok(())
}

fn read(text: &str, case: LetterCase, budget: &Budget) -> Result<Tree, MatcherError> {
    within(text, budget)?;
    re2::parse(text, case, budget)
}

/// What weighs more, as two classes of all letters do, is compiled at once, so that whoever wrote
/// it hears of it.
pub(super) const LIGHT: usize = 128 * 1024;

/// What the pattern is estimated to take, in bytes.
fn weight(root: &Node) -> usize {
    usize::try_from(re2::weight::bytes(root)).unwrap_or(usize::MAX)
}

fn compile(
    tree: &Arc<Tree>,
    captures: Captures,
    text: &str,
    budget: &Budget,
) -> Result<Program, MatcherError> {
    let too_big = || {
        let most = budget.compiled_bytes;
        MatcherError::over_budget(
            0..text.len(),
            format!("the pattern takes more than {most} bytes to run"),
        )
        .with_help("use smaller repetition counts, or narrower classes under them")
    };
    let weight = weight(&tree.root);
    if weight > budget.compiled_bytes {
        return Err(too_big());
    }
    if weight <= LIGHT {
        return Ok(Program::later(tree, captures));
    }
    Program::new(tree, captures, budget.compiled_bytes).map_err(|unable| match unable {
        Unable::TooBig => too_big(),
        Unable::Unsupported => {
            MatcherError::unsupported(0..text.len(), "the pattern cannot be run")
        }
    })
}
