//! How much text is read at most, as a value.

/// Bounds on documents; what goes over one of them is a `yaml/budget` error, never slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadBudget {
    /// Longest text, in bytes. Never more than [`u32::MAX`].
    pub bytes: u32,
    /// Deepest nesting of lists and mappings. Never more than [`ReadBudget::MAX_DEPTH`].
    pub depth: usize,
    /// Most values and keys, in all documents together.
    pub nodes: usize,
    /// Most documents.
    pub documents: usize,
    /// Longest single value, in bytes.
    pub scalar_bytes: usize,
    /// Most findings; the rest are counted only.
    pub diagnostics: usize,
}

impl ReadBudget {
    /// What every page, worker and terminal uses.
    pub const PRODUCT: Self = Self {
        bytes: 2 * 1024 * 1024,
        depth: 32,
        nodes: 400_000,
        documents: 10_000,
        scalar_bytes: 64 * 1024,
        diagnostics: 1_000,
    };

    /// No budget nests deeper: trees are dropped and walked by recursion up to here.
    pub const MAX_DEPTH: usize = 128;
}

impl Default for ReadBudget {
    fn default() -> Self {
        Self::PRODUCT
    }
}
