//! What Postern says to the outside and hears from it, whatever the tool: what is told, how it is signed,
//! where it may go, when it is tried again. One folder for each tool stands on this.

pub mod backoff;
pub mod notice;
pub mod sending;
pub mod signature;
pub mod target;
