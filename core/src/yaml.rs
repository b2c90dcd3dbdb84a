//! Documents: text with places in it, and what was found wrong there.

pub mod diagnostic;
pub mod span;
