//! Decides everything in Postern, and does no I/O: no clock, no randomness, no panic.
//!
//! Wings, each standing only on those above it: documents, policy, requests, the wire.
#![no_std]
#![warn(missing_docs)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod api;
#[cfg(feature = "chain")]
pub mod audit;
#[cfg(feature = "engine")]
pub mod inspection;
mod ordered;
pub mod policy;
pub mod request;
#[cfg(feature = "chain")]
pub mod sha256;
pub mod small_map;
pub mod small_set;
pub mod yaml;

/// The version of this crate, which every part of Postern shares and every answer names.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
