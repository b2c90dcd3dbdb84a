//! SQL and row structs: nowhere else. Every function runs within the turn that calls it.

pub mod audit;
pub mod events;
pub mod idempotency;
pub mod keys;
pub mod meta;
pub mod migrations;
#[cfg(feature = "trap")]
pub mod plans;
pub mod policy;
#[cfg(feature = "trap")]
pub mod replay;
pub mod requests;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod sql;
pub mod timers;
pub mod tokens;
#[cfg(feature = "trap")]
pub mod turns;
