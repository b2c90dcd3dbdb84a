//! The wire: every operation, its bodies and its errors, once for the page, the worker and the
//! command line. Nothing here decides; aggregates cross as views.

pub mod audit;
pub mod backup;
pub mod credentials;
pub mod cursor;
pub mod difference;
pub mod endpoint;
pub mod explanation;
pub mod identities;
pub mod identity;
pub mod inspection;
pub mod integrations;
pub mod life;
pub mod locks;
pub mod policy;
pub mod policy_test;
pub mod problem;
pub mod requests;
#[cfg(feature = "schema")]
pub mod schema;
pub mod scope;
pub mod settings;
pub mod simulation;
pub mod stream;
