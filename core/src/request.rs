//! The life of a request: who may ask, who must agree, what follows, and when it ends.

pub mod access_request;
pub mod ask;
pub mod command;
pub mod decide;
pub mod event;
pub mod id;
pub mod lifetime;
pub mod plan;
pub mod progress;
pub mod proof;
pub mod refusal;
pub mod review;
pub mod state;
pub mod timestamp;

#[cfg(test)]
pub(crate) mod fixtures;
