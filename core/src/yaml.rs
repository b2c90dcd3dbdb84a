//! Documents: text with places in it, and what was found wrong there.

pub mod budget;
#[cfg(feature = "engine")]
pub mod comments;
#[cfg(feature = "engine")]
pub mod decimal;
pub mod diagnostic;
#[cfg(feature = "engine")]
pub mod document;
#[cfg(feature = "engine")]
pub mod findings;
#[cfg(feature = "engine")]
pub mod node;
#[cfg(feature = "engine")]
pub mod scalar;
pub mod source;
pub mod span;
#[cfg(feature = "engine")]
pub mod writer;
