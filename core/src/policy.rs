//! The policy language: what role files mean.

pub mod budget;
