//! The policy language: what role files mean.

pub mod budget;
pub mod connector;
pub mod duration;
#[cfg(feature = "engine")]
pub mod expression;
pub mod name;
pub mod place;
pub mod role;
pub mod traits;
pub mod user;
