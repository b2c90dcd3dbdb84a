//! SHA-256 as lower-case hexadecimal: the core's.

pub use postern_core::sha256::{hex, sha256};
