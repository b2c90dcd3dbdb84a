//! The life of a request: who may ask, who must agree, what follows, and when it ends.

pub mod timestamp;
