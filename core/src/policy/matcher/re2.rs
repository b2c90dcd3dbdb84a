//! The regular expressions of role files: the RE2 dialect as the reference reads it (R1–R14), into
//! a tree, and from the tree to an equal pattern for the engine that runs it.

pub mod sample;
pub mod tree;
pub mod unicode;
pub mod weight;

mod class;
mod cursor;
mod escape;
mod group;
mod hir;
mod parse;

pub use hir::Captures;
pub(super) use hir::hir;
pub use parse::{LetterCase, parse};
