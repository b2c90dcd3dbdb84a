//! Which names a text has, and which of them a matcher surely accepts: literals and globs only, in a
//! bounded number of steps.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::policy::matcher::{
    classify::{Shape, classify},
    glob::Glob,
};

/// How many steps one look at a text takes at most; what is beyond is not reported.
const MOST_STEPS: usize = 60_000;

/// What a text in a list of matchers is, as far as it is decided here.
pub(super) enum Plain<'t> {
    Literal(&'t str),
    Glob(Glob),
    /// A regular expression, a template, or broken.
    Other,
}

impl<'t> Plain<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        match classify(text) {
            Ok(Shape::Literal) => Self::Literal(text),
            Ok(Shape::Glob) => Glob::of(text).map_or(Self::Other, Self::Glob),
            _ => Self::Other,
        }
    }
}

/// The steps that are left.
pub(super) struct Steps(usize);

impl Steps {
    pub(super) const fn new() -> Self {
        Self(MOST_STEPS)
    }

    /// Whether one more may be taken.
    pub(super) fn take(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }

    pub(super) const fn are_left(&self) -> bool {
        self.0 > 0
    }
}

/// Names, in order.
pub(super) struct Names<'d>(Vec<&'d str>);

impl<'d> Names<'d> {
    pub(super) fn new(names: impl Iterator<Item = &'d str>) -> Self {
        let mut names: Vec<&str> = names.collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.binary_search(&name).is_ok()
    }

    pub(super) fn all(&self) -> &[&'d str] {
        &self.0
    }

    /// Whether a glob accepts one of them; true where that was not found out.
    pub(super) fn any(&self, glob: &Glob, steps: &mut Steps) -> bool {
        let from = self.0.partition_point(|name| *name < glob.prefix.as_str());
        for name in self.0.get(from..).unwrap_or_default() {
            if !name.starts_with(glob.prefix.as_str()) {
                return false;
            }
            if !steps.take() || glob.accepts(name) {
                return true;
            }
        }
        false
    }
}

/// Which of many lists of matchers accept a name.
#[derive(Default)]
pub(super) struct Lists<'d> {
    literals: BTreeMap<&'d str, Vec<usize>>,
    globs: Vec<(Glob, usize)>,
    /// The lists with something in them that is not decided here.
    pub(super) others: Vec<usize>,
}

impl<'d> Lists<'d> {
    pub(super) fn add(&mut self, list: usize, text: &'d str) {
        match Plain::of(text) {
            Plain::Literal(text) => self.literals.entry(text).or_default().push(list),
            Plain::Glob(glob) => self.globs.push((glob, list)),
            Plain::Other => self.others.push(list),
        }
    }

    /// The lists that surely accept a name, perhaps some twice; as many as the steps allow.
    pub(super) fn accepting(&self, name: &str, steps: &mut Steps) -> Vec<usize> {
        let mut found = self.literals.get(name).cloned().unwrap_or_default();
        for (glob, list) in &self.globs {
            if steps.take() && glob.accepts(name) {
                found.push(*list);
            }
        }
        found
    }
}
