//! The policy language: what role files mean.

pub mod budget;
#[cfg(feature = "engine")]
pub mod claims;
pub mod connector;
pub mod decision;
pub mod digest;
pub mod duration;
#[cfg(feature = "engine")]
pub mod expand;
#[cfg(feature = "engine")]
pub mod expression;
#[cfg(feature = "engine")]
pub mod matcher;
pub mod name;
pub mod place;
#[cfg(feature = "engine")]
pub mod predicate;
pub mod role;
#[cfg(feature = "engine")]
pub mod spelling;
#[cfg(feature = "engine")]
pub mod template;
pub mod traits;
pub mod user;
