//! How much work a policy may ask for, as a value: one budget for every running cluster, and a
//! wider one for comparing with the reference implementation.

/// Bounds on patterns; over any of them a pattern is an error with the reason, never slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Longest pattern text, in bytes.
    pub pattern_bytes: usize,
    /// Most memory that compiling a pattern may take, in bytes.
    pub compiled_bytes: usize,
    /// Deepest nesting of groups.
    pub nested_groups: u32,
}

impl Budget {
    /// What lint, save and every running cluster use.
    pub const PRODUCT: Self = Self {
        pattern_bytes: 2 * 1024,
        compiled_bytes: 1024 * 1024,
        nested_groups: 250,
    };

    /// What the conformance run uses: as much as the reference implementation accepts.
    pub const REFERENCE: Self = Self {
        pattern_bytes: 64 * 1024,
        compiled_bytes: 160 * 1024 * 1024,
        nested_groups: 1_100,
    };
}
