//! The policy language: what role files mean.

#[cfg(feature = "engine")]
pub mod access;
pub mod budget;
#[cfg(feature = "engine")]
pub mod claims;
#[cfg(feature = "engine")]
pub mod compiled;
pub mod connector;
pub mod decision;
pub mod digest;
pub mod duration;
#[cfg(feature = "engine")]
pub mod expand;
#[cfg(feature = "engine")]
pub mod expression;
#[cfg(feature = "engine")]
pub mod index;
#[cfg(feature = "engine")]
pub mod matcher;
#[cfg(feature = "engine")]
pub mod monitoring;
pub mod name;
pub mod place;
#[cfg(feature = "engine")]
pub mod predicate;
#[cfg(feature = "engine")]
pub mod reading;
pub mod role;
#[cfg(feature = "engine")]
pub mod schema;
#[cfg(feature = "engine")]
pub mod set;
pub mod settings;
#[cfg(feature = "engine")]
pub mod spelling;
pub mod subject;
#[cfg(feature = "engine")]
pub mod template;
pub mod timestamp;
pub mod traits;
pub mod user;

#[cfg(test)]
#[cfg(feature = "engine")]
pub(crate) mod fixtures;
