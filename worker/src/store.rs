//! SQL and row structs: nowhere else. Every function runs within the turn that calls it.

pub mod attempts;
pub mod audit;
pub mod bearers;
pub mod callbacks;
pub mod events;
pub mod idempotency;
pub mod identities;
pub mod integrations;
pub mod keys;
pub mod locks;
pub mod logins;
pub mod meta;
pub mod migrations;
pub mod outbox;
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
