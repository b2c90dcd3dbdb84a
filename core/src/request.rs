//! The life of a request: who may ask, who must agree, what follows, and when it ends.

pub mod access_request;
#[cfg(feature = "engine")]
pub mod admission;
#[cfg(feature = "engine")]
pub mod annotation;
pub mod ask;
#[cfg(feature = "engine")]
pub mod automatic;
pub mod command;
pub mod decide;
#[cfg(feature = "engine")]
pub mod eligibility;
#[cfg(feature = "engine")]
pub mod ending;
pub mod event;
pub mod form;
#[cfg(feature = "engine")]
pub mod grant;
pub mod id;
pub mod lifetime;
#[cfg(feature = "engine")]
pub mod outlook;
pub mod plan;
pub mod progress;
pub mod proof;
pub mod refusal;
pub mod review;
pub mod state;
#[cfg(feature = "engine")]
pub mod submission;
#[cfg(feature = "engine")]
pub mod terms;
pub use crate::policy::timestamp;

#[cfg(test)]
pub(crate) mod fixtures;
