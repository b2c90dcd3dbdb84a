//! What the questions about requests cost, beside other ways to answer them: the same questions for the
//! native program and for the module that runs in Node.

pub mod clock;
pub mod hostile;
#[cfg(not(target_arch = "wasm32"))]
pub mod instructions;
pub mod questions;
pub mod row;
pub mod sample;
pub mod sensible;
pub mod stream;
pub mod trie;
